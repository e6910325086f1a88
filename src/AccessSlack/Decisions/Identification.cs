using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Diagnostics;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Slack;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Decisions;

/// <summary>
/// Identifies the person who clicked, as Slack knows them now: guard and identity (docs/design/approvals.md). If Slack
/// cannot confirm it, the click is refused.
/// </summary>
internal sealed partial class Identification(
    ISlack slack,
    CurrentTerms terms,
    Readiness readiness,
    ILogger<Identification> logger
)
{
    private static readonly TimeSpan FreshForApproval = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FreshForDenial = TimeSpan.FromMinutes(10);

    /// <summary>Exactly one of the two is not null.</summary>
    public async Task<(Actor? Actor, Refusal? Objection)> IdentifyAsync(Click click, CancellationToken cancel)
    {
        var (settings, home) = (terms.Now.Policy.Settings, terms.Now.Home);
        if (ClickGuard.CheckOrigin(click, home with { AppId = slack.AppId }) is { } foreign) return (null, foreign);
        switch (await slack.GetUserAsync(click.UserId, FreshFor(click.Proposed), cancel))
        {
            case SlackResult<SlackUser>.Ok { Value: var user }:
                if (ClickGuard.CheckUser(click, user, home, settings) is { } objection) return (null, objection);
                return Actor.Identify(user, settings) is { } actor ? (actor, null) : (null, Refusals.NoIdentity);
            case SlackResult<SlackUser>.Failed { Failure.Code: "user_not_visible" or "user_not_found" }:
                return (null, Refusals.NotVisible); // nothing that the operator could mend
            case SlackResult<SlackUser>.Failed { Failure: var failure }:
                readiness.SlackAnswered(failure);
                Log.NoUser(logger, click.UserId, failure.Code, failure.Remedy);
                return (null, Refusals.Unreadable);
            default:
                return (null, Refusals.Unreadable);
        }
    }

    /// <summary>
    /// Of which of these groups and channels the person is a member now; exactly one of the two is not null.
    /// </summary>
    public async Task<(VoterRights? Who, Refusal? Objection)> EntitleAsync(
        Actor actor,
        ImmutableArray<Approver> groups,
        RequestState proposed,
        CancellationToken cancel
    )
    {
        var found = ImmutableHashSet.CreateBuilder<Approver>();
        foreach (var group in groups)
        {
            switch (await MembersAsync(group, FreshFor(proposed), cancel))
            {
                case SlackResult<ImmutableHashSet<string>>.Ok { Value: var members }:
                    if (members.Contains(actor.SlackUserId)) found.Add(group);
                    break;
                case SlackResult<ImmutableHashSet<string>>.Failed { Failure: var failure }:
                    readiness.SlackAnswered(failure);
                    Log.NoMembers(logger, group.ToString(), actor.SlackUserId, failure.Code, failure.Remedy);
                    return (null, Refusals.NoEntitlement);
                default:
                    return (null, Refusals.NoEntitlement);
            }
        }

        return (new(actor, found.ToImmutable()), null);
    }

    /// <summary>
    /// Whoever voted, as Slack knows them now: guard, identity and rights are judged as at the click.
    /// </summary>
    public async Task<(VoterRights? Who, Refusal? Objection)> IdentifyAgainAsync(
        AccessRequest request,
        Vote vote,
        CancellationToken cancel
    )
    {
        var click = new Click
        {
            RequestId = request.Id,
            Proposed = vote.Choice,
            UserId = vote.SlackUserId,
            Channel = vote.Channel,
            MessageTs = "",
            ActionTs = vote.ActionTs,
            ResponseUrl = new(""),
        };
        var (actor, objection) = await IdentifyAsync(click, cancel);
        return actor is null
            ? (null, objection)
            : await EntitleAsync(actor, terms.Now.Policy.GroupsFor(request), vote.Choice, cancel);
    }

    private Task<SlackResult<ImmutableHashSet<string>>> MembersAsync(
        Approver group,
        TimeSpan freshness,
        CancellationToken cancel
    ) =>
        group.Kind == ApproverKind.Group
            ? slack.GroupMembersAsync(group.Name, freshness, cancel)
            : slack.ChannelMembersAsync(group.Name, freshness, cancel);

    private static TimeSpan FreshFor(RequestState proposed) =>
        proposed == RequestState.Approved ? FreshForApproval : FreshForDenial;

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 6005,
            Level = LogLevel.Error,
            Message = "The members of {Group} could not be looked up for clicker {UserId} ({Code}), so the click was " +
                "refused. {Cure}"
        )]
        public static partial void NoMembers(ILogger logger, string group, string userId, string code, string cure);

        [LoggerMessage(
            EventId = 6006,
            Level = LogLevel.Error,
            Message = "users.info failed for clicker {UserId} ({Code}), so the click was refused. {Cure}"
        )]
        public static partial void NoUser(ILogger logger, string userId, string code, string cure);
    }
}
