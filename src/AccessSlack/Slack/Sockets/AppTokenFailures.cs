namespace AccessSlack.Slack.Sockets;

/// <summary>
/// Failures of apps.connections.open. Those of a token need other words than the bot token's, and nothing else that
/// Slack refuses there can be corrected by waiting.
/// </summary>
internal static class AppTokenFailures
{
    private const string NewToken =
        "Create an app-level token with the scope connections:write on the app's page Basic Information, under " +
        "App-Level Tokens, and put it into app_token.";

    public static SlackFailure Of(SlackFailure failure) =>
        failure.PassesByItself ? failure : failure with
        {
            Kind = SlackFailureKind.Credentials,
            Remedy = failure.Code switch
            {
                "not_allowed_token_type" =>
                    $"app_token is no app-level token, which begins with xapp-. {NewToken}",
                "missing_scope" => $"The app-level token lacks connections:write. {NewToken}",
                "team_access_not_granted"
                or "no_permission"
                or "access_denied"
                or "forbidden_team"
                or "team_disabled"
                or "accesslimited" => failure.Remedy.Length > 0 && failure.Kind == SlackFailureKind.Credentials
                    && failure.Code is not "team_disabled"
                        ? failure.Remedy
                        : "A Slack administrator must allow the app in this workspace.",
                "socket_mode_not_enabled" or "app_not_socket_mode" => SocketModeIsOff,
                _ => NewToken,
            },
        };

    public const string SocketModeIsOff =
        "Turn Socket Mode on in the app's settings, on the page Socket Mode; or remove app_token and let Slack call " +
        "over HTTP.";
}
