using System.Globalization;
using BenchmarkDotNet.Running;

namespace AccessSlack.Benchmarks;

internal static class Program
{
    /// <summary>
    /// <c>soak [open [passing]]</c> measures memory, <c>budget DAEMON EMPTY-HOST</c> holds a release to its budgets,
    /// <c>profile DAEMON ASSEMBLIES MIBC</c> records what a release compiles ahead; anything else is BenchmarkDotNet's.
    /// </summary>
    private static async Task<int> Main(string[] arguments)
    {
        if (arguments is ["budget", var daemon, var empty]) return await Budget.RunAsync(daemon, empty);
        if (arguments is ["profile", var traced, var assemblies, var profile]) await StartupProfile.RecordAsync(traced, assemblies, profile);
        else if (arguments is ["soak", .. var sizes]) await Soak.RunAsync(Size(sizes, 0, 10_000), Size(sizes, 1, 20_000));
        else BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments, new Reporting());
        return 0;
    }

    private static int Size(string[] sizes, int place, int usual) => sizes.Length > place ? int.Parse(sizes[place], CultureInfo.InvariantCulture) : usual;
}
