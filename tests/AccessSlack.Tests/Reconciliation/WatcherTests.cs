using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using AccessSlack.Diagnostics;
using AccessSlack.Reconciliation;
using AccessSlack.Requests;
using AccessSlack.Teleport;
using AccessSlack.Testing;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging.Abstractions;

namespace AccessSlack.Tests.Reconciliation;

public class WatcherTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task IsStuck_EventThatIsNeverPutDown_TellsAfterItsTime()
    {
        using var stop = new CancellationTokenSource();
        using var release = new ManualResetEventSlim();
        var noting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var watcher = Watcher(_ =>
        {
            noting.TrySetResult();
            release.Wait(TimeSpan.FromSeconds(30));
        });
        var running = Task.Run(() => watcher.RunAsync(stop.Token));
        await noting.Task.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.False(watcher.IsStuck);
        _time.Advance(AccessSlack.Reconciliation.Watcher.StuckAfter + TimeSpan.FromSeconds(1));
        Assert.True(watcher.IsStuck);

        await stop.CancelAsync();
        release.Set();
        await running.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(watcher.IsStuck);
    }

    [Fact]
    public async Task IsStuck_WaitsForEventsAllNight_IsLife()
    {
        using var stop = new CancellationTokenSource();
        var watcher = Watcher(_ => { });
        var running = Task.Run(() => watcher.RunAsync(stop.Token));
        await watcher.Connected.WaitAsync(TimeSpan.FromSeconds(30));

        _time.Advance(TimeSpan.FromHours(12));

        Assert.False(watcher.IsStuck);
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private Watcher Watcher(Action<string> look)
    {
        var (teleport, book, terms) = (new OneEvent(), new RequestTracker(_ => { }), new CurrentTerms(null!));
        var ledgers = new LedgerStore(teleport, isDurable: false, terms, _time, NullLogger<LedgerStore>.Instance);
        var initialSync = new InitialSync(
            teleport,
            book,
            ledgers,
            terms,
            _ => Task.CompletedTask,
            look,
            new(),
            _time,
            () => 0,
            NullLogger<InitialSync>.Instance
        );
        return new(
            teleport,
            book,
            initialSync,
            look,
            new Readiness(_ => { }),
            new(),
            _time,
            () => 0,
            NullLogger<Watcher>.Instance
        );
    }

    /// <summary>A Teleport with one event and then silence, which no socket could promise to a test.</summary>
    private sealed class OneEvent : ITeleport
    {
        public async IAsyncEnumerable<TeleportEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancel)
        {
            yield return new TeleportEvent.Watching();
            yield return new TeleportEvent.Changed(Some.Request());
            await Task.Delay(Timeout.InfiniteTimeSpan, new ManualTime(), cancel);
        }

        public IAsyncEnumerable<AccessRequest> ListAsync(CancellationToken cancel) =>
            AsyncEnumerable.Empty<AccessRequest>();

        public Task<TeleportServer> PingAsync(CancellationToken cancel) => throw new NotSupportedException();

        public Task<AccessRequest?> FindAsync(string id, CancellationToken cancel) => throw new NotSupportedException();

        public Task<ImmutableArray<string>> FindSlackIdsAsync(string user, CancellationToken cancel) =>
            throw new NotSupportedException();

        public Task VerifyVisibilityAsync(CancellationToken cancel) => throw new NotSupportedException();

        public Task<PluginDataSnapshot> ReadAllPluginDataAsync(CancellationToken cancel) =>
            throw new NotSupportedException();

        public Task<IReadOnlyDictionary<string, string>?> ReadPluginDataAsync(string id, CancellationToken cancel) =>
            throw new NotSupportedException();

        public Task WritePluginDataAsync(
            string id,
            IReadOnlyDictionary<string, string> set,
            IReadOnlyDictionary<string, string> expect,
            CancellationToken cancel
        ) => throw new NotSupportedException();

        public Task SetStateAsync(
            AccessRequest request,
            RequestState state,
            string delegator,
            string reason,
            CancellationToken cancel
        ) => throw new NotSupportedException();

        public Task<AccessRequest> SubmitReviewAsync(
            AccessRequest request,
            RequestState proposed,
            string reason,
            CancellationToken cancel
        ) => throw new NotSupportedException();
    }
}
