using System.Collections.Immutable;
using AccessSlack.Requests;

namespace AccessSlack.Approvals;

/// <summary>
/// Which places the configuration names for a role. The id of a place decides; the names in the ledger only tell whose
/// direct message it is, and which channel it is while Slack does not tell the id of its name.
/// </summary>
internal sealed record PlaceAuthority(RecipientMap Recipients, ResolvedPrincipals Principals, bool AllowExternal)
{
    /// <summary>Whom a role's rule names beside the recipients, because it has escalated.</summary>
    public Func<AccessRequest, string, ImmutableArray<string>> EscalatedTo { get; init; } = (_, _) => [];

    /// <summary>Whether the configuration names this place for the role.</summary>
    public bool IsNamed(AccessRequest request, string role, Delivery place) =>
        !place.IsExtraCopy && RecipientsOf(request, role).Any(recipient => IsAt(recipient, place));

    /// <summary>Whether people can decide the role at this place, so that its message has buttons.</summary>
    public bool HasApprovers(AccessRequest request, string role, Delivery place) =>
        IsNamed(request, role, place) && !Principals.TooLarge.Contains(place.Place);

    /// <summary>
    /// Whether this person can decide the role there: as a member of the channel, or as the configured person of the
    /// direct message, whom Slack alone lets in.
    /// </summary>
    public bool Grants(AccessRequest request, string role, Delivery.Posted place, VoterRights who) =>
        HasApprovers(request, role, place)
        && (place.IsDirect ? IsConfigured(request, role, place, who.Actor) : who.Places.Contains(place.Channel));

    /// <summary>Whether one of these approvers is this person, or a group with this person.</summary>
    public bool IsAmong(IEnumerable<Approver> approvers, VoterRights who) =>
        approvers.Any(approver =>
            approver.IsGroupOfPeople
                ? who.Groups.Contains(approver)
                : Principals.IsPerson(approver, who.Actor, AllowExternal)
        );

    /// <summary>Whether the configuration names this channel as a recipient, by its id or by a resolved name.</summary>
    public bool NamesChannel(string channelId) =>
        Recipients.All.Any(recipient => Principals.IdOf(recipient) == channelId);

    private IEnumerable<string> RecipientsOf(AccessRequest request, string role) =>
        Recipients.For(request, role).Concat(EscalatedTo(request, role));

    private bool IsConfigured(AccessRequest request, string role, Delivery.Posted direct, Actor actor) =>
        RecipientsOf(request, role)
            .Any(recipient =>
                recipient == direct.Channel
                || Principals.IsPerson(ResolvedPrincipals.Of(recipient), actor, AllowExternal)
            );

    /// <summary>
    /// The Go plugin does not record whose direct message it is. That may be left open: the person who clicks there is
    /// compared with the configuration.
    /// </summary>
    private bool IsAt(string recipient, Delivery place)
    {
        var named = ResolvedPrincipals.Of(recipient);
        if (Principals.IdOf(named) is { } id && id == place.Place) return true;
        return place.IsDirect
            ? named.IsPerson && (place.IsFor(recipient) || place.IsFromGoPlugin)
            : Principals.IsOpen(named) && place.IsFor(recipient);
    }
}
