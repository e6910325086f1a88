using AccessSlack.Configuration;

namespace AccessSlack.Hosting.Checks.App;

/// <summary>
/// Whether <c>connect</c> could run, if a part of what it needs is configured. The daemon needs nothing of it, so these
/// are warnings. Whether the client secret is right cannot be asked: Slack answers that only for a code of an
/// installation, and no document says that it judges the secret before a code that is not one.
/// </summary>
internal static class ConnectChecks
{
    /// <param name="read">A valid configuration.</param>
    public static IEnumerable<Finding> Run(ConfigResult read)
    {
        var (slack, address) = (read.Settings!.Slack, read.Settings.Http.PublicAddress);
        if (slack is { ClientId: null, ClientSecret: null }) yield break;
        if (slack.ClientSecret is null)
            yield return Incomplete(
                "slack.client_secret",
                "client_id is set without client_secret, so connect cannot run.",
                "Copy the Client Secret from the app's page Basic Information, or remove client_id."
            );
        if (slack.ClientId is null)
            yield return Incomplete(
                "slack.client_id",
                "client_secret is set without client_id, so connect cannot run.",
                "Copy the Client ID from the app's page Basic Information, or remove client_secret."
            );
        if (address?.Scheme != Uri.UriSchemeHttps)
            yield return Incomplete(
                "http.public_addr",
                "connect needs a public https address, to which Slack sends the browser back.",
                "Set public_addr, or remove client_id and client_secret and paste the token instead."
            );
        if (read.TokenFile is null)
            yield return Incomplete(
                "slack.token",
                "connect writes the bot token into a file, and token does not name one.",
                "Write the full path of a file as token, or remove client_id and client_secret."
            );
    }

    private static Finding Incomplete(string subject, string message, string cure) =>
        Finding.Warning("connect_incomplete", subject, message, cure);
}
