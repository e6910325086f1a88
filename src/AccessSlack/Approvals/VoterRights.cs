using System.Collections.Immutable;
using AccessSlack.Requests;

namespace AccessSlack.Approvals;

/// <summary>What is known of a person's rights at one moment. Slack was asked before; nothing here asks it.</summary>
/// <param name="Actor">Who it is.</param>
/// <param name="Groups">
/// Of the groups and channels that the rules in question name, those of which the person is a member.
/// </param>
internal sealed record VoterRights(Actor Actor, ImmutableHashSet<Approver> Groups)
{
    /// <summary>
    /// In characters, of all names together: the ledger has little room. The longest name fits; whoever is in more
    /// groups is a member of the first ones.
    /// </summary>
    private const int RoomForGroups = 100;

    public VoterRights(Actor actor) : this(actor, []) { }

    /// <summary>Teleport names this account as one of the requester's.</summary>
    public bool IsRequester { get; init; }

    /// <summary>Is this one of those whom <paramref name="approver"/> means?</summary>
    public bool Is(Approver approver) => approver.Kind switch
    {
        ApproverKind.User => Actor.SlackUserId == approver.Name,
        ApproverKind.Email => string.Equals(Actor.Email, approver.Name, StringComparison.OrdinalIgnoreCase),
        _ => Groups.Contains(approver),
    };

    /// <summary>The vote that this click means.</summary>
    public Vote VoteOf(Click click, string reason) =>
        new(
            Actor.TeleportUser,
            Actor.SlackUserId,
            Actor.Person,
            click.Proposed,
            click.Channel,
            click.ActionTs,
            reason
        )
        {
            Groups = Fitting(Groups),
        };

    private static ImmutableArray<Approver> Fitting(IEnumerable<Approver> groups)
    {
        var left = RoomForGroups;
        return
        [
            .. groups
                .OrderBy(group => group.ToString(), StringComparer.Ordinal)
                .TakeWhile(group => (left -= group.ToString().Length) >= 0),
        ];
    }
}
