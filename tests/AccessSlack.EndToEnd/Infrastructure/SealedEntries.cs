using AccessSlack.Requests;
using AccessSlack.Requests.Serialization;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.EndToEnd.Infrastructure;

/// <summary>Plugin data as a daemon with the secrets of this world reads and writes them.</summary>
internal static class SealedEntries
{
    private const string Plugin = "slack";

    public static Seal SealOf(World world) => SealedPluginData.SealOf(world.Teleport, world.Slack);

    public static LedgerEntry EntryOf(World world, string id) =>
        LedgerCodec.Read(world.Teleport.PluginData(id, Plugin), id, SealOf(world));

    public static Ledger LedgerOf(World world, string id) => EntryOf(world, id).Ledger;

    /// <summary>Changes the document as a daemon of ours could: with the next rev, and sealed.</summary>
    public static void Write(World world, string id, Func<string, string> edit, string? rev = null)
    {
        var data = world.Teleport.PluginData(id, Plugin);
        Seal(world, id, rev ?? $"{long.Parse(data["rev"]) + 1}", edit(data["v1"]));
    }

    /// <summary>Another request with the same ledger, for tests of many.</summary>
    public static void CopyTo(World world, string id, string other)
    {
        var data = world.Teleport.PluginData(id, Plugin);
        Seal(world, other, data["rev"], data["v1"]);
    }

    /// <summary>
    /// What a plugin that may write plugin data, and knows no secret, can do. An empty value deletes.
    /// </summary>
    public static void Plant(World world, string id, params (string Key, string Value)[] values) =>
        world.Teleport.PlantPluginData(id, Plugin, values.ToDictionary(pair => pair.Key, pair => pair.Value));

    /// <summary>The whole entry as it is now, to be put back later.</summary>
    public static Dictionary<string, string> Copy(World world, string id) =>
        new(world.Teleport.PluginData(id, Plugin));

    public static void PutBack(World world, string id, Dictionary<string, string> entry) =>
        world.Teleport.PlantPluginData(id, Plugin, entry);

    private static void Seal(World world, string id, string rev, string document) =>
        SealedPluginData.Write(world.Teleport, SealOf(world), id, rev, document);
}
