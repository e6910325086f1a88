using AccessSlack.Approvals;
using AccessSlack.Approvals.Partial;
using AccessSlack.Approvals.Person;
using AccessSlack.Approvals.Rules;
using AccessSlack.Messages;
using AccessSlack.Requests;
using AccessSlack.Requests.Partial;
using AccessSlack.Teleport;
using AccessSlack.Tracking;

namespace AccessSlack.Decisions;

/// <summary>What became of a write to the ledger.</summary>
internal enum WriteResult
{
    Written,

    /// <summary>Another writer came first; the ledger has been read again.</summary>
    LostRace,

    /// <summary>Teleport does not take the write, so nothing was recorded.</summary>
    Refused,
}

/// <summary>The vote that a click means.</summary>
/// <param name="Click">Who pressed what, and where.</param>
/// <param name="Voter">Who it is, with the groups of the rules in question.</param>
/// <param name="Reason">As typed, or empty.</param>
internal sealed record ClickedVote(Click Click, VoterRights Voter, string Reason)
{
    /// <summary>Role by role, if the request is decided so.</summary>
    public RoleChoices Choices { get; init; } = RoleChoices.None;

    public Vote Vote => Voter.VoteOf(Click, Reason).With(Choices);

    public DecisionClaim Claim(Decision decision) =>
        new(decision, new(Click.ResponseUrl, Click.Channel, Click.UserId), Reason);
}

/// <param name="Ledger">With the new vote, and the decision if that decides.</param>
/// <param name="Verified">All its votes, with what is known of the voters; empty if none decides.</param>
internal sealed record CountedVotes(Ledger Ledger, List<VerifiedVote> Verified);

/// <summary>Judges votes by the policy in force, counts them, and writes them to the ledger.</summary>
internal sealed class VoteRecorder(
    LedgerStore ledgers,
    RequestLookup lookup,
    RequestReopening reopening,
    CurrentPolicy policy
)
{
    private ApprovalPolicy Policy => policy.Now.Policy;

    /// <inheritdoc cref="RequestReopening.SettleAsync"/>
    public Task SettleReopeningAsync(TrackedRequest tracked, CancellationToken cancel) =>
        reopening.SettleAsync(tracked, cancel);

    /// <summary>Null means that this vote counts.</summary>
    public Refusal? Judge(TrackedRequest tracked, ClickedVote vote, Ledger? ledger)
    {
        var refusal = Policy.Judge(vote.Click, vote.Voter, tracked.Existing, ledger, tracked.Now, vote.Reason);
        // What was shown comes before the reason, which the same dialog asks for.
        if (refusal is not null and not { OpensDialog: true }) return refusal;
        return JudgeAuthor(tracked, vote, ledger!) ?? JudgeShown(tracked, vote.Click) ?? refusal;
    }

    /// <summary>Someone who may not review, or has reviewed, must not be asked for a reason.</summary>
    private Refusal? JudgeAuthor(TrackedRequest tracked, ClickedVote vote, Ledger ledger) =>
        Policy.JudgeAuthor(tracked.Request!, ledger, new(vote.Vote, vote.Voter));

    /// <summary>Null means that the click counts for everything that is requested, as far as is known.</summary>
    public Refusal? JudgeShown(TrackedRequest tracked, Click click) =>
        tracked.Existing is { } request && tracked.Ledger?.MessageAt(click.Channel, click.MessageTs) is { } message
            ? ShownCheck.Judge(Policy, click, message, request)
            : null;

    /// <summary>
    /// The same on the request as the look-up beside the write has shown it. The count is repeated as well: roles may
    /// have been added meanwhile, and the votes were not cast for them.
    /// </summary>
    /// <param name="tracked">With the fresh request.</param>
    /// <param name="vote">The one that was written.</param>
    /// <param name="voted">The ledger as it was written.</param>
    public Refusal? Review(TrackedRequest tracked, ClickedVote vote, Ledger voted)
    {
        if (Judge(tracked, vote, tracked.Ledger! with { Decision = null, Votes = [] }) is { } refusal) return refusal;
        var fresh = tracked.Existing!;
        if (tracked.End.IsReopened) return Refusals.RequestChanged; // meanwhile, and the votes are from before
        if (voted.Digest != fresh.Digest) return Refusals.RequestChanged;
        return voted.Decision is not { } decision || Policy.Evaluate(fresh, voted).ComesTo(decision)
            ? null
            : Refusals.RequestChanged;
    }

    /// <summary>The same, with what the click chooses of a request that is decided role by role.</summary>
    public ClickedVote WithChoices(TrackedRequest tracked, ClickedVote vote)
    {
        var (click, request) = (vote.Click, tracked.Request!);
        return tracked.Ledger!.MessageAt(click.Channel, click.MessageTs) is { } message
            ? vote with { Choices = OfferedRoles.ChosenBy(Policy, click, vote.Voter, message, request) }
            : vote;
    }

    public void ReportRaces(TrackedRequest tracked) => ledgers.LostRaces(tracked);

    /// <summary>Where Teleport counts the reviews of people, earlier votes of others decide nothing here.</summary>
    public Ledger Add(TrackedRequest tracked, ClickedVote vote)
    {
        var ledger = tracked.Ledger!;
        // What was chosen is recorded by the names of the roles, so the ledger has to hold all of them.
        if (!vote.Choices.IsEmpty) ledger = ledger with { Facts = Policy.FactsOf(tracked.Request!) };
        return (Policy.Settings.Via == Via.Person ? ledger with { Votes = [] } : ledger).With(vote.Vote);
    }

    /// <summary>Going by what was known of each voter at the click, these votes decide.</summary>
    public bool WouldDecide(AccessRequest request, Ledger voted) => Policy.Evaluate(request, voted).Decides is not null;

    /// <summary>Votes that no longer count are dropped; if the others decide, so does the ledger.</summary>
    /// <param name="request">As it was when the vote was judged.</param>
    /// <param name="voted">With the new vote.</param>
    /// <param name="verified">The votes of it, with what is known of the voters now.</param>
    /// <param name="clicker">Whose vote makes the decision, if it proposes the same.</param>
    public Ledger Count(AccessRequest request, Ledger voted, List<VerifiedVote> verified, VoterRights clicker)
    {
        var tally = Policy.Evaluate(request, voted, verified);
        var kept = voted with
        {
            Votes = tally.WithRoles(voted.Votes.RemoveAll(vote => !tally.Votes.Any(vote.IsSameClick))),
        };
        if (tally.Decides is not { } state) return kept;
        var deciding =
            kept.Votes.FirstOrDefault(vote => MayMake(vote) && vote.SlackUserId == clicker.Actor.SlackUserId)
            ?? kept.Votes.Last(MayMake);
        var author = AuthorOf(request, kept, deciding, clicker);
        return kept with
        {
            Decision = deciding.ToDecision(state) with { Author = author, Granted = tally.Granted },
        };

        // A denial of the last open role completes the approval of others.
        bool MayMake(Vote vote) => vote.Choice == state || (tally.IsByRole && !vote.Choices.IsEmpty);
    }

    /// <summary>Only the person who clicked has been looked up in Teleport.</summary>
    private string AuthorOf(AccessRequest request, Ledger ledger, Vote deciding, VoterRights clicker) =>
        deciding.SlackUserId == clicker.Actor.SlackUserId
            ? Policy.AuthorOf(request, ledger, new(deciding, clicker))
            : "";

    /// <summary>The same votes by what Teleport has answered since they were counted.</summary>
    public Ledger Recount(AccessRequest request, CountedVotes counted, AccountQuestions accounts, VoterRights clicker)
    {
        var verified = counted.Verified.ConvertAll(vote => vote with { By = accounts.Apply(vote.By) });
        return Count(request, counted.Ledger with { Decision = null }, verified, clicker);
    }

    /// <summary>
    /// The look-up, and the questions about accounts, run beside the write: a vote that they then forbid is withdrawn
    /// before Teleport hears of a decision.
    /// </summary>
    public Task<WriteResult> WriteAndLookUpAsync(
        TrackedRequest tracked,
        Ledger next,
        AccountQuestions accounts,
        CancellationToken cancel
    ) =>
        lookup.RefreshBesideAsync(
            tracked,
            async () =>
            {
                var written = WriteAsync(tracked, next, cancel);
                await Task.WhenAll(written, accounts.CompleteAsync());
                return await written;
            },
            cancel
        );

    public ClickOutcome.Voted Voted(TrackedRequest tracked, ClickedVote vote, Ledger voted)
    {
        var tally = Policy.Evaluate(tracked.Request!, voted);
        return new(vote.Click.Proposed, tally)
        {
            Roles = tally.Votes.FirstOrDefault(vote.Vote.IsSameClick)?.Roles ?? RoleShare.All,
        };
    }

    /// <summary>Adds which rules judged the click, for the log.</summary>
    public ClickOutcome Explain(TrackedRequest tracked, ClickOutcome outcome) =>
        tracked.Request is { } request ? outcome with { Rules = Policy.Describe(request) } : outcome;

    private async Task<WriteResult> WriteAsync(TrackedRequest tracked, Ledger next, CancellationToken cancel)
    {
        try
        {
            return await ledgers.TryWriteAsync(tracked, next, cancel) ? WriteResult.Written : WriteResult.LostRace;
        }
        catch (TeleportException e) when (LedgerStore.IsRefusal(e.Failure))
        {
            return WriteResult.Refused; // the store has logged the remedy
        }
    }
}
