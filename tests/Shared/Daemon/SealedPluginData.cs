using AccessSlack.Requests;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.Testing.Daemon;

/// <summary>Entries as a daemon writes them that has the secrets of these simulators.</summary>
internal static class SealedPluginData
{
    private const string Plugin = "slack";

    public static Seal SealOf(TeleportSimulator teleport, SlackSimulator slack) =>
        new(teleport.Certificates.Cluster, [new(KeyOf(slack))], new(slack.Options.BotToken));

    /// <summary>With Socket Mode there is no signing secret, and the app token takes its place.</summary>
    public static string KeyOf(SlackSimulator slack) =>
        slack.Sockets.IsOn ? slack.Options.AppToken! : slack.Options.SigningSecret;

    public static void Write(TeleportSimulator teleport, Seal seal, string id, string rev, string document)
    {
        string[] parts = [id, rev, document];
        var entry = new Dictionary<string, string>
        {
            ["rev"] = rev,
            ["v1"] = document,
            ["seal"] = $"{seal.Make(SealPurpose.Entry, parts)}.{seal.MakeByToken(SealPurpose.Entry, parts)}",
        };
        teleport.PlantPluginData(id, Plugin, entry);
    }

    /// <summary>Open requests that this daemon has announced; all stand beside the message of one.</summary>
    /// <param name="teleport">Has the requests.</param>
    /// <param name="slack">Has the message.</param>
    /// <param name="announced">The request of the message.</param>
    /// <param name="others">The requests that get the same ledger.</param>
    public static void Spread(
        TeleportSimulator teleport,
        SlackSimulator slack,
        string announced,
        IEnumerable<string> others
    )
    {
        var (entry, seal) = (teleport.PluginData(announced, Plugin), SealOf(teleport, slack));
        foreach (var id in others) Write(teleport, seal, id, entry["rev"], entry["v1"]);
    }
}
