using System.CommandLine;
using AccessSlack.Commands.Cases;
using AccessSlack.Commands.Explain;

namespace AccessSlack.Commands;

/// <summary>Parses the arguments, runs the command, and returns its exit code.</summary>
internal static class CommandLine
{
    /// <summary>
    /// What a command writes is collected and written at its end, so that a stream that is closed or full is handled
    /// in one place. The log of the daemon does not pass through here, and <c>connect</c> says at once what to do.
    /// </summary>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors)
    {
        var (written, complaints) = (new StringWriter(), new StringWriter());
        var code = await InvokeAsync(arguments, written, complaints, output);
        if (await StandardStream.WriteAsync(output, written.ToString()) is { } problem)
        {
            complaints.WriteLine(
                $"Cannot write to standard output: {problem}. Redirect it to a file that can be written and has room."
            );
            code = ExitCode.CannotWrite;
        }

        _ = await StandardStream.WriteAsync(errors, complaints.ToString()); // there is nowhere left to complain
        return code;
    }

    private static async Task<int> InvokeAsync(
        string[] arguments,
        TextWriter output,
        TextWriter errors,
        TextWriter direct
    )
    {
        var parsed = Root(output, errors, direct).Parse(arguments);
        if (parsed.Errors.Count > 0) return await RefuseAsync(parsed, errors);
        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = output,
            Error = errors,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null, // the host handles signals
        });
    }

    private static RootCommand Root(TextWriter output, TextWriter errors, TextWriter direct)
    {
        var root = new RootCommand("Teleport access request approvals in Slack")
        {
            ConfigureCommand.Create(output),
            StartCommand.Create(errors),
            CheckCommand.Create(output),
            ExplainCommand.Create(output, errors),
            TestCommand.Create(output, errors),
            ManifestCommand.Create(output, errors),
            ConnectCommand.Create(direct, errors),
            VersionCommand.Create(output),
        };
        foreach (var option in root.Options.OfType<VersionOption>()) option.Action = new PrintVersion(output);
        return root;
    }

    private static async Task<int> RefuseAsync(ParseResult parsed, TextWriter errors)
    {
        foreach (var line in UsageFault.Lines(parsed)) await errors.WriteLineAsync(line);
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
