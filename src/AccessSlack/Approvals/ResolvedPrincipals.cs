using System.Collections.Immutable;
using AccessSlack.Requests;

namespace AccessSlack.Approvals;

/// <summary>
/// The ids of the channels, user groups and e-mail addresses that the configuration names, as Slack first told them.
/// Anyone may rename a channel or take over a name, so rights follow from the ids (docs/design/approvals.md).
/// </summary>
internal sealed record ResolvedPrincipals
{
    public static readonly ResolvedPrincipals None = new();

    public ImmutableDictionary<Approver, string> Ids { get; init; } = ImmutableDictionary<Approver, string>.Empty;

    /// <summary>
    /// Slack was asked and knows none of this name in our organization. If one appears later, it has no rights until a
    /// reload or a restart resolves the name.
    /// </summary>
    public ImmutableHashSet<Approver> Missing { get; init; } = [];

    /// <summary>Slack did not answer about these; they are looked up again.</summary>
    public ImmutableHashSet<Approver> Unanswered { get; init; } = [];

    /// <summary>Names that were found to mean another id since, with that id; this was logged.</summary>
    public ImmutableHashSet<(Approver Named, string Id)> Moved { get; init; } = [];

    /// <summary>Ids of channels with too many members to be a source of approvers.</summary>
    public ImmutableHashSet<string> TooLarge { get; init; } = [];

    /// <summary>
    /// What channels were called when they were last looked at, by id. For people who read logs and messages: nothing
    /// follows from a name.
    /// </summary>
    public ImmutableDictionary<string, string> ChannelNames { get; init; } =
        ImmutableDictionary<string, string>.Empty;

    /// <summary>A place for the log: as Slack calls it, else as the configuration does, else its id.</summary>
    public string NameOf(string channelId, Delivery delivery) =>
        ChannelNames.TryGetValue(channelId, out var name)
            ? "#" + name
            : delivery is { IsFromGoPlugin: false, IsExtraCopy: false } ? delivery.Names[0] : channelId;

    /// <summary>What a recipient of the configuration is.</summary>
    public static Approver Of(string recipient) => RecipientAddress.Kind(recipient) switch
    {
        RecipientKind.User => new(ApproverKind.User, recipient),
        RecipientKind.Email => new(ApproverKind.Email, recipient.ToLowerInvariant()),
        RecipientKind.ChannelId => new(ApproverKind.Channel, recipient),
        _ => new(ApproverKind.Channel, recipient.ToLowerInvariant()),
    };

    /// <summary>Everything that the configuration names as a recipient, approver or group of requesters.</summary>
    public static IEnumerable<Approver> NamedBy(RecipientMap recipients, ApprovalSettings settings) =>
        recipients.All.Select(Of)
            .Concat(settings.Rules.SelectMany(rule => (rule.Approvers ?? []).AddRange(rule.RequesterGroups)))
            .Distinct();

    /// <summary>Null if it is a name whose id is not known.</summary>
    public string? IdOf(Approver named) => named.IsId ? named.Name : Ids.GetValueOrDefault(named);

    /// <inheritdoc cref="IdOf(Approver)"/>
    public string? IdOf(string recipient) => IdOf(Of(recipient));

    /// <summary>Whether Slack has not said yet which id this is, or that there is none.</summary>
    public bool IsOpen(Approver named) => IdOf(named) is null && !Missing.Contains(named);

    /// <summary>
    /// Whether a user id or an e-mail address of the configuration is this person. An address counts by itself only
    /// while its id is not known, and never if people from other organizations may decide: theirs are not verified.
    /// </summary>
    public bool IsPerson(Approver named, Actor actor, bool allowExternal) => IdOf(named) is { } id
        ? id == actor.SlackUserId
        : named.Kind == ApproverKind.Email
            && !allowExternal
            && IsOpen(named)
            && string.Equals(actor.Email, named.Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The result of a later look-up; ids that are known already stay.</summary>
    public ResolvedPrincipals Then(ResolvedPrincipals later)
    {
        var ids = later.Ids.SetItems(Ids);
        return later with
        {
            Ids = ids,
            Missing = later.Missing.Except(ids.Keys),
            Unanswered = later.Unanswered.Except(ids.Keys),
            Moved = later.Moved.Union(Moved),
        };
    }

    /// <summary>The first id of a name stays, whatever Slack says later.</summary>
    public ResolvedPrincipals With(Approver named, string id) =>
        named.IsId || Ids.ContainsKey(named)
            ? this
            : this with
            {
                Ids = Ids.Add(named, id),
                Missing = Missing.Remove(named),
                Unanswered = Unanswered.Remove(named),
            };
}
