using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Person;
using AccessSlack.Approvals.Rules;
using AccessSlack.Decisions.Person;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Tracking;

namespace AccessSlack.Decisions;

/// <summary>What people may decide about one request, as Slack and Teleport know them now.</summary>
internal sealed class VoterVerifier(
    Identification identification,
    RequesterAccounts accounts,
    AuthorLookup authors,
    CurrentPolicy policy
)
{
    /// <summary>The person who clicks, with the Teleport user whose review the click may become.</summary>
    /// <inheritdoc cref="FindRightsAsync"/>
    public async Task<Verification<VoterRights>> VerifyAsync(
        TrackedRequest tracked,
        Actor actor,
        string channel,
        RequestState proposed,
        CancellationToken cancel,
        AccountQuestions? beside = null
    )
    {
        var found = await FindRightsAsync(tracked, actor, channel, proposed, cancel, beside);
        if (found is not Verification<VoterRights>.Verified { Value: var rights }) return found;
        if (tracked.Existing is not { } request || !policy.Now.Policy.ReviewAsPerson(request)) return found;
        return (await authors.FindAsync(actor, cancel)).Match<Verification<VoterRights>>(
            author => new Verification<VoterRights>.Verified(
                rights with { Author = author.Name, OwnsAuthor = author.IsByTrait }
            ),
            refusal => new Verification<VoterRights>.Refused(refusal)
        );
    }

    /// <param name="tracked">The request, with the accounts of its requester.</param>
    /// <param name="actor">Who clicked.</param>
    /// <param name="channel">Where.</param>
    /// <param name="proposed">Approved needs fresher facts than Denied.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <param name="beside">
    /// Takes the questions to Teleport, which are not waited for; null: what Teleport said of the requester at the last
    /// click counts, and the rest is waited for.
    /// </param>
    private async Task<Verification<VoterRights>> FindRightsAsync(
        TrackedRequest tracked,
        Actor actor,
        string channel,
        RequestState proposed,
        CancellationToken cancel,
        AccountQuestions? beside = null
    )
    {
        if (beside is null && tracked.OwnAccounts is null)
            return new Verification<VoterRights>.Refused(Refusals.RequesterUnknown);
        var questions = beside ?? AccountQuestions.WithKnown(accounts, tracked.OwnAccounts, cancel);
        questions.Ask(actor);
        if (beside is null) await questions.CompleteAsync();
        var (rules, request) = (policy.Now.Policy, tracked.Request);
        var groups = request is null ? [] : rules.GroupsFor(request);
        var place = request is null ? null : rules.ChannelOfApprovers(request, channel);
        return await identification.FindRightsAsync(actor, groups, place, proposed, cancel) switch
        {
            Verification<VoterRights>.Verified { Value: var rights } =>
                new Verification<VoterRights>.Verified(questions.Apply(rights)),
            var refused => refused,
        };
    }

    /// <summary>
    /// Someone who voted earlier: guard, identity and rights are judged as at the click, and memberships as for an
    /// approval, because the votes are about to be counted.
    /// </summary>
    public async Task<Verification<VoterRights>> VerifyAsync(
        TrackedRequest tracked,
        Vote vote,
        CancellationToken cancel,
        AccountQuestions? beside = null
    ) =>
        await (await identification.IdentifyAsync(new SlackActor(vote.SlackUserId), vote.Choice, cancel)).Match(
            actor => FindRightsAsync(tracked, actor, vote.Channel, RequestState.Approved, cancel, beside),
            refusal => Task.FromResult<Verification<VoterRights>>(new Verification<VoterRights>.Refused(refusal))
        );

    /// <summary>
    /// The votes with what is known of their voters now; those of people who may no longer click are left out. Null:
    /// Slack cannot confirm one of them just now.
    /// </summary>
    public async Task<List<VerifiedVote>?> VerifyAllAsync(
        TrackedRequest tracked,
        ImmutableArray<Vote> votes,
        CancellationToken cancel,
        AccountQuestions? beside = null
    )
    {
        var verified = new List<VerifiedVote>();
        foreach (var vote in votes)
        {
            switch (await VerifyAsync(tracked, vote, cancel, beside))
            {
                case Verification<VoterRights>.Verified { Value: var rights }:
                    verified.Add(new(vote, rights));
                    break;
                case Verification<VoterRights>.Refused { Refusal.IsUnconfirmed: true }:
                    return null;
            }
        }

        return verified;
    }
}
