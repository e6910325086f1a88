using System.Collections.Immutable;
using AccessSlack.Approvals.Person;
using AccessSlack.Requests;
using AccessSlack.Requests.Text;

namespace AccessSlack.Approvals;

/// <summary>
/// Who may decide what, and from where (docs/design/approvals.md). The same rules determine what a message offers and
/// whether a click on it counts, so the two agree. Without rules there is one implicit rule: everyone may decide in a
/// channel that the configuration names for every requested role.
/// </summary>
internal sealed record ApprovalPolicy(RecipientMap Recipients, ApprovalSettings Settings, bool CanDecide)
{
    /// <summary>Name of the Teleport cluster, by which rules may select requests.</summary>
    public string Cluster { get; init; } = "";

    /// <summary>What the names of <see cref="Recipients"/> and of the rules stand for.</summary>
    public ResolvedPrincipals Principals { get; init; } = ResolvedPrincipals.None;

    /// <summary>As far as Teleport has said.</summary>
    public PersonReviews PersonReviews { get; init; }

    public PlaceAuthority Places => new(Recipients, Principals, Settings.AllowExternal);

    /// <summary>
    /// Everyone who is notified: the recipients of each role, then suggested reviewers that are e-mail addresses or
    /// that [users] maps.
    /// </summary>
    public Audience Audience(AccessRequest request) =>
        Approvals.Audience.Of(request, Recipients, Settings.Users);

    /// <summary>
    /// The rule of every requested role. Empty if the request is not decided in Slack: a role has no rule or is left to
    /// Teleport, there is no role at all, there is more than Slack can list, or it is not for access that ends.
    /// </summary>
    public ImmutableArray<ApprovalRule> RulesFor(AccessRequest request)
    {
        var rules = request.Roles.Select(role => RuleFor(role, request.User)).ToList();
        if (!IsForSlack(request) || rules.Exists(rule => rule is null or { Buttons: Buttons.Link })) return [];
        return [.. rules.Select(rule => rule!)];
    }

    private static bool IsForSlack(AccessRequest request) =>
        request.Kind == RequestKind.ShortTerm && FullList.Fits(request);

    /// <summary>
    /// For the log: the numbers of the rules in the order of the configuration; <c>none</c> if the request is not
    /// decided in Slack.
    /// </summary>
    public string Describe(AccessRequest request)
    {
        if (Settings.Rules.IsEmpty) return "implicit";
        var numbers = RulesFor(request).Select(rule => Settings.Rules.IndexOf(rule) + 1).Distinct().Order().ToList();
        return numbers.Count == 0 ? "none" : string.Join(',', numbers);
    }

    /// <summary>
    /// The groups and channels whose members may decide this request. Membership must be known before a click is
    /// judged.
    /// </summary>
    public ImmutableArray<Approver> GroupsFor(AccessRequest request) =>
        [
            .. RulesFor(request)
                .SelectMany(rule => rule.Approvers ?? [])
                .Where(approver => approver.IsGroupOfPeople)
                .Distinct(),
        ];

    /// <summary>
    /// The channel whose members must be known before a click there is judged: where a rule names no approvers, they
    /// are its members. Null if no one's membership matters.
    /// </summary>
    public string? ChannelOfApprovers(AccessRequest request, string channel) =>
        channel.StartsWith('D') || RulesFor(request).All(rule => rule.Approvers is not null) ? null : channel;

    /// <summary>Whether the people of a place decide some role, because a rule names no approvers.</summary>
    public bool DecidesByPlace =>
        CanDecide
        && (Settings.Rules.IsEmpty || Settings.Rules.Any(rule => rule is { Approvers: null, Buttons: Buttons.Decide }));

    /// <summary>Whether members of this channel may decide some role because they are members.</summary>
    public bool TakesApproversFrom(string channelId) =>
        (DecidesByPlace && Places.NamesChannel(channelId))
        || (CanDecide && ApproversOfRules.Any(approver => Principals.IdOf(approver) == channelId));

    private IEnumerable<Approver> ApproversOfRules => Settings.Rules.SelectMany(rule => rule.Approvers ?? []);

    /// <summary>Whether a rule names this person as an approver, alone or as a member.</summary>
    public bool Names(VoterRights who, AccessRequest request) =>
        RulesFor(request).Any(rule => rule.Approvers is { } approvers && Places.IsAmong(approvers, who));

    /// <summary>
    /// Being notified does not let you approve. If a rule names no approvers, a role can only be decided by the people
    /// of a destination that the configuration names for it; without rules, only at one that it names for every role.
    /// Approvers named by a rule decide wherever they are notified. A suggested reviewer, whom the requester chose,
    /// gets buttons only if a rule names them.
    /// </summary>
    public bool MayDecideAt(Delivery destination, AccessRequest request)
    {
        if (!CanDecide || RulesFor(request) is not { IsEmpty: false } rules) return false;
        if (Settings.Rules.IsEmpty) return request.Roles.All(role => Places.HasApprovers(request, role, destination));
        var isSuggested =
            !destination.IsFromGoPlugin && !request.Roles.Any(role => Places.IsNamed(request, role, destination));
        return request.Roles.Zip(rules).Any(role => role.Second.Approvers is { } approvers
            ? !isSuggested || approvers.Any(approver => approver.IsPerson && IsFor(destination, approver))
            : Places.HasApprovers(request, role.First, destination));
    }

    /// <summary>Whether this person has a right to decide some role by a click on this message.</summary>
    public bool MayDecideFrom(Delivery.Posted message, VoterRights who, AccessRequest request) =>
        MayDecideAt(message, request) && request.Roles.Any(role => MayDecide(role, request, who, [message]));

    private bool IsFor(Delivery destination, Approver person) =>
        destination.IsFor(person.Name) || (Principals.IdOf(person) is { } id && destination.IsFor(id));

    /// <summary>
    /// What the message at a destination offers. A resolved, expired or decided request offers no decision.
    /// </summary>
    public Offer OfferAt(Delivery destination, AccessRequest? request, RequestStatus status, Decision? decision) =>
        status switch
        {
            RequestStatus.Resolved => Offer.Nothing,
            _ when decision is null && request is not null && MayDecideAt(destination, request) => Offer.Decide,
            _ => Offer.Link,
        };

    /// <summary>Judges a click after its signature, account and identity were checked; null if it counts.</summary>
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
        if (ledger.NeedsNewerRelease) return Refusals.NewerRelease;
        if (DecisionCheck.JudgeRequest(request, ledger, now) is { } over) return over;
        if (ledger.Decision is { } decision) return Refusals.Decided(decision);
        if (!MayDecideAt(message, request!)) return Refusals.NotHere(request!);
        return JudgeIdentity(who, request!.User) ?? JudgeVote(click, who, request, ledger, message, reason);
    }

    private Refusal? JudgeVote(
        Click click,
        VoterRights who,
        AccessRequest request,
        Ledger ledger,
        Delivery.Posted message,
        string reason
    )
    {
        if (!request.Roles.Any(role => MayDecide(role, request, who, [message]))) return Refusals.NotApprover;
        var vote = who.VoteOf(click, reason);
        if (!ledger.Accepts(vote)) return Refusals.OldVote;
        if (ledger.IsFullFor(vote)) return Refusals.TooManyVotes;
        if (click.FactsDigest is { Length: > 0 } facts && facts != request.Digest) return Refusals.RequestChanged;
        var minLength = MinReasonLength(request, click.Proposed);
        return ReasonCheck.Fault(reason, minLength) is null ? null : Refusals.ReasonMissing(minLength);
    }

    /// <summary>
    /// How long the reason of a vote must be, in characters that a reader sees: the most that any of the rules
    /// requires; 0 if no reason is required.
    /// </summary>
    public int MinReasonLength(AccessRequest request, RequestState proposed) =>
        RulesFor(request)
            .Where(rule => rule.DemandsReason(proposed))
            .Select(rule => Math.Max(1, rule.ReasonMinLength))
            .DefaultIfEmpty()
            .Max();

    /// <summary>Counts the votes of the ledger, with the rights that each voter had at the click.</summary>
    public VoteTally Evaluate(AccessRequest request, Ledger ledger) =>
        Evaluate(request, ledger, VerifiedVote.Recorded(ledger.Votes, Settings));

    /// <summary>Counts votes. Neither their order matters nor how often one person voted.</summary>
    /// <param name="request">The request.</param>
    /// <param name="ledger">It names the places of the request's messages.</param>
    /// <param name="votes">The votes with the present rights of the voters.</param>
    public VoteTally Evaluate(AccessRequest request, Ledger ledger, IEnumerable<VerifiedVote> votes)
    {
        var people = VerifiedVote
            .ByPerson(votes)
            .Where(person => person.All(vote => JudgeIdentity(vote.By, request.User) is null))
            .Select(person => person[0])
            .ToList();
        return VoteTally.Count(
            [.. this.InOrder(request).Select(role => (role, RuleFor(role, request)))],
            people,
            (role, person) => MayDecide(role, request, person.By, PlacesOf(person.Vote))
        );

        IEnumerable<Delivery.Posted> PlacesOf(Vote vote) =>
            ledger.Posted.Where(message => message.Channel == vote.Channel);
    }

    /// <summary>Whether a person may decide the role by a click at one of these places.</summary>
    private bool MayDecide(string role, AccessRequest request, VoterRights who, IEnumerable<Delivery.Posted> places) =>
        RuleFor(role, request) switch
        {
            null or { Buttons: Buttons.Link } => false,
            { Approvers: { } approvers } => Places.IsAmong(approvers, who),
            _ when Settings.Rules.IsEmpty => places.Any(place =>
                request.Roles.All(each => Places.Grants(request, each, place, who))
            ),
            _ => places.Any(place => Places.Grants(request, role, place, who)),
        };

    /// <summary>Null if the request is not decided in Slack at all, or no rule is for this role.</summary>
    private ApprovalRule? RuleFor(string role, AccessRequest request) =>
        IsForSlack(request) ? RuleFor(role, request.User) : null;

    /// <summary>The first matching rule; null if there are rules but none matches.</summary>
    public ApprovalRule? RuleFor(string role, string requester) =>
        Settings.Rules.IsEmpty
            ? ApprovalRule.Implicit
            : Settings.Rules.FirstOrDefault(rule => rule.Matches(role, requester, Cluster));

    /// <summary>
    /// Whether a decision is submitted as a review, because Teleport has to count reviews against thresholds other than
    /// the default (one approval, one denial).
    /// </summary>
    public bool GoesByReview(AccessRequest request) => Settings.Via switch
    {
        Via.State => false,
        Via.Review or Via.Person => true,
        _ => HasRealThresholds(request),
    };

    /// <summary>The thresholds beyond a single review, if Teleport counts reviews; otherwise empty.</summary>
    public ImmutableArray<Threshold> ThresholdsOf(AccessRequest request) =>
        GoesByReview(request) && HasRealThresholds(request) ? request.Thresholds : [];

    public bool OverridesThresholds(AccessRequest? request) =>
        Settings.Via == Via.State && request is not null && HasRealThresholds(request);

    /// <summary>Refuses requesters who decide their own request, unless that is allowed.</summary>
    public Refusal? JudgeIdentity(VoterRights who, string requester) => RequesterCheck.Judge(who, requester, Settings);

    private static bool HasRealThresholds(AccessRequest request) =>
        !request.Thresholds.IsEmpty && request.Thresholds is not [{ Filter: "", Approve: 1, Deny: 1 }];
}
