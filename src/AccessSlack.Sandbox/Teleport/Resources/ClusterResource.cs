namespace AccessSlack.Sandbox.Teleport.Resources;

/// <summary>A resource of the simulated cluster.</summary>
/// <param name="Kind">
/// As requests name it: <c>node</c>, <c>app</c>, <c>db</c>, <c>kube_cluster</c>, <c>windows_desktop</c>,
/// <c>user_group</c> or <c>saml_idp_service_provider</c>.
/// </param>
/// <param name="Name">The id by which it is requested.</param>
internal sealed record ClusterResource(string Kind, string Name)
{
    /// <summary>Of a node.</summary>
    public string Hostname { get; init; } = "";

    public string Description { get; init; } = "";

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Determined by commands or by the agent; not of desktops, groups and service providers.</summary>
    public IReadOnlyDictionary<string, string> DynamicLabels { get; init; } = new Dictionary<string, string>();

    /// <summary>How many agents serve it. Each is a row of the list.</summary>
    public int Agents { get; init; } = 1;
}
