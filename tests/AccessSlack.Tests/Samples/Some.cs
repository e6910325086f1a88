using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Interactions;
using AccessSlack.Messages;
using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;

namespace AccessSlack.Tests.Samples;

/// <summary>Plain examples of everything; a test changes what it is about with <c>with</c>.</summary>
internal static class Some
{
    public const string RequestId = "01965f3a-7c1e-7bb5-9a3f-0d5b8c1d2e4f";
    public const string Channel = "C0ACCESS01";
    public const string Ts = "1795262400.000100";
    public const string Recipient = "access-requests";

    public static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static readonly Workspace Home = new("T0HOME001", "", "B0OURBOT1", "A0OURAPP1");

    public static readonly Seal Seal = new("prod-cluster", [new("signing-secret")], new("xoxb-token"));

    public static readonly ApprovalSettings Settings = new(
        Via.Auto,
        AllowSelf: false,
        AllowGuests: false,
        AllowExternal: false,
        StrictIdentity: false,
        ImmutableDictionary<string, string>.Empty
    );

    public static readonly Actor Actor = new("U0BOB0001", "bob@example.com", "bob@example.com", IsMapped: false);

    public static readonly VoterRights Who = new(Actor) { Places = [Channel] };

    public static readonly SlackUser User = new()
    {
        Id = "U0BOB0001",
        TeamId = "T0HOME001",
        Email = "bob@example.com",
        DisplayName = "Bob",
    };

    public static AccessRequest Request(RequestState state = RequestState.Pending) => new()
    {
        Id = RequestId,
        User = "alice",
        Roles = ["dba", "prod-admin"],
        State = state,
        Created = Now.AddMinutes(-1),
        Expires = Now.AddHours(1),
        AccessUntil = Now.AddHours(6),
        Reason = "incident 4711: replica lag, need to look at pg_stat",
        Resources = ["node db-1", "node db-2"],
    };

    public static ImmutableSortedDictionary<string, string> Labels(params (string Key, string Value)[] labels) =>
        labels.ToImmutableSortedDictionary(label => label.Key, label => label.Value, StringComparer.Ordinal);

    public static Delivery.Posted Posted(string name = Recipient, string channel = Channel, string view = "") =>
        new([name], channel, Ts, view, Degradation.Nothing);

    public static Ledger Ledger(params Delivery[] deliveries) => new()
    {
        Rev = 1,
        Digest = Request().Digest,
        Facts = RequestFacts.Of(Request()),
        Deliveries = [.. deliveries.DefaultIfEmpty(Posted())],
    };

    public static Decision Decision(
        RequestState state = RequestState.Approved,
        DecisionOutcome outcome = DecisionOutcome.Done
    ) => new(state, "U0BOB0001", "bob@example.com", Channel, "1795262460.000200", outcome);

    /// <summary>Of a person whose e-mail address and Slack id begin with the name.</summary>
    public static Vote Vote(
        string name = "bob",
        RequestState choice = RequestState.Approved,
        int second = 60,
        string reason = ""
    ) =>
        new(
            $"{name}@example.com",
            $"U0{name.ToUpperInvariant()}0001",
            $"{name}@example.com",
            choice,
            Channel,
            $"17952624{second:00}.000200",
            reason
        );

    public static ApprovalRule Rule(params string[] approvers) => new()
    {
        Roles = ["*"],
        Approvers = approvers.Length == 0 ? null : [.. approvers.Select(approver => Approver.Parse(approver)!)],
    };

    public static ApprovalPolicy Ruled(params ApprovalRule[] rules) =>
        Policy() with
        {
            Settings = Settings with { Rules = [.. rules] },
        };

    public static Click Click(RequestState proposed = RequestState.Approved) => new()
    {
        RequestId = RequestId,
        Proposed = proposed,
        UserId = "U0BOB0001",
        UserTeamId = "T0HOME001",
        TeamId = "T0HOME001",
        AppId = "A0OURAPP1",
        Channel = Channel,
        MessageTs = Ts,
        MessageBotId = "B0OURBOT1",
        MetadataRequestId = RequestId,
        ActionTs = "1795262460.000200",
        ResponseUrl = new("https://hooks.slack.com/actions/T0HOME001/1/x"),
    };

    /// <summary>The dialog that this press opened has been submitted.</summary>
    public static Interaction.Submitted Submitted(Click press, string? reason = "", string? digest = null)
    {
        var form = ModalMetadata.Make(Seal, press, digest ?? Request().Digest);
        return new(press with { FactsDigest = form.Digest, IsFromDialog = true }, reason, form);
    }

    public static ApprovalPolicy Policy(params string[] recipients) =>
        new(
            new(ImmutableDictionary<string, ImmutableArray<string>>.Empty, [.. recipients.DefaultIfEmpty(Recipient)]),
            Settings,
            CanDecide: true
        );

    public static Planner Planner(ApprovalPolicy? policy = null, DateTimeOffset? notBefore = null) =>
        new(policy ?? Policy(), "prod-cluster", "teleport.example.com:443", notBefore);

    public static Situation Situation(AccessRequest? request, Ledger? ledger) => new()
    {
        RequestId = RequestId,
        Now = Now,
        Request = request,
        LedgerIsKnown = ledger is not null,
        Ledger = ledger,
        LedgerSeen = Now,
        IsCompared = true,
    };

    public static RequestView View(RequestStatus status, Offer offer = Offer.Nothing) => new(
            RequestId,
            "prod-cluster",
            RequestFacts.Of(Request()),
            status,
            offer,
            new Uri($"https://teleport.example.com/web/requests/{RequestId}"),
            OverridesThresholds: false
        );

    public static RequestStatus.Pending Pending(params Review[] reviews) => new([.. reviews], Submitted: null)
    {
        Approvals = reviews.Count(review => review.Proposed == RequestState.Approved),
    };

    public static RequestStatus.Resolved Resolved(Resolution resolution, Decision? by = null, string reason = "") =>
        new(resolution, by, reason);

    /// <summary>Votes given and needed, for the role that lacks the most.</summary>
    public static (int Given, int Needed) Lacking(this VoteTally tally, RequestState choice) =>
        tally.Roles
            .Select(role => role.CountOf(choice))
            .OrderByDescending(count => count.Needed - count.Given)
            .ThenByDescending(count => count.Needed)
            .FirstOrDefault();
}
