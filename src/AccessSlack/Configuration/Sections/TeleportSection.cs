using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using AccessSlack.Configuration.Values;
using AccessSlack.Requests.Resources;

namespace AccessSlack.Configuration.Sections;

/// <summary><c>[teleport]</c>: the address of the Auth server or the proxy, the way, and our credentials.</summary>
internal static class TeleportSection
{
    private const string AddressFault = "This is not an address of the form host or host:port.";
    private const string AddressRemedy =
        "Write auth.example.com:3025, without https:// and without a path; an IPv6 address in brackets.";

    private const string ClusterFault = "This is not the name of a cluster.";
    private const string ClusterRemedy = "Write it as tctl status prints it, at most 109 characters without spaces.";
    private const int MaxCluster = 109;

    private static readonly FrozenDictionary<string, bool?> Upgrades = new Dictionary<string, bool?>
    {
        ["auto"] = null,
        ["always"] = true,
        ["never"] = false,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The keys of files.</summary>
    public static IEnumerable<string> Files => [.. FileKeys(), "identity"];

    public static TeleportSettings Read(ConfigFile file)
    {
        var section = file.Section("teleport");
        var older = section.Parse(
            "auth_server",
            NetworkAddress.DefaultAuthServer,
            NetworkAddress.TryParseServer,
            AddressFault,
            AddressRemedy
        );
        var settings = new TeleportSettings(
            section.Parse("addr", older, NetworkAddress.TryParseServer, AddressFault, AddressRemedy),
            section.FilePath("client_key"),
            section.FilePath("client_crt"),
            section.FilePath("root_cas"),
            section.FilePath("identity"))
        {
            ConnectionUpgrade = section.Choice("connection_upgrade", null, Upgrades, "auto, always, never"),
            HttpProxy = section.Flag("http_proxy"),
            Cluster = section.Parse<string?>("cluster", null, TryParseCluster, ClusterFault, ClusterRemedy),
            Resources = ReadResources(section),
        };
        CheckCredentials(section);
        CheckRefresh(section);
        return settings;
    }

    /// <summary>It becomes a part of the name of a protocol, whose length is limited.</summary>
    private static bool TryParseCluster(string text, [MaybeNullWhen(false)] out string? cluster)
    {
        cluster = text;
        return Encoding.UTF8.GetByteCount(text) <= MaxCluster
            && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));
    }

    /// <summary>An empty list of labels shows none.</summary>
    private static ResourceSettings ReadResources(Section section)
    {
        var settings = ResourceSettings.Default;
        if (!section.Flag("resource_names", fallback: true)) settings = settings with { AreLookedUp = false };
        if (section.Find("resource_labels") is null) return settings;
        var labels = section.Texts("resource_labels").Select(label => label.Value);
        return settings with { Labels = [.. labels.Distinct(StringComparer.Ordinal)] };
    }

    /// <summary>Old keys without effect, since files are always watched; but their values must be valid.</summary>
    private static void CheckRefresh(Section section)
    {
        section.Flag("refresh_identity");
        // The Go plugin takes a bare number as nanoseconds.
        if (section.Find("refresh_identity_interval") is { Value: >= 0L }) return;
        section.Parse(
            "refresh_identity_interval",
            TimeSpan.Zero,
            GoDuration.TryParse,
            GoDuration.Fault,
            GoDuration.Remedy
        );
    }

    private static void CheckCredentials(Section section)
    {
        var given = FileKeys().Where(key => section.Find(key) is not null).ToList();
        var missing = FileKeys().Except(given).ToList();
        if (section.Find("identity") is { } identity)
        {
            if (given.Count == 0) return;
            section.Report(
                identity,
                $"identity is set in addition to {string.Join(", ", given)}.",
                "Remove one of the two kinds of credentials."
            );
        }
        else if (given.Count == 0)
        {
            section.ReportMissing(
                "identity",
                "There are no credentials for Teleport.",
                "Set identity to the file that tctl auth sign wrote, or set client_key, client_crt and root_cas.");
        }
        else if (missing.Count > 0)
        {
            section.Report(
                section.Find(given[0])!,
                $"client_key, client_crt and root_cas belong together; missing: {string.Join(", ", missing)}.",
                "Set client_key, client_crt and root_cas, or identity alone.");
        }
    }

    private static string[] FileKeys() => ["client_key", "client_crt", "root_cas"];
}
