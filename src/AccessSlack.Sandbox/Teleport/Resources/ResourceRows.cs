using Google.Protobuf.Collections;
using Proto = AccessSlack.Teleport.Protocol;

namespace AccessSlack.Sandbox.Teleport.Resources;

/// <summary>Rows of a list, each in the arm and at the path of its kind (docs/protocols/teleport.md 1.8).</summary>
internal static class ResourceRows
{
    /// <summary>The kind in requests of a type in lists; null if a release does not know the type.</summary>
    public static string? KindOf(string type, TeleportRelease release) => type switch
    {
        "node" or "windows_desktop" => type,
        "app_server" => "app",
        "db_server" => "db",
        "kube_server" when release.HasKubeServers => "kube_cluster",
        "kube_cluster" => "kube_cluster",
        "user_group" when release.HasUserGroups => type,
        "saml_idp_service_provider" when release.ListsServiceProviders => type,
        _ => null,
    };

    public static Proto.PaginatedResource Of(ClusterResource resource, string type)
    {
        var metadata = new Proto.Metadata
        {
            Name = resource.Name,
            Namespace = "default",
            Description = resource.Description,
            Labels = { resource.Labels.ToDictionary() },
        };
        var row = new Proto.PaginatedResource();
        switch (type)
        {
            case "node":
                row.Node = new() { Metadata = metadata, Spec = new() { Hostname = resource.Hostname } };
                Add(row.Node.Spec.CmdLabels, resource);
                break;
            case "app_server":
                row.AppServer = new() { Spec = new() { App = new() { Metadata = metadata, Spec = new() } } };
                Add(row.AppServer.Spec.App.Spec.DynamicLabels, resource);
                break;
            case "db_server":
                row.DatabaseServer = new() { Spec = new() { Database = new() { Metadata = metadata, Spec = new() } } };
                Add(row.DatabaseServer.Spec.Database.Spec.DynamicLabels, resource);
                break;
            case "kube_server":
                row.KubernetesServer = new() { Spec = new() { Cluster = Cluster(metadata, resource) } };
                break;
            case "kube_cluster":
                row.KubeCluster = Cluster(metadata, resource);
                break;
            case "windows_desktop":
                row.WindowsDesktop = Header(metadata);
                break;
            case "user_group":
                row.UserGroup = Header(metadata);
                break;
            default:
                row.SamlIdpServiceProvider = Header(metadata);
                break;
        }

        return row;
    }

    private static Proto.DesktopOrGroup Header(Proto.Metadata metadata) =>
        new() { Header = new() { Metadata = metadata } };

    private static Proto.KubernetesClusterV3 Cluster(Proto.Metadata metadata, ClusterResource resource)
    {
        var cluster = new Proto.KubernetesClusterV3 { Metadata = metadata, Spec = new() };
        Add(cluster.Spec.DynamicLabels, resource);
        return cluster;
    }

    private static void Add(MapField<string, Proto.CommandLabelV2> labels, ClusterResource resource)
    {
        foreach (var (key, value) in resource.DynamicLabels) labels[key] = new() { Result = value };
    }
}
