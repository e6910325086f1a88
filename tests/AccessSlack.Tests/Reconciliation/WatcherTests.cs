using System.Runtime.CompilerServices;
using System.Threading.Channels;
using AccessSlack.Reconciliation;
using AccessSlack.Requests;
using AccessSlack.Teleport;
using AccessSlack.Tests.Http;
using AccessSlack.Tests.Samples;
using Microsoft.Extensions.Logging;
using Moq;

namespace AccessSlack.Tests.Reconciliation;

public sealed class WatcherTests : IDisposable
{
    private readonly StepScene _scene = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<Channel<TeleportEvent>> _watches = [];
    private readonly Watcher _watcher;
    private bool _listHangs;
    private int _lists;

    public WatcherTests()
    {
        _scene.Readiness.Watching(false);
        _watcher = _scene.Get<Watcher>();
        _scene.Teleport.Setup(teleport => teleport.WatchAsync(It.IsAny<WatchScope>(), It.IsAny<CancellationToken>()))
            .Returns((WatchScope _, CancellationToken cancel) => _watches.Dequeue().Reader.ReadAllAsync(cancel));
        _scene.Teleport.Setup(teleport => teleport.ListAsync(It.IsAny<CancellationToken>()))
            .Callback(() => Interlocked.Increment(ref _lists))
            .Returns((CancellationToken cancel) =>
                _listHangs ? HangAsync(cancel) : AsyncEnumerable.Empty<AccessRequest>());
    }

    public void Dispose()
    {
        _scene.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task Run_Confirmed_IsConnectedAndReadyAndLists()
    {
        var watch = Watch();
        var run = Start();
        Assert.False(_watcher.Connected.IsCompleted);

        Confirm(watch);
        await _watcher.Connected.WaitAsync(Door.Patience);
        await Until.HoldsAsync(() => _lists == 1);
        Assert.True(_scene.Readiness.IsReady);
        await StopAsync(run);
    }

    [Fact]
    public async Task Run_RequestChanged_IsReconciled()
    {
        _scene.OnPost(Some.Recipient, StepScene.Sent());
        var watch = Watch(isConfirmed: true);
        watch.Writer.TryWrite(new TeleportEvent.Changed(Some.Request()));
        var run = Start();

        await Until.HoldsAsync(() => _scene.Log.Count(LogLevel.Information, "Posted request") == 1);

        await StopAsync(run);
        Assert.Equal([$"PostAsync {Some.Recipient}"], _scene.SlackCalls);
    }

    [Fact]
    public async Task Run_RequestRemoved_ItsMessageSaysSo()
    {
        _scene.Track(Some.Request(), _scene.Shown(Some.Request()));
        _scene.OnUpdate(Some.Channel, StepScene.Sent());
        var watch = Watch(isConfirmed: true);
        watch.Writer.TryWrite(new TeleportEvent.Removed(Some.RequestId));
        var run = Start();

        await Until.HoldsAsync(() => _scene.Stored!.Resolution == Resolution.Removed);

        await StopAsync(run);
    }

    [Fact]
    public async Task Run_StreamEnds_IsNotReadyUntilTheNextIsConfirmed()
    {
        var (first, second) = (Watch(isConfirmed: true), Watch());
        first.Writer.Complete();
        var run = Start();

        await ReconnectingAsync("the stream ended", seconds: 1);
        Assert.Equal("Not ready: not connected to Teleport", _scene.Readiness.Status);
        _scene.Time.Advance(TimeSpan.FromSeconds(1));
        Confirm(second);

        await Until.HoldsAsync(() => _scene.Readiness.IsReady && _lists == 2);
        await StopAsync(run);
    }

    [Theory]
    [InlineData("NotPermitted")]
    [InlineData("CredentialsRefused")]
    [InlineData("Refused")]
    public async Task Run_RefusedBeforeTheFirstConfirmation_EndsWithTheReason(string failure)
    {
        Watch().Writer.Complete(Failure(failure));

        await Start().WaitAsync(Door.Patience);

        var thrown = await Assert.ThrowsAsync<TeleportException>(() => _watcher.Connected);
        Assert.Equal(failure, thrown.Failure.ToString());
        Assert.Equal(0, _scene.Counted("retries_total", "watch"));
    }

    [Theory]
    [InlineData("NotPermitted")]
    [InlineData("CredentialsRefused")]
    [InlineData("Refused")]
    public async Task Run_RefusedLater_IsAnErrorAndTriedAgain(string failure)
    {
        var (first, second) = (Watch(isConfirmed: true), Watch());
        first.Writer.Complete(Failure(failure));
        var run = Start();

        await Until.HoldsAsync(() => _scene.Log.Count(LogLevel.Error, "failed. Reconnecting in 1 s") == 1);
        _scene.Time.Advance(TimeSpan.FromSeconds(1));
        Confirm(second);

        await Until.HoldsAsync(() => _scene.Readiness.IsReady);
        await StopAsync(run);
    }

    [Theory]
    [InlineData("Unreachable")]
    [InlineData("Busy")]
    [InlineData("Unexpected")]
    [InlineData("Unsupported")]
    public async Task Run_FailsBeforeTheFirstConfirmation_ReconnectsMoreAndMoreSeldom(string failure)
    {
        for (var time = 0; time < 3; time++) Watch().Writer.Complete(Failure(failure));
        Watch(isConfirmed: true);
        var run = Start();

        foreach (var seconds in new[] { 1, 2, 4 })
        {
            await ReconnectingAsync("the watch failed", seconds);
            Assert.False(_watcher.Connected.IsCompleted);
            _scene.Time.Advance(TimeSpan.FromSeconds(seconds));
        }

        await _watcher.Connected.WaitAsync(Door.Patience);
        Assert.Equal(3, _scene.Counted("retries_total", "watch"));
        Assert.Equal(0, _scene.Log.Count(LogLevel.Error, ""));
        await StopAsync(run);
    }

    [Theory]
    [InlineData(9, 2)]
    [InlineData(10, 1)]
    public async Task Run_StreamLivedSoLong_OnlyAGoodOneBeginsTheBackoffAgain(int lived, int seconds)
    {
        var (first, second) = (Watch(), Watch());
        first.Writer.Complete(Failure("Unreachable"));
        var run = Start();
        await ReconnectingAsync("the watch failed", seconds: 1);
        _scene.Time.Advance(TimeSpan.FromSeconds(1));
        Confirm(second);
        await Until.HoldsAsync(() => _scene.Readiness.IsReady);

        _scene.Time.Advance(TimeSpan.FromSeconds(lived));
        second.Writer.Complete();

        await ReconnectingAsync("the stream ended", seconds);
        await StopAsync(run);
    }

    [Fact]
    public async Task Run_StreamEndsWhileListing_TheListEndsAndTheNextStreamListsAgain()
    {
        var (first, second) = (Watch(isConfirmed: true), Watch());
        _listHangs = true;
        first.Writer.Complete();
        var run = Start();

        await ReconnectingAsync("the stream ended", seconds: 1);
        Assert.False(_listHangs); // it was cancelled, and waited for
        _scene.Time.Advance(TimeSpan.FromSeconds(1));
        Confirm(second);

        await Until.HoldsAsync(() => _scene.Log.Count(LogLevel.Information, "Caught up") == 1);
        await StopAsync(run);
    }

    [Fact]
    public async Task Run_Stopped_EndsAtOnceWithoutAWarning()
    {
        Watch(isConfirmed: true);
        var run = Start();
        await _watcher.Connected.WaitAsync(Door.Patience);

        await StopAsync(run);

        Assert.Equal(0, _scene.Log.Count(LogLevel.Warning, ""));
        Assert.False(_scene.Readiness.IsReady);
    }

    [Fact]
    public async Task Run_StoppedDuringThePause_DoesNotReconnect()
    {
        Watch().Writer.Complete();
        var run = Start();
        await ReconnectingAsync("the stream ended", seconds: 1);

        await StopAsync(run);

        _scene.Teleport.Verify(
            teleport => teleport.WatchAsync(It.IsAny<WatchScope>(), It.IsAny<CancellationToken>()),
            Times.Once
        );
    }

    private Channel<TeleportEvent> Watch(bool isConfirmed = false)
    {
        var watch = Channel.CreateUnbounded<TeleportEvent>();
        if (isConfirmed) Confirm(watch);
        _watches.Enqueue(watch);
        return watch;
    }

    private static void Confirm(Channel<TeleportEvent> watch) =>
        Assert.True(watch.Writer.TryWrite(new TeleportEvent.Watching()));

    private static TeleportException Failure(string failure) =>
        new(Enum.Parse<TeleportFailure>(failure), "the watch failed");

    private async IAsyncEnumerable<AccessRequest> HangAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        using var _ = cancel.Register(() => _listHangs = false);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
        yield break;
    }

    private Task Start() => Task.Run(() => _watcher.RunAsync(_stop.Token));

    private Task ReconnectingAsync(string cause, int seconds) =>
        Until.HoldsAsync(() =>
            _scene.Log.Count(LogLevel.Warning, $"ended: {cause}. Reconnecting in {seconds} s") == 1);

    private async Task StopAsync(Task run)
    {
        await _stop.CancelAsync();
        await run.WaitAsync(Door.Patience);
        await _scene.IdleAsync();
    }
}
