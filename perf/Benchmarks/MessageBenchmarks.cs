using AccessSlack.Messages;
using BenchmarkDotNet.Attributes;
using SlackApi;

namespace AccessSlack.Benchmarks;

/// <summary>A request to the message that shows it, as most are and as bad as a requester can make it.</summary>
[Config(typeof(PureConfig))]
public class MessageBenchmarks
{
    private RequestView _view = null!;
    private ComposedMessage _message = null!;

    [ParamsAllValues]
    public Kind Request { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var request = Examples.Request(Request);
        _view = Examples.Planner().View(Examples.Situation(request, Examples.Ledger(request)), Examples.Message);
        _message = RequestMessage.Compose(_view);
    }

    [Benchmark(Baseline = true)]
    public object Compose() => RequestMessage.Compose(_view);

    /// <summary>Whether a message must change is decided by this alone.</summary>
    [Benchmark]
    public string Hash() => _view.Hash();

    [Benchmark]
    public string WriteJson() => SlackJson.Write(_message.Blocks);
}
