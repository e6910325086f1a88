using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging.Abstractions;

namespace Compat.Tests.Hosting;

public sealed class SystemdLifetimeTests
{
    [Fact]
    public async Task AddSystemd_HostStartsAndStops_ReportsReadyAndStoppingOnce()
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
    public async Task AddSystemd_ServiceStillStarting_IsNotReady()
    {
        using var socket = NotifySocket.AtPath();
        var release = new TaskCompletionSource();
        using var host = Build(socket.Variable, services => services.AddSingleton<IHostedService>(new SlowStart(release.Task)));

        var start = host.StartAsync();
        Assert.False(socket.HasMore);
        release.SetResult();
        await start.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal("READY=1", socket.Receive());
        await host.StopAsync();
    }

    [Fact]
    public async Task AddSystemd_StopBeginsBeforeServicesStop_SaysStoppingFirst()
    {
        using var socket = NotifySocket.AtPath();
        var service = new SlowStart(Task.CompletedTask);
        using var host = Build(socket.Variable, services => services.AddSingleton<IHostedService>(service));
        await host.StartAsync();
        _ = socket.Receive();

        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        Assert.Equal("STOPPING=1", socket.Receive());
        Assert.False(service.Stopped);
        await host.StopAsync();
    }

    [Fact]
    public void AddSystemd_OutsideAService_RegistersADisabledNotifier()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddSystemd();
        using var host = builder.Build();

        Assert.False(host.Services.GetRequiredService<ISystemdNotifier>().IsEnabled);
        Assert.IsType<SystemdLifetime>(host.Services.GetRequiredService<IHostLifetime>());
    }

    [Theory]
    [InlineData(PosixSignal.SIGTERM)]
    [InlineData(PosixSignal.SIGINT)]
    public async Task OnSignal_Twice_StopsTheHostThenEndsTheProcess(PosixSignal signal)
    {
        using var host = Build(socketPath: null);
        await host.StartAsync();
        var lifetime = (SystemdLifetime)host.Services.GetRequiredService<IHostLifetime>();
        var first = new PosixSignalContext(signal);
        var second = new PosixSignalContext(signal);

        lifetime.OnSignal(first);
        lifetime.OnSignal(second);

        Assert.True(host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
        Assert.True(first.Cancel);
        Assert.False(second.Cancel);
        await host.StopAsync();
    }

    private static IHost Build(string? socketPath, Action<IServiceCollection>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddSingleton<ISystemdNotifier>(new SystemdNotifier(socketPath, TimeSpan.FromSeconds(30), NullLogger.Instance));
        builder.Services.AddSystemd();
        configure?.Invoke(builder.Services);
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
