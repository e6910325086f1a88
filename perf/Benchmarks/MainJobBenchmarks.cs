using AccessSlack.Sandbox.Slack;
using BenchmarkDotNet.Attributes;

namespace AccessSlack.Benchmarks;

/// <summary>What people wait for: a request until it stands in Slack, a click until it is answered.</summary>
[Config(typeof(LatencyConfig))]
public class MainJobBenchmarks
{
    /// <summary>An approval believes what Slack said of a person for a minute.</summary>
    private static readonly TimeSpan UntilAPersonIsOld = TimeSpan.FromSeconds(61);

    private Stage _stage = null!;
    private SlackMessage _message = null!;
    private int _messages;

    // Not async: this toolchain does not wait for a setup's task.
    [GlobalSetup]
    public void Start() => _stage = Stage.StartAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void Stop() => _stage.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [IterationSetup(Target = nameof(EventToPost))]
    public void ExpectOneMore() => _messages++;

    [IterationSetup(Target = nameof(ClickToAnswer))]
    public void Announce() => AnnounceAsync().GetAwaiter().GetResult();

    [IterationSetup(Target = nameof(ClickToAnswerPersonLookedUp))]
    public void AnnounceLater()
    {
        _stage.Time.Advance(UntilAPersonIsOld);
        Announce();
    }

    [IterationCleanup]
    public void Rest()
    {
        _stage.IdleAsync().GetAwaiter().GetResult();
        _stage.Rest(updates: 1);
    }

    /// <summary>From the request in Teleport to the message in Slack: event, claim, post.</summary>
    [Benchmark(Baseline = true)]
    public Task EventToPost()
    {
        _stage.CreateRequest();
        return _stage.PostedAsync(_messages);
    }

    /// <summary>
    /// From the click to 200, decided in Teleport and told to the clicker: look-up beside claim, decision, answer.
    /// </summary>
    [Benchmark]
    public Task ClickToAnswer() => _stage.ApproveAsync(_message);

    /// <summary>The same when the person is asked for first.</summary>
    [Benchmark]
    public Task ClickToAnswerPersonLookedUp() => _stage.ApproveAsync(_message);

    private async Task AnnounceAsync()
    {
        _stage.CreateRequest();
        await _stage.PostedAsync(++_messages);
        await _stage.IdleAsync();
        _message = _stage.Posts.Last();
    }
}
