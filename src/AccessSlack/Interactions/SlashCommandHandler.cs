using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Decisions;
using AccessSlack.Logging;
using AccessSlack.Messages;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Requests.Text;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Interactions;

/// <summary>
/// Answers the slash command from what this process already knows; only the user is looked up. A request is shown to
/// its requester, to people named by a rule, and where its message is posted anyway.
/// </summary>
internal sealed class SlashCommandHandler(
    RequestTracker tracker,
    CurrentPolicy policy,
    Identification identification,
    ILogger<SlashCommandHandler> logger
)
{
    /// <summary>Without buttons, because the answer has none.</summary>
    private static readonly Delivery Nowhere = new Delivery.Failed([], "");

    /// <summary>Nothing is decided, so facts of ten minutes ago will do, as for a denial.</summary>
    private const RequestState Undecided = RequestState.Denied;

    private ApprovalPolicy Policy => policy.Now.Policy;

    /// <returns>In mrkdwn, for the user alone.</returns>
    public async Task<string> AnswerAsync(SlashCommand slash, CancellationToken cancel)
    {
        var intent = SlashCommands.Parse(slash.Text);
        if (intent is SlashCommandIntent.Help help) return Say(slash, "help", SlashCommands.Help(slash.Name, help.Why));

        var identity = await identification.IdentifyAsync(slash.Actor, Undecided, cancel);
        return await identity.Match(
            async actor => Answer(slash, intent, await FindRightsAsync(slash, actor, cancel)),
            refusal => Task.FromResult(Say(slash, refusal.Code, SlackText.Escape(refusal.Sentence)))
        );
    }

    private string Answer(SlashCommand slash, SlashCommandIntent intent, Asker asker) =>
        intent is SlashCommandIntent.Show show
            ? Say(slash, "show", Show(asker, show.RequestId))
            : Say(slash, "list", List(asker));

    private string List(Asker asker)
    {
        var requests = Requests().ToList();
        return SlashCommands.List(
            requests
                .Where(known => IsMine(asker, known.Request))
                .Select(known => new ListedRequest(View(known.Tracked), known.Request.Created)),
            requests
                .Where(known => MayDecide(asker, known.Tracked, known.Request))
                .Select(known => new ListedRequest(View(known.Tracked), known.Request.Created)),
            asker.IsPartlyKnown
        );
    }

    private string Show(Asker asker, string id) =>
        Requests().FirstOrDefault(known => known.Tracked.Id == id) is { Request: { } request, Tracked: var tracked }
        && MaySee(asker, tracked, request)
            ? SlashCommands.Show(View(tracked))
            : SlashCommands.NotFound(id, asker.IsPartlyKnown);

    private IEnumerable<(TrackedRequest Tracked, AccessRequest Request)> Requests()
    {
        foreach (var tracked in tracker.All)
        {
            if (tracked is { IsGone: false, Request: { } request }) yield return (tracked, request);
        }
    }

    private RequestView View(TrackedRequest tracked) => policy.Now.Planner.View(tracked.Situation, Nowhere);

    /// <summary>
    /// Not <see cref="RequesterCheck.MayBe"/>: a name that resembles the requester's is enough to refuse a click, but
    /// not enough to be shown anything.
    /// </summary>
    private static bool IsMine(Asker asker, AccessRequest request) =>
        string.Equals(asker.Who.Actor.TeleportUser, request.User, StringComparison.OrdinalIgnoreCase);

    private bool MayDecide(Asker asker, TrackedRequest tracked, AccessRequest request) =>
        request.State == RequestState.Pending
        && !RequesterCheck.MayBe(asker.Who, request.User, Policy.Settings)
        && (
            Policy.Names(asker.Who, request) || MessagesHere(asker, tracked).Any(message => IsOpenTo(message, request))
        );

    /// <summary>
    /// If a rule names no approvers, everyone in the channel may decide, and only people in the channel can use the
    /// command there.
    /// </summary>
    private bool IsOpenTo(Delivery message, AccessRequest request) =>
        Policy.MayDecideAt(message, request) && Policy.RulesFor(request).Any(rule => rule.Approvers is null);

    private bool MaySee(Asker asker, TrackedRequest tracked, AccessRequest request) =>
        IsMine(asker, request) || Policy.Names(asker.Who, request) || MessagesHere(asker, tracked).Any();

    private static IEnumerable<Delivery.Posted> MessagesHere(Asker asker, TrackedRequest tracked) =>
        tracked.Ledger?.Posted.Where(message => message.Channel == asker.Channel) ?? [];

    private async Task<Asker> FindRightsAsync(SlashCommand slash, Actor actor, CancellationToken cancel)
    {
        ImmutableArray<Approver> groups =
        [
            .. Requests().SelectMany(known => Policy.GroupsFor(known.Request)).Distinct(),
        ];
        return await identification.FindRightsAsync(actor, groups, place: null, Undecided, cancel) switch
        {
            Verification<VoterRights>.Verified { Value: var rights } => new(
                rights,
                slash.Channel,
                IsPartlyKnown: false
            ),
            _ => new(new(actor), slash.Channel, IsPartlyKnown: true),
        };
    }

    private string Say(SlashCommand slash, string outcome, string text)
    {
        logger.Event(LogLevel.Information, "Command", ("user_id", slash.UserId), ("outcome", outcome));
        return text;
    }

    /// <param name="Who">With the groups of the rules in question.</param>
    /// <param name="Channel">Where the command was typed: Slack lets only its members use the command there.</param>
    /// <param name="IsPartlyKnown">Slack did not confirm the groups.</param>
    private sealed record Asker(VoterRights Who, string Channel, bool IsPartlyKnown);
}
