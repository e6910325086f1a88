using BenchmarkDotNet.Attributes;

namespace AccessSlack.Benchmarks;

/// <summary>A thousand requests at once: claimed, posted and recorded. The figures are for each request.</summary>
[Config(typeof(BurstConfig))]
public class BurstBenchmarks
{
    private const int Requests = 1_000;

    private Stage _stage = null!;

    [IterationSetup]
    public void Start() => _stage = Stage.StartAsync().GetAwaiter().GetResult();

    [Benchmark(OperationsPerInvoke = Requests)]
    public async Task Burst()
    {
        for (var i = 0; i < Requests; i++) _stage.CreateRequest();
        await _stage.PostedAsync(Requests);
        await _stage.IdleAsync();
    }

    [IterationCleanup]
    public void Stop() => _stage.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
