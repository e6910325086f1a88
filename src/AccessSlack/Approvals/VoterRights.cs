using System.Collections.Immutable;
using AccessSlack.Requests;

namespace AccessSlack.Approvals;

/// <summary>A person's rights at one moment. Everything was looked up in Slack before.</summary>
/// <param name="Actor">The person.</param>
/// <param name="Groups">The groups and channels, of those that the rules name, of which the person is a member.</param>
internal sealed record VoterRights(Actor Actor, ImmutableHashSet<Approver> Groups)
{
    /// <summary>
    /// In characters, for all names together, because the ledger has little room. The longest name fits. For a member
    /// of more groups only the first ones are recorded.
    /// </summary>
    private const int MaxGroupsLength = 100;

    public VoterRights(Actor actor) : this(actor, []) { }

    /// <summary>Ids of the channels in question of which the person is a member.</summary>
    public ImmutableHashSet<string> Places { get; init; } = [];

    /// <summary>According to Teleport this is an account of the requester.</summary>
    public bool IsRequester { get; init; }

    /// <summary>Teleport knows Slack accounts of the requester.</summary>
    public bool KnowsRequester { get; init; }

    /// <summary>According to Teleport this account belongs to the Teleport user of <see cref="Actor"/>.</summary>
    public bool IsOwnAccount { get; init; }

    /// <summary>
    /// The Teleport user in whose name a review is submitted; empty if it is not looked up. It need not be the user of
    /// <see cref="Actor"/>, who may be known by the e-mail address only.
    /// </summary>
    public string Author { get; init; } = "";

    /// <summary>According to Teleport this account belongs to the <see cref="Author"/>.</summary>
    public bool OwnsAuthor { get; init; }

    /// <summary>The same person was looked up in Teleport for a click: it has said whose account this is.</summary>
    public VoterRights ProvenAs(VoterRights clicker) =>
        clicker.Actor.SlackUserId == Actor.SlackUserId ? this with { OwnsAuthor = clicker.OwnsAuthor } : this;

    /// <summary>The vote that this person casts with a click.</summary>
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
        var left = MaxGroupsLength;
        return
        [
            .. groups
                .OrderBy(group => group.ToString(), StringComparer.Ordinal)
                .TakeWhile(group => (left -= group.ToString().Length) >= 0),
        ];
    }
}
