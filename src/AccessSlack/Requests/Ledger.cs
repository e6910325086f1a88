using System.Collections.Immutable;

namespace AccessSlack.Requests;

/// <summary>
/// Our durable memory of a request: the entry <c>slack</c> in its plugin data (design section 2). Immutable; written by
/// compare-and-swap on <see cref="Rev"/>.
/// </summary>
internal sealed record Ledger
{
    /// <summary>Counts writes; 0 means that the entry is absent, or was written by the Go plugin.</summary>
    public long Rev { get; init; }

    public required RequestFacts Facts { get; init; }

    public ImmutableArray<Delivery> Deliveries { get; init; } = [];

    public Decision? Decision { get; init; }

    /// <summary>The final state that the messages were told, or null while it is open.</summary>
    public Resolution? Resolution { get; init; }

    public int ReviewsCount { get; init; }

    public IEnumerable<Delivery.Posted> Posted => Deliveries.OfType<Delivery.Posted>();

    public IEnumerable<Delivery.Claimed> Claimed => Deliveries.OfType<Delivery.Claimed>();

    public Delivery.Posted? MessageAt(string channel, string ts) => Posted.FirstOrDefault(m => m.Channel == channel && m.Ts == ts);

    public bool Knows(string recipient) => Deliveries.Any(delivery => delivery.Answers(recipient));

    /// <summary>Puts a delivery in the place of the one it names, or adds it.</summary>
    public Ledger With(Delivery delivery)
    {
        var at = Deliveries.ToList().FindIndex(old => old.Names.Any(delivery.Answers));
        return this with { Deliveries = at < 0 ? Deliveries.Add(delivery) : Deliveries.SetItem(at, delivery) };
    }

    public Ledger Without(Delivery delivery) => this with { Deliveries = Deliveries.Remove(delivery) };
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

/// <summary>What a message shows of a request and cannot change any more; kept for the time when the request itself is gone.</summary>
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
