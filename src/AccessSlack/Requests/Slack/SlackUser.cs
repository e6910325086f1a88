namespace AccessSlack.Requests.Slack;

/// <summary>
/// A user as returned by users.info. A flag that Slack did not send is null: absent does not mean false.
/// </summary>
internal sealed record SlackUser
{
    public required string Id { get; init; }
    public string TeamId { get; init; } = "";

    /// <summary>
    /// Empty if Slack does not return it: the scope users:read.email is missing, or the user is external.
    /// </summary>
    public string Email { get; init; } = "";

    public string DisplayName { get; init; } = "";

    public string EnterpriseId { get; init; } = "";
    public bool? Deleted { get; init; }
    public bool? IsBot { get; init; }
    public bool? IsAppUser { get; init; }
    public bool? IsWorkflowBot { get; init; }
    public bool? IsRestricted { get; init; }
    public bool? IsUltraRestricted { get; init; }
    public bool? IsStranger { get; init; }
    public bool? IsInvitedUser { get; init; }
    public bool? IsEmailConfirmed { get; init; }
    public bool? IsAdmin { get; init; }
    public bool? IsOwner { get; init; }
}
