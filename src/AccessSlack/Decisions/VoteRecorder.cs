using AccessSlack.Approvals;
using AccessSlack.Approvals.Clicks;
using AccessSlack.Approvals.Partial;
using AccessSlack.Approvals.Rules;
using AccessSlack.Messages.Parts;
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
    public Refusal? Judge(TrackedRequest tracked, ClickedVote vote, Ledger? ledger) =>
        Policy.JudgeClick(vote.Click, vote.Voter, tracked.Existing, ledger, tracked.Now, vote.Reason);

    /// <summary>Null means that the click counts for everything that is requested, as far as is known.</summary>
    public Refusal? JudgeShown(TrackedRequest tracked, Click click) =>
        Policy.JudgeShown(click, tracked.Existing, tracked.Ledger);

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
        return Policy.IsStillDecided(fresh, voted) ? null : Refusals.RequestChanged;
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

    /// <inheritdoc cref="VoteCount.AddVote"/>
    public Ledger Add(TrackedRequest tracked, ClickedVote vote) =>
        Policy.AddVote(tracked.Request!, tracked.Ledger!, vote.Vote);

    /// <inheritdoc cref="VoteCount.WouldDecide"/>
    public bool WouldDecide(AccessRequest request, Ledger voted) => Policy.WouldDecide(request, voted);

    /// <inheritdoc cref="VoteCount.CountVotes"/>
    public Ledger Count(AccessRequest request, Ledger voted, List<VerifiedVote> verified, VoterRights clicker) =>
        Policy.CountVotes(request, voted, verified, clicker);

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
            Roles = tally.ShareOf(vote.Vote),
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
