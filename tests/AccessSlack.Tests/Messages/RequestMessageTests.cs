using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AccessSlack.Approvals;
using AccessSlack.Messages;
using AccessSlack.Messages.Parts;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;
using AccessSlack.Requests.Text;
using AccessSlack.Tests.Samples;
using SlackApi;
using SlackApi.Blocks;

namespace AccessSlack.Tests.Messages;

public partial class RequestMessageTests
{
    /// <summary>The longest message that Slack is known to have taken (docs/protocols/slack.md 6).</summary>
    private const int MostCharacters = 9_597;

    private static readonly Decision Approved = Some.Decision();
    private static readonly Decision Denied = Some.Decision(RequestState.Denied);

    private static readonly Review[] Reviews =
    [
        new("carol", RequestState.Approved, "ok for the incident"),
        new("dave", RequestState.Denied, ""),
        new("erin", RequestState.Unknown, "?"),
    ];

    private static readonly Dictionary<string, RequestView> States = new()
    {
        ["pending/buttons"] = Some.View(Some.Pending(), Offer.Decide),
        ["pending/link"] = Some.View(Some.Pending(), Offer.Link),
        ["pending/no-proxy"] = Some.View(Some.Pending(), Offer.Link) with { Link = null },
        ["pending/bare"] = Some.View(Some.Pending(), Offer.Decide) with { Facts = new() { User = "alice" } },
        ["pending/reviews"] = Some.View(Some.Pending(Reviews), Offer.Decide),
        ["pending/review-submitted"] = Some.View(
            Some.Pending(Reviews) with
            {
                Submitted = Some.Decision(outcome: DecisionOutcome.Reviewed),
            },
            Offer.Link
        ),
        ["pending/overriding-thresholds"] = Some.View(Some.Pending(), Offer.Decide) with { OverridesThresholds = true },
        ["pending/resources"] = Named(Some.View(Some.Pending(), Offer.Decide)),
        ["pending/votes"] = Voting(
            Some.Rule() with
            {
                Required = 2,
                DenyRequired = 2,
            },
            Some.Vote(reason: "ok for the incident"),
            Some.Vote("carol", RequestState.Denied)
        ),
        ["pending/votes-by-role"] = Voting(
            Some.Rule() with
            {
                Roles = ["dba"],
            },
            Some.Rule() with
            {
                Required = 2,
            },
            Some.Vote()
        ),
        ["pending/votes-for-some-roles"] = Voting(
            [
                Some.Rule("bob@example.com") with { Roles = ["dba"] },
                Some.Rule("carol@example.com") with { Required = 2 },
            ],
            [Some.Vote(reason: "ok for the incident"), Some.Vote("carol")]
        ),
        ["pending/warnings"] = Some.View(Some.Pending(), Offer.Decide) with
        {
            Warnings = ["Production: link the incident.", "Ask the *owner* first.\n<!channel>"],
        },
        ["pending/escalated"] = Escalated(Some.View(Some.Pending(), Offer.Decide)),
        ["pending/long-term"] = OfKind(Some.Pending(), RequestKind.LongTerm),
        ["pending/unknown-kind"] = OfKind(Some.Pending(), RequestKind.Unknown),
        ["resolved/long-term"] = OfKind(Some.Resolved(Resolution.Promoted), RequestKind.LongTerm),
        ["pending/later-start"] = Later(Some.View(Some.Pending(), Offer.Decide)),
        ["resolved/later-start"] = Later(Some.View(Some.Resolved(Resolution.Approved))),
        ["resolved/approved-by-two-for-some-roles"] = Some.View(
            Some.Resolved(Resolution.Approved, Approved with { Roles = RoleShare.Of(["dba"]) }) with
            {
                With =
                [
                    Some.Vote("carol") with { Roles = RoleShare.Of(["prod-admin", "editor", new('r', 90)]) },
                    Some.Vote("dave"),
                ],
            }
        ),
        ["pending/confirm"] = Some.View(Some.Pending(), Offer.Decide) with { Confirms = true },
        ["pending/thresholds"] = Some.View(Some.Pending(Reviews), Offer.Decide) with
        {
            Thresholds = [new("", 2, 1), new("contains(roles, \"x\")", 3, 1), new("", 0, 1)],
        },
        ["resolved/approved-by-two"] = Some.View(
            Some.Resolved(Resolution.Approved, Approved) with
            {
                With = [Some.Vote("carol", reason: "ok")],
            }
        ),
        ["resolved/approved-by"] = Some.View(Some.Resolved(Resolution.Approved, Approved)),
        ["resolved/approved-in-teleport"] = Some.View(Some.Resolved(Resolution.Approved)),
        ["resolved/approved-by-reviews"] = Some.View(
            Some.Resolved(Resolution.Approved, reason: "go ahead") with
            {
                Reviews =
                [
                    new("zoe", RequestState.Approved, "looks fine"),
                    new("dave", RequestState.Approved, "go ahead"),
                ],
            }
        ),
        ["resolved/denied-by"] = Some.View(Some.Resolved(Resolution.Denied, Denied)),
        ["resolved/denied-by-with-reason"] = Some.View(
            Some.Resolved(Resolution.Denied, Denied, "not during the freeze")
        ),
        ["resolved/denied-in-teleport"] = Some.View(Some.Resolved(Resolution.Denied)),
        ["resolved/denied-in-teleport-with-reason"] = Some.View(
            Some.Resolved(Resolution.Denied, reason: "not during the freeze")
        ),
        ["resolved/expired"] = Some.View(Some.Resolved(Resolution.Expired)),
        ["resolved/removed"] = Some.View(Some.Resolved(Resolution.Removed)),
        ["resolved/promoted"] = Some.View(Some.Resolved(Resolution.Promoted)),
        ["resolved/unknown"] = Some.View(Some.Resolved(Resolution.Unknown)),
        ["pending/hostile"] = Hostile(
            Some.Pending([
                .. Enumerable
                    .Range(0, 30)
                    .Select(number => new Review(
                        $"<!here> reviewer {number}",
                        RequestState.Approved,
                        HostileReason(400)
                    )),
            ]),
            Offer.Decide
        ),
        ["pending/hostile-votes"] = Hostile(
            Some.Pending([
                .. Enumerable
                    .Range(0, 30)
                    .Select(number => new Review(
                        $"<!here> reviewer {number}",
                        RequestState.Approved,
                        HostileReason(400)
                    )),
            ]),
            Offer.Decide
        ) with
        {
            Confirms = true,
            Tally = new(
                [
                    .. Enumerable
                        .Range(0, 50)
                        .Select(number => new RoleTally(
                            $"role {number} {HostileReason(90)}",
                            Some.Rule() with
                            {
                                Required = 2,
                            },
                            number,
                            0
                        )),
                ],
                [
                    .. Enumerable
                        .Range(0, 50)
                        .Select(number =>
                            Some.Vote(reason: HostileReason(400)) with
                            {
                                SlackUserId = "",
                                Person = $"<!here> voter {number}",
                            }
                        ),
                ]
            ),
            Thresholds = [.. Enumerable.Range(1, 50).Select(number => new Threshold("", (uint)number, 1))],
        },
        ["resolved/hostile-denied-by-many"] = Hostile(
            Some.Resolved(Resolution.Denied, Denied, HostileReason(5000)) with
            {
                With =
                [
                    .. Enumerable
                        .Range(0, 50)
                        .Select(number => Some.Vote() with { SlackUserId = "", Person = $"<!here> voter {number}" }),
                ],
            },
            Offer.Nothing
        ),
        ["resolved/hostile-denied"] = Hostile(
            Some.Resolved(
                Resolution.Denied,
                Denied with
                {
                    SlackUserId = "",
                    Person = "*root*\n<!channel>",
                },
                HostileReason(5000)
            ),
            Offer.Nothing
        ),
    };

    private static RequestView OfKind(RequestStatus status, RequestKind kind)
    {
        var view = Some.View(status, status is RequestStatus.Pending ? Offer.Link : Offer.Nothing);
        return view with { Facts = view.Facts with { Kind = kind } };
    }

    /// <summary>With names, labels and parts; two of one name, and one of which nothing is known.</summary>
    private static RequestView Named(RequestView view) => view with
    {
        Facts = view.Facts with
        {
            Resources = ["node 3f5a", "node 7b1c", "node 9d0e", "app aws", "db orders", "user_group 00g1"],
            Constraints = ImmutableSortedDictionary<string, ResourceConstraint>.Empty
                .Add("node 3f5a", new(ConstraintKind.Logins, ["root", "ubuntu"]))
                .Add("app aws", new(ConstraintKind.AwsRoles, ["arn:aws:iam::123456789012:role/admin"]))
                .Add("db orders", ResourceConstraint.Unknown),
            Details = new()
            {
                Resources =
                [
                    new("node 3f5a", "db-1", Some.Labels(("env", "prod"), ("team", "payments"))),
                    new("node 7b1c", "web", Some.Labels(("env", "prod"))),
                    new("node 9d0e", "WEB", Some.Labels()),
                    new("db orders", "", Some.Labels(("team", "shop, books"))),
                    new("user_group 00g1", "Everyone (prod)", Some.Labels()),
                ],
                ShownLabels = ["env", "team"],
            },
        },
    };

    private static RequestView Escalated(RequestView view) => view with
    {
        Escalations =
        [
            ShownEscalation.Of(
                new(TimeSpan.FromMinutes(30), ["oncall", "C0ONCALL02", "U0LEAD0001", "boss@example.com"]),
                ResolvedPrincipals.None with
                {
                    ChannelNames = ImmutableDictionary<string, string>.Empty.Add("C0ONCALL02", "second-line"),
                }
            ),
            ShownEscalation.Of(new(TimeSpan.FromHours(25), ["U0BOSS0001"]), ResolvedPrincipals.None),
        ],
    };

    private static RequestView Later(RequestView view) =>
        view with { Facts = view.Facts with { AccessFrom = Some.Now.AddHours(2) } };

    private static RequestView Voting(ApprovalRule rule, params Vote[] votes) => Voting([rule], votes);

    private static RequestView Voting(ApprovalRule first, ApprovalRule second, params Vote[] votes) =>
        Voting([first, second], votes);

    private static RequestView Voting(ApprovalRule[] rules, Vote[] votes) =>
        Some.Planner(Some.Ruled(rules))
            .View(Some.Situation(Some.Request(), Some.Ledger() with { Votes = [.. votes] }), Some.Posted());

    public static TheoryData<string> Names => [.. States.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Compose_State_IsAsAccepted(string name) =>
        GoldenFile.AssertEqual(name, Json(RequestMessage.Compose(States[name])));

    [Theory]
    [MemberData(nameof(Names))]
    public void Compose_State_IsWithinTheLimits(string name) => AssertFits(RequestMessage.Compose(States[name]));

    [Theory]
    [InlineData("pending/buttons", "Pending")]
    [InlineData("resolved/approved-by", "Approved by bob@example.com")]
    [InlineData("resolved/approved-in-teleport", "Approved in Teleport")]
    [InlineData("resolved/denied-by", "Denied by bob@example.com")]
    [InlineData("resolved/denied-in-teleport", "Denied in Teleport")]
    [InlineData("resolved/expired", "Expired")]
    [InlineData("resolved/removed", "Removed in Teleport")]
    [InlineData("resolved/promoted", "Promoted to an access list")]
    [InlineData("resolved/unknown", "Unknown state")]
    [InlineData(
        "resolved/approved-by-two-for-some-roles",
        "Approved by bob@example.com for dba; carol@example.com for prod-admin, editor + 1 more; " +
        "dave@example.com for all roles"
    )]
    public void Compose_Text_IsOneLineThatEndsWithTheStateWord(string name, string word)
    {
        var text = RequestMessage.Compose(States[name]).Text;
        Assert.DoesNotContain('\n', text);
        Assert.EndsWith(word, text.Replace("\u2060", ""), StringComparison.Ordinal);
    }

    [Fact]
    public void Compose_Resolved_HasNoButtons() =>
        Assert.All(States.Values.Where(view => view.Status is RequestStatus.Resolved), view =>
        {
            Assert.Empty(RequestMessage.Compose(view).Blocks.OfType<ActionsBlock>());
            Assert.Empty(RequestMessage.Compose(view).PlainBlocks.OfType<ActionsBlock>());
        });

    [Fact]
    public void Compose_Buttons_HaveTheIdsOfTheGoPlugin()
    {
        var message = RequestMessage.Compose(States["pending/buttons"]);
        Assert.All(new[] { message.Blocks, message.PlainBlocks }, blocks =>
        {
            var actions = blocks.OfType<ActionsBlock>().Single();
            Assert.Equal("approve_or_deny", actions.BlockId);
            Assert.Equal(
                ["approve_request", "deny_request", "open_request"],
                actions.Elements.Select(element => element.ActionId)
            );
            Assert.All(actions.Elements.OfType<Button>(), button => Assert.Equal(Some.RequestId, button.Value));
        });
    }

    [Fact]
    public void Compose_Metadata_HoldsRequestAndCluster()
    {
        var message = RequestMessage.Compose(States["resolved/expired"]);
        Assert.Equal((Some.RequestId, "prod-cluster"), (message.RequestId, message.Cluster));
    }

    /// <summary>Of each length, because a list ends with the last name that fits as a whole.</summary>
    [Fact]
    public void Compose_EveryPartAtItsLongest_FitsWithinSlacksLimits() =>
        Assert.All(Enumerable.Range(1, 120), length =>
        {
            var name = new string('a', length);
            AssertFits(RequestMessage.Compose(Noted(Longest(name, LongestPending(name)), name)));
            AssertFits(RequestMessage.Compose(Longest(name, LongestResolved(name))));
        });

    [Fact]
    public void Compose_AnyView_FitsWithinSlacksLimits() =>
        HoldsForAnyView(view => AssertFits(RequestMessage.Compose(view)));

    [Fact]
    public void Compose_AnyView_MentionsOnlyTheDecider() => HoldsForAnyView(view =>
        {
            var message = RequestMessage.Compose(view);
            foreach (
                var text in Texts(message.Blocks)
                    .OfType<Markdown>()
                    .Select(markdown => markdown.Text)
                    .Append(message.Text)
            )
            {
                var foreign = OurOwn().Replace(text, "").Replace("&amp;", "").Replace("&lt;", "").Replace("&gt;", "");
                Assert.Empty(foreign.Intersect("<>&"));
            }

            Assert.DoesNotContain('<', message.Text);
            Assert.Matches("^[^\n\r]+$", message.Text);
        });

    [Fact]
    public void Compose_AnyView_SetsVerbatimEverywhereAndEmojiNowhere() => HoldsForAnyView(view =>
    {
        var message = RequestMessage.Compose(view);
        var texts = Texts(message.Blocks).Concat(Texts(message.PlainBlocks)).ToList();
        Assert.All(texts.OfType<Markdown>(), text => Assert.True(text.Verbatim));
        Assert.All(texts.OfType<PlainText>(), text => Assert.False(text.Emoji));
    });

    [Fact]
    public void Compose_AnyView_HasOneStateLineAndNothingLikeIt() => HoldsForAnyView(view =>
    {
        var message = RequestMessage.Compose(view);
        var lines = Texts(message.Blocks).SelectMany(text => text.Text.Split('\n')).ToList();
        Assert.Contains(Assert.Single(lines, line => line.Intersect(Signs).Any())[0], Signs);
        Assert.Empty(Texts(message.PlainBlocks).SelectMany(text => text.Text).Concat(message.Text).Intersect(Signs));
        Assert.Single(lines.SelectMany(line => line), Signs.Contains);
    });

    [Fact]
    public void Compose_AnyView_EndsItsTextWithTheStateWord() => HoldsForAnyView(view =>
        {
            var message = RequestMessage.Compose(view);
            var state = ": " + StateWord(view.Status, SlackText.Inline);
            var ended = view.Status as RequestStatus.Resolved;
            if (ended is { With.IsEmpty: false } or { By.Roles.IsAll: false }) // others and roles follow
                Assert.Contains(state, message.Text, StringComparison.Ordinal);
            else
                Assert.EndsWith(state, message.Text, StringComparison.Ordinal);
            Assert.Contains(
                ": " + StateWord(view.Status, SlackText.Plain),
                Texts(message.PlainBlocks).First().Text.Split('\n')[0],
                StringComparison.Ordinal
            );
        });

    [Fact]
    public void Compose_AnyView_ShowsAsManyRolesAsItSays() => HoldsForAnyView(view =>
        {
            var headline = Texts(RequestMessage.Compose(view).Blocks).First().Text.Split('\n')[1];
            var (roles, more) = (Quoted().Replace(headline, "“”").Split(" requests ")[1], 0);
            if (More().Match(roles) is { Success: true } match)
                (roles, more) = (
                    roles[..match.Index],
                    int.Parse(match.Groups["more"].Value, CultureInfo.InvariantCulture)
                );
            Assert.Equal(view.Facts.Roles.Length, view.Facts.Roles.IsEmpty ? 0 : roles.Split(", ").Length + more);
        });

    [Fact]
    public void Compose_AnyView_HidesNothing() => HoldsForAnyView(view =>
        {
            var message = RequestMessage.Compose(view);
            foreach (
                var text in Texts(message.Blocks)
                    .Concat(Texts(message.PlainBlocks))
                    .Select(text => text.Text)
                    .Append(message.Text)
            )
            {
                Assert.DoesNotMatch(
                    @"[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}-[\n\u2060\u200d]]|(?<!:)\u2060|[\p{Mn}\p{Me}]{5}|[\u2800\u3164\u115f\u034f]|\uDB40",
                    text
                );
                Assert.Equal(text, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));
            }
        });

    [Fact]
    public void Compose_AnyView_KeepsItsButtonsInThePlainForm() => HoldsForAnyView(view =>
    {
        var message = RequestMessage.Compose(view);
        Assert.Equal(message.Blocks.OfType<ActionsBlock>(), message.PlainBlocks.OfType<ActionsBlock>());
        Assert.Single(message.PlainBlocks.OfType<SectionBlock>());
    });

    [Fact]
    public void Compose_SameView_GivesTheSameMessage() =>
        HoldsForAnyView(view =>
            Assert.Equal(Json(RequestMessage.Compose(view)), Json(RequestMessage.Compose(view with { })))
        );

    [Fact]
    public void Compose_PlainForm_SaysWhyAndWhatAClickDoes()
    {
        var plain = Texts(RequestMessage.Compose(States["pending/overriding-thresholds"]).PlainBlocks).First().Text;
        Assert.Equal(
            "alice requests dba, prod-admin: Pending\n> incident 4711: replica lag, need to look at " +
            "pg_stat\nDecisions made here override Teleport's review thresholds.",
            plain
        );
    }

    [Fact]
    public void Compose_HostileReviews_DoNotHideTheOthers()
    {
        var hostile = new Review(new string('&', 500), RequestState.Approved, new string('<', 5000));
        var status = Texts(RequestMessage.Compose(Some.View(Some.Pending(hostile, Reviews[1]))).Blocks).Last().Text;
        Assert.Contains("dave: deny", status, StringComparison.Ordinal);
    }

    /// <summary>Fewer than usual: each view holds hundreds of texts.</summary>
    private static void HoldsForAnyView(Action<RequestView> holds) => Any.Holds(Any.View, holds, times: 100);

    private static RequestStatus.Pending LongestPending(string name) =>
        new(Many(new Review(name, RequestState.Approved, name)), LongestDecision(name));

    private static RequestStatus.Resolved LongestResolved(string name) =>
        new(Resolution.Approved, LongestDecision(name), name)
        {
            With = Many(LongestVote(name)),
            Reviews = Many(new Review(name, RequestState.Approved, name)),
        };

    private static Decision LongestDecision(string name) => Some.Decision() with { SlackUserId = "", Person = name };

    private static Vote LongestVote(string name) => Some.Vote(reason: name) with
    {
        SlackUserId = "",
        Person = name,
        Roles = RoleShare.Of([name, name]),
    };

    private static RequestView Noted(RequestView view, string name) => view with
    {
        Offer = Offer.Decide,
        Warnings = [.. Enumerable.Range(0, 9).Select(number => $"{number}{HostileReason(299)}")],
        Escalations =
        [
            .. Many(
                ShownEscalation.Of(
                    new(TimeSpan.FromDays(30), [.. Many(name), "U0LEAD0001"]),
                    ResolvedPrincipals.None
                )
            ),
        ],
    };

    private static RequestView Longest(string name, RequestStatus status) =>
        Some.View(status) with
        {
            Cluster = name,
            OverridesThresholds = true,
            MustVoteAgain = true,
            Facts = RequestFacts.Of(Some.Request()) with
            {
                User = name,
                Kind = RequestKind.Unknown,
                Reason = HostileReason(2000),
                Roles = Many(name),
                Resources = Many("node " + name),
                Constraints = ImmutableSortedDictionary<string, ResourceConstraint>.Empty
                    .Add("node " + name, new(ConstraintKind.AwsRoles, Many(name))),
                Details = new()
                {
                    Resources = [new("node " + name, $"{name}é", Some.Labels(("env", name), ("team", name)))],
                    ShownLabels = ["env", "team"],
                },
            },
            Thresholds = [.. Enumerable.Range(2, 60).Select(number => new Threshold("", (uint)number, 1))],
            Tally = new(
                [.. Enumerable.Range(2, 100).Select(needed => RoleOf(name, needed))],
                Many(LongestVote(name))
            ),
        };

    private static RoleTally RoleOf(string name, int needed) => new(name, Some.Rule() with { Required = needed }, 1, 0);

    private static ImmutableArray<T> Many<T>(T item) => [.. Enumerable.Repeat(item, 100)];

    private const string Signs = "⏳✅❌⌛";

    private static string StateWord(RequestStatus status, Func<string, int, string> show) => status switch
    {
        RequestStatus.Pending => "Pending",
        RequestStatus.Resolved { Resolution: Resolution.Approved, By: { } by } =>
            $"Approved by {SlackText.Name(by.Person, 100, show)}",
        RequestStatus.Resolved { Resolution: Resolution.Denied, By: { } by } =>
            $"Denied by {SlackText.Name(by.Person, 100, show)}",
        RequestStatus.Resolved { Resolution: Resolution.Approved } => "Approved in Teleport",
        RequestStatus.Resolved { Resolution: Resolution.Denied } => "Denied in Teleport",
        RequestStatus.Resolved { Resolution: Resolution.Promoted } => "Promoted to an access list",
        RequestStatus.Resolved { Resolution: Resolution.Expired } => "Expired",
        RequestStatus.Resolved { Resolution: Resolution.Removed } => "Removed in Teleport",
        _ => "Unknown state",
    };

    [GeneratedRegex("“[^“”]*”", RegexOptions.NonBacktracking)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(^| )\+ (?<more>[0-9]+) more$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex More();

    /// <summary>A mention by id, and a date.</summary>
    [GeneratedRegex(
        @"<@[UW][A-Z0-9]+>|<!date\^-?[0-9]+\^\{date_short_pretty\}, \{time\}\|[A-Z][a-z]{2} [0-9]+, [0-9:]{5} UTC>",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex OurOwn();

    private static RequestView Hostile(RequestStatus status, Offer offer) => Some.View(status, offer) with
    {
        Cluster = "<https://evil.example|prod> *cluster*",
        OverridesThresholds = offer == Offer.Decide,
        Facts = RequestFacts.Of(Some.Request()) with
        {
            User = "al\u202eice\n✅ Approved by root <!channel>",
            Roles =
                [
                    .. Enumerable
                        .Range(0, 100)
                        .Select(number => $"role_{number} & `<@U0BOB0001>` {new string('x', number)}"),
                ],
            Resources = [.. Enumerable.Range(0, 200).Select(number => $"node <{number}> :tada: *db*")],
            Reason = HostileReason(5000),
        },
    };

    internal static string HostileReason(int length)
    {
        const string Phrase =
            "need it\n✅ Approved by root\n<!channel> <@U0BOB0001> <https://evil.example|Approve> @here `code` *bold* " +
            "&amp; \u202egnp.exe\u202c שלום e\u0301\u0302\u0303 👩‍👩‍👧‍👦 👍🏽 :tada:\r\n";
        return string.Concat(Enumerable.Repeat(Phrase, (length / Phrase.Length) + 1))[..length];
    }

    /// <summary>The message as a post would carry it, and its plain form beside it.</summary>
    internal static string Json(ComposedMessage message) => Pretty.Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("text", message.Text);
        WriteBlocks(json, "blocks", message.Blocks);
        WriteBlocks(json, "plain_blocks", message.PlainBlocks);
        json.WriteEndObject();
    });

    private static void WriteBlocks(Utf8JsonWriter json, string name, IReadOnlyList<Block> blocks)
    {
        using var document = JsonDocument.Parse(SlackJson.Write(blocks));
        json.WritePropertyName(name);
        document.WriteTo(json);
    }

    private static IEnumerable<TextObject> Texts(IEnumerable<Block> blocks) => blocks.SelectMany(block => block switch
    {
        SectionBlock section => [section.Text!],
        ContextBlock context => context.Elements,
        ActionsBlock actions => actions.Elements.OfType<Button>().Select(button => (TextObject)button.Text!),
        _ => throw new InvalidOperationException($"unexpected {block.GetType().Name}"),
    });

    private static void AssertFits(ComposedMessage message)
    {
        Assert.InRange(message.Text.Length, 1, SlackLimits.UpdateText);
        foreach (var blocks in new[] { message.Blocks, message.PlainBlocks })
        {
            Assert.InRange(blocks.Count, 1, SlackLimits.Blocks);
            Assert.All(Texts(blocks), text => Assert.InRange(text.Text.Length, 1, SlackLimits.SectionText));
            Assert.All(blocks.OfType<ActionsBlock>().SelectMany(actions => actions.Elements).OfType<Button>(), button =>
                Assert.InRange(button.Text!.Text.Length, 1, SlackLimits.ButtonText)
            );
            Assert.InRange(Texts(blocks).Sum(text => text.Text.Length) + message.Text.Length, 1, MostCharacters);
        }
    }
}
