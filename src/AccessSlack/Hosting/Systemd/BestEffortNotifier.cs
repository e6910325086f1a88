using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Hosting.Systemd;

/// <summary>
/// Sends each state as one datagram to the socket named by NOTIFY_SOCKET, and logs a warning if that fails. The
/// package's own notifier throws if nothing listens there, and blocks without limit if the receiver's queue is full;
/// neither may stop the daemon.
/// </summary>
internal sealed partial class BestEffortNotifier : ISystemdNotifier
{
    private const string Variable = "NOTIFY_SOCKET";

    private readonly string? _socketPath;
    private readonly TimeSpan _sendLimit;
    private readonly ILogger _logger;

    /// <summary>
    /// Removes NOTIFY_SOCKET from the environment, so that child processes cannot notify in our name.
    /// </summary>
    public BestEffortNotifier(ILogger<BestEffortNotifier> logger)
        : this(TakeSocketPath(), TimeSpan.FromSeconds(5), logger) { }

    /// <param name="socketPath">A path, or <c>@</c> and an abstract name; null if there is no receiver.</param>
    /// <param name="sendLimit">How long to wait for a receiver whose queue is full.</param>
    /// <param name="logger">Gets a warning for each state that could not be sent.</param>
    internal BestEffortNotifier(string? socketPath, TimeSpan sendLimit, ILogger logger) =>
        (_socketPath, _sendLimit, _logger) = (socketPath, sendLimit, logger);

    public bool IsEnabled => !string.IsNullOrEmpty(_socketPath);

    /// <summary>Sends one state. Never throws: the daemon works without a service manager.</summary>
    public void Notify(ServiceState state)
    {
        if (!IsEnabled) return;
        try
        {
            Send(Encoding.UTF8.GetBytes(state.ToString()));
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            // ArgumentException: a path longer than a socket address can hold.
            Log.NotSent(_logger, state, e.Message);
        }
    }

    private void Send(byte[] datagram)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.SendTimeout = (int)_sendLimit.TotalMilliseconds;
        // An abstract name begins with a zero byte; the variable writes it as @.
        var address = _socketPath![0] == '@' ? '\0' + _socketPath[1..] : _socketPath;
        socket.Connect(new UnixDomainSocketEndPoint(address));
        socket.Send(datagram);
    }

    private static string? TakeSocketPath()
    {
        // The package reads the same variable and caches the result, so let it do so first.
        _ = SystemdHelpers.IsSystemdService();
        var path = Environment.GetEnvironmentVariable(Variable);
        Environment.SetEnvironmentVariable(Variable, null);
        return path;
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1017,
            Level = LogLevel.Warning,
            Message = "Cannot notify systemd of {State}: {Problem}"
        )]
        public static partial void NotSent(ILogger logger, ServiceState state, string problem);
    }
}
