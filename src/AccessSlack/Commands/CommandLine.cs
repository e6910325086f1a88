using System.CommandLine;
using System.CommandLine.Parsing;

namespace AccessSlack.Commands;

/// <summary>Parses the arguments, runs the command, and returns its exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors)
    {
        var parsed = Root(output, errors).Parse(arguments);
        if (parsed.Errors.Count > 0) return await RefuseAsync(parsed, errors);
        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = output,
            Error = errors,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null, // the host handles signals
        });
    }

    private static RootCommand Root(TextWriter output, TextWriter errors)
    {
        var root = new RootCommand("Teleport access request approvals in Slack")
        {
            ConfigureCommand.Create(output),
            StartCommand.Create(errors),
            CheckCommand.Create(output),
            ManifestCommand.Create(output, errors),
            VersionCommand.Create(output),
        };
        foreach (var option in root.Options.OfType<VersionOption>()) option.Action = new PrintVersion(output);
        return root;
    }

    private static async Task<int> RefuseAsync(ParseResult parsed, TextWriter errors)
    {
        foreach (ParseError error in parsed.Errors) await errors.WriteLineAsync(error.Message);
        await errors.WriteLineAsync("Run teleport-slack --help for usage.");
        return ExitCode.Usage;
    }

    private sealed class PrintVersion(TextWriter output) : System.CommandLine.Invocation.SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            VersionCommand.Print(output);
            return ExitCode.Ok;
        }
    }
}
