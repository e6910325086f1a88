using AccessSlack.Slack;
using AccessSlack.Slack.Calls;
using AccessSlack.Testing;

namespace AccessSlack.Tests.Slack.Calls;

public class ResponseCacheTests
{
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(1);
    private readonly ManualTime _time = new();
    private int _calls;

    [Fact]
    public async Task Get_ManyAtOnce_CallOnce()
    {
        var cache = Cache(10);
        var answer = new TaskCompletionSource<SlackResult<int>>();
        var waiting = Enumerable
            .Range(0, 5)
            .Select(_ => cache.GetAsync("k", Age, () => Count(answer.Task), default))
            .ToList();
        answer.SetResult(new SlackResult<int>.Ok(7));
        Assert.All(await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(30)), result =>
            Assert.Equal(new SlackResult<int>.Ok(7), result)
        );
        Assert.Equal(1, _calls);
    }

    [Fact]
    public async Task Get_OneOfManyCancelled_OnlyThatOneEnds()
    {
        var cache = Cache(10);
        var answer = new TaskCompletionSource<SlackResult<int>>();
        using var cancel = new CancellationTokenSource();
        var first = cache.GetAsync("k", Age, () => Count(answer.Task), cancel.Token);
        var second = cache.GetAsync("k", Age, () => Count(answer.Task), default);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.WaitAsync(TimeSpan.FromSeconds(30)));
        answer.SetResult(new SlackResult<int>.Ok(7));
        Assert.Equal(new SlackResult<int>.Ok(7), await second.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Get_BeyondCapacity_EvictsTheOldest()
    {
        var cache = Cache(2);
        foreach (var key in new[] { "a", "b", "c", "b", "c", "a" })
        {
            await cache.GetAsync(
                key,
                Age,
                () => Count(Task.FromResult<SlackResult<int>>(new SlackResult<int>.Ok(1))),
                default
            );
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(4, _calls);
    }

    [Fact]
    public async Task Get_SlowResponse_AgesFromTheMomentOfTheCall()
    {
        var cache = Cache(10);
        var answer = new TaskCompletionSource<SlackResult<int>>();
        var first = cache.GetAsync("k", Age, () => Count(answer.Task), default);
        _time.Advance(Age + TimeSpan.FromTicks(1));
        answer.SetResult(new SlackResult<int>.Ok(1));
        await first;
        await cache.GetAsync(
            "k",
            Age,
            () => Count(Task.FromResult<SlackResult<int>>(new SlackResult<int>.Ok(2))),
            default
        );
        Assert.Equal(2, _calls);
    }

    private ResponseCache<int> Cache(int capacity) => new(_time, capacity, result => result is SlackResult<int>.Ok);

    private Task<SlackResult<int>> Count(Task<SlackResult<int>> answer)
    {
        _calls++;
        return answer;
    }
}
