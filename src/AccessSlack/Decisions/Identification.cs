using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Clicks;
using AccessSlack.Diagnostics;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Slack;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Decisions;

/// <summary>
/// Identifies people as Slack knows them now: guard and identity (docs/design/approvals.md). If Slack cannot confirm
/// it, they are refused.
/// </summary>
internal sealed partial class Identification(
    ISlackDirectory slack,
    CurrentPolicy policy,
    Readiness readiness,
    ILogger<Identification> logger
)
{
    private static readonly TimeSpan FreshForApproval = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FreshForDenial = TimeSpan.FromMinutes(10);

    private static readonly SlackResult<ImmutableHashSet<string>> Missing =
        new SlackResult<ImmutableHashSet<string>>.Failed(
            new(
                SlackFailureKind.Destination,
                "unknown_name",
                "Slack did not know this name when the daemon resolved it. Reload the daemon once it is right."
            )
        );

    /// <summary>The app-level token names its app; without one, Slack tells it with the first message.</summary>
    private Workspace Home =>
        policy.Now.Home is { AppId.Length: > 0 } home ? home : policy.Now.Home with { AppId = slack.AppId };

    /// <summary>An event that another app or workspace caused; null if it is ours.</summary>
    public Refusal? CheckEvent(SlackActor actor) => ClickGuard.CheckSender(actor, Home);

    /// <summary>Who clicked. A click on a foreign message is refused before anything is looked up.</summary>
    public async Task<Verification<Actor>> IdentifyAsync(Click click, CancellationToken cancel) =>
        ClickGuard.CheckOrigin(click, Home) is { } foreign
            ? new Verification<Actor>.Refused(foreign)
            : await IdentifyAsync(click.Actor, click.Proposed, cancel);

    /// <param name="actor">As the payload or the ledger names the account.</param>
    /// <param name="proposed">Approved needs fresher facts than Denied.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<Verification<Actor>> IdentifyAsync(
        SlackActor actor,
        RequestState proposed,
        CancellationToken cancel
    )
    {
        if (ClickGuard.CheckApp(actor, Home) is { } foreign) return new Verification<Actor>.Refused(foreign);
        var snapshot = policy.Now;
        switch (await slack.GetUserAsync(actor.UserId, FreshFor(proposed), cancel))
        {
            case SlackResult<SlackUser>.Ok { Value: var user }:
                return Identity.Judge(actor, user, snapshot.Home, snapshot.Policy.Settings);
            case SlackResult<SlackUser>.Failed { Failure.Code: "user_not_visible" or "user_not_found" }:
                return new Verification<Actor>.Refused(Refusals.NotVisible); // nothing that the operator could fix
            case SlackResult<SlackUser>.Failed { Failure: var failure }:
                readiness.SlackAnswered(failure);
                Log.NoUser(logger, actor.UserId, failure.Code, failure.Remedy);
                return new Verification<Actor>.Refused(Refusals.Unreadable);
            default:
                return new Verification<Actor>.Refused(Refusals.Unreadable);
        }
    }

    /// <summary>Which of these groups and channels the person is a member of now.</summary>
    /// <param name="actor">The person.</param>
    /// <param name="groups">Those that the rules name.</param>
    /// <param name="place">The channel whose members decide; null if no one's membership of a channel matters.</param>
    /// <param name="proposed">Approved needs fresher facts than Denied.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<Verification<VoterRights>> FindRightsAsync(
        Actor actor,
        ImmutableArray<Approver> groups,
        string? place,
        RequestState proposed,
        CancellationToken cancel
    )
    {
        ImmutableHashSet<string>? places = place is null ? [] : await IsInAsync(place, actor, proposed, cancel);
        if (places is null) return new Verification<VoterRights>.Refused(Refusals.NoEntitlement);
        var found = ImmutableHashSet.CreateBuilder<Approver>();
        foreach (var group in groups)
        {
            switch (await MembersAsync(group, FreshFor(proposed), cancel))
            {
                case SlackResult<ImmutableHashSet<string>>.Ok { Value: var members }:
                    if (members.Contains(actor.SlackUserId)) found.Add(group);
                    break;
                case SlackResult<ImmutableHashSet<string>>.Failed { Failure: var failure }:
                    Report(group.ToString(), actor, failure);
                    return new Verification<VoterRights>.Refused(Refusals.NoEntitlement);
                default:
                    return new Verification<VoterRights>.Refused(Refusals.NoEntitlement);
            }
        }

        return new Verification<VoterRights>.Verified(new(actor, found.ToImmutable()) { Places = places });
    }

    /// <summary>
    /// The channel, if the person is a member; empty if not; null if Slack did not say. Without the scope, only those
    /// who see the message can click it, and that is all there is to know.
    /// </summary>
    private async Task<ImmutableHashSet<string>?> IsInAsync(
        string place,
        Actor actor,
        RequestState proposed,
        CancellationToken cancel
    )
    {
        var found = await slack.ChannelMembersAsync(place, FreshFor(proposed), cancel);
        if (found is SlackResult<ImmutableHashSet<string>>.Ok { Value: var members })
            return members.Contains(actor.SlackUserId) ? [place] : [];
        if (found is not SlackResult<ImmutableHashSet<string>>.Failed { Failure: var failure }) return null;
        if (failure.Code == "missing_scope") return [place];
        if (failure.Code == ISlackDirectory.TooManyMembers)
            policy.Learn(known => known with { TooLarge = known.TooLarge.Add(place) });
        Report(place, actor, failure);
        return null;
    }

    /// <summary>
    /// By its id, once that is known. A name that did not exist when it was looked up has no members, even if someone
    /// has taken it since.
    /// </summary>
    private async Task<SlackResult<ImmutableHashSet<string>>> MembersAsync(
        Approver group,
        TimeSpan freshness,
        CancellationToken cancel
    )
    {
        var known = policy.Now.Policy.Principals;
        if (known.Missing.Contains(group)) return Missing;
        var id = known.IdOf(group) ?? group.Name;
        return group.Kind == ApproverKind.Group
            ? await slack.GroupMembersAsync(id, freshness, cancel)
            : await slack.ChannelMembersAsync(id, freshness, cancel);
    }

    private void Report(string group, Actor actor, SlackFailure failure)
    {
        readiness.SlackAnswered(failure);
        Log.NoMembers(logger, group, actor.SlackUserId, failure.Code, failure.Remedy);
    }

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
            Message = "Slack could not tell who clicker {UserId} is (users.info: {Code}), so the click was refused. " +
                "{Cure}"
        )]
        public static partial void NoUser(ILogger logger, string userId, string code, string cure);
    }
}
