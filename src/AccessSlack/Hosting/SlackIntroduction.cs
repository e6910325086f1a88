using AccessSlack.Configuration;
using AccessSlack.Slack;
using AccessSlack.Tracking;

namespace AccessSlack.Hosting;

/// <summary>
/// Asks Slack who the bot token belongs to, and whether that is what the configuration expects: its scopes, the
/// workspace if the configuration names one, and with Socket Mode the app of the app-level token.
/// </summary>
internal static class SlackIntroduction
{
    public const string AppRemedy =
        "Create the app-level token in the app of the bot token, on its page Basic Information; or use the bot token " +
        "of the other app.";

    public const string TeamRemedy =
        "Use the bot token of an installation in that workspace, or correct team under [slack].";

    /// <exception cref="StartException">
    /// Slack did not answer, which may pass; or it refused, or the token is not the right one.
    /// </exception>
    public static async Task<SlackApp> StartAsync(
        ISlackDirectory slack,
        Settings settings,
        CancellationToken cancel
    )
    {
        switch (await slack.AuthenticateAsync(cancel))
        {
            case SlackResult<SlackApp>.Ok { Value: var app }:
                var objection = ObjectionTo(app, settings)
                    ?? await FindAppObjectionAsync(slack, app, settings.Slack, cancel);
                return objection is null ? app : throw new StartException(ExitCode.NotPermitted, objection);
            case SlackResult<SlackApp>.Failed { Failure: { Kind: SlackFailureKind.Credentials } refused }:
                throw new StartException(
                    ExitCode.NotPermitted,
                    $"Slack refused the token ({refused.Code}). {refused.Remedy}"
                );
            case SlackResult<SlackApp>.Failed { Failure: var failure }:
                throw new StartException(
                    ExitCode.Unavailable,
                    $"Slack at {settings.Slack.ApiUrl.Authority} did not answer ({failure.Code}). {failure.Remedy}"
                );
            default:
                throw new InvalidOperationException("unknown result");
        }
    }

    /// <summary>
    /// Our identity under a new token. An unreachable Slack does not prevent the reload: the first call will show
    /// whether the token works. Only if the configuration names a workspace must it be known to be the right one.
    /// </summary>
    public static async Task<SlackApp?> ReloadAsync(
        ISlackDirectory slack,
        SlackSettings next,
        List<string> problems,
        CancellationToken cancel
    )
    {
        switch (await slack.AuthenticateAsync(cancel))
        {
            case SlackResult<SlackApp>.Ok { Value: var app }:
                var objection = TeamObjection(app, next) ?? await FindAppObjectionAsync(slack, app, next, cancel);
                if (objection is not null) problems.Add(objection);
                return app;
            case SlackResult<SlackApp>.Failed { Failure: { Kind: SlackFailureKind.Credentials } refused }:
                problems.Add($"Slack refuses the new token ({refused.Code}). {refused.Remedy}");
                return null;
            case SlackResult<SlackApp>.Failed { Failure: var failure } when next.Team is not null:
                problems.Add(
                    $"Slack did not answer ({failure.Code}), so it is not known whether the bot token belongs to " +
                    $"{next.Team}, the workspace that team names. {failure.Remedy}".TrimEnd()
                );
                return null;
            default:
                return null;
        }
    }

    /// <returns>What is wrong; null if the token belongs to the configured workspace, or any will do.</returns>
    public static string? TeamFault(SlackApp app, SlackSettings slack) =>
        slack.Team is null || slack.Team == app.TeamId
            ? null
            : $"The bot token belongs to the Slack workspace {app.TeamName} ({app.TeamId}), and team names " +
            $"{slack.Team}.";

    /// <summary>
    /// With tokens of two apps, one posts the messages, and the other's connections wait in vain for clicks on them.
    /// </summary>
    /// <returns>
    /// What is wrong; null if both tokens are of one app, or if Slack does not say. In that case, the first message
    /// that is posted will show it.
    /// </returns>
    public static async Task<string?> FindAppFaultAsync(
        ISlackDirectory slack,
        SlackApp app,
        SlackSettings settings,
        CancellationToken cancel
    )
    {
        if (!settings.UsesSocket || settings.AppId.Length == 0) return null;
        return await slack.GetAppIdAsync(app.BotId, cancel) is SlackResult<string>.Ok { Value: var ours }
            && ours != settings.AppId
                ? $"app_token belongs to the Slack app {settings.AppId}, and token to {ours}: no click would arrive."
                : null;
    }

    private static async Task<string?> FindAppObjectionAsync(
        ISlackDirectory slack,
        SlackApp app,
        SlackSettings settings,
        CancellationToken cancel
    ) =>
        await FindAppFaultAsync(slack, app, settings, cancel) is { } fault ? $"{fault} {AppRemedy}" : null;

    private static string? TeamObjection(SlackApp app, SlackSettings slack) =>
        TeamFault(app, slack) is { } fault ? $"{fault} {TeamRemedy}" : null;

    private static string? ObjectionTo(SlackApp app, Settings settings)
    {
        if (TeamObjection(app, settings.Slack) is { } objection) return objection;
        return MissingScopes(app, settings) is { Length: > 0 } missing
            ? $"The Slack app lacks the scope {missing}. Add it on the app's page OAuth & Permissions under Bot " +
            "Token Scopes, and install the app again"
            : null;
    }

    /// <summary>If Slack does not list the scopes, a missing one shows only when it is first needed.</summary>
    private static string MissingScopes(SlackApp app, Settings settings) =>
        app.Scopes.Count == 0
            ? ""
            : string.Join(
                ", ",
                SlackScopes
                    .Of(settings, PolicySnapshot.PolicyOf(settings).CanDecide)
                    .Where(scope => scope.IsRequired)
                    .Select(scope => scope.Name)
                    .Except(app.Scopes)
            );
}
