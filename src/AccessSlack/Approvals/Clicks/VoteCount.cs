using AccessSlack.Approvals.Person;
using AccessSlack.Requests;

namespace AccessSlack.Approvals.Clicks;

/// <summary>What an accepted vote makes of the ledger.</summary>
internal static class VoteCount
{
    /// <summary>Where Teleport counts the reviews of people, earlier votes of others decide nothing here.</summary>
    public static Ledger AddVote(this ApprovalPolicy policy, AccessRequest request, Ledger ledger, Vote vote)
    {
        // What was chosen is recorded by the names of the roles, so the ledger has to hold all of them.
        if (!vote.Choices.IsEmpty) ledger = ledger with { Facts = policy.FactsOf(request) };
        return (policy.Settings.Via == Via.Person ? ledger with { Votes = [] } : ledger).With(vote);
    }

    /// <summary>Going by what was known of each voter at the click, these votes decide.</summary>
    public static bool WouldDecide(this ApprovalPolicy policy, AccessRequest request, Ledger voted) =>
        policy.Evaluate(request, voted).Decides is not null;

    /// <summary>Votes that no longer count are dropped; if the others decide, so does the ledger.</summary>
    /// <param name="policy">In force now.</param>
    /// <param name="request">As it was when the vote was judged.</param>
    /// <param name="voted">With the new vote.</param>
    /// <param name="verified">The votes of it, with what is known of the voters now.</param>
    /// <param name="clicker">Whose vote makes the decision, if it proposes the same.</param>
    public static Ledger CountVotes(
        this ApprovalPolicy policy,
        AccessRequest request,
        Ledger voted,
        IReadOnlyCollection<VerifiedVote> verified,
        VoterRights clicker
    )
    {
        var tally = policy.Evaluate(request, voted, verified);
        var kept = voted with
        {
            Votes = tally.WithRoles(voted.Votes.RemoveAll(vote => !tally.Votes.Any(vote.IsSameClick))),
        };
        if (tally.Decides is not { } state) return kept;
        var deciding =
            kept.Votes.FirstOrDefault(vote => MayMake(vote) && vote.SlackUserId == clicker.Actor.SlackUserId)
            ?? kept.Votes.Last(MayMake);
        var author = policy.AuthorOf(request, kept, deciding, clicker);
        return kept with
        {
            Decision = deciding.ToDecision(state) with { Author = author, Granted = tally.Granted },
        };

        // A denial of the last open role completes the approval of others. And once a request is no longer decided role
        // by role, the denial of one role denies all, also by someone who approved another.
        bool MayMake(Vote vote) =>
            vote.Choice == state || (tally.IsByRole ? !vote.Choices.IsEmpty : !vote.Choices.Of(state).IsEmpty);
    }

    /// <summary>Whether the ledger's decision is what its votes come to for the request as it is now.</summary>
    public static bool IsStillDecided(this ApprovalPolicy policy, AccessRequest request, Ledger voted) =>
        voted.Digest == request.Digest
        && (voted.Decision is not { } decision || policy.Evaluate(request, voted).ComesTo(decision));

    /// <summary>The roles that a vote counts for, after it was added.</summary>
    public static RoleShare ShareOf(this VoteTally tally, Vote vote) =>
        tally.Votes.FirstOrDefault(vote.IsSameClick)?.Roles ?? RoleShare.All;

    /// <summary>Under rules that have changed, earlier votes may decide, even against the last click.</summary>
    public static bool IsMadeBy(this Decision decision, Click click, bool choosesRoles) =>
        choosesRoles ? decision.SlackUserId == click.UserId : decision.State == click.Proposed;

    /// <summary>Only the person who clicked has been looked up in Teleport.</summary>
    private static string AuthorOf(
        this ApprovalPolicy policy,
        AccessRequest request,
        Ledger ledger,
        Vote deciding,
        VoterRights clicker
    ) =>
        deciding.SlackUserId == clicker.Actor.SlackUserId
            ? policy.AuthorOf(request, ledger, new VerifiedVote(deciding, clicker))
            : "";
}
