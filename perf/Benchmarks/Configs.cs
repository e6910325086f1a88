using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace AccessSlack.Benchmarks;

/// <summary>What all benchmarks report, and where to.</summary>
internal sealed class Reporting : ManualConfig
{
    public Reporting()
    {
        AddLogger(ConsoleLogger.Default);
        AddColumnProvider(DefaultColumnProviders.Instance);
        AddExporter(MarkdownExporter.GitHub);
        AddDiagnoser(MemoryDiagnoser.Default);
        WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(40));
        ArtifactsPath = Path.Combine("artifacts", "benchmarks");
    }
}

/// <summary>Pure functions: many calls for each figure.</summary>
internal sealed class PureConfig : ManualConfig
{
    public PureConfig() =>
        AddJob(
            Jobs.Here.WithWarmupCount(3).WithIterationCount(8).WithIterationTime(TimeInterval.FromMilliseconds(200))
        );
}

/// <summary>What a person waits for: each try stands alone, begins from rest, and counts.</summary>
internal sealed class LatencyConfig : ManualConfig
{
    public LatencyConfig()
    {
        AddJob(
            Jobs.Here.WithStrategy(RunStrategy.Monitoring)
                .WithWarmupCount(30)
                .WithIterationCount(150)
                .WithInvocationCount(1)
                .WithUnrollFactor(1)
        );
        AddColumn(StatisticColumn.Median, StatisticColumn.P95);
    }
}

/// <summary>Much at once, on a fresh stage each time.</summary>
internal sealed class BurstConfig : ManualConfig
{
    public BurstConfig()
    {
        AddJob(
            Jobs.Here.WithStrategy(RunStrategy.Monitoring)
                .WithWarmupCount(1)
                .WithIterationCount(5)
                .WithInvocationCount(1)
                .WithUnrollFactor(1)
        );
        AddColumn(StatisticColumn.OperationsPerSecond);
    }
}

internal static class Jobs
{
    /// <summary>
    /// In this process: a project generated for each benchmark would have to be restored, and that needs a network.
    /// </summary>
    public static Job Here { get; } = Job.Default.WithToolchain(InProcessEmitToolchain.Instance);
}
