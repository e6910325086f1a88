using AccessSlack.Requests;
using AccessSlack.Requests.Serialization;
using BenchmarkDotNet.Attributes;

namespace AccessSlack.Benchmarks;

/// <summary>The ledger to plugin data and back.</summary>
[Config(typeof(PureConfig))]
public class LedgerBenchmarks
{
    private const string Id = "01965f3a-7c1e-7bb5-9a3f-0d5b8c1d2e4f";

    private readonly Seal _seal = new("prod-cluster", [new("signing-secret")], new("xoxb-token"));
    private Ledger _ledger = null!;
    private Dictionary<string, string> _data = [];

    [ParamsAllValues]
    public Kind Request { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _ledger = Examples.Ledger(Examples.Request(Request));
        _data = LedgerCodec.Write(_ledger, Id, _seal);
    }

    [Benchmark(Baseline = true)]
    public object Write() => LedgerCodec.Write(_ledger, Id, _seal);

    [Benchmark]
    public object Read() => LedgerCodec.Read(_data, Id, _seal);
}
