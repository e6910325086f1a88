using System.Collections.Immutable;

namespace AccessSlack.Requests;

/// <summary>What is known of a person's rights at one moment. Slack was asked before; nothing here asks it.</summary>
/// <param name="Clicker">Who it is.</param>
/// <param name="Groups">Of the groups and channels that the rules in question name, those of which the person is a member.</param>
internal sealed record VoterRights(Clicker Clicker, ImmutableHashSet<Approver> Groups)
{
    public VoterRights(Clicker clicker) : this(clicker, []) { }

    /// <summary>Teleport names this account as one of the requester's.</summary>
    public bool IsRequester { get; init; }

    /// <summary>Is this one of those whom <paramref name="approver"/> means?</summary>
    public bool Is(Approver approver) => approver.Kind switch
    {
        ApproverKind.User => Clicker.SlackUserId == approver.Name,
        ApproverKind.Email => string.Equals(Clicker.Email, approver.Name, StringComparison.OrdinalIgnoreCase),
        _ => Groups.Contains(approver),
    };
}
