using BenchmarkDotNet.Running;

namespace AccessSlack.Benchmarks;

internal static class Program
{
    private static void Main(string[] arguments) =>
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments, new Reporting());
}
