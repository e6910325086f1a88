using AccessSlack.Configuration;
using AccessSlack.Slack;

namespace AccessSlack.Hosting.Checks.App;

/// <summary>
/// Socket Mode: whether Slack accepts the app-level token, and whether it is of the bot token's app. Asks for the
/// address of a connection and opens none, so that a running daemon's connections stay as they are.
/// </summary>
internal sealed class AppTokenChecks(ISlackSockets sockets, ISlackDirectory directory, SlackSettings settings)
{
    private const string Key = "slack.app_token";

    /// <param name="report">Gets the findings.</param>
    /// <param name="app">The app of the bot token.</param>
    /// <param name="cancel">Ends the checks.</param>
    public async Task RunAsync(CheckReport report, SlackApp app, CancellationToken cancel)
    {
        if (!settings.UsesSocket) return;
        if (!settings.SigningSecrets.IsEmpty)
            report.Facts.Add(("Signing secret", "seals votes and decisions; with app_token nothing else uses it"));
        switch (await sockets.CheckAsync(settings.AppTokens[0], cancel))
        {
            case SlackResult<Done>.Ok:
                report.Facts.Add(("Socket Mode", "Slack accepts the app-level token"));
                await CheckAppAsync(report, app, cancel);
                break;
            case SlackResult<Done>.Failed { Failure: { PassesByItself: true } failure }:
                report.Findings.Add(Unchecked(failure));
                break;
            case SlackResult<Done>.Failed { Failure: var refused }:
                report.Findings.Add(Refused(refused));
                break;
        }
    }

    private static Finding Unchecked(SlackFailure failure) =>
        Finding.Warning(
            "app_token_unchecked",
            Key,
            $"Slack did not say whether it accepts the app-level token ({failure.Code}).",
            $"Check again in a minute. {failure.Remedy}".TrimEnd()
        );

    private static Finding Refused(SlackFailure refused) =>
        Finding.Fault(
            "app_token_refused",
            Key,
            $"Slack refuses the app-level token ({refused.Code}).",
            refused.Remedy
        );

    private async Task CheckAppAsync(CheckReport report, SlackApp app, CancellationToken cancel)
    {
        if (await SlackIntroduction.FindAppFaultAsync(directory, app, settings, cancel) is { } fault)
            report.Findings.Add(Finding.Fault("app_token_of_other_app", Key, fault, SlackIntroduction.AppRemedy));
    }
}
