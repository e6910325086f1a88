using AccessSlack.Requests.Resources;

namespace AccessSlack.Teleport;

/// <summary>How Teleport lists resources of a kind that can be requested (docs/protocols/teleport.md 1.8).</summary>
/// <param name="Name">The type in the call.</param>
/// <param name="Earlier">Of releases that do not know <paramref name="Name"/>; null if there is none.</param>
internal sealed record ResourceType(string Name, string? Earlier = null)
{
    private static readonly ResourceType Kubernetes = new("kube_server", "kube_cluster");

    /// <summary>Null for a kind of which nothing can be looked up.</summary>
    public static ResourceType? Of(ResourceId resource) => resource switch
    {
        { Kind: "node" or "windows_desktop" or "user_group" or "saml_idp_service_provider" } => new(resource.Kind),
        { Kind: "app" } => new("app_server"),
        { Kind: "db" } => new("db_server"),
        { Kind: "kube_cluster" } => Kubernetes,
        // A pod, a namespace, or anything else in a cluster: servers know only the cluster.
        { SubResource.Length: > 0 } => Kubernetes,
        _ => null,
    };
}
