namespace AccessSlack.Requests;

/// <summary>The ways in which a rule can name an approver.</summary>
internal enum ApproverKind
{
    /// <summary>A Slack user id.</summary>
    User,

    /// <summary>The e-mail address of a Slack account.</summary>
    Email,

    /// <summary>The handle or id of a user group, whose members are approvers.</summary>
    Group,

    /// <summary>The name or id of a channel, whose members are approvers.</summary>
    Channel,
}

/// <summary>
/// A person or a group of people whom a rule allows to decide. Different spellings of the same approver are equal.
/// </summary>
/// <param name="Kind">What <paramref name="Name"/> is.</param>
/// <param name="Name">Without the prefix of its kind, <c>@</c> or <c>#</c>; in lower case unless it is an id.</param>
internal sealed record Approver(ApproverKind Kind, string Name)
{
    private const string GroupPrefix = "group:";
    private const string ChannelPrefix = "channel:";

    /// <summary>Slack allows 80 characters for a channel; a handle is shorter.</summary>
    private const int LongestName = 80;

    /// <summary>Whether its members must be looked up in Slack.</summary>
    public bool IsGroupOfPeople => Kind is ApproverKind.Group or ApproverKind.Channel;

    public bool IsPerson => !IsGroupOfPeople;

    /// <summary>Whether this is Slack's id, which never means another, and not a name.</summary>
    public bool IsId => Kind switch
    {
        ApproverKind.User => true,
        ApproverKind.Group => RecipientAddress.IsGroupId(Name),
        ApproverKind.Channel => RecipientAddress.Kind(Name) == RecipientKind.ChannelId,
        _ => false,
    };

    /// <summary>
    /// Reads <c>U…</c>, <c>a@b</c>, <c>group:handle</c> and <c>channel:name</c>, the latter two also with an id, as in
    /// the configuration; null for anything else.
    /// </summary>
    public static Approver? Parse(string text) => text switch
    {
        _ when text.StartsWith(GroupPrefix, StringComparison.Ordinal) => Named(
            ApproverKind.Group,
            text[GroupPrefix.Length..].TrimStart('@')
        ),
        _ when text.StartsWith(ChannelPrefix, StringComparison.Ordinal) => Named(
            ApproverKind.Channel,
            text[ChannelPrefix.Length..].TrimStart('#')
        ),
        _ when RecipientAddress.IsEmail(text) => new(ApproverKind.Email, text.ToLowerInvariant()),
        _ when RecipientAddress.Kind(text) == RecipientKind.User => new(ApproverKind.User, text),
        _ => null,
    };

    public override string ToString() => Kind switch
    {
        ApproverKind.Group => GroupPrefix + Name,
        ApproverKind.Channel => ChannelPrefix + Name,
        _ => Name,
    };

    /// <summary>Names are lowercased; ids keep their case.</summary>
    private static Approver? Named(ApproverKind kind, string name)
    {
        if (
            name.Length is 0 or > LongestName
            || name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is ':' or '@' or '#' or ',')
        )
            return null;
        return RecipientAddress.Kind(name) switch
        {
            RecipientKind.Channel => new(kind, RecipientAddress.IsGroupId(name) ? name : name.ToLowerInvariant()),
            RecipientKind.ChannelId when kind == ApproverKind.Channel => new(kind, name),
            _ => null,
        };
    }
}
