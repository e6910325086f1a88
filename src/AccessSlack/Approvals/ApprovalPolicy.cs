using AccessSlack.Approvals.Partial;
using AccessSlack.Approvals.Person;
using AccessSlack.Approvals.Rules;
using AccessSlack.Requests;

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

    /// <summary>The server grants a part of the requested roles; older ones would grant all.</summary>
    public bool ServerGrantsRoles { get; init; }

    /// <summary>As far as Teleport has said.</summary>
    public PersonReviews PersonReviews { get; init; }

    public PlaceAuthority Places => new(Recipients, Principals, Settings.AllowExternal)
    {
        EscalatedTo = this.EscalatedTo,
    };

    /// <summary>
    /// Everyone who is notified: the recipients of each role, those to whom its rule has escalated, then suggested
    /// reviewers that are e-mail addresses or that [users] maps.
    /// </summary>
    public Audience Audience(AccessRequest request) =>
        Approvals.Audience.Of(request, Recipients, Settings.Users)
            .With(this.EscalationsOf(request).SelectMany(escalation => escalation.To));

    /// <summary>Whether the people of a place decide some role, because a rule names no approvers.</summary>
    public bool DecidesByPlace =>
        CanDecide
        && (
            Settings.Rules.IsEmpty
            || this.RulesForPeople().Any(rule => rule is { Approvers: null, Buttons: Buttons.Decide })
        );

    /// <summary>Whether members of this channel may decide some role because they are members.</summary>
    public bool TakesApproversFrom(string channelId) =>
        (DecidesByPlace && Places.NamesChannel(channelId))
        || (CanDecide && ApproversOfRules.Any(approver => Principals.IdOf(approver) == channelId));

    private IEnumerable<Approver> ApproversOfRules => Settings.Rules.SelectMany(rule => rule.Approvers ?? []);

    /// <summary>Whether a rule names this person as an approver, alone or as a member.</summary>
    public bool Names(VoterRights who, AccessRequest request) =>
        this.RulesFor(request).Any(rule => rule.Approvers is { } approvers && Places.IsAmong(approvers, who));

    /// <summary>
    /// Being notified does not let you approve. If a rule names no approvers, a role can only be decided by the people
    /// of a destination that the configuration names for it; without rules, only at one that it names for every role.
    /// Approvers named by a rule decide wherever they are notified. A suggested reviewer, whom the requester chose,
    /// gets buttons only if a rule names them.
    /// </summary>
    public bool MayDecideAt(Delivery destination, AccessRequest request)
    {
        if (!CanDecide || this.RulesFor(request) is not { IsEmpty: false } rules) return false;
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
        if (OfferedRoles.Judge(this, click, who, message, request) is { } unusable) return unusable;
        var minLength = this.MinReasonLength(request, click, who, message);
        return ReasonCheck.Fault(reason, minLength) is { } fault
            ? Refusals.ReasonMissing(minLength) with { Inline = click.Choices is null ? "" : fault }
            : null;
    }

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
            [.. this.InOrder(request).Select(role => (role, this.DecidingRule(role, request)))],
            people,
            (role, person) => MayDecide(role, request, person.By, PlacesOf(person.Vote))
        ) with
        {
            IsByRole = this.DecidesByRole(request),
        };

        IEnumerable<Delivery.Posted> PlacesOf(Vote vote) =>
            ledger.Posted.Where(message => message.Channel == vote.Channel);
    }

    /// <summary>Whether a person may decide the role by a click at one of these places.</summary>
    public bool MayDecide(string role, AccessRequest request, VoterRights who, IEnumerable<Delivery.Posted> places) =>
        this.DecidingRule(role, request) switch
        {
            null or { Buttons: Buttons.Link } => false,
            { Approvers: { } approvers } => Places.IsAmong(approvers, who),
            _ when Settings.Rules.IsEmpty => places.Any(place =>
                request.Roles.All(each => Places.Grants(request, each, place, who))
            ),
            _ => places.Any(place => Places.Grants(request, role, place, who)),
        };

    /// <summary>Refuses requesters who decide their own request, unless that is allowed.</summary>
    public Refusal? JudgeIdentity(VoterRights who, string requester) => RequesterCheck.Judge(who, requester, Settings);
}
