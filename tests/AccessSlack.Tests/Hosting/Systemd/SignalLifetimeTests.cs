using System.Runtime.InteropServices;
using AccessSlack.Hosting.Systemd;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging.Abstractions;

namespace AccessSlack.Tests.Hosting.Systemd;

public sealed class SignalLifetimeTests
{
    [Fact]
    public async Task AddSystemdService_HostStartsAndStops_ReportsReadyAndStoppingOnce()
    {
        using var socket = NotifySocket.AtPath();
        using var host = Build(socket.Variable);

        await host.StartAsync();
        Assert.Equal("READY=1", socket.Receive());
        await host.StopAsync();
        Assert.Equal("STOPPING=1", socket.Receive());

        Assert.False(socket.HasMore);
    }

    [Fact]
    public async Task AddSystemdService_ServiceStillStarting_IsNotReady()
    {
        using var socket = NotifySocket.AtPath();
        var release = new TaskCompletionSource();
        using var host = Build(socket.Variable, new SlowStart(release.Task));

        var start = host.StartAsync();
        Assert.False(socket.HasMore);
        release.SetResult();
        await start.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal("READY=1", socket.Receive());
        await host.StopAsync();
    }

    [Fact]
    public async Task AddSystemdService_StopBeginsBeforeServicesStop_SaysStoppingFirst()
    {
        using var socket = NotifySocket.AtPath();
        var service = new SlowStart(Task.CompletedTask);
        using var host = Build(socket.Variable, service);
        await host.StartAsync();
        _ = socket.Receive();

        Application(host).StopApplication();

        Assert.Equal("STOPPING=1", socket.Receive());
        Assert.False(service.Stopped);
        await host.StopAsync();
    }

    [Theory]
    [InlineData(PosixSignal.SIGTERM)]
    [InlineData(PosixSignal.SIGINT)]
    public async Task OnSignal_Twice_StopsTheHostThenEndsTheProcess(PosixSignal signal)
    {
        using var host = Build(socketPath: null);
        await host.StartAsync();
        var lifetime = (SignalLifetime)host.Services.GetRequiredService<IHostLifetime>();
        var first = new PosixSignalContext(signal);
        var second = new PosixSignalContext(signal);

        lifetime.OnSignal(first);
        lifetime.OnSignal(second);

        Assert.True(Application(host).ApplicationStopping.IsCancellationRequested);
        Assert.True(first.Cancel);
        Assert.False(second.Cancel);
        await host.StopAsync();
    }

    private static IHostApplicationLifetime Application(IHost host) =>
        host.Services.GetRequiredService<IHostApplicationLifetime>();

    private static IHost Build(string? socketPath, params IReadOnlyList<IHostedService> hosted)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddSystemdService();
        builder.Services.AddSingleton<ISystemdNotifier>(
            new BestEffortNotifier(socketPath, TimeSpan.FromSeconds(30), NullLogger.Instance));
        foreach (var service in hosted) builder.Services.AddSingleton(service);
        return builder.Build();
    }

    private sealed class SlowStart(Task start) : IHostedService
    {
        public bool Stopped { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken) => start;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            Stopped = true;
            return Task.CompletedTask;
        }
    }
}
