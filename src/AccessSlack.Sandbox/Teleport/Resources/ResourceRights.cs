namespace AccessSlack.Sandbox.Teleport.Resources;

/// <summary>
/// What a user may see of resources (docs/protocols/teleport.md 4.9). Kinds are those of requests, for example
/// <c>app</c>.
/// </summary>
internal sealed record ResourceRights
{
    /// <summary>No labels of its own: all resources are left out of lists, without an error.</summary>
    public static readonly ResourceRights None = new();

    /// <summary>
    /// <c>review_requests.preview_as_roles</c> with the preset <c>list-access-request-resources</c>, which gives the
    /// labels of these kinds.
    /// </summary>
    public static readonly ResourceRights Preset =
        new() { Previews = new HashSet<string> { "node", "app", "db", "kube_cluster", "user_group" } };

    /// <summary>
    /// The preset, and a role with <c>user_group: [list, read]</c> and <c>windows_desktop_labels</c>.
    /// </summary>
    public static readonly ResourceRights Full = new()
    {
        Previews = Preset.Previews,
        Own = new HashSet<string> { "windows_desktop" },
        Rules = new HashSet<string> { "user_group" },
    };

    /// <summary>Kinds whose labels the user's own roles allow.</summary>
    public IReadOnlySet<string> Own { get; init; } = new HashSet<string>();

    /// <summary>Kinds whose labels the preview roles allow; empty if there are no preview roles.</summary>
    public IReadOnlySet<string> Previews { get; init; } = new HashSet<string>();

    /// <summary>Kinds that a rule permits to list and read, beyond those that every role permits.</summary>
    public IReadOnlySet<string> Rules { get; init; } = new HashSet<string>();

    /// <summary>Kinds that a deny rule forbids to list.</summary>
    public IReadOnlySet<string> Denied { get; init; } = new HashSet<string>();

    public bool MayList(string kind) =>
        !Denied.Contains(kind) && (kind is not ("user_group" or "saml_idp_service_provider") || Rules.Contains(kind));

    /// <summary>Whether resources of the kind are in the list.</summary>
    public bool Sees(string kind, bool previews) => Own.Contains(kind) || (previews && Previews.Contains(kind));
}
