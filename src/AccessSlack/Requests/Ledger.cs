using System.Collections.Immutable;
using System.Text;
using AccessSlack.Requests.Partial;
using AccessSlack.Requests.Text;

namespace AccessSlack.Requests;

/// <summary>
/// What the daemon remembers about a request: the entry <c>slack</c> in its plugin data (docs/design/flow.md, "The
/// ledger"). Immutable; written by compare-and-swap on <see cref="Rev"/>.
/// </summary>
internal sealed record Ledger
{
    /// <summary>Space in an entry is limited, and no practical rule needs more votes.</summary>
    public const int MaxVotes = 50;

    /// <summary>
    /// Limit for each reason. What is cut off is never shown, so that a message does not change once the request is
    /// gone.
    /// </summary>
    public const int MaxReasonBytes = 512;

    /// <summary>Limit for the reasons of all votes together.</summary>
    public const int MaxVoteReasonBytes = 4 * 1024;

    /// <summary>A shorter part of a reason is useless.</summary>
    private const int MinReasonBytes = 16;

    /// <summary>Counts writes; 0 if the entry is absent or was written by the Go plugin.</summary>
    public long Rev { get; init; }

    /// <summary>
    /// The seals with which it was read or written: two entries with one rev and two seals are not one.
    /// </summary>
    public string Seal { get; init; } = "";

    /// <summary>
    /// What was requested when it was written (<see cref="RequestDigest"/>); empty if that is not known.
    /// </summary>
    public string Digest { get; init; } = "";

    /// <summary>
    /// A later release wrote it with something that this one does not know: this one neither decides nor writes.
    /// </summary>
    public bool NeedsNewerRelease { get; init; }

    public required RequestFacts Facts { get; init; }

    public ImmutableArray<Delivery> Deliveries { get; init; } = [];

    /// <summary>At most <see cref="MaxVotes"/>, one per person.</summary>
    public ImmutableArray<Vote> Votes { get; init; } = [];

    /// <summary>Votes could not be kept, and people are asked to vote again; until the next vote.</summary>
    public bool MustVoteAgain { get; init; }

    public Decision? Decision { get; init; }

    /// <summary>Thread replies and direct messages about the request.</summary>
    public ImmutableArray<Notification> Notifications { get; init; } = [];

    /// <summary>The final state that the messages show; null while the request is open.</summary>
    public Resolution? Resolution { get; init; }

    public int ReviewsCount { get; init; }

    /// <summary>Reviews made in Teleport, for when the request is gone (<see cref="ReviewHistory"/>).</summary>
    public ImmutableArray<Review> Reviews { get; init; } = [];

    /// <summary>
    /// The request was decided, in Teleport or here, and Teleport has confirmed it. Only that can be taken back: a
    /// request that is over stays over, and clocks of replicas need not agree on when it was.
    /// </summary>
    public bool IsDecided =>
        Resolution is not (null or Requests.Resolution.Expired or Requests.Resolution.Removed)
        || Decision is { Outcome: DecisionOutcome.Done };

    public IEnumerable<Delivery.Posted> Posted => Deliveries.OfType<Delivery.Posted>();

    public IEnumerable<Delivery.Claimed> Claimed => Deliveries.OfType<Delivery.Claimed>();

    public Delivery.Posted? MessageAt(string channel, string ts) =>
        Posted.FirstOrDefault(m => m.Channel == channel && m.Ts == ts);

    /// <summary>
    /// If the Go plugin posted, this is true for every recipient, because its entry does not name them.
    /// </summary>
    public bool HasDeliveryFor(string recipient) =>
        Deliveries.Any(delivery => delivery.IsFor(recipient)) || Posted.Any(posted => posted.IsFromGoPlugin);

    /// <summary>
    /// Replaces the delivery with the same names, or adds one. Several failures or claims that turn out to be for the
    /// same destination are merged into one entry; a posted message is never dropped.
    /// </summary>
    public Ledger With(Delivery delivery)
    {
        var same = Deliveries.Where(old => old.Names.Any(delivery.IsFor)).ToList();
        if (same.Count == 0) return this with { Deliveries = Deliveries.Add(delivery) };
        var replaced = same.Find(old => IsSameMessage(old, delivery)) ?? same[0];
        var next = Deliveries.Where(old =>
            ReferenceEquals(old, replaced) || old is Delivery.Posted || !same.Contains(old)
        );
        return this with { Deliveries = [.. next.Select(old => ReferenceEquals(old, replaced) ? delivery : old)] };
    }

    /// <summary>
    /// Releases a claim, unless the ledger was written since: by then the claim may belong to another replica, or the
    /// message may be posted. Otherwise the claim expires, and the channel is searched before anything is posted.
    /// </summary>
    /// <param name="failed">Why nothing was posted.</param>
    /// <param name="claimedAt">The <see cref="Rev"/> of the write that made the claim.</param>
    public Ledger WithFailure(Delivery.Failed failed, long claimedAt) => Rev == claimedAt ? With(failed) : this;

    /// <summary>
    /// Records a message of ours that was found in Slack. If another message has replaced it, it is recorded as an
    /// extra copy.
    /// </summary>
    public Ledger WithFound(Delivery.Posted found)
    {
        if (MessageAt(found.Channel, found.Ts) is not null) return this;
        return With(
            Posted.Any(other => other.Names.Any(found.IsFor))
                ? found with
                {
                    Names = Delivery.NamesOfExtraCopy(found.Channel, found.Ts),
                }
                : found
        );
    }

    /// <summary>All messages have to be sent again.</summary>
    public Ledger WithoutViews() =>
        this with
        {
            Deliveries = [.. Deliveries.Select(old => old is Delivery.Posted posted ? posted with { View = "" } : old)],
        };

    public Ledger Without(Delivery delivery) =>
        this with
        {
            Deliveries = Deliveries.RemoveAll(old => old.Names.Any(delivery.IsFor)),
        };

    /// <summary>Another replica may have posted to one of them since: that message is kept.</summary>
    public Ledger WithoutFailed(ImmutableArray<Delivery.Failed> destinations) =>
        this with
        {
            Deliveries = Deliveries.RemoveAll(old =>
                old is Delivery.Failed && destinations.Any(failed => failed.Names.Any(old.IsFor))
            ),
        };

    /// <summary>
    /// False if there is a vote by the same person that is at least as new: Slack may deliver clicks in any order.
    /// </summary>
    public bool Accepts(Vote vote) => !Votes.Any(old => old.IsSamePerson(vote) && old.Time >= vote.Time);

    /// <summary>Whether there is no room for another voter.</summary>
    public bool IsFullFor(Vote vote) => Votes.Count(old => !old.IsSamePerson(vote)) >= MaxVotes;

    /// <summary>Adds a vote, or replaces the voter's earlier one; an older vote has no effect.</summary>
    /// <param name="vote">Its reason is cut to the space that other reasons leave.</param>
    public Ledger With(Vote vote)
    {
        if (!Accepts(vote)) return this;
        var (next, others) = (vote.After(Votes, Facts.Roles), Votes.RemoveAll(vote.IsSamePerson));
        return this with
        {
            Votes = others.Add(next with { Reason = Shorten(next.Reason, others) }),
            MustVoteAgain = false,
        };
    }

    /// <summary>Without votes and decision. If that loses any, people are asked to vote again.</summary>
    public Ledger WithoutVotes() =>
        this with
        {
            Votes = [],
            Decision = null,
            MustVoteAgain = MustVoteAgain || !Votes.IsEmpty || Decision is { IsAutomatic: false },
        };

    /// <summary>The request is pending again, and people vote again; its next end may be reported again.</summary>
    /// <param name="notifications">What was said and stays so, and what is to be said now.</param>
    public Ledger Reopened(ImmutableArray<Notification> notifications) =>
        this with
        {
            Votes = [],
            MustVoteAgain = false,
            Decision = null,
            Resolution = null,
            Reviews = [],
            Notifications = notifications,
        };

    /// <summary>
    /// What remains when it is not certain that a person's click stands behind it. Of a request that has ended nothing
    /// can be decided any more, so what its messages say stays.
    /// </summary>
    public Ledger WithoutAuthority() => Resolution is null ? WithoutVotes() : this;

    /// <summary>
    /// Votes count for what was requested when they were cast: if that has changed, they are dropped.
    /// </summary>
    /// <param name="request">The newest snapshot. A resolved one may hold fewer roles than were asked for.</param>
    public Ledger For(AccessRequest? request) =>
        request is not { State: RequestState.Pending } ? this
        : Digest == request.Digest ? WithoutSubmitted(request)
        : WithoutVotes() with { Digest = request.Digest, Facts = RequestFacts.Of(request) };

    /// <summary>
    /// A person's review that Teleport shows is Teleport's to remember, and others may review as well. One that ended
    /// the request stays, because it says who decided.
    /// </summary>
    private Ledger WithoutSubmitted(AccessRequest request) =>
        Decision is { Author.Length: > 0, Outcome: not DecisionOutcome.Done } review
        && ReviewHistory.HasReviewed(request, review)
            ? Without(review)
            : this;

    /// <summary>Without a decision and the vote that made it.</summary>
    public Ledger Without(Decision decision) =>
        decision.IsSameClick(Decision)
            ? this with { Decision = null, Votes = Votes.RemoveAll(vote => vote.IsClickOf(decision)) }
            : this;

    private static string Shorten(string reason, ImmutableArray<Vote> others)
    {
        var room = Math.Min(
            MaxReasonBytes,
            MaxVoteReasonBytes - others.Sum(vote => Encoding.UTF8.GetByteCount(vote.Reason))
        );
        return room < MinReasonBytes ? "" : Truncation.ToBytes(reason, room);
    }

    public Notification? NotificationOf(string key) => Notifications.FirstOrDefault(known => known.Key == key);

    /// <summary>Replaces the notification with the same key, or adds one.</summary>
    public Ledger With(Notification notification) =>
        this with
        {
            Notifications = NotificationOf(notification.Key) is { } known
                ? Notifications.Replace(known, notification)
                : Notifications.Add(notification),
        };

    private static bool IsSameMessage(Delivery a, Delivery b) =>
        a is Delivery.Posted one && b is Delivery.Posted other && (one.Channel, one.Ts) == (other.Channel, other.Ts);
}
