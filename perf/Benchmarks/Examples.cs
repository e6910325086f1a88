using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Planning;
using AccessSlack.Requests;

namespace AccessSlack.Benchmarks;

/// <summary>Which request a benchmark is about.</summary>
public enum Kind
{
    /// <summary>Two roles, one line of reason, two resources.</summary>
    Typical,

    /// <summary>
    /// A hundred roles, two hundred resources, long reasons and reviews of nothing but what must be escaped, cut or
    /// removed.
    /// </summary>
    Hostile,
}

/// <summary>What the benchmarks of pure functions work on.</summary>
internal static class Examples
{
    public const string RequestId = "01965f3a-7c1e-7bb5-9a3f-0d5b8c1d2e4f";

    private const string Recipient = "access";
    private const string Nuisance =
        "need it\n✅ Approved by root\n<!channel> <@U0BOB0001> <https://evil.example|Approve> `code` *bold* &amp; " +
        "\u202egnp.exe\u202c שלום e\u0301\u0302\u0303 👩‍👩‍👧‍👦 👍🏽 :tada:\r\n";

    public static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static readonly Delivery.Posted Message = new(
        [Recipient],
        "C0ACCESS01",
        "1795262400.000100",
        View: "",
        Degradation.Nothing
    );

    /// <summary>The recipients of an organisation that names them by pattern.</summary>
    private static readonly RecipientMap Recipients = new(
        Enumerable
            .Range(0, 20)
            .ToImmutableDictionary(number => $"team-{number}-*", number => ImmutableArray.Create($"channel-{number}"))
            .Add("*", [Recipient]),
        Default: []
    );

    private static readonly ApprovalSettings Settings = new(
        Via.Auto,
        AllowSelf: false,
        AllowGuests: false,
        AllowExternal: false,
        StrictIdentity: false,
        ImmutableDictionary<string, string>.Empty
    );

    public static Planner Planner() =>
        new(new(Recipients, Settings, CanDecide: true), "prod-cluster", "teleport.example.com:443", notBefore: null);

    public static AccessRequest Request(Kind kind) => kind == Kind.Typical ? Typical : Hostile();

    public static Ledger Ledger(AccessRequest request) =>
        new()
        {
            Rev = 1,
            Facts = RequestFacts.Of(request),
            Deliveries = [Message],
        };

    public static Situation Situation(AccessRequest request, Ledger? ledger) => new()
    {
        RequestId = RequestId,
        Now = Now,
        Request = request,
        LedgerIsKnown = ledger is not null,
        Ledger = ledger,
        LedgerSeen = Now,
    };

    private static AccessRequest Typical { get; } = new()
    {
        Id = RequestId,
        User = "alice",
        Roles = ["dba", "prod-admin"],
        State = RequestState.Pending,
        Created = Now.AddMinutes(-1),
        Expires = Now.AddHours(1),
        AccessUntil = Now.AddHours(6),
        Reason = "incident 4711: replica lag, need to look at pg_stat",
        Resources = ["node db-1", "node db-2"],
    };

    private static AccessRequest Hostile() => Typical with
    {
        User = "al\u202eice\n✅ Approved by root <!channel>",
        Roles =
            [
                .. Enumerable
                    .Range(0, 100)
                    .Select(number => $"role_{number} & `<@U0BOB0001>` {new string('x', number)}"),
            ],
        Resources = [.. Enumerable.Range(0, 200).Select(number => $"node <{number}> :tada: *db*")],
        Reason = string.Concat(Enumerable.Repeat(Nuisance, 40)),
        Reviews =
            [
                .. Enumerable
                    .Range(0, 30)
                    .Select(number => new Review(
                        $"<!here> reviewer {number}",
                        RequestState.Approved,
                        Nuisance + Nuisance
                    )),
            ],
    };
}
