using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Rules;
using AccessSlack.Messages;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Slack;
using AccessSlack.Tracking;

namespace AccessSlack.Decisions;

/// <summary>
/// Which requests a person may see and decide, by what this process knows, for the slash command and the Home tab. A
/// request is shown to its requester, to people named by a rule, and where its message is posted anyway.
/// </summary>
internal sealed class VisibleRequests(
    RequestTracker tracker,
    CurrentPolicy policy,
    Identification identification,
    ISlackDirectory slack
)
{
    /// <summary>Channels whose members are looked up for one person; each costs a call a minute at most.</summary>
    internal const int MostPlaces = 20;

    /// <summary>Nothing is decided, so facts of ten minutes ago will do, as for a denial.</summary>
    private const RequestState Undecided = RequestState.Denied;

    /// <summary>How old it may be that someone is in a channel, if that alone shows them a request.</summary>
    private static readonly TimeSpan FreshPlaces = TimeSpan.FromSeconds(60);

    /// <summary>Without buttons, because what is made of it has none.</summary>
    private static readonly Delivery Nowhere = new Delivery.Failed([], "");

    private ApprovalPolicy Policy => policy.Now.Policy;

    public IEnumerable<KnownRequest> All
    {
        get
        {
            foreach (var tracked in tracker.All)
            {
                if (tracked is { IsGone: false, Request: { } request }) yield return new(tracked, request);
            }
        }
    }

    public RequestView View(KnownRequest known) => policy.Now.Planner.View(known.Tracked.Situation, Nowhere);

    public Task<Verification<Actor>> IdentifyAsync(SlackActor actor, CancellationToken cancel) =>
        identification.IdentifyAsync(actor, Undecided, cancel);

    /// <summary>Someone of whom Slack proves that they are in this place, because they act there.</summary>
    public async Task<Viewer> FindViewerAsync(Actor actor, string place, CancellationToken cancel)
    {
        var viewer = await FindViewerAsync(actor, cancel);
        return viewer with { Who = viewer.Who with { Places = [place] } };
    }

    /// <summary>Someone who may be anywhere: looks up the channels whose members decide some request.</summary>
    public async Task<Viewer> FindViewerEverywhereAsync(Actor actor, CancellationToken cancel)
    {
        var viewer = await FindViewerAsync(actor, cancel);
        var places = All.Where(IsOpen).SelectMany(PlacesOfApprovers).Distinct().Take(MostPlaces);
        var found = await FindPlacesAsync(actor, places, FreshPlaces, cancel);
        return new(viewer.Who with { Places = found.In }, viewer.IsPartlyKnown || found.IsPartlyKnown);
    }

    /// <summary>In which of these channels the person is.</summary>
    /// <param name="actor">The person.</param>
    /// <param name="channels">Their ids; direct messages are left out.</param>
    /// <param name="freshness">The greatest age of the answer.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<FoundPlaces> FindPlacesAsync(
        Actor actor,
        IEnumerable<string> channels,
        TimeSpan freshness,
        CancellationToken cancel
    )
    {
        var (found, unknown, isPartial) = (new HashSet<string>(), new HashSet<string>(), false);
        foreach (var channel in channels.Where(channel => !channel.StartsWith('D')))
        {
            switch (await slack.ChannelMembersAsync(channel, freshness, cancel))
            {
                case SlackResult<ImmutableHashSet<string>>.Ok { Value: var members }:
                    if (members.Contains(actor.SlackUserId)) found.Add(channel);
                    break;
                case SlackResult<ImmutableHashSet<string>>.Failed { Failure: var failure }:
                    unknown.Add(channel);
                    isPartial |= failure.PassesByItself;
                    break;
                default:
                    break;
            }
        }

        return new([.. found], [.. unknown], isPartial);
    }

    /// <summary>
    /// Not <see cref="RequesterCheck.MayBe"/>: a name that resembles the requester's is enough to refuse a click, but
    /// not enough to be shown anything.
    /// </summary>
    public static bool IsMine(Actor actor, AccessRequest request) =>
        string.Equals(actor.TeleportUser, request.User, StringComparison.OrdinalIgnoreCase);

    /// <summary>Nothing was decided about it yet, in Teleport or here.</summary>
    public static bool IsPending(KnownRequest known) =>
        DecisionCheck.JudgeRequest(known.Request, known.Tracked.Ledger, known.Tracked.Now) is null;

    public bool MayDecide(Viewer viewer, KnownRequest known) =>
        IsOpen(known)
        && !RequesterCheck.MayBe(viewer.Who, known.Request.User, Policy.Settings)
        && (
            Policy.Names(viewer.Who, known.Request)
            || known.Posted.Any(message => Policy.MayDecideFrom(message, viewer.Who, known.Request))
        );

    public bool MaySee(Viewer viewer, KnownRequest known) =>
        IsMine(viewer.Who.Actor, known.Request)
        || Policy.Names(viewer.Who, known.Request)
        || known.Posted.Any(message => viewer.Who.Places.Contains(message.Channel));

    /// <summary>Whether the person may be shown this request, by what is known without asking Slack.</summary>
    public bool MayConcern(Actor actor, KnownRequest known) =>
        IsMine(actor, known.Request)
        || (IsOpen(known) && Policy.RulesFor(known.Request).Any(rule => MayBeAmong(actor, rule.Approvers)));

    private bool MayBeAmong(Actor actor, IReadOnlyCollection<Approver>? approvers) =>
        approvers is null
        || approvers.Any(approver => approver.IsGroupOfPeople)
        || Policy.Places.IsAmong(approvers, new(actor));

    private bool IsOpen(KnownRequest known) =>
        Policy.CanDecide && IsPending(known) && known.Tracked.Ledger?.Decision is null;

    /// <summary>Where a rule names no approvers, the members of the channel decide.</summary>
    private IEnumerable<string> PlacesOfApprovers(KnownRequest known) =>
        known.Posted
            .Where(message => Policy.MayDecideAt(message, known.Request))
            .Select(message => Policy.ChannelOfApprovers(known.Request, message.Channel))
            .OfType<string>();

    private async Task<Viewer> FindViewerAsync(Actor actor, CancellationToken cancel)
    {
        ImmutableArray<Approver> groups = [.. All.SelectMany(known => Policy.GroupsFor(known.Request)).Distinct()];
        return await identification.FindRightsAsync(actor, groups, place: null, Undecided, cancel) switch
        {
            Verification<VoterRights>.Verified { Value: var rights } => new(rights, IsPartlyKnown: false),
            _ => new(new(actor), IsPartlyKnown: true),
        };
    }
}

/// <summary>A request that exists.</summary>
internal sealed record KnownRequest(TrackedRequest Tracked, AccessRequest Request)
{
    public IEnumerable<Delivery.Posted> Posted => Tracked.Ledger?.Posted ?? [];
}

/// <param name="Who">With the groups of the rules in question, and the places where the person is known to be.</param>
/// <param name="IsPartlyKnown">Slack did not confirm all of them.</param>
internal sealed record Viewer(VoterRights Who, bool IsPartlyKnown);

/// <param name="In">Channels of which the person is a member.</param>
/// <param name="Unknown">Channels of which Slack did not say.</param>
/// <param name="IsPartlyKnown">Slack may say it later.</param>
internal sealed record FoundPlaces(
    ImmutableHashSet<string> In,
    ImmutableHashSet<string> Unknown,
    bool IsPartlyKnown
);
