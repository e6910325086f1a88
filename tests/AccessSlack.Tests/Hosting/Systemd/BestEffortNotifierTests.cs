using System.Text;
using AccessSlack.Hosting.Systemd;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AccessSlack.Tests.Hosting.Systemd;

public sealed class BestEffortNotifierTests
{
    [Fact]
    public void Notify_SocketAtPath_SendsOneDatagramPerState()
    {
        using var socket = NotifySocket.AtPath();
        var notifier = Notifier(socket.Variable);

        notifier.Notify(ServiceState.Ready);
        notifier.Notify(ServiceState.Stopping);

        Assert.Equal("READY=1", socket.Receive());
        Assert.Equal("STOPPING=1", socket.Receive());
        Assert.False(socket.HasMore);
    }

    [Fact]
    public void Notify_AbstractSocket_IsReceived()
    {
        using var socket = NotifySocket.Abstract();

        Notifier(socket.Variable).Notify(ServiceState.Ready);

        Assert.Equal("READY=1", socket.Receive());
    }

    [Fact]
    public void Notify_StatesOfOurs_AreAsSystemdReadsThem()
    {
        using var socket = NotifySocket.AtPath();
        var notifier = Notifier(socket.Variable);

        notifier.Notify(ServiceStates.Watchdog);
        notifier.Notify(ServiceStates.Reloading(1_234_567));

        Assert.Equal("WATCHDOG=1", socket.Receive());
        Assert.Equal("RELOADING=1\nMONOTONIC_USEC=1234567", socket.Receive());
    }

    [Fact]
    public void Notify_StatusWithNewlines_StaysOneAssignment()
    {
        using var socket = NotifySocket.AtPath();

        Notifier(socket.Variable).Notify(ServiceStates.Status("waiting\nMAINPID=1\r\nREADY=1\u0085"));

        Assert.Equal("STATUS=waiting MAINPID=1  READY=1 ", socket.Receive());
    }

    [Fact]
    public void Notify_LongStatus_FitsIntoWhatSystemdReads()
    {
        using var socket = NotifySocket.AtPath();

        // The cut falls inside the last pair of surrogates.
        var keys = string.Concat(Enumerable.Repeat("\U0001F511", 5000));
        Notifier(socket.Variable).Notify(ServiceStates.Status("x" + keys));

        Assert.InRange(Encoding.UTF8.GetByteCount(socket.Receive()), 1000, 4096);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void IsEnabled_NoSocket_IsFalse(string? path)
    {
        var notifier = Notifier(path);

        notifier.Notify(ServiceState.Ready);

        Assert.False(notifier.IsEnabled);
    }

    [Theory]
    [InlineData("/nonexistent/notify")]
    [InlineData("@nobody-listens-here")]
    [InlineData("vsock:2:1234")]
    [InlineData("@")]
    public void Notify_NoListener_WarnsAndGoesOn(string path)
    {
        var log = new Warnings();

        new BestEffortNotifier(path, TimeSpan.FromSeconds(30), log).Notify(ServiceState.Ready);

        Assert.StartsWith("Cannot notify systemd of READY=1: ", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Notify_PathTooLongForAnAddress_WarnsAndGoesOn()
    {
        var log = new Warnings();

        new BestEffortNotifier("/" + new string('x', 200), TimeSpan.FromSeconds(30), log).Notify(ServiceState.Ready);

        Assert.Single(log.Lines);
    }

    [Fact]
    public async Task Notify_ListenerNeverReads_GivesUp()
    {
        using var socket = NotifySocket.AtPath();
        var log = new Warnings();
        var notifier = new BestEffortNotifier(socket.Variable, TimeSpan.FromMilliseconds(20), log);

        // The queue of a datagram socket is bounded (net.unix.max_dgram_qlen).
        await Task.Run(NotifyUntilFull).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Single(log.Lines);

        void NotifyUntilFull()
        {
            while (log.Lines.Count == 0) notifier.Notify(ServiceState.Ready);
        }
    }

    [Fact]
    public void Constructor_NotifySocketSet_TakesItFromTheEnvironment()
    {
        using var socket = NotifySocket.AtPath();
        Environment.SetEnvironmentVariable("NOTIFY_SOCKET", socket.Variable);

        var notifier = new BestEffortNotifier(NullLogger<BestEffortNotifier>.Instance);

        notifier.Notify(ServiceState.Ready);
        Assert.Equal("READY=1", socket.Receive());
        Assert.Null(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"));
    }

    private static BestEffortNotifier Notifier(string? path) =>
        new(path, TimeSpan.FromSeconds(30), NullLogger.Instance);

    private sealed class Warnings : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => Lines.Add(formatter(state, exception));
    }
}
