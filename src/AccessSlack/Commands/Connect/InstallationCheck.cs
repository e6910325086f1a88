using System.Collections.Immutable;
using AccessSlack.Logging;
using SlackApi.WebApi;

namespace AccessSlack.Commands.Connect;

/// <summary>An installation that the configuration asked for.</summary>
/// <param name="Token">The bot token.</param>
/// <param name="Team">Name and id of the workspace, fit to be shown.</param>
/// <param name="Declined">What does not work, because its scope was not granted.</param>
internal sealed record Installation(Secret Token, string Team, ImmutableArray<string> Declined);

/// <summary>Whether what Slack installed is what the configuration asked for; pure.</summary>
internal static class InstallationCheck
{
    private const int LongestName = 100;
    private const string BotToken = "xoxb-";
    private const string Rotating = "xoxe";

    /// <returns>One of the two.</returns>
    public static (Installation? Installation, ConnectEnd? Refusal) Judge(OAuthAccessResponse answer, ConnectPlan plan)
    {
        var refusal = Foreign(answer, plan) ?? WrongToken(answer) ?? MissingScopes(answer, plan);
        if (refusal is not null) return (null, refusal);
        var declined = plan.Scopes.Where(scope => !answer.Scopes.Contains(scope.Name));
        return (
            new(
                new Secret(answer.AccessToken),
                TeamOf(answer),
                [.. declined.Select(scope => $"{scope.Name}: {scope.Why}")]
            ),
            null
        );
    }

    private static ConnectEnd? Foreign(OAuthAccessResponse answer, ConnectPlan plan)
    {
        if (answer.IsEnterpriseInstall || answer.TeamId.Length == 0)
            return ConnectEnd.Ended(
                "Not one workspace",
                "The app was installed for a whole organization, and the daemon serves one workspace. Install it for " +
                "that workspace only."
            );
        if (plan.Team is { } team && answer.TeamId != team)
            return ConnectEnd.Ended(
                "Another workspace",
                $"The app was installed in {TeamOf(answer)}, but team under [slack] is {team}. In the browser, sign " +
                "in to that workspace and run connect again, or correct team. You can remove the app from the other " +
                "workspace there."
            );
        return plan.AppId is { Length: > 0 } app && answer.AppId != app
            ? ConnectEnd.Ended(
                "Another app",
                $"The app {Shown(answer.AppId)} was installed, but app_token belongs to the app {app}. Copy " +
                "client_id, client_secret and app_token from the same app."
            )
            : null;
    }

    private static ConnectEnd? WrongToken(OAuthAccessResponse answer)
    {
        if (answer.AccessToken.Length == 0)
            return ConnectEnd.Refused(
                "No bot token",
                "Slack gave no bot token, so the app asks for scopes of a person only. Paste the output of " +
                "teleport-slack manifest on the app's page App Manifest, and run connect again."
            );
        if (answer.AccessToken.StartsWith(Rotating, StringComparison.Ordinal))
            return ConnectEnd.Refused(
                "Token rotation is on",
                "Slack gave a token that expires after 12 hours. Token rotation cannot be turned off again, so " +
                "create the app again from teleport-slack manifest, and put its client_id and client_secret here."
            );
        return IsBotToken(answer)
            ? null
            : ConnectEnd.Refused(
                "Not a bot token",
                "Slack gave a token of another kind. Create the app from teleport-slack manifest."
            );
    }

    private static bool IsBotToken(OAuthAccessResponse answer) =>
        answer.TokenType is "bot" or ""
        && answer.AccessToken.StartsWith(BotToken, StringComparison.Ordinal)
        && answer.AccessToken.Length > BotToken.Length
        && answer.AccessToken.All(c => c is > ' ' and <= '~');

    private static ConnectEnd? MissingScopes(OAuthAccessResponse answer, ConnectPlan plan)
    {
        var missing = plan.Scopes.Where(scope => scope.IsRequired && !answer.Scopes.Contains(scope.Name)).ToList();
        return missing.Count == 0
            ? null
            : ConnectEnd.Refused(
                "A scope is missing",
                $"Slack did not grant {string.Join(", ", missing.Select(scope => scope.Name))}, without which the " +
                "daemon does not start. Run connect again and allow everything that Slack lists; if the list lacks " +
                "it, paste the output of teleport-slack manifest on the app's page App Manifest first."
            );
    }

    private static string TeamOf(OAuthAccessResponse answer) =>
        answer.TeamName.Length > 0 ? $"{Shown(answer.TeamName)} ({Shown(answer.TeamId)})" : Shown(answer.TeamId);

    /// <summary>Slack's text is shown in a terminal.</summary>
    private static string Shown(string text) => LineText.Escape(LineText.Cut(text, LongestName));
}
