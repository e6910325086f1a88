using System.Text.Json;

namespace SlackApi;

/// <summary>
/// A user as returned by users.info. Texts that Slack did not send are empty, flags null: absent does not mean false.
/// </summary>
public sealed record User
{
    public required string Id { get; init; }

    public required string TeamId { get; init; }

    public required string Name { get; init; }

    public required UserProfile Profile { get; init; }

    /// <summary>Empty outside an organization.</summary>
    public required string EnterpriseId { get; init; }

    public bool? Deleted { get; init; }

    public bool? IsBot { get; init; }

    public bool? IsAppUser { get; init; }

    public bool? IsWorkflowBot { get; init; }

    /// <summary>A guest in several channels.</summary>
    public bool? IsRestricted { get; init; }

    /// <summary>A guest in one channel.</summary>
    public bool? IsUltraRestricted { get; init; }

    /// <summary>From another workspace.</summary>
    public bool? IsStranger { get; init; }

    public bool? IsInvitedUser { get; init; }

    public bool? IsEmailConfirmed { get; init; }

    public bool? IsAdmin { get; init; }

    public bool? IsOwner { get; init; }

    internal static User Read(JsonElement user) => new()
    {
        Id = user.Text("id"),
        TeamId = user.Text("team_id"),
        Name = user.Text("name"),
        Profile = UserProfile.Read(user.Object("profile") ?? default),
        EnterpriseId = (user.Object("enterprise_user") ?? default).Text("enterprise_id"),
        Deleted = user.Flag("deleted"),
        IsBot = user.Flag("is_bot"),
        IsAppUser = user.Flag("is_app_user"),
        IsWorkflowBot = user.Flag("is_workflow_bot"),
        IsRestricted = user.Flag("is_restricted"),
        IsUltraRestricted = user.Flag("is_ultra_restricted"),
        IsStranger = user.Flag("is_stranger"),
        IsInvitedUser = user.Flag("is_invited_user"),
        IsEmailConfirmed = user.Flag("is_email_confirmed"),
        IsAdmin = user.Flag("is_admin"),
        IsOwner = user.Flag("is_owner"),
    };
}

/// <summary>
/// Names and address of a user; the e-mail is empty without the scope users:read.email, and for external users.
/// </summary>
public sealed record UserProfile(string Email, string RealName, string DisplayName)
{
    internal static UserProfile Read(JsonElement profile) =>
        new(profile.Text("email"), profile.Text("real_name"), profile.Text("display_name"));
}

/// <summary>A channel. Flags that Slack did not send are null: absent does not mean false.</summary>
public sealed record Conversation(string Id, string Name)
{
    /// <summary>Whether the app is a member.</summary>
    public bool? IsMember { get; init; }

    public bool? IsArchived { get; init; }

    /// <summary>Shared with other companies (Slack Connect).</summary>
    public bool? IsExtShared { get; init; }

    public bool? IsPrivate { get; init; }

    /// <summary>People and apps; null unless the call asks for it.</summary>
    public int? MemberCount { get; init; }

    internal static Conversation Read(JsonElement channel) => new(channel.Text("id"), channel.Text("name"))
    {
        IsMember = channel.Flag("is_member"),
        IsArchived = channel.Flag("is_archived"),
        IsExtShared = channel.Flag("is_ext_shared"),
        IsPrivate = channel.Flag("is_private"),
        MemberCount = channel.Number("num_members") is >= 0 and <= int.MaxValue and var count ? (int)count : null,
    };
}

/// <summary>A user group: <c>@handle</c> in messages.</summary>
/// <param name="Id">S… .</param>
/// <param name="Handle">Without @.</param>
/// <param name="Name">Display name.</param>
/// <param name="IsDisabled">It still exists but has no members.</param>
public sealed record UserGroup(string Id, string Handle, string Name, bool IsDisabled)
{
    /// <summary>User id of the last person who changed it; empty if Slack did not send it.</summary>
    public string UpdatedBy { get; init; } = "";

    internal static UserGroup Read(JsonElement group) =>
        new(group.Text("id"), group.Text("handle"), group.Text("name"), group.Number("date_delete") is not (null or 0))
        {
            UpdatedBy = group.Text("updated_by"),
        };
}
