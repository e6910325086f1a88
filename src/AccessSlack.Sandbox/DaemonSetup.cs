using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.Sandbox;

/// <summary>
/// What a daemon needs to work with both simulators: a Teleport user, its identity, and a configuration.
/// </summary>
internal static class DaemonSetup
{
    /// <summary>The Teleport user of the daemon.</summary>
    public const string User = "access-slack";

    /// <summary>Adds the user, and writes its identity to the directory as auth.key, auth.crt and auth.cas.</summary>
    public static TeleportUser AddUser(TeleportSimulator teleport, string folder)
    {
        var user = teleport.AddUser(User);
        teleport.Certificates.WriteFiles(folder, "auth", teleport.Certificates.IssueClient(User));
        return user;
    }

    /// <summary>The tables [teleport] and [slack]. [slack] is last, so that more lines can be appended to it.</summary>
    /// <param name="teleport">Provides the address.</param>
    /// <param name="slack">Provides address, tokens and secret; the app token only while Socket Mode is on.</param>
    /// <param name="folder">Directory with the files of the identity.</param>
    /// <param name="hasSecret">Whether the signing secret is configured.</param>
    public static string Toml(TeleportSimulator teleport, SlackSimulator slack, string folder, bool hasSecret = true) =>
        $"""
        [teleport]
        addr = "{teleport.Address}"
        client_key = "{Path.Combine(folder, "auth.key")}"
        client_crt = "{Path.Combine(folder, "auth.crt")}"
        root_cas = "{Path.Combine(folder, "auth.cas")}"

        [slack]
        token = "{slack.Options.BotToken}"
        {string.Join('\n', Secrets(slack, hasSecret))}
        api_url = "{slack.ApiUrl}"
        """;

    private static IEnumerable<string> Secrets(SlackSimulator slack, bool hasSecret)
    {
        if (hasSecret) yield return $"secret = \"{slack.Options.SigningSecret}\"";
        if (slack.Sockets.IsOn) yield return $"app_token = \"{slack.Options.AppToken}\"";
    }
}
