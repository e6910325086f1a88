namespace AccessSlack.Requests.Resources;

/// <summary>A requested resource, as Teleport identifies it.</summary>
/// <param name="Cluster">The cluster it belongs to; empty if the request does not say.</param>
/// <param name="Kind">For example <c>node</c>.</param>
/// <param name="Name">Of a node, an id rather than its name.</param>
/// <param name="SubResource">A part of it, such as a namespace of a Kubernetes cluster; usually empty.</param>
internal sealed record ResourceId(string Cluster, string Kind, string Name, string SubResource)
{
    /// <summary>As it is shown and compared: <c>node db-1</c>.</summary>
    public override string ToString() => SubResource.Length == 0 ? $"{Kind} {Name}" : $"{Kind} {Name}/{SubResource}";
}
