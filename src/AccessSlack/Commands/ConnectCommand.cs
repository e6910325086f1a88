using System.CommandLine;
using System.Net.Sockets;
using System.Security.Cryptography;
using AccessSlack.Commands.Connect;
using AccessSlack.Configuration;
using AccessSlack.Hosting.Checks;
using AccessSlack.Logging;
using AccessSlack.Slack;
using Microsoft.AspNetCore.Connections;
using SlackApi;

namespace AccessSlack.Commands;

/// <summary><c>teleport-slack connect</c>: installs the Slack app by OAuth, and writes the bot token.</summary>
internal sealed class ConnectCommand
{
    private const int StateBytes = 32;

    private static readonly LogSettings ToTerminal = new("stderr", LogSeverity.Warning, LogFormat.Text);

    private readonly ConnectPlan _plan;
    private readonly TokenFile _file;
    private readonly TextWriter _output;
    private readonly TimeProvider _time = TimeProvider.System;

    private ConnectCommand(ConnectPlan plan, TokenFile file, TextWriter output) =>
        (_plan, _file, _output) = (plan, file, output);

    /// <param name="output">Written at once, because a person acts on it while the command waits.</param>
    /// <param name="errors">Written at the end.</param>
    public static Command Create(TextWriter output, TextWriter errors)
    {
        var config = ConfigOption.Create();
        var command = new Command("connect", "Installs the Slack app by OAuth and writes the bot token") { config };
        command.SetAction((arguments, _) => RunAsync(arguments.GetValue(config)!, output, errors));
        return command;
    }

    private static async Task<int> RunAsync(string path, TextWriter output, TextWriter errors)
    {
        var read = new ConfigReader(new SystemConfigSource()).Read(path);
        var result = ConnectPlanner.Of(read);
        foreach (var problem in result.Problems) await errors.WriteLineAsync($"{path}: {problem}");
        foreach (var warning in read.Warnings) await errors.WriteLineAsync($"{path}: warning: {warning}");
        if (result.Plan is not { } plan) return result.ExitCode;
        try
        {
            var file = TokenFile.Prepare(plan.TokenFile, ServiceUser.Find("/"));
            return await new ConnectCommand(plan, file, output).RunAsync(errors);
        }
        catch (StartException fault)
        {
            await errors.WriteLineAsync(fault.Message + ".");
            return fault.ExitCode;
        }
        catch (Exception fault) when (fault is SocketException || fault.InnerException is AddressInUseException)
        {
            await errors.WriteLineAsync(CannotListen(plan.Http, fault));
            return ExitCode.Unavailable;
        }
    }

    private async Task<int> RunAsync(TextWriter errors)
    {
        using var log = new DaemonLog(ToTerminal, debug: false, underSystemd: false);
        using var slack = SlackConnection.Create();
        var state = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(StateBytes));
        var oauth = new SlackOAuthClient(slack, _plan.ApiUrl);
        using var session = new ConnectSession(
            state,
            _plan,
            (code, cancel) => oauth.Access(
                _plan.ClientId,
                _plan.ClientSecret.Reveal(),
                code.Reveal(),
                _plan.Callback.AbsoluteUri,
                cancel
            ),
            _file.Write,
            _time
        );
        await using var app = ConnectListener.Build(_plan.Http, session, _time, log.Loggers);
        await app.StartAsync();
        if (await SayAsync(Invitation(state, app.Urls)) is { } problem) return await UnsaidAsync(problem, errors);
        var end = await session.WaitAsync(app.Lifetime.ApplicationStopping);
        await app.StopAsync(); // after the page has been sent
        return await ReportAsync(end, errors);
    }

    private string Invitation(string state, IEnumerable<string> listening) =>
        $"""
        Open this address in a browser that is signed in to the Slack workspace, and press Allow:

          {_plan.Address(state).AbsoluteUri}

        Keep the address to yourself: it is valid for this run only. Slack sends the browser back to
        {_plan.Callback}, which must lead to {string.Join(", ", listening)}.
        Waiting {ConnectSession.WaitLimit.TotalMinutes:0} minutes; Ctrl-C stops.

        """;

    private async Task<int> ReportAsync(ConnectEnd end, TextWriter errors)
    {
        if (end.ExitCode != ExitCode.Ok)
        {
            await errors.WriteLineAsync($"{end.Title}. {end.Text}");
            return end.ExitCode;
        }

        // The token is written already, so a stream that was closed meanwhile does not change the outcome.
        IEnumerable<string> lines = [$"\n{end.Title}. {end.Text}", .. end.Details];
        _ = await SayAsync(string.Concat(lines.Select(line => line + "\n")));
        return end.ExitCode;
    }

    private Task<string?> SayAsync(string text) => StandardStream.WriteAsync(_output, text);

    private static async Task<int> UnsaidAsync(string problem, TextWriter errors)
    {
        await errors.WriteLineAsync($"Cannot write the address to open to standard output: {problem}.");
        return ExitCode.CannotWrite;
    }

    private static string CannotListen(HttpSettings http, Exception fault) =>
        $"Cannot listen on {http.Listen} ({fault.Message.TrimEnd('.')}). If the daemon or another connect is " +
        "running, stop it for the moment (systemctl stop teleport-slack), run connect, and start it again.";
}
