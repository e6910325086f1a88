using System.Collections.Immutable;
using System.Text;

namespace AccessSlack.Requests;

/// <summary>
/// Our durable memory of a request: the entry <c>slack</c> in its plugin data (docs/design/flow.md, "The ledger").
/// Immutable; written by compare-and-swap on <see cref="Rev"/>.
/// </summary>
internal sealed record Ledger
{
    /// <summary>The entry has little room, and no rule that people can follow needs more.</summary>
    public const int MostVotes = 50;

    /// <summary>In bytes; less tells a reader nothing.</summary>
    private const int SmallestReason = 16;

    /// <summary>Counts writes; 0 means that the entry is absent, or was written by the Go plugin.</summary>
    public long Rev { get; init; }

    public required RequestFacts Facts { get; init; }

    public ImmutableArray<Delivery> Deliveries { get; init; } = [];

    /// <summary>At most <see cref="MostVotes"/>, one per person.</summary>
    public ImmutableArray<Vote> Votes { get; init; } = [];

    public Decision? Decision { get; init; }

    /// <summary>What was said beside the messages.</summary>
    public ImmutableArray<Notification> Notifications { get; init; } = [];

    /// <summary>The final state that the messages were told, or null while it is open.</summary>
    public Resolution? Resolution { get; init; }

    public int ReviewsCount { get; init; }

    public IEnumerable<Delivery.Posted> Posted => Deliveries.OfType<Delivery.Posted>();

    public IEnumerable<Delivery.Claimed> Claimed => Deliveries.OfType<Delivery.Claimed>();

    public Delivery.Posted? MessageAt(string channel, string ts) =>
        Posted.FirstOrDefault(m => m.Channel == channel && m.Ts == ts);

    /// <summary>
    /// Where the Go plugin posted, everybody counts as told: which recipients its channels were is not known.
    /// </summary>
    public bool Knows(string recipient) =>
        Deliveries.Any(delivery => delivery.Answers(recipient)) || Posted.Any(posted => posted.IsOfGoPlugin);

    /// <summary>
    /// Puts a delivery in the place of the one it names, or adds it. Two failures or claims that turned out to be one
    /// place leave one entry; a message is never forgotten.
    /// </summary>
    public Ledger With(Delivery delivery)
    {
        var same = Deliveries.Where(old => old.Names.Any(delivery.Answers)).ToList();
        if (same.Count == 0) return this with { Deliveries = Deliveries.Add(delivery) };
        var replaced = same.Find(old => IsSameMessage(old, delivery)) ?? same[0];
        var next = Deliveries.Where(old =>
            ReferenceEquals(old, replaced) || old is Delivery.Posted || !same.Contains(old)
        );
        return this with { Deliveries = [.. next.Select(old => ReferenceEquals(old, replaced) ? delivery : old)] };
    }

    /// <summary>
    /// Gives a claim up. What somebody else wrote since is not touched: the claim may be theirs by now, or the message
    /// posted. If it is not, the claim grows old, and nobody posts before looking.
    /// </summary>
    /// <param name="failed">What became of it.</param>
    /// <param name="claimedAt">The <see cref="Rev"/> under which the claim was ours.</param>
    public Ledger WithFailure(Delivery.Failed failed, long claimedAt) => Rev == claimedAt ? With(failed) : this;

    /// <summary>
    /// Records a message of ours that turned up. Where another one has taken its place since, it stands for nobody.
    /// </summary>
    public Ledger WithFound(Delivery.Posted found)
    {
        if (MessageAt(found.Channel, found.Ts) is not null) return this;
        return With(
            Posted.Any(other => other.Names.Any(found.Answers))
                ? found with
                {
                    Names = Delivery.NamesOfNobody(found.Channel, found.Ts),
                }
                : found
        );
    }

    public Ledger Without(Delivery delivery) =>
        this with
        {
            Deliveries = Deliveries.RemoveAll(old => old.Names.Any(delivery.Answers)),
        };

    /// <summary>
    /// False when a vote of the same person is as new, or newer: Slack may tell of two clicks in any order.
    /// </summary>
    public bool Takes(Vote vote) => !Votes.Any(old => old.IsSamePerson(vote) && old.Time >= vote.Time);

    /// <summary>So many have voted that one more voter has no room.</summary>
    public bool IsFullFor(Vote vote) => Votes.Count(old => !old.IsSamePerson(vote)) >= MostVotes;

    /// <summary>Puts a vote in the place of the voter's earlier one; nothing happens when it is not newer.</summary>
    /// <param name="vote">All reasons share a little room: this one is cut to what is left of it.</param>
    /// <param name="seal">Seals it as it will stand here.</param>
    public Ledger With(Vote vote, Func<Vote, Vote> seal)
    {
        if (!Takes(vote)) return this;
        var others = Votes.RemoveAll(vote.IsSamePerson);
        return this with { Votes = others.Add(seal(vote with { Reason = Shorten(vote.Reason, others) })) };
    }

    private static string Shorten(string reason, ImmutableArray<Vote> others)
    {
        var room = Math.Min(
            LedgerCodec.LongestReason,
            LedgerCodec.RoomForVoteReasons - others.Sum(vote => Encoding.UTF8.GetByteCount(vote.Reason))
        );
        return room < SmallestReason ? "" : SlackText.CutBytes(reason, room);
    }

    public Notification? NotificationOf(string key) => Notifications.FirstOrDefault(note => note.Key == key);

    /// <summary>Puts a note in the place of the one with its key, or adds it.</summary>
    public Ledger With(Notification note) =>
        this with
        {
            Notifications = NotificationOf(note.Key) is { } known
                ? Notifications.Replace(known, note)
                : Notifications.Add(note),
        };

    private static bool IsSameMessage(Delivery a, Delivery b) =>
        a is Delivery.Posted one && b is Delivery.Posted other && (one.Channel, one.Ts) == (other.Channel, other.Ts);
}

/// <summary>How a request ended. Expired and Removed are not states in Teleport: the request is gone.</summary>
internal enum Resolution
{
    Approved,
    Denied,
    Promoted,
    Expired,
    Removed,
    Unknown,
}

/// <summary>
/// What a message shows of a request and cannot change any more; kept for the time when the request itself is gone.
/// </summary>
internal sealed record RequestFacts
{
    public required string User { get; init; }
    public ImmutableArray<string> Roles { get; init; } = [];
    public string Reason { get; init; } = "";
    public ImmutableArray<string> Resources { get; init; } = [];
    public DateTimeOffset? Expires { get; init; }
    public DateTimeOffset? AccessUntil { get; init; }
    public string ResolveReason { get; init; } = "";

    public static RequestFacts Of(AccessRequest request) => new()
    {
        User = request.User,
        Roles = request.Roles,
        Reason = request.Reason,
        Resources = request.Resources,
        Expires = request.Expires,
        AccessUntil = request.AccessUntil,
        ResolveReason = request.ResolveReason,
    };
}
