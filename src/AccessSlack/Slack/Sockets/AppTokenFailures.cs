namespace AccessSlack.Slack.Sockets;

/// <summary>
/// Failures of apps.connections.open. Those of a token need other words than the bot token's, and waiting helps with
/// nothing else that Slack refuses there.
/// </summary>
internal static class AppTokenFailures
{
    private const string NewToken =
        "Create an app-level token with the scope connections:write on the app's page Basic Information, under " +
        "App-Level Tokens, and put it into app_token.";

    public static SlackFailure Of(SlackFailure failure) =>
        failure.PassesByItself
            ? failure
            : failure with { Kind = SlackFailureKind.Credentials, Remedy = Remedy(failure.Code) };

    private static string Remedy(string code) => code switch
    {
        ISlackSockets.Disabled => ISlackSockets.SocketModeIsOff,
        "not_allowed_token_type" => $"This is not an app-level token, which begins with xapp-. {NewToken}",
        "missing_scope" => $"The app-level token lacks the scope connections:write. {NewToken}",
        "team_access_not_granted" or "no_permission" or "access_denied" or "forbidden_team" or "team_disabled" =>
            "A Slack administrator must allow the app in this workspace.",
        "accesslimited" => "Add this machine's address to the allowed addresses of the Slack app.",
        _ => NewToken,
    };
}
