using System.Globalization;
using BenchmarkDotNet.Running;

namespace AccessSlack.Benchmarks;

internal static class Program
{
    /// <summary><c>soak [open [passing]]</c> measures memory; anything else is for BenchmarkDotNet.</summary>
    private static async Task<int> Main(string[] arguments)
    {
        if (arguments is ["soak", .. var sizes]) await Soak.RunAsync(Size(sizes, 0, 10_000), Size(sizes, 1, 20_000));
        else BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments, new Reporting());
        return 0;
    }

    private static int Size(string[] sizes, int place, int usual) =>
        sizes.Length > place ? int.Parse(sizes[place], CultureInfo.InvariantCulture) : usual;
}
