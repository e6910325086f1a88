using AccessSlack.Planning;
using AccessSlack.Requests;
using BenchmarkDotNet.Attributes;

namespace AccessSlack.Benchmarks;

/// <summary>One look at a request: at rest, which most looks find, and with something to do.</summary>
[Config(typeof(PureConfig))]
public class PlannerBenchmarks
{
    private readonly Planner _planner = Examples.Planner();
    private Situation _fresh = null!;
    private Situation _settled = null!;
    private Situation _decided = null!;

    [ParamsAllValues]
    public Kind Request { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var request = Examples.Request(Request);
        _fresh = Examples.Situation(request, ledger: null);
        var ledger = Examples.Ledger(request);
        var shown = Examples.Message with
        {
            View = _planner.View(Examples.Situation(request, ledger), Examples.Message).Hash(),
        };
        _settled = Examples.Situation(request, ledger with { Deliveries = [shown] });
        _decided = _settled with { Request = request with { State = RequestState.Approved } };
    }

    [Benchmark(Baseline = true)]
    public object Rest() => Expect<Step.Rest>(_planner.Plan(_settled));

    [Benchmark]
    public object Announce() => Expect<Step.Announce>(_planner.Plan(_fresh));

    [Benchmark]
    public object Correct() => Expect<Step.Update>(_planner.Plan(_decided));

    /// <summary>A benchmark of the wrong path would tell nothing.</summary>
    private static Step Expect<T>(Step step) where T : Step =>
        step is T ? step : throw new InvalidOperationException($"The planner answered {step}.");
}
