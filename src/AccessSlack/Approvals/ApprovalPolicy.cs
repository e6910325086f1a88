using System.Collections.Immutable;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;

namespace AccessSlack.Approvals;

/// <summary>
/// Who may decide what, from where (docs/design/approvals.md). The same rules say what a message offers and
/// whether a click on it counts, so the two agree. Without rules there is one implicit rule: everybody in a channel
/// that the configuration names for every requested role.
/// </summary>
internal sealed record ApprovalPolicy(RecipientMap Recipients, ApprovalSettings Settings, bool CanDecide)
{
    /// <summary>Name of the Teleport cluster, which rules may ask for.</summary>
    public string Cluster { get; init; } = "";

    /// <summary>
    /// More e-mail addresses of suggested reviewers than this are not told: the requester chooses them.
    /// </summary>
    private const int MostSuggestedReviewers = 20;

    /// <summary>
    /// Everybody who is told: the recipients of each role, then suggested reviewers that are e-mail addresses.
    /// </summary>
    public ImmutableArray<string> Audience(AccessRequest request) =>
    [
        .. (request.Roles.IsEmpty ? [""] : request.Roles).SelectMany(role => Recipients.For(role))
            .Concat(request.SuggestedReviewers.Where(RecipientAddress.IsEmail).Take(MostSuggestedReviewers))
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>
    /// The rule of every requested role; empty when Slack does not decide this request: a role without a rule, one that
    /// a rule leaves to Teleport, or no role at all.
    /// </summary>
    public ImmutableArray<ApprovalRule> RulesFor(AccessRequest request)
    {
        var rules = request.Roles.Select(role => RuleFor(role, request.User)).ToList();
        return rules.Exists(rule => rule is null or { Buttons: Buttons.Link }) ? [] : [.. rules.Select(rule => rule!)];
    }

    /// <summary>
    /// For the log: the numbers of the rules in the order of the configuration, <c>none</c> when Slack does not decide
    /// this request.
    /// </summary>
    public string Describe(AccessRequest request)
    {
        if (Settings.Rules.IsEmpty) return "implicit";
        var numbers = RulesFor(request).Select(rule => Settings.Rules.IndexOf(rule) + 1).Distinct().Order().ToList();
        return numbers.Count == 0 ? "none" : string.Join(',', numbers);
    }

    /// <summary>
    /// The groups and channels whose members may decide this request: who judges a click must know whether the clicker
    /// is one.
    /// </summary>
    public ImmutableArray<Approver> GroupsFor(AccessRequest request) =>
        [
            .. RulesFor(request)
                .SelectMany(rule => rule.Approvers ?? [])
                .Where(approver => approver.IsGroupOfPeople)
                .Distinct(),
        ];

    /// <summary>Whether a rule names this person as an approver, alone or as a member.</summary>
    public bool Names(VoterRights who, AccessRequest request) =>
        RulesFor(request).Any(rule => rule.Approvers is { } approvers && approvers.Any(who.Is));

    /// <summary>
    /// Being told is not authority. Where a rule names nobody, only a destination that the configuration names for a
    /// role decides it, and without rules only one that it names for every role. Where a rule names people, they decide
    /// wherever they are told; a suggested reviewer, whom the requester chose, gets buttons only as one of them.
    /// </summary>
    public bool MayDecideAt(Delivery destination, AccessRequest request)
    {
        if (!CanDecide || RulesFor(request) is not { IsEmpty: false } rules) return false;
        if (Settings.Rules.IsEmpty) return request.Roles.All(role => IsNamedFor(role, destination));
        var isSuggested = !destination.IsFromGoPlugin && !request.Roles.Any(role => IsNamedFor(role, destination));
        return request.Roles.Zip(rules).Any(role => role.Second.Approvers is { } approvers
            ? !isSuggested || approvers.Any(approver => !approver.IsGroupOfPeople && destination.IsFor(approver.Name))
            : IsNamedFor(role.First, destination));
    }

    /// <summary>
    /// What the message at a destination offers. Nobody can decide what is resolved, expired or already decided.
    /// </summary>
    public Offer OfferAt(Delivery destination, AccessRequest? request, RequestStatus status, Decision? decision) =>
        status switch
        {
            RequestStatus.Resolved => Offer.Nothing,
            _ when decision is null && request is not null && MayDecideAt(destination, request) => Offer.Decide,
            _ => Offer.Link,
        };

    /// <summary>The whole chain after signature, guard and identity. Null means: this click counts.</summary>
    public Refusal? Judge(
        Click click,
        VoterRights who,
        AccessRequest? request,
        Ledger? ledger,
        DateTimeOffset now,
        string reason = ""
    )
    {
        if (!CanDecide) return Refusals.NotifyOnly;
        if (ledger?.MessageAt(click.Channel, click.MessageTs) is not { } message) return Refusals.ForeignMessage;
        if (request is null) return Refusals.Gone;
        if (RequestStatus.Of(request, isGone: false, ledger, now) is RequestStatus.Resolved resolved)
            return Refusals.Resolved(resolved.Resolution);
        if (now >= request.Expires) return Refusals.Expired;
        if (ledger.Decision is { } decision) return Refusals.Decided(decision);
        if (!MayDecideAt(message, request)) return Refusals.NotDecidedHere;
        return JudgeIdentity(who, request.User) ?? JudgeVote(click, who, request, ledger, message, reason);
    }

    private Refusal? JudgeVote(
        Click click,
        VoterRights who,
        AccessRequest request,
        Ledger ledger,
        Delivery message,
        string reason
    )
    {
        if (!request.Roles.Any(role => MayDecide(role, request, who, [message]))) return Refusals.NotApprover;
        var vote = who.VoteOf(click, reason);
        if (!ledger.Accepts(vote)) return Refusals.OldVote;
        if (ledger.IsFullFor(vote)) return Refusals.TooManyVotes;
        var least = LeastReason(request, click.Proposed);
        return ReasonCheck.Fault(reason, least) is null ? null : Refusals.ReasonMissing(least);
    }

    /// <summary>
    /// How long the reason of this vote must be, in characters that a reader sees: the most that any of the rules asks
    /// for; 0 when it needs none.
    /// </summary>
    public int LeastReason(AccessRequest request, RequestState proposed) =>
        RulesFor(request)
            .Where(rule => rule.DemandsReason(proposed))
            .Select(rule => Math.Max(1, rule.ReasonMinLength))
            .DefaultIfEmpty()
            .Max();

    /// <summary>What the votes of the ledger come to, going by what was known of each voter at the click.</summary>
    public VoteTally Evaluate(AccessRequest request, Ledger ledger) => Evaluate(request, ledger, Recorded(ledger.Votes));

    /// <summary>What these votes come to. Neither their order matters nor how often one person voted.</summary>
    /// <param name="request">What is asked for, and by whom.</param>
    /// <param name="ledger">Where the request's messages stand.</param>
    /// <param name="ballots">The votes, with what is known of the voters now.</param>
    public VoteTally Evaluate(AccessRequest request, Ledger ledger, IEnumerable<VerifiedVote> ballots)
    {
        var people = VerifiedVote
            .ByPerson(ballots)
            .Where(person => person.All(ballot => JudgeIdentity(ballot.By, request.User) is null))
            .Select(person => person[0])
            .ToList();
        var counted = new HashSet<Vote>();
        var roles = request
            .Roles.Select(role => new RoleTally(
                role,
                RuleFor(role, request.User),
                Count(role, RequestState.Approved),
                Count(role, RequestState.Denied)
            ))
            .ToImmutableArray();
        return new(roles, [.. counted.OrderBy(vote => vote.Time)]);

        int Count(string role, RequestState choice)
        {
            var votes = people
                .Where(ballot =>
                    ballot.Vote.Choice == choice && MayDecide(role, request, ballot.By, PlacesOf(ballot.Vote))
                )
                .Select(ballot => ballot.Vote)
                .ToList();
            counted.UnionWith(votes);
            return votes.Count;
        }

        IEnumerable<Delivery> PlacesOf(Vote vote) => ledger.Posted.Where(message => message.Channel == vote.Channel);
    }

    /// <summary>
    /// The votes as they were cast; those of people whom Teleport could not be told of any more are left out.
    /// </summary>
    private IEnumerable<VerifiedVote> Recorded(ImmutableArray<Vote> votes)
    {
        foreach (var vote in votes)
        {
            var user = new SlackUser
            {
                Id = vote.SlackUserId,
                Email = RecipientAddress.IsEmail(vote.Person) ? vote.Person : "",
            };
            if (Actor.Identify(user, Settings) is { } actor) yield return new(vote, new(actor, [.. vote.Groups]));
        }
    }

    /// <summary>May this person decide the role, having clicked at one of these places?</summary>
    private bool MayDecide(string role, AccessRequest request, VoterRights who, IEnumerable<Delivery> places) =>
        RuleFor(role, request.User) switch
        {
            null or { Buttons: Buttons.Link } => false,
            { Approvers: { } approvers } => approvers.Any(who.Is),
            _ when Settings.Rules.IsEmpty => places.Any(place => request.Roles.All(each => IsNamedFor(each, place))),
            _ => places.Any(place => IsNamedFor(role, place)),
        };

    /// <summary>The first that matches; null when rules exist and none does.</summary>
    private ApprovalRule? RuleFor(string role, string requester) =>
        Settings.Rules.IsEmpty
            ? ApprovalRule.Implicit
            : Settings.Rules.FirstOrDefault(rule => rule.Matches(role, requester, Cluster));

    private bool IsNamedFor(string role, Delivery destination) => Recipients.For(role).Any(destination.IsFor);

    /// <summary>
    /// Thresholds beyond the default (one approval, one denial) are Teleport's to count: then a review is submitted.
    /// </summary>
    public bool GoesByReview(AccessRequest request) => Settings.Via switch
    {
        Via.State => false,
        Via.Review => true,
        _ => HasRealThresholds(request),
    };

    /// <summary>What Teleport asks for beyond one review, where it is Teleport that counts; else empty.</summary>
    public ImmutableArray<Threshold> ThresholdsOf(AccessRequest request) =>
        GoesByReview(request) && HasRealThresholds(request) ? request.Thresholds : [];

    public bool OverridesThresholds(AccessRequest? request) =>
        Settings.Via == Via.State && request is not null && HasRealThresholds(request);

    /// <summary>Nobody decides the own request, unless that is allowed.</summary>
    public Refusal? JudgeIdentity(VoterRights who, string requester)
    {
        if (Settings.AllowSelf) return null;
        if (who.IsRequester || who.Actor.Is(requester)) return Refusals.Self;
        return Settings.StrictIdentity && !who.Actor.IsProvenToDiffer(requester, Settings)
            ? Refusals.PerhapsSelf
            : null;
    }

    private static bool HasRealThresholds(AccessRequest request) =>
        !request.Thresholds.IsEmpty && request.Thresholds is not [{ Filter: "", Approve: 1, Deny: 1 }];
}
