using AccessSlack.Requests;
using AccessSlack.Requests.Serialization;
using BenchmarkDotNet.Attributes;

namespace AccessSlack.Benchmarks;

/// <summary>The ledger to plugin data and back.</summary>
[Config(typeof(PureConfig))]
public class LedgerBenchmarks
{
    private Ledger _ledger = null!;
    private Dictionary<string, string> _data = [];

    [ParamsAllValues]
    public Kind Request { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _ledger = Examples.Ledger(Examples.Request(Request));
        _data = LedgerCodec.Write(_ledger);
    }

    [Benchmark(Baseline = true)]
    public object Write() => LedgerCodec.Write(_ledger);

    [Benchmark]
    public object Read() => LedgerCodec.Read(_data);
}
