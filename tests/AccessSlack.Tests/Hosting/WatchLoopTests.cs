using AccessSlack.Hosting;
using AccessSlack.Teleport;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;
using Moq;

namespace AccessSlack.Tests.Hosting;

public sealed class WatchLoopTests : IAsyncLifetime, IDisposable
{
    private readonly HostingScene _scene = new();

    private WatchLoop Loop => _scene.Get<WatchLoop>();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _scene.Get<WatchLoop>().StopAsync();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Start_TeleportConfirms_IsConnectedUntilItIsStopped()
    {
        _scene.TeleportSendsNothingMore();

        Loop.Start();
        await Loop.Connected;
        Assert.DoesNotContain("not connected", _scene.Job.Readiness.Status, StringComparison.Ordinal);

        await Loop.StopAsync();
        Assert.Contains("not connected", _scene.Job.Readiness.Status, StringComparison.Ordinal);
        Assert.Empty(_scene.Defects);
    }

    /// <summary>The main job's calls under way end with the watch.</summary>
    [Fact]
    public async Task StopAsync_Running_SignalsTheStop()
    {
        _scene.TeleportSendsNothingMore();
        Loop.Start();

        await Loop.StopAsync();

        Assert.True(_scene.Get<StopSignal>().Token.IsCancellationRequested);
    }

    [Fact]
    public async Task StopAsync_NeverStarted_IsDone() => await Loop.StopAsync();

    [Fact]
    public async Task DisposeAsync_Running_StopsIt()
    {
        _scene.TeleportSendsNothingMore();
        Loop.Start();
        await Loop.Connected;

        await Loop.DisposeAsync();

        Assert.Contains("not connected", _scene.Job.Readiness.Status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WatchIsRefused_FailsTheConnection()
    {
        var refused = DecisionScene.Failed(TeleportFailure.NotPermitted);
        _scene.Job.Teleport
            .Setup(teleport => teleport.WatchAsync(It.IsAny<WatchScope>(), It.IsAny<CancellationToken>()))
            .Throws(refused);

        Loop.Start();

        Assert.Same(refused, await Assert.ThrowsAsync<TeleportException>(() => Loop.Connected));
        Assert.Empty(_scene.Defects);
    }

    /// <summary>A top loop that ends takes the process with it.</summary>
    [Fact]
    public async Task Start_Defect_IsHandedOver()
    {
        var defect = new InvalidOperationException("defect");
        _scene.Job.Teleport
            .Setup(teleport => teleport.WatchAsync(It.IsAny<WatchScope>(), It.IsAny<CancellationToken>()))
            .Throws(defect);

        Loop.Start();
        await Loop.StopAsync();

        Assert.Equal([defect], _scene.Defects);
    }
}
