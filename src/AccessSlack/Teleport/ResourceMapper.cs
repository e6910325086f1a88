using System.Collections.Immutable;
using AccessSlack.Teleport.Protocol;
using Google.Protobuf.Collections;
using Row = AccessSlack.Teleport.Protocol.PaginatedResource;

namespace AccessSlack.Teleport;

/// <summary>
/// Listed resources to our own records (docs/protocols/teleport.md 1.8). What cannot be understood becomes null, never
/// an exception. The owners of resources chose the texts.
/// </summary>
internal static class ResourceMapper
{
    /// <summary>A longer one is no name, and would only fill the ledger.</summary>
    public const int MaxName = 256;

    /// <summary>More than resources have; what is beyond is treated as if it were not there.</summary>
    public const int MaxLabels = 100;

    /// <summary>Of a key and its value together.</summary>
    public const int MaxLabel = 1024;

    private const string Origin = "teleport.dev/origin";

    private static readonly string[] NamesInOkta =
    [
        "teleport.internal/okta-app-name",
        "teleport.internal/okta-group-name",
        "teleport.internal/okta-role-name",
    ];

    /// <summary>Null for a resource without a name, or of a kind that we do not ask for.</summary>
    public static ListedResource? ToResource(Row row) => row.ResourceCase switch
    {
        Row.ResourceOneofCase.Node => Of(
            row.Node.Metadata,
            row.Node.Spec?.CmdLabels,
            row.Node.Spec?.Hostname ?? ""
        ),
        Row.ResourceOneofCase.AppServer when row.AppServer.Spec?.App is { } app => Of(
            app.Metadata,
            app.Spec?.DynamicLabels
        ),
        Row.ResourceOneofCase.DatabaseServer when row.DatabaseServer.Spec?.Database is { } database => Of(
            database.Metadata,
            database.Spec?.DynamicLabels
        ),
        Row.ResourceOneofCase.KubernetesServer => OfCluster(row.KubernetesServer.Spec?.Cluster),
        Row.ResourceOneofCase.KubeCluster => OfCluster(row.KubeCluster),
        Row.ResourceOneofCase.WindowsDesktop => Of(row.WindowsDesktop.Header?.Metadata),
        Row.ResourceOneofCase.UserGroup => Of(row.UserGroup.Header?.Metadata),
        Row.ResourceOneofCase.SamlIdpServiceProvider => Of(row.SamlIdpServiceProvider.Header?.Metadata),
        _ => null,
    };

    private static ListedResource? OfCluster(KubernetesClusterV3? cluster) =>
        Of(cluster?.Metadata, cluster?.Spec?.DynamicLabels);

    private static ListedResource? Of(
        Metadata? metadata,
        MapField<string, CommandLabelV2>? dynamic = null,
        string hostname = ""
    )
    {
        if (metadata is not { Name.Length: > 0 }) return null;
        var labels = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        // Dynamic labels win over static ones.
        foreach (var (key, label) in dynamic ?? []) Add(key, label.Result);
        foreach (var (key, value) in metadata.Labels) Add(key, value);
        var name = FriendlyName(metadata, hostname);
        // The name alone says no more than the id.
        return new(metadata.Name, name == metadata.Name ? "" : name, labels.ToImmutable());

        void Add(string key, string value)
        {
            if (labels.Count < MaxLabels && key.Length + value.Length <= MaxLabel) labels.TryAdd(key, value);
        }
    }

    private static string FriendlyName(Metadata metadata, string hostname)
    {
        var isFromOkta = metadata.Labels.TryGetValue(Origin, out var origin) && origin == "okta";
        var name = isFromOkta ? NameInOkta(metadata) : hostname;
        return name.Length <= MaxName ? name : "";
    }

    private static string NameInOkta(Metadata metadata)
    {
        foreach (var label in NamesInOkta)
            if (metadata.Labels.TryGetValue(label, out var name) && name.Length > 0)
                return name;
        return metadata.Description;
    }
}

/// <summary>A resource as a list shows it. Several agents may serve it, and each is listed.</summary>
/// <param name="Name">The id by which it is requested.</param>
/// <param name="FriendlyName">The name that people know; empty if it is the same, or there is none.</param>
/// <param name="Labels">All of them.</param>
internal sealed record ListedResource(
    string Name,
    string FriendlyName,
    ImmutableSortedDictionary<string, string> Labels
);
