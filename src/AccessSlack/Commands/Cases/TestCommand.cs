using System.CommandLine;
using AccessSlack.Configuration;

namespace AccessSlack.Commands.Cases;

/// <summary><c>teleport-slack test</c>: runs policy tests against the configuration, offline.</summary>
internal static class TestCommand
{
    public static Command Create(TextWriter output, TextWriter errors)
    {
        var config = ConfigOption.Create();
        var format = new Option<string>("--format") { Description = "text or json", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json");
        var junit = new Option<string?>("--junit") { Description = "Also write the results to this file as JUnit XML" };
        var files = new Argument<string[]>("FILE")
        {
            Description = "Files with policy tests",
            Arity = ArgumentArity.OneOrMore,
        };
        files.Validators.Add(UsageFault.RejectOption);
        var command = new Command("test", "Runs policy tests against the configuration; makes no calls")
        {
            config, format, junit, files,
        };
        command.SetAction(arguments => new TestAction(arguments.GetValue(format) == "json", output, errors).Run(
            arguments.GetValue(config)!,
            arguments.GetValue(files)!,
            arguments.GetValue(junit)
        ));
        return command;
    }

    /// <summary>Where rules are tested there are no secrets.</summary>
    public static bool IsNeeded(Problem problem, Settings? draft) =>
        !ManifestCommand.IsNotYetNeeded(problem) && DraftProblems.MattersBeforeStart(problem, draft);

    private sealed class TestAction(bool asJson, TextWriter output, TextWriter errors)
    {
        public int Run(string path, string[] files, string? junit)
        {
            var source = new SystemConfigSource();
            var read = new ConfigReader(source).Read(path);
            List<(string, Problem)> problems =
            [
                .. read.Problems.Where(problem => IsNeeded(problem, read.Draft)).Select(problem => (path, problem)),
            ];
            if (problems.Count > 0 || read.Draft is not { } settings) return Refuse(problems);
            var reader = new CaseReader(source, settings);
            var cases = files.Select(reader.Read).ToList();
            problems = [.. cases.SelectMany(file => file.Problems.Select(problem => (file.Path, problem)))];
            if (problems.Count > 0) return Refuse(problems);
            return Report(
                CaseRun.Of(settings, CaseRun.PolicyOf(settings, read.Problems), PolicyPlaces.Of(read.Text), cases),
                junit
            );
        }

        private int Refuse(List<(string Path, Problem Problem)> problems)
        {
            if (asJson) output.Write(TestJson.OfProblems(problems));
            else foreach (var (path, problem) in problems) errors.WriteLine($"{path}: {problem}");
            return ExitCode.Configuration;
        }

        private int Report(CaseRun run, string? junit)
        {
            output.Write(asJson ? TestJson.Of(run) : TestText.Of(run));
            if (junit is not null && Write(junit, JUnitReport.Of(run)) is { } fault)
            {
                errors.WriteLine($"Cannot write {junit}: {fault}");
                return ExitCode.CannotWrite;
            }

            return run.Failed == 0 ? ExitCode.Ok : ExitCode.Faults;
        }

        private static string? Write(string path, byte[] report)
        {
            try
            {
                File.WriteAllBytes(path, report);
                return null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                return e.Message;
            }
        }
    }
}
