using System.Runtime.CompilerServices;
using AccessSlack.Reconciliation;
using AccessSlack.Requests;
using AccessSlack.Teleport;
using AccessSlack.Tests.Http;
using AccessSlack.Tests.Samples;
using Microsoft.Extensions.Logging;
using Moq;

namespace AccessSlack.Tests.Reconciliation;

/// <summary>The first sync with prepared lists, of which each is asked for once, and a clock for its pauses.</summary>
public abstract class InitialSyncTest : IDisposable
{
    /// <summary>Without an expiry, so that the only timers are those of the sync.</summary>
    private protected static readonly AccessRequest Pending = Some.Request() with { Expires = null };

    protected InitialSyncTest() =>
        Scene.Teleport.Setup(teleport => teleport.ListAsync(It.IsAny<CancellationToken>()))
            .Returns((CancellationToken cancel) => Lists.Dequeue()(cancel));

    private protected StepScene Scene { get; } = new();

    private protected CancellationTokenSource Ended { get; } = new();

    private protected Queue<Func<CancellationToken, IAsyncEnumerable<AccessRequest>>> Lists { get; } = [];

    public void Dispose()
    {
        Scene.Dispose();
        Ended.Dispose();
        GC.SuppressFinalize(this);
    }

    private int _listed;

    /// <summary>How often a list was taken in to its end.</summary>
    private int CaughtUp => Scene.Log.Count(LogLevel.Information, "Caught up with Teleport");

    private protected void List(params AccessRequest[] requests)
    {
        _listed++;
        Lists.Enqueue(_ => requests.ToAsyncEnumerable());
    }

    private protected static async IAsyncEnumerable<AccessRequest> FailAsync(TeleportFailure failure)
    {
        await Task.CompletedTask;
        yield return Some.Request(RequestState.Approved) with { Id = "01965f3a-0000-7bb5-9a3f-0d5b8c1d2e4f" };
        throw new TeleportException(failure, "the list failed");
    }

    private protected static async IAsyncEnumerable<AccessRequest> HangAsync(
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
        yield break;
    }

    /// <summary>Another request, of which nothing is left to say.</summary>
    private protected static AccessRequest Settled() =>
        Some.Request(RequestState.Approved) with { Id = "01965f3a-0000-7bb5-9a3f-0d5b8c1d2e4f" };

    private protected Task Start() => Task.Run(() => Scene.Get<InitialSync>().RunAsync(Ended.Token));

    /// <summary>
    /// Every list was taken in. The sync goes on to watch for doubt, until the stream ends.
    /// </summary>
    private protected async Task EndAsync(Task run)
    {
        if (!Ended.IsCancellationRequested) await Until.HoldsAsync(() => CaughtUp == _listed);
        await Ended.CancelAsync();
        await run.WaitAsync(Door.Patience);
        await Scene.IdleAsync();
    }

    /// <summary>One stream, whose first list succeeds.</summary>
    private protected async Task RunAsync()
    {
        using var ended = new CancellationTokenSource();
        var next = CaughtUp + 1;
        var run = Task.Run(() => Scene.Get<InitialSync>().RunAsync(ended.Token));
        await Until.HoldsAsync(() => CaughtUp == next);
        await ended.CancelAsync();
        await run.WaitAsync(Door.Patience);
        await Scene.IdleAsync();
    }

    /// <summary>Advances the clock when the sync waits, and fails when that is not long enough.</summary>
    private protected async Task WaitThroughAsync(int seconds)
    {
        await Until.HoldsAsync(() => Scene.Time.Waiting == 1);
        Scene.Time.Advance(TimeSpan.FromSeconds(seconds - 0.001));
        Assert.Equal(1, Scene.Time.Waiting);
        Scene.Time.Advance(TimeSpan.FromSeconds(0.001));
    }
}
