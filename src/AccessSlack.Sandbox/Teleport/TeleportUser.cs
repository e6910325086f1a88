using AccessSlack.Sandbox.Teleport.Resources;

namespace AccessSlack.Sandbox.Teleport;

/// <summary>
/// A user of the cluster, identified by the common name of the client certificate, and the permissions of the user's
/// roles. Permissions may be changed at any time, and take effect with the next call.
/// </summary>
internal sealed class TeleportUser(string name)
{
    public string Name { get; } = name;

    /// <summary>access_request: list.</summary>
    public bool MayList { get; set; }

    /// <summary>access_request: read.</summary>
    public bool MayRead { get; set; }

    /// <summary>access_request: update. Up to 6.0 it also permits writing plugin data.</summary>
    public bool MayUpdate { get; set; }

    /// <summary>access_plugin_data: list and read (from 6.1); comes with list and read of access_request.</summary>
    public bool MayReadPluginData { get; set; }

    /// <summary>access_plugin_data: update (from 6.1).</summary>
    public bool MayUpdatePluginData { get; set; }

    /// <summary>
    /// review_requests.roles: roles whose requests this user may review; <c>*</c> for every role, null if there is no
    /// rule.
    /// </summary>
    public IReadOnlySet<string>? ReviewRoles { get; set; }

    /// <summary>user: read. All users may read themselves.</summary>
    public bool MayReadUsers { get; set; }

    /// <summary>The trait slack_uid.</summary>
    public IReadOnlyList<string> SlackIds { get; set; } = [];

    /// <summary>What the user's roles show of resources.</summary>
    public ResourceRights Resources { get; set; } = ResourceRights.None;

    /// <summary>Every call of a locked user is refused.</summary>
    public bool Locked { get; set; }

    /// <summary>Whether the certificate carries active access requests.</summary>
    public bool HasActiveAccessRequests { get; set; }

    /// <summary>
    /// A bot, or a certificate signed on the auth server itself: needs no MFA for administrative actions.
    /// </summary>
    public bool ExemptFromMfa { get; set; }

    /// <summary>A user with the role that the contract (5.1) requires to decide and to write plugin data.</summary>
    public static TeleportUser Approver(string name) => new(name)
    {
        MayList = true,
        MayRead = true,
        MayUpdate = true,
        MayReadPluginData = true,
        MayUpdatePluginData = true,
    };

    /// <summary>Whether the review rule covers every role of a request.</summary>
    public bool MayReview(IEnumerable<string> roles) =>
        ReviewRoles is { } allowed && (allowed.Contains("*") || roles.All(allowed.Contains));
}
