using System.CommandLine;

namespace AccessSlack.Measure;

/// <summary>Arguments to an exit code.</summary>
internal static class CommandLine
{
    public const int Ok = 0;
    public const int OverBudget = 1;
    public const int NotMeasured = 2;

    /// <summary>How long a program may take to be ready, to post or to answer.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(25);

    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors)
    {
        var parsed = Root(output).Parse(arguments);
        try
        {
            if (parsed.Errors is [var error, ..]) throw new MeasureException(error.Message);
            return await parsed.InvokeAsync(new() { Output = output, EnableDefaultExceptionHandler = false });
        }
        catch (MeasureException e)
        {
            await errors.WriteLineAsync($"Not measured: {e.Message}");
            return NotMeasured;
        }
    }

    private static RootCommand Root(TextWriter output) =>
        new("Measures the daemon as a process, between both simulators")
        {
            Budget(output),
            Compare(output),
            Strangers(output),
            Many(output),
        };

    private static Command Budget(TextWriter output)
    {
        var binary = Binary();
        var emptyHost = Existing("--empty-host", "The yardstick for the start");
        var budgets = Existing("--budgets", "The file with the budgets");
        var file = new Option<FileInfo?>("--output") { Description = "Also write all figures to this file, as JSON" };
        var command = new Command("budget", "Compares a binary with its budgets") { binary, emptyHost, budgets, file };
        command.SetAction(async (given, cancel) =>
        {
            var limits = Budgets.Read(given.GetRequiredValue(budgets).FullName);
            var run = new BudgetRun(given.GetRequiredValue(binary), given.GetRequiredValue(emptyHost), limits, Limit);
            var report = await run.RunAsync();
            await output.WriteAsync(report.ToTable());
            if (given.GetValue(file) is { } json) await File.WriteAllTextAsync(json.FullName, report.ToJson(), cancel);
            return report.IsWithinBudget ? Ok : OverBudget;
        });
        return command;
    }

    private static Command Compare(TextWriter output)
    {
        var binary = Binary();
        var other = Existing("--vs", "Another program that takes the same configuration");
        var turns = Count("--turns", "How often each of them runs", usual: 5);
        var burst = Count("--burst", "How many requests are made at once", usual: 200);
        var command = new Command("compare", "Compares the speed of two binaries") { binary, other, turns, burst };
        command.SetAction(async (given, _) =>
        {
            var (ours, theirs) = (given.GetRequiredValue(binary).FullName, given.GetRequiredValue(other).FullName);
            var plan = new ComparePlan(given.GetValue(turns), Requests: 10, given.GetValue(burst), Limit);
            await output.WriteAsync(await new CompareRun(ours, theirs, plan).RunAsync());
            return Ok;
        });
        return command;
    }

    private static Command Strangers(TextWriter output)
    {
        var binary = Binary();
        var clicks = Count("--clicks", "How many clicks are made during each attack", usual: 25);
        var command = new Command("strangers", "Measures clicks and memory under attack") { binary, clicks };
        command.SetAction(async (given, _) =>
        {
            var run = new StrangersRun(given.GetRequiredValue(binary).FullName, given.GetValue(clicks), Limit);
            await output.WriteAsync(await run.RunAsync());
            return Ok;
        });
        return command;
    }

    private static Command Many(TextWriter output)
    {
        var binary = Binary();
        var open = Count("--open", "How many requests are open", usual: 10_000);
        var command = new Command("many", "Measures memory with many open requests, under light traffic")
        {
            binary,
            open,
        };
        command.SetAction(async (given, _) =>
        {
            var run = new ManyRequestsRun(given.GetRequiredValue(binary).FullName, given.GetValue(open), Limit);
            await output.WriteAsync(await run.RunAsync());
            return Ok;
        });
        return command;
    }

    private static Argument<FileInfo> Binary() =>
        new Argument<FileInfo>("BINARY") { Description = "The release binary" }.AcceptExistingOnly();

    private static Option<FileInfo> Existing(string name, string description) =>
        new Option<FileInfo>(name) { Description = description, Required = true }.AcceptExistingOnly();

    private static Option<int> Count(string name, string description, int usual)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, out var count) && count > 0))
                result.AddError($"{name} must be a number above 0.");
        });
        return option;
    }
}
