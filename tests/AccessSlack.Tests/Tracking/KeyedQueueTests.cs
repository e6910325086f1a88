using System.Collections.Concurrent;
using AccessSlack.Testing;
using AccessSlack.Tracking;

namespace AccessSlack.Tests.Tracking;

public class KeyedQueueTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<string> _done = [];
    private readonly ConcurrentQueue<(string Id, Exception Defect)> _defects = [];
    private readonly ManualTime _time = new();
    private readonly KeyedQueue<string> _queue;

    public KeyedQueueTests() => _queue = new(places: 2, _time, (id, defect) => _defects.Enqueue((id, defect)));

    [Fact]
    public async Task RunAsync_SameId_OneAtATimeInOrder()
    {
        var running = 0;
        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(number => _queue.RunAsync("a", async () =>
        {
            Assert.Equal(1, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
            _done.Enqueue($"{number}");
            return number;
        }))).WaitAsync(Patience);
        Assert.Equal(Enumerable.Range(0, 100), results);
        Assert.Equal(Enumerable.Range(0, 100).Select(number => $"{number}"), _done);
    }

    [Fact]
    public async Task Look_WhileOneRuns_WaitsAndMerges()
    {
        var first = Block();
        _queue.Reconcile("a", first.Work);
        await first.Entered;
        for (var number = 0; number < 5; number++) Look("a", $"look {number}");
        first.Release();
        await Idle();
        Assert.Equal(["look 4"], _done);
    }

    [Fact]
    public async Task Reconcile_ManyOfOneGroupWait_AnotherGroupHasTheNextTurn()
    {
        var blocks = new[] { Block(), Block() };
        for (var number = 0; number < 2; number++) _queue.Reconcile($"busy {number}", blocks[number].Work, "mallory");
        await Task.WhenAll(blocks.Select(block => block.Entered));
        for (var number = 0; number < 100; number++) Look($"m{number}", $"m{number}", "mallory");
        Look("a", "alice", "alice");

        await Until(() => _queue.InLine == 101);
        blocks[0].Release(); // one place only, so that the order is certain
        await Until(() => _queue.InLine == 0);
        blocks[1].Release();
        await Idle();

        Assert.InRange(_done.ToList().IndexOf("alice"), 0, 1);
        Assert.Equal(101, _done.Count);
    }

    [Fact]
    public async Task RunAsync_LooksWait_GoesFirst()
    {
        var first = Block();
        _queue.Reconcile("a", first.Work);
        await first.Entered;
        Look("a", "look");
        var click = Click("a");
        first.Release();
        await click.WaitAsync(Patience);
        await Idle();
        Assert.Equal(["click a", "look"], _done);
    }

    [Fact]
    public async Task Look_MoreIdsThanPlaces_WaitsForAPlace()
    {
        var (a, b) = (Block(), Block());
        _queue.Reconcile("a", a.Work);
        _queue.Reconcile("b", b.Work);
        await Task.WhenAll(a.Entered, b.Entered);
        Look("c", "look c");
        await Click("d").WaitAsync(Patience);
        Assert.Equal(["click d"], _done);
        a.Release();
        await Until(() => _done.Contains("look c"));
        b.Release();
        await Idle();
    }

    [Fact]
    public async Task RunAsync_OwnLookWaitsForAPlace_NeedsNone()
    {
        var (a, b) = (Block(), Block());
        _queue.Reconcile("a", a.Work);
        _queue.Reconcile("b", b.Work);
        await Task.WhenAll(a.Entered, b.Entered);
        Look("c", "look c");
        await Click("c").WaitAsync(Patience);
        await Click("c").WaitAsync(Patience);
        Assert.Equal(["click c", "click c"], _done);
        a.Release();
        b.Release();
        await Idle();
        Assert.Equal(["click c", "click c", "look c"], _done);
    }

    [Fact]
    public async Task Look_ThousandsOfIds_AllRunInTheirPlacesOnly()
    {
        var (running, most) = (0, 0);
        for (var number = 0; number < 5000; number++)
        {
            var id = $"{number % 2000}";
            _queue.Reconcile(id, async () =>
            {
                var now = Interlocked.Increment(ref running);
                if (now > most) most = now;
                await Task.Yield();
                Interlocked.Decrement(ref running);
                _done.Enqueue(id);
            });
        }

        await Idle();
        Assert.InRange(most, 1, 2);
        Assert.Equal(2000, _done.Distinct().Count());
    }

    [Fact]
    public async Task Look_Throws_IsReportedAndTheLaneGoesOn()
    {
        _queue.Reconcile("a", () => throw new InvalidOperationException("a defect"));
        await Idle();
        Look("a", "look");
        await Idle();
        Assert.Equal("a", Assert.Single(_defects).Id);
        Assert.Equal(["look"], _done);
    }

    [Fact]
    public async Task Look_Throws_GivesItsPlaceBack()
    {
        for (var number = 0; number < 10; number++)
            _queue.Reconcile($"{number}", () =>
                Task.FromException(number % 2 == 0 ? new InvalidOperationException() : new OperationCanceledException())
            );
        await Idle();
        Look("a", "look");
        await Idle();
        Assert.Equal(["look"], _done);
    }

    [Fact]
    public async Task RunAsync_Throws_BelongsToTheCaller()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            _queue.RunAsync<int>("a", () => throw new InvalidOperationException()).WaitAsync(Patience)
        );
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            _queue.RunAsync<int>("a", () => throw new OperationCanceledException()).WaitAsync(Patience)
        );
        await Click("a").WaitAsync(Patience);
        Assert.Empty(_defects);
    }

    [Fact]
    public async Task WhenIdleAsync_WorkRunsOrWaits_IsNotIdle()
    {
        Assert.True(_queue.WhenIdleAsync().IsCompleted);
        var work = Block();
        _queue.Reconcile("a", work.Work);
        var idle = _queue.WhenIdleAsync();
        await work.Entered;
        Assert.False(idle.IsCompleted);
        work.Release();
        await idle.WaitAsync(Patience);
        Assert.True(_queue.WhenIdleAsync().IsCompleted);
    }

    private void Look(string id, string name, string group = "") => _queue.Reconcile(
        id,
        () =>
        {
            _done.Enqueue(name);
            return Task.CompletedTask;
        },
        group
    );

    private Task<int> Click(string id) => _queue.RunAsync(id, () =>
    {
        _done.Enqueue($"click {id}");
        return Task.FromResult(0);
    });

    private Task Idle() => _queue.WhenIdleAsync().WaitAsync(Patience);

    private static Blocker Block() => new();

    private static async Task Until(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!holds())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Work that runs until it is released.</summary>
    private sealed class Blocker
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Entered => _entered.Task.WaitAsync(Patience);

        public Task Work()
        {
            _entered.SetResult();
            return _released.Task;
        }

        public void Release() => _released.SetResult();
    }

    [Fact]
    public async Task IsStuck_WorkThatNeverEnds_TellsAfterItsTime()
    {
        var (begun, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        _queue.Reconcile("a", () => { begun.SetResult(); return release.Task; });
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30));

        _time.Advance(KeyedQueue<string>.StuckAfter);
        Assert.False(_queue.IsStuck);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_queue.IsStuck);

        release.SetResult();
        await _queue.WhenIdleAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(_queue.IsStuck);
    }

    [Fact]
    public async Task IsStuck_LooksThatWaitForAPlace_AreNotWork()
    {
        var release = new TaskCompletionSource();
        for (var lane = 0; lane < 3; lane++) _queue.Reconcile($"{lane}", () => release.Task);
        Assert.True(await _queue.RunAsync("click", () => Task.FromResult(true)).WaitAsync(TimeSpan.FromSeconds(30)));

        release.SetResult();
        _time.Advance(KeyedQueue<string>.StuckAfter + TimeSpan.FromSeconds(1));
        await _queue.WhenIdleAsync().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.False(_queue.IsStuck);
    }
}
