using System.Collections.Immutable;
using System.Text;
using AccessSlack.Approvals;
using AccessSlack.Messages;
using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;
using AccessSlack.Requests.Serialization;
using AccessSlack.Requests.Text;
using AccessSlack.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace AccessSlack.Tests.Samples;

/// <summary>
/// Arbitrary values for properties, built from a seed that FsCheck chooses (a failure prints the value itself).
/// </summary>
internal static class Any
{
    private static readonly string[] Recipients =
    [
        "access-requests",
        "dba-team",
        "C0ACCESS01",
        "carol@example.com",
        "U0BOB0001",
    ];
    private static readonly string[] Approvers = ["U0BOB0001", "carol@example.com", "group:leads", "channel:oncall"];
    private static readonly string[] Roles = ["dba", "prod-admin", "editor"];

    private static readonly string[] Nasty =
    [
        "<!channel>",
        "<!here>",
        "<@U0BOB0001>",
        "<#C0ACCESS01>",
        "<https://evil.example|Approved>",
        "@everyone",
        "&",
        "<",
        ">",
        "&lt;",
        "*",
        "_",
        "~",
        "`",
        "```",
        "\n",
        "\r\n",
        "\n✅ Approved by root",
        "\u0085",
        "\u2028",
        "\t",
        "\0",
        "\u001b[31m",
        "\u202e",
        "\u2066",
        "\u200b",
        "\u200d",
        "\u200f",
        "\ufeff",
        "\u2060",
        ":tada:",
        "::",
        "\"",
        "\\",
        "é",
        "e\u0301\u0302\u0303",
        "👩‍👩‍👧‍👦",
        "👍🏽",
        "🏴\U000e0067\U000e0062\U000e007f",
        "ﷺ",
        "שלום",
        "\ue000",
        "a",
        "role-name",
        " ",
        "  ",
        "1",
        "\r",
        "\v",
        "\f",
        "\u2029",
        "\n❌ Denied by bob@example.com",
        "\n⏳ Pending · 1 of 2 approvals",
        "\n⌛ Expired",
        "⏳",
        "✅\ufe0f",
        "> ",
        "\n> ",
        "\n\n\n\n",
        "dba*, *prod-admin",
        "dba, prod-admin + 3 more",
        "”) · root: approve (“ok",
        "“",
        "”",
        "·",
        ", ",
        "+ 9 more",
        "Resources: node db-1",
        "[ Approve ]",
        "(edited)",
        "&lt;!channel&gt;",
        "&amp;lt;",
        "<!subteam^S0ADMINS>",
        "<!date^0^{date}|now>",
        "<mailto:a@b.example>",
        "@here",
        "@channel",
        "#general",
        "https://evil.example/?a=1&b=2",
        "www.evil.example",
        "evil.example",
        Zalgo,
        "\u0301",
        "\u20dd",
        "\u034f",
        "\u3164",
        "\u115f",
        "\u2800",
        "\ufe00",
        "\U000e0100",
        "\u00ad",
        "\u061c",
        "\u200e",
        "\u2067שלום\u2069",
        "مرحبا 123 (x)",
        "ـــ",
        "1️⃣",
        "🇩🇪",
        "👩‍❤️‍💋‍👨",
        "각",
        "नमस्ते",
        new('x', 150),
        new('&', 60),
        string.Concat(Enumerable.Repeat("👩\u200d", 40)),
        "\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0",
    ];

    private static string Zalgo => "z" + string.Concat(Enumerable.Range(0x300, 0x60).Select(mark => (char)mark));

    /// <summary>
    /// Text written with bad intentions; well-formed UTF-16, up to about 200 units, sometimes thousands.
    /// </summary>
    public static Gen<string> Text => Of(HostileText);

    /// <summary>The same with lone surrogates among it.</summary>
    public static Gen<string> BrokenText =>
        Of(random => HostileText(random) + (char)random.Next(0xD800, 0xE000) + HostileText(random));

    public static Gen<ApprovalPolicy> Policy => Of(SomePolicy);

    public static Gen<Ledger> Ledger => Of(SomeLedger);

    public static Gen<Dictionary<string, string>> PluginData => Of(SomePluginData);

    public static Gen<(Planner Planner, ApprovalPolicy Policy, Situation Situation)> Situation => Of(SomeSituation);

    public static Gen<RequestView> View => Of(SomeView);

    public static Gen<Vote> Vote => Of(random => SomeVote(random));

    /// <summary>A pending request under rules, with votes in its ledger and what is known of everyone now.</summary>
    public static Gen<Election> Elections => Of(SomeElection);

    public sealed record Election(
        ApprovalPolicy Policy,
        AccessRequest Request,
        Ledger Ledger,
        ImmutableArray<VerifiedVote> VerifiedVotes
    )
    {
        public VoteTally Tally => Policy.Evaluate(Request, Ledger, VerifiedVotes);
    }

    public static Gen<T> Of<T>(Func<Random, T> build) =>
        Gen.Choose(0, int.MaxValue).Select(seed => build(new Random(seed)));

    /// <summary>One value for each seed.</summary>
    public static IEnumerable<T> Sample<T>(Gen<T> any, IEnumerable<int> seeds) =>
        seeds.Select(seed => any.Sample(1, seed)[0]);

    /// <summary>
    /// Checks that a property holds, in CI so many <paramref name="times"/>; <paramref name="holds"/> asserts.
    /// </summary>
    public static void Holds<T>(Gen<T> any, Action<T> holds, int times = 300) =>
        Prop.ForAll(any.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(TestRun.Cases(times)));

    public static string HostileText(Random random)
    {
        var text = new StringBuilder();
        for (var parts = random.Next(random.Next(20) == 0 ? 3000 : 20); parts > 0; parts--)
        {
            if (random.Next(3) > 0) text.Append(Pick(random, Nasty));
            else text.Append(AnyRune(random));
        }

        return text.ToString();
    }

    public static T Pick<T>(Random random, params ReadOnlySpan<T> items) => items[random.Next(items.Length)];

    private static ImmutableArray<T> Many<T>(Random random, int most, Func<Random, T> build) =>
        [.. Enumerable.Range(0, random.Next(most + 1)).Select(_ => build(random))];

    private static ImmutableArray<string> Subset(Random random, string[] items) => Subset<string>(random, items);

    private static ImmutableArray<T> Subset<T>(Random random, T[] items) =>
        [.. items.Where(_ => random.Next(2) == 0)];

    private static bool Chance(Random random, int of = 2) => random.Next(of) == 0;

    private static string AnyRune(Random random)
    {
        var value = random.Next(Chance(random) ? 0x300 : 0x110000);
        return Rune.IsValid(value) ? new Rune(value).ToString() : "?";
    }

    private static DateTimeOffset? SomeTime(Random random) =>
        Chance(random, 4) ? null
        : Chance(random, 20) ? Pick(random, ForeignTime.Earliest, ForeignTime.Latest)
        : Some.Now.AddSeconds(random.Next(-7200, 7200));

    private static ApprovalPolicy SomePolicy(Random random)
    {
        var roles = Roles
            .Append("*")
            .Append("prod-*")
            .Where(_ => Chance(random))
            .ToImmutableDictionary(role => role, _ => Subset(random, Recipients));
        var settings = Some.Settings with
        {
            Via = Pick(random, Enum.GetValues<Via>()),
            AllowSelf = Chance(random),
            StrictIdentity = Chance(random),
            Rules = Many(random, 3, SomeRule),
        };
        return new(new(roles, Subset(random, Recipients)), settings, CanDecide: !Chance(random, 5));
    }

    private static ApprovalRule SomeRule(Random random) => new()
    {
        Roles = [.. Subset(random, [.. Roles, "prod-*"]).DefaultIfEmpty("*")],
        Requesters = Chance(random, 4) ? ["bob*"] : [],
        Clusters = Chance(random, 4) ? ["prod-*"] : [],
        Approvers = Chance(random, 3)
                ? null
                :
                [
                    .. Subset(random, Approvers)
                        .DefaultIfEmpty(Approvers[0])
                        .Select(approver => Approver.Parse(approver)!),
                ],
        Required = random.Next(1, 4),
        DenyRequired = random.Next(1, 3),
        Reason = Chance(random, 3) ? Pick(random, Enum.GetValues<ReasonDemand>()) : ReasonDemand.Never,
        ReasonMinLength = random.Next(20),
        Confirm = Chance(random),
        Buttons = Chance(random, 6) ? Buttons.Link : Buttons.Decide,
        Escalation = Chance(random, 4)
            ? new(
                TimeSpan.FromMinutes(random.Next(1, 90)),
                [.. Subset(random, RuleRecipients).DefaultIfEmpty("oncall")]
            )
            : null,
    };

    /// <summary>Of six accounts, of which some are one person's.</summary>
    private static Vote SomeVote(Random random)
    {
        var name = Pick(random, "bob", "carol", "dave", "erin");
        return Some.Vote(
            name,
            Pick(random, RequestState.Approved, RequestState.Denied),
            random.Next(60),
            Truncation.ToBytes(HostileText(random), 100)
        ) with
        {
            Voter = Pick(random, $"{name}@example.com", name, "BOB"),
            SlackUserId = Pick(random, $"U0{name.ToUpperInvariant()}0001", $"W0{name.ToUpperInvariant()}0002"),
            Channel = Pick(random, "C0000000", "C0000001", "C0000002", Some.Channel),
            Groups = [.. SomeGroups(random)],
            Roles = SomeShare(random),
        };
    }

    private static RoleShare SomeShare(Random random) =>
        Chance(random) ? RoleShare.All : RoleShare.Of(Subset(random, [.. Roles, new string('r', 60), "é" + "x"]));

    private static IEnumerable<Approver> SomeGroups(Random random) =>
        Approvers
            .Select(approver => Approver.Parse(approver)!)
            .Where(approver => approver.IsGroupOfPeople && Chance(random));

    private static Election SomeElection(Random random)
    {
        var policy = SomePolicy(random) with { CanDecide = true, Cluster = Pick(random, "prod-cluster", "test") };
        var votes = Many(random, 8, SomeVote);
        var request = SomeRequest(random) with
        {
            User = Pick(random, "alice", "bob", "bob@example.com"),
            State = RequestState.Pending,
        };
        return new(
            policy,
            request,
            SomeLedger(random) with
            {
                Votes = votes,
                Decision = null,
                Resolution = null,
            },
            [.. votes.Select(vote => new VerifiedVote(vote, SomeEntitlement(random, vote)))]
        );
    }

    private static VoterRights SomeEntitlement(Random random, Vote vote) =>
        new(
            new(vote.SlackUserId, vote.Voter, vote.Person, IsMapped: vote.Voter != vote.Person),
            [.. SomeGroups(random)]
        );

    private static AccessRequest SomeRequest(Random random) =>
        Some.Request(Chance(random) ? RequestState.Pending : Pick(random, Enum.GetValues<RequestState>())) with
        {
            Roles = Subset(random, Roles),
            Created = SomeTime(random),
            Expires = SomeTime(random),
            ResolveReason = HostileText(random),
            Reviews = Many(random, 3, SomeReview),
            Thresholds = Many(random, 2, r => new Threshold("", (uint)r.Next(3), (uint)r.Next(3))),
            SuggestedReviewers = Subset(random, [.. Recipients, "dave@example.com"]),
        };

    private static Review SomeReview(Random random) =>
        new(HostileText(random), Pick(random, Enum.GetValues<RequestState>()), HostileText(random));

    private static Decision SomeDecision(Random random) => new(
            Pick(random, RequestState.Approved, RequestState.Denied),
            Pick(random, "U0BOB0001", "W0CAROL01"),
            Pick(random, "bob@example.com", "carol"),
            Some.Channel,
            "1795262460.000200",
            Pick(random, Enum.GetValues<DecisionOutcome>())
        );

    /// <summary>Destinations with names of their own, as the daemon writes them.</summary>
    private static ImmutableArray<Delivery> SomeDeliveries(Random random) =>
        [
            .. Recipients
                .Append("dave@example.com")
                .Where(_ => Chance(random))
                .Select((name, index) => SomeDelivery(random, [name], index)),
        ];

    private static Delivery SomeDelivery(Random random, ImmutableArray<string> names, int index) =>
        random.Next(4) switch
        {
            0 => new Delivery.Claimed(names, names[0]),
            1 => new Delivery.Failed(names, "channel_not_found"),
            _ => new Delivery.Posted(
                names,
                $"C000000{index}",
                $"17952624{index:00}.000100",
                Pick(random, "", "0123456789abcdef"),
                Pick(random, Enum.GetValues<Degradation>())
            )
            {
                Shown = Pick(random, "", "0123456789abcdef0123456789abcdef"),
            },
        };

    private static ImmutableArray<Notification> SomeNotes(Random random) =>
        [
            .. Subset(random, ["new", "remind", "end", "v01234567"])
                .Select(key => new Notification(
                    key,
                    Pick(random, "", "1", "2", "Approved", "Expired", "1795262460.000200")
                )
                {
                    Waiting = Subset(random, ["C0000000", "C0000001", Notification.Requester, "C0GONE001"]),
                })
                .Select(note =>
                    Chance(random, 4)
                        ? note with
                        {
                            Claimed = ["C0000002", "C0000003"],
                            By = Pick(random, "us", "them"),
                        }
                        : note
                ),
        ];

    private static NotificationSettings SomeNotifications(Random random) => new(
            Pick(random, Enum.GetValues<RequesterNotice>()),
            Chance(random)
                ? null
                : new(
                    TimeSpan.FromMinutes(random.Next(1, 90)),
                    Chance(random) ? null : TimeSpan.FromMinutes(random.Next(1, 60)),
                    random.Next(1, 4)
                )
        )
    {
        BeforeEnd = Chance(random) ? null : TimeSpan.FromMinutes(random.Next(1, 600)),
    };

    private static readonly string[] RuleRecipients = ["oncall", "C0ONCALL01", "lead@example.com"];

    /// <summary>Of these resources, some with names and labels, and some of them requested in part.</summary>
    private static RequestFacts Described(Random random, RequestFacts facts, Func<Random, string> text) => facts with
    {
        Constraints = Subset(random, [.. facts.Resources.Distinct()]).ToImmutableSortedDictionary(
            resource => resource,
            _ => Chance(random, 4)
                ? ResourceConstraint.Unknown
                : new(
                    Pick(random, ConstraintKind.Logins, ConstraintKind.AwsRoles),
                    [.. Many(random, 4, text).Where(value => value.Length > 0), "root"]
                ),
            StringComparer.Ordinal
        ),
        Details = new()
        {
            Resources =
            [
                .. Subset(random, [.. facts.Resources.Distinct().Where(resource => resource.Length > 0)])
                    .Select(resource => new ResourceDescription(
                        resource,
                        Chance(random, 4) ? "" : text(random),
                        Some.Labels(("env", text(random)), ("team", Pick(random, "dba", text(random))))
                    )),
            ],
            ShownLabels = ["team", "env"],
            RuleRecipients = Chance(random) ? [] : Subset(random, RuleRecipients),
            Escalated = Chance(random) ? [] : Subset(random, ["1", "Databases", new('n', 60)]),
        },
    };

    private static Ledger SomeLedger(Random random) => new()
    {
        Rev = random.Next(1, 1000),
        Facts = Described(
            random,
            new()
            {
                User = Truncation.ToBytes(HostileText(random), 512),
                Roles = Subset(random, Roles),
                Reason = Truncation.ToBytes(HostileText(random), 512),
                Resources = Many(random, 20, r => Truncation.ToBytes("node " + HostileText(r), 100)),
                Expires = SomeTime(random),
                AccessFrom = SomeTime(random),
                AccessUntil = SomeTime(random),
                Kind = Pick(random, Enum.GetValues<RequestKind>()),
                ResolveReason = Truncation.ToBytes(HostileText(random), 512),
            },
            r => Truncation.ToBytes(HostileText(r), 40)
        ),
        Deliveries = SomeDeliveries(random),
        Votes = Many(random, 4, SomeVote),
        Decision = Chance(random) ? null : SomeDecision(random),
        Notifications = SomeNotes(random),
        Resolution = Chance(random) ? null : Pick(random, Enum.GetValues<Resolution>()),
        ReviewsCount = random.Next(5),
        Reviews = Many(random, 3, SomeKeptReview),
    };

    private static Review SomeKeptReview(Random random) => SomeReview(random) with
    {
        Author = Truncation.ToBytes(HostileText(random), 128),
        Reason = Truncation.ToBytes(HostileText(random), 200),
    };

    private static Dictionary<string, string> SomePluginData(Random random)
    {
        var data = Codec.Write(SomeLedger(random));
        foreach (var key in data.Keys.Append("channel_id").Append("timestamp").ToList())
        {
            if (Chance(random, 4)) data.Remove(key);
            else if (Chance(random, 3)) data[key] = Damaged(random, data.GetValueOrDefault(key, ""));
        }

        return data;
    }

    private static string Damaged(Random random, string text) => random.Next(5) switch
    {
        0 => HostileText(random),
        1 => text[..random.Next(text.Length + 1)],
        2 => text.Insert(
            random.Next(text.Length + 1),
            Pick(random, "null", ",", "/", "\"", "{", "]", "-1", "99999999999999999999", "\\ud800")
        ),
        3 => Pick(
            random,
            "null",
            "[]",
            "{}",
            "7",
            "{\"deliveries\":[null,{}]}",
            "{\"notes\":[null,{},{\"key\":\"end\",\"stamp\":null,\"wait\":[null,\"\"]}]}",
            "{\"deliveries\":[{\"names\":[null,\"\"],\"channel\":\"C1\",\"ts\":\"1\"}]}",
            "{\"resources\":[null]}",
            "{\"parts\":[null,{},{\"resource\":\"a\",\"kind\":\"9\",\"values\":[null]}]}",
            "{\"details\":{\"named\":[null,{},{\"id\":\"a\",\"set\":-1}],\"labels\":[null],\"shown\":[null]}}",
            "{\"decision\":{\"state\":\"9\",\"user\":\"\",\"person\":\"\",\"channel\":\"\",\"at\":\"\",\"outcome\":\"7\"},\"resolution\":\"12\"}",
            "{\"expires\":9223372036854775807}",
            "{\"resources\":[\"\\ud800\"]}"
        ),
        _ => "",
    };

    private static (Planner, ApprovalPolicy, Situation) SomeSituation(Random random)
    {
        var policy = SomePolicy(random);
        var ledger = Chance(random, 3) ? null : SomeLedger(random);
        var planner = new Planner(
            policy,
            "prod-cluster",
            Pick(random, "", "teleport.example.com:443"),
            Chance(random) ? null : SomeTime(random)
        )
        {
            Notifications = SomeNotifications(random),
        };
        return (
            planner,
            policy,
            new()
            {
                RequestId = Some.RequestId,
                Now = Some.Now,
                Request = Chance(random, 5) ? null : SomeRequest(random),
                IsGone = Chance(random, 4),
                LedgerIsKnown = ledger is not null || Chance(random),
                Ledger = ledger,
                LedgerSeen = Some.Now.AddSeconds(-random.Next(60)),
                IsCompared = true,
                LedgerPrecedesEnd = Chance(random),
                DecisionIsOurs = Chance(random),
                SendAgain = Chance(random),
                IsReopened = Chance(random, 4),
                MayBeReopened = Chance(random, 4),
                EndSeen = ledger is { IsDecided: true } ? Some.Now.AddSeconds(-random.Next(120)) : null,
                Parked = Subset<WaitKey>(
                    random,
                    [.. Recipients.Select(WaitKey.Of), WaitKey.Decision, WaitKey.Notification]
                )
                    .ToImmutableDictionary(name => name, _ => Some.Now.AddSeconds(random.Next(-60, 60))),
            }
        );
    }

    private static RequestView SomeView(Random random) => new(
            Some.RequestId,
            HostileText(random),
            Described(
                random,
                new()
                {
                    User = HostileText(random),
                    Roles = Many(random, 100, HostileText),
                    Reason = HostileText(random),
                    Resources = Many(random, 50, HostileText),
                    Expires = SomeTime(random),
                    AccessUntil = SomeTime(random),
                },
                HostileText
            ),
            Chance(random)
                ? new RequestStatus.Pending(
                    Many(random, 20, SomeReview),
                    Chance(random) ? null : SomeHostileDecision(random)
                )
                : new RequestStatus.Resolved(
                    Pick(random, Enum.GetValues<Resolution>()),
                    Chance(random) ? null : SomeHostileDecision(random),
                    HostileText(random)
                )
                {
                    With = Many(random, 30, SomeHostileVote),
                },
            Pick(random, Enum.GetValues<Offer>()),
            Chance(random) ? null : new Uri("https://teleport.example.com/web/requests/" + Some.RequestId),
            OverridesThresholds: Chance(random)
        )
    {
        Tally = Chance(random) ? null : SomeStanding(random),
        Confirms = Chance(random),
        Thresholds = Many(random, 5, r => new Threshold(HostileText(r), (uint)r.Next(4), 1)),
    };

    private static VoteTally SomeStanding(Random random) => new(
            Many(random, 30, r => new RoleTally(
                HostileText(r),
                Chance(r, 20) ? null : SomeRule(r),
                r.Next(5),
                r.Next(5)
            )),
            Many(random, 50, SomeHostileVote)
        );

    private static Vote SomeHostileVote(Random random) =>
        SomeVote(random) with
        {
            SlackUserId = Pick(random, "U0BOB0001", HostileText(random)),
            Person = HostileText(random),
            Reason = HostileText(random),
            Roles = new(Many(random, 3, HostileText), random.Next(3)),
        };

    private static Decision SomeHostileDecision(Random random) =>
        SomeDecision(random) with
        {
            SlackUserId = Pick(random, "", "U0BOB0001", HostileText(random)),
            Person = HostileText(random),
            Roles = new(Many(random, 3, HostileText), random.Next(3)),
        };
}
