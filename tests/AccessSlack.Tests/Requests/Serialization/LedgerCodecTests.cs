using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using AccessSlack.Messages;
using AccessSlack.Reconciliation.Rules;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;
using AccessSlack.Requests.Serialization;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Requests.Serialization;

public class LedgerCodecTests
{
    private const int LargestEntry = 32 * 1024;
    private static readonly string[] SealedKeys = ["rev", "v1"];

    [Fact]
    public void Write_Ledger_GivesTheKeysOfTheGoPlugin()
    {
        var ledger = Some.Ledger(Some.Posted(), Some.Posted("dba-team", "C0DBATEAM")) with
        {
            Resolution = Resolution.Approved,
            ReviewsCount = 2,
            Rev = 7,
        };
        var data = Codec.Write(ledger);
        Assert.Equal("alice", data["user"]);
        Assert.Equal("dba,prod-admin", data["roles"]);
        Assert.StartsWith("incident 4711", data["request_reason"], StringComparison.Ordinal);
        Assert.Equal($"{Some.Channel}/{Some.Ts},C0DBATEAM/{Some.Ts}", data["messages"]);
        Assert.Equal("2", data["reviews_count"]);
        Assert.Equal("APPROVED", data["resolution"]);
        Assert.Equal("", data["resolve_reason"]);
        Assert.Equal("7", data["rev"]);
        Assert.Equal(EntryOrigin.Ours, Codec.Entry(data).Origin);
    }

    /// <summary>
    /// To Teleport an empty value means "delete": the Go plugin expects these keys to be absent
    /// (docs/protocols/teleport.md 4.5).
    /// </summary>
    [Fact]
    public void Write_Ledger_DeletesWhatTheGoPluginWouldNotWrite()
    {
        var data = Codec.Write(Some.Ledger(Some.Posted()) with { ReviewsCount = 0 });
        Assert.Equal(("", "", ""), (data["reviews_count"], data["channel_id"], data["timestamp"]));
    }

    [Fact]
    public void Write_ResolutionsTheGoPluginDoesNotKnow_AreItsExpired()
    {
        Assert.All(new[] { Resolution.Removed, Resolution.Unknown, Resolution.Expired }, resolution =>
        {
            var data = Codec.Write(Some.Ledger() with { Resolution = resolution });
            Assert.Equal("EXPIRED", data["resolution"]);
            Assert.Equal(resolution, Codec.Read(data).Resolution);
        });
    }

    [Theory]
    [InlineData("Nothing", null, null)]
    [InlineData("Metadata", true, true)]
    [InlineData("Blocks", true, null)]
    public void Write_MessageThatLacksSomething_IsMarkedPlain(string degradation, bool? plain, bool? blocks)
    {
        var data = Codec.Write(
            Some.Ledger(Some.Posted() with { Degradation = Enum.Parse<Degradation>(degradation) })
        );
        using var document = JsonDocument.Parse(data["v1"]);
        var delivery = document.RootElement.GetProperty("deliveries")[0];
        Assert.Equal((plain, blocks), (Flag(delivery, "plain"), Flag(delivery, "blocks")));
        Assert.Equal(degradation, Assert.Single(Codec.Read(data).Posted).Degradation.ToString());
    }

    private static bool? Flag(JsonElement delivery, string name) =>
        delivery.TryGetProperty(name, out var flag) ? flag.GetBoolean() : null;

    [Fact]
    public void Read_EntryOfTheGoPlugin_TakesItsMessagesOver()
    {
        var ledger = Codec.Read(new Dictionary<string, string>
        {
            ["user"] = "alice",
            ["roles"] = "dba,editor",
            ["request_reason"] = "why",
            ["messages"] = "C1/1.1,D2/2.2",
            ["reviews_count"] = "1",
            ["resolution"] = "DENIED",
            ["resolve_reason"] = "no",
        });
        Assert.Equal(0, ledger.Rev);
        Assert.Equal("dba|editor", List(ledger.Facts.Roles));
        Assert.Equal([("C1", "1.1"), ("D2", "2.2")], ledger.Posted.Select(posted => (posted.Channel, posted.Ts)));
        Assert.Equal(Resolution.Denied, ledger.Resolution);
        Assert.Equal(
            ("alice", "why", "no", 1),
            (ledger.Facts.User, ledger.Facts.Reason, ledger.Facts.ResolveReason, ledger.ReviewsCount)
        );
    }

    [Fact]
    public void Read_EntryOfTheOldestGoPlugin_TakesItsMessageOver()
    {
        var ledger = Codec.Read(
            new Dictionary<string, string>
            {
                ["user"] = "alice",
                ["roles"] = "dba",
                ["channel_id"] = "C1",
                ["timestamp"] = "1.1",
            }
        );
        Assert.Equal([("C1", "1.1")], ledger.Posted.Select(posted => (posted.Channel, posted.Ts)));
    }

    [Fact]
    public void Read_EntryOfTheGoPlugin_CountsEveryoneAsToldUntilItsMessagesAreLost()
    {
        var ledger = Codec.Read(new Dictionary<string, string> { ["user"] = "alice", ["messages"] = "C1/1.1" });
        Assert.True(ledger.HasDeliveryFor(Some.Recipient));
        Assert.True(Codec.Read(Codec.Write(ledger with { Rev = 1 })).HasDeliveryFor(Some.Recipient));
        Assert.False(ledger.Without(ledger.Posted.Single()).HasDeliveryFor(Some.Recipient));
    }

    [Fact]
    public void Read_EntryOfTheGoPlugin_GivesAuthorityOnlyToAConfiguredChannelId()
    {
        var taken = Codec
            .Read(new Dictionary<string, string> { ["messages"] = $"{Some.Channel}/1.1" })
            .Posted.Single();
        Assert.True(Some.Policy(Some.Channel).MayDecideAt(taken, Some.Request() with { Roles = ["dba"] }));
        Assert.False(Some.Policy(Some.Recipient).MayDecideAt(taken, Some.Request() with { Roles = ["dba"] }));
    }

    [Theory]
    [InlineData(
        "{\"decision\":{\"state\":\"Pending\",\"user\":\"U1\",\"person\":\"p\",\"channel\":\"C1\",\"at\":\"1\",\"outcome\":\"Open\"}}"
    )]
    [InlineData(
        "{\"decision\":{\"state\":\"2\",\"user\":\"U1\",\"person\":\"p\",\"channel\":\"C1\",\"at\":\"1\",\"outcome\":\"Open\"}}"
    )]
    [InlineData(
        "{\"decision\":{\"state\":\"Approved\",\"user\":\"U1\",\"person\":\"p\",\"channel\":\"C1\",\"at\":\"1\",\"outcome\":\"9\"}}"
    )]
    [InlineData(
        "{\"decision\":{\"state\":\"Approved\",\"user\":\"U1\",\"person\":\"p\",\"channel\":\"C1\",\"outcome\":\"Open\"}}"
    )]
    [InlineData(
        "{\"decision\":{\"state\":\"Approved\",\"user\":\"U1\",\"person\":\"\",\"channel\":\"C1\",\"at\":\"1\",\"outcome\":\"Open\"}}"
    )]
    public void Read_DecisionThatIsNone_IsNotCarriedOut(string document) =>
        Assert.Null(Codec.Read(Codec.Seal("1", document)).Decision);

    [Theory]
    [InlineData("2")]
    [InlineData("99")]
    [InlineData("nonsense")]
    public void Read_ResolutionThatIsNone_IsOpen(string resolution) =>
        Assert.Null(
            Codec
                .Read(Codec.Seal("1", $$"""{"resolution":"{{resolution}}"}"""))
                .Resolution
        );

    [Fact]
    public void Read_DamagedDocument_HintsAtTheMessagesOfTheGoKeys()
    {
        var data = Codec.Write(Some.Ledger());
        data["v1"] = data["v1"][..20];
        Assert.Equal(EntryOrigin.Unsealed, Codec.Entry(data).Origin);
        Assert.NotNull(Codec.Read(data).MessageAt(Some.Channel, Some.Ts));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"key":"","stamp":""}""")]
    [InlineData("""{"key":"end"}""")]
    [InlineData("""{"key":"end","stamp":"0123456789012345678901234567890123456789012345678901234567890123456789"}""")]
    [InlineData("""{"key":"0123456789012345678901234567890123456789012345678901234567890123456789","stamp":""}""")]
    public void Read_NoteThatIsNone_IsLeftOut(string note) =>
        Assert.Empty(
            Codec
                .Read(Codec.Seal("1", $$"""{"notes":[{{note}}]}"""))
                .Notifications
        );

    [Fact]
    public void Read_MoreNotesThanWeWrite_AreCutAndKeysCountOnce()
    {
        var notes = string.Join(
            ',',
            Enumerable
                .Range(0, 200)
                .Select(number =>
                    $$"""{"key":"k{{number / 2}}","stamp":"{{number}}","wait":[null,"","{{new string('C', 100)}}","C1"]}"""
                )
        );
        var read = Codec
            .Read(Codec.Seal("1", $$"""{"notes":[{{notes}}]}"""))
            .Notifications;
        Assert.Equal(Notification.MaxCount, read.Length);
        Assert.Equal("C1", Assert.Single(read[0].Waiting));
        Assert.Equal(["k0 0", "k1 2"], read.Take(2).Select(note => $"{note.Key} {note.Stamp}"));
    }

    [Fact]
    public void Write_AnyLedger_ReadsBackTheSame() => Any.Holds(Any.Ledger, ledger =>
        Assert.Equal(Describe(ledger), Describe(Codec.Read(Codec.Write(ledger)))));

    [Fact]
    public void Read_AnyPluginData_NeverThrowsAndWritesAgain() =>
        Any.Holds(
            Any.PluginData,
            data =>
            {
                var ledger = Codec.Read(data);
                Assert.All(ledger.Deliveries, delivery =>
                    Assert.All(delivery.Names.Add(delivery.Names[0]), name => Assert.False(string.IsNullOrEmpty(name)))
                );
                var written = Codec.Write(ledger with { Rev = 1 });
                var again = Codec.Write(Codec.Read(written)); // JSON has no lone surrogates
                Assert.Equal(EntryOrigin.Ours, Codec.Entry(written).Origin);
                Assert.Equal(again, Codec.Write(Codec.Read(again)));
                RequestMessage.Compose(Some.Planner().View(Some.Situation(null, ledger), Some.Posted()));
            },
            times: 2000
        );

    /// <summary>Someone who knows no secret can only copy or delete an entry.</summary>
    [Fact]
    public void Read_AnyChangeOfASealedEntry_IsNotOurs() =>
        Any.Holds(
            Any.Ledger,
            ledger =>
            {
                var written = Codec.Write(ledger with { Rev = Math.Max(1, ledger.Rev) });
                Assert.Equal(EntryOrigin.Ours, Codec.Entry(written).Origin);
                foreach (var key in SealedKeys)
                    foreach (var changed in Changes(written[key]))
                        Assert.NotEqual(EntryOrigin.Ours, Codec.Entry(With(written, key, changed)).Origin);
                foreach (var seal in new[] { "", "0.0", ".", written["seal"].Replace('.', ' ') })
                    Assert.NotEqual(EntryOrigin.Ours, Codec.Entry(With(written, "seal", seal)).Origin);
                Assert.NotEqual(EntryOrigin.Ours, LedgerCodec.Read(written, "another-id", Some.Seal).Origin);
                Assert.NotEqual(
                    EntryOrigin.Ours,
                    LedgerCodec.Read(written, Some.RequestId, new("another", [new("signing-secret")], new("t"))).Origin
                );
            },
            times: 200
        );

    [Fact]
    public void Read_SealOfTheTokenAlone_KeepsTheMessagesAndNoVote()
    {
        var written = Codec.Write(Some.Ledger() with { Votes = [Some.Vote()], Decision = Some.Decision() });
        var other = new Seal("prod-cluster", [new("another-secret")], new("xoxb-token"));

        var (entry, ledger) = (LedgerCodec.Read(written, Some.RequestId, other), Some.Ledger());

        Assert.Equal((EntryOrigin.Ours, true), (entry.Origin, entry.Ledger.MustVoteAgain));
        Assert.Equal(ledger.Posted.Single().Ts, entry.Ledger.Posted.Single().Ts);
        Assert.Empty(entry.Ledger.Votes);
        Assert.Null(entry.Ledger.Decision);
    }

    /// <summary>A secretless installation has only the token: nothing that it seals may decide later.</summary>
    [Fact]
    public void Read_SealedWithoutASecret_HasNoAuthorityUnderOne()
    {
        var secretless = new Seal("prod-cluster", [], new("xoxb-token"));
        var written = LedgerCodec.Write(Some.Ledger() with { Votes = [Some.Vote()] }, Some.RequestId, secretless);

        Assert.Empty(LedgerCodec.Read(written, Some.RequestId, secretless).Ledger.Votes);
        Assert.Empty(LedgerCodec.Read(written, Some.RequestId, Some.Seal).Ledger.Votes);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("9007199254740993")]
    [InlineData("9223372036854775807")]
    [InlineData("99999999999999999999")]
    [InlineData(" 1")]
    [InlineData("1e3")]
    public void Read_RevThatWeNeverWrite_IsNotOursEvenUnderOurSeal(string rev) =>
        Assert.Equal(EntryOrigin.Unsealed, Codec.Entry(Codec.Seal(rev, "{}")).Origin);

    private static Dictionary<string, string> With(Dictionary<string, string> data, string key, string value) =>
        new(data) { [key] = value };

    private static IEnumerable<string> Changes(string text)
    {
        yield return "";
        yield return text + "0";
        yield return "0" + text;
        yield return text[1..];
        for (var i = 0; i < text.Length; i += 1 + (text.Length / 20))
            yield return text[..i] + (text[i] == '1' ? '2' : '1') + text[(i + 1)..];
    }

    [Theory]
    [InlineData("<")]
    [InlineData("\"")]
    [InlineData("\u0001")]
    [InlineData("é")]
    [InlineData("😀")]
    [InlineData("x")]
    public void Write_HostileFactsAndThirtyDeliveries_StaysBelowTheLimit(string filler)
    {
        var text = string.Concat(Enumerable.Repeat(filler, 2000));
        var request = Some.Request() with
        {
            User = text,
            Reason = text,
            ResolveReason = text,
            Roles = [.. Enumerable.Range(0, 100).Select(number => text[..50] + number)],
            Resources = [.. Enumerable.Range(0, 200).Select(number => text[..120] + number)],
            SuggestedReviewers =
            [
                .. Enumerable.Range(0, 300).Select(number => $"{number}{text}@example.com"),
                .. Enumerable.Range(0, 300).Select(number => $"{number}{new string('a', 230)}@example.com"),
            ],
        };
        var names = Enumerable
            .Range(0, 10)
            .Select(number => $"channel-number-{number}")
            .Concat(Some.Policy().Audience(request).All)
            .Take(30);
        Delivery[] deliveries =
        [
            .. names.Select(
                (name, index) =>
                    new Delivery.Posted(
                        [name],
                        $"D0123456789{index:00}",
                        "1795262400.000100",
                        "0123456789abcdef",
                        Degradation.Metadata
                    )
            ),
        ];
        Notification[] notes =
        [
            .. Enumerable
                .Range(0, Notification.MaxCount)
                .Select(number => new Notification($"v123456{number:00}", "1795262460.000200")),
        ];
        notes[0] = notes[0] with
        {
            Claimed =
            [
                .. deliveries.OfType<Delivery.Posted>().Select(posted => posted.Channel),
                Notification.Requester,
            ],
            By = "0123abcd",
        };
        var data = Codec.Write(
            Some.Ledger(deliveries) with
            {
                Facts = RequestFacts.Of(request),
                Decision = Some.Decision(),
                Resolution = Resolution.Approved,
                Notifications = [.. notes],
            }
        );
        Assert.InRange(
            data.Sum(entry => Encoding.UTF8.GetByteCount(entry.Key) + Encoding.UTF8.GetByteCount(entry.Value)),
            1,
            LargestEntry
        );
        Assert.Equal(deliveries.Length, Codec.Read(data).Deliveries.Length);
        Assert.Equal(Notification.MaxCount, Codec.Read(data).Notifications.Length);
        Assert.Contains(Codec.Read(data).Facts.Resources, resource => resource.Length > 0);
    }

    [Theory]
    [InlineData(200, 8, 200, true)]
    [InlineData(200, 15, 200, false)] // the labels go first
    [InlineData(300, 200, 60, false)] // then names
    public void Write_ManyResources_StaysBelowTheLimitAndKeepsWhatItCan(
        int count,
        int nameLength,
        int named,
        bool hasLabels
    )
    {
        ImmutableArray<string> ids =
            [.. Enumerable.Range(0, count).Select(i => $"node {i:00000000}-5717-4562-b3fc-2c963f66afa6")];
        var facts = RequestFacts.Of(Some.Request()) with
        {
            Resources = ids,
            Details = new()
            {
                Resources =
                [
                    .. ids.Select((id, i) => new ResourceDescription(
                        id,
                        new string('n', nameLength),
                        Some.Labels(("env", "prod"), ("team", $"team-{i % 3}"))
                    )),
                ],
                ShownLabels = ["env", "team"],
            },
        };
        var data = Codec.Write(Some.Ledger() with { Facts = facts });

        Assert.InRange(LedgerCodec.Size(data), 1, LargestEntry);
        var read = Codec.Read(data).Facts.Details;
        Assert.InRange(read.Resources.Length, named, count);
        Assert.Equal(hasLabels, read.Resources.All(found => found.Labels.Count == 2));
        Assert.Equal(hasLabels, !read.ShownLabels.IsEmpty);
    }

    [Fact]
    public void Write_DetailsInALargeEntry_AreLeftOutBeforeAnythingElse()
    {
        var votes = Enumerable
            .Range(0, 50)
            .Select(i => Some.Vote($"person-{i}{new string('x', 200)}", reason: "because"));
        var facts = RequestFacts.Of(Some.Request()) with
        {
            Resources = [.. Enumerable.Range(0, 200).Select(i => $"node {i}{new string('i', 80)}")],
        };
        facts = facts with
        {
            Details = new()
            {
                Resources = [.. facts.Resources.Select(id => new ResourceDescription(id, "name", Some.Labels()))],
            },
        };
        var data = Codec.Write(Some.Ledger() with { Facts = facts, Votes = [.. votes] });

        Assert.InRange(LedgerCodec.Size(data), 1, LargestEntry);
        Assert.Equal(50, Codec.Read(data).Votes.Length);
        Assert.InRange(Codec.Read(data).Facts.Details.Resources.Length, 0, 199);
    }

    [Fact]
    public void Write_ConstraintsThatDoNotFit_StillSayThatThereAreSome()
    {
        var facts = RequestFacts.Of(Some.Request()) with
        {
            Constraints = ImmutableSortedDictionary<string, ResourceConstraint>.Empty
                .Add("node db-1", new(ConstraintKind.AwsRoles, [.. Enumerable.Repeat(new string('a', 2000), 20)]))
                .Add("node db-2", new(ConstraintKind.Logins, ["root"])),
        };
        var read = Codec.Read(Codec.Write(Some.Ledger() with { Facts = facts })).Facts.Constraints;

        Assert.Equal(ResourceConstraint.Unknown, read["node db-1"]);
        Assert.Equal<string>(["root"], read["node db-2"].Values);
    }

    /// <summary>As a release writes it that does not look anything up, and as a later one might.</summary>
    [Theory]
    [InlineData("""{"requester":"alice","resources":["node a"]}""", 0)]
    [InlineData("""{"requester":"a","details":{"named":[{"id":"node a","name":"db","new":1}],"new":{}}}""", 1)]
    [InlineData("""{"requester":"a","parts":[{"resource":"node a","kind":"Later","values":["x"],"new":1}]}""", 0)]
    public void Read_OfOtherReleases_TakesWhatItKnows(string document, int named)
    {
        var facts = Codec.Read(Codec.Seal("3", document)).Facts;
        Assert.Equal(named, facts.Details.Resources.Length);
        Assert.All(facts.Constraints.Values, part => Assert.Equal(ResourceConstraint.Unknown, part));
    }

    [Fact]
    public void Write_AsManyVotesAsThereMayBe_StaysBelowTheLimitAndKeepsThem()
    {
        var groups = Enumerable
            .Range(0, 40)
            .Select(number => new Approver(ApproverKind.Group, $"{number}{new string('g', 70)}"));
        var who = Some.Who with { Groups = [.. groups] };
        var ledger = Enumerable
            .Range(0, Ledger.MaxVotes)
            .Aggregate(Some.Ledger(), (ledger, number) =>
                ledger.With(
                    (
                        who with
                        {
                            Actor = who.Actor with
                            {
                                SlackUserId = $"U{number:0000000000}",
                                TeleportUser = $"{number}{new string('t', 60)}",
                                Email = $"{number}{new string('e', 60)}@example.com",
                            },
                        }
                    ).VoteOf(Some.Click() with { UserId = $"U{number:0000000000}" }, new string('"', 3000))
                )
            );
        var data = Codec.Write(
            ledger with
            {
                Facts = ledger.Facts with
                {
                    Resources = [.. Enumerable.Range(0, 50).Select(number => new string('r', 100) + number)],
                },
            }
        );
        Assert.InRange(LedgerCodec.Size(data), 1, LargestEntry);
        Assert.Equal(Ledger.MaxVotes, Codec.Read(data).Votes.Length);
    }

    [Theory]
    [InlineData("""{"user":"U1","person":"a@b","choice":"Pending","channel":"C1","at":"1.2"}""")]
    [InlineData("""{"user":"U1","person":"a@b","choice":"2","channel":"C1","at":"1.2"}""")]
    [InlineData("""{"user":"","person":"a@b","choice":"Approved","channel":"C1","at":"1.2"}""")]
    [InlineData("""{"user":"U1","choice":"Approved","channel":"C1","at":"1.2"}""")]
    [InlineData("""{"user":"U1","person":"a@b","choice":"Approved","channel":"C1"}""")]
    [InlineData("null")]
    public void Read_VoteThatWeCouldNotHaveWritten_IsNone(string vote)
    {
        var data = Codec.Write(Some.Ledger());
        data = Codec.Seal("1", data["v1"].Insert(1, $"\"votes\":[{vote}],"));
        Assert.Empty(Codec.Read(data).Votes);
        Assert.NotEmpty(Codec.Read(data).Deliveries);
    }

    /// <summary>A release that knows no rules would tell others, and forget these.</summary>
    [Theory]
    [InlineData("", null)]
    [InlineData("oncall", "rule_recipients")]
    public void Write_RecipientsByRules_EarlierReleasesLeaveTheRequestAlone(string recipients, string? needed)
    {
        var data = Codec.Write(WithRuleRecipients(recipients.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

        using var document = JsonDocument.Parse(data["v1"]);
        Assert.Equal(needed is not null, document.RootElement.TryGetProperty("needs", out var needs));
        if (needed is not null) Assert.Equal($"[\"{needed}\"]", needs.GetRawText());
        Assert.False(Codec.Read(data).NeedsNewerRelease);
    }

    /// <summary>An earlier release would take the buttons away there, and forget it. The end it may show.</summary>
    [Theory]
    [InlineData(null, "[\"escalated\"]")]
    [InlineData("Approved", null)]
    public void Write_Escalated_EarlierReleasesLeaveTheRequestAlone(string? end, string? needed)
    {
        var ledger = WithEscalated("databases") with { Resolution = end is null ? null : Resolution.Approved };

        using var document = JsonDocument.Parse(Codec.Write(ledger)["v1"]);

        Assert.Equal(needed is not null, document.RootElement.TryGetProperty("needs", out var needs));
        if (needed is not null) Assert.Equal(needed, needs.GetRawText());
    }

    [Fact]
    public void Read_EscalatedThatWeNeverWrite_IsLeftOut()
    {
        var names = string.Join(',', Enumerable.Range(0, 100).Select(number => $"\"r{number}\""));
        var document = $$$"""{"details":{"escalated":["{{{new string('n', 61)}}}","",null,{{{names}}}]}}""";

        var read = Codec.Read(Codec.Seal("1", document)).Facts.Details.Escalated;

        Assert.Equal(RequestDetails.MaxEscalated, read.Length);
        Assert.Equal("r0", read[0]);
    }

    private static Ledger WithEscalated(params string[] rules) =>
        Some.Ledger() with
        {
            Facts = RequestFacts.Of(
                Some.Request() with { Details = RequestDetails.None with { Escalated = [.. rules] } }
            ),
        };

    [Theory]
    [InlineData("""["rule_recipients"]""", false)]
    [InlineData("""["escalated"]""", false)]
    [InlineData("""["rule_recipients","later"]""", true)]
    [InlineData("""["later"]""", true)]
    [InlineData("""[null]""", true)]
    [InlineData("[]", false)]
    public void Read_FeaturesThatAreNeeded_AreKnownByName(string needs, bool isNewer) =>
        Assert.Equal(isNewer, Codec.Read(Codec.Seal("1", $$"""{"needs":{{needs}}}""")).NeedsNewerRelease);

    [Fact]
    public void Read_RecipientsByRulesThatWeNeverWrite_AreLeftOut()
    {
        var many = string.Join(',', Enumerable.Range(0, 100).Select(number => $"\"c{number}\""));
        var document = $$$"""{"details":{"rules":[null,"","@x","a b","#c","ok","OK",{{{many}}}]}}""";

        var read = Codec.Read(Codec.Seal("1", document)).Facts.Details.RuleRecipients;

        Assert.Equal(RequestDetails.MaxRuleRecipients, read.Length);
        Assert.Equal(["ok", "c0", "c1"], read.Take(3));
    }

    [Fact]
    public void Write_AsManyRecipientsByRulesAsThereMayBe_StaysBelowTheLimitAndKeepsThem()
    {
        var recipients = RuleRecipientSource.Unite(
            Enumerable.Range(0, 200).Select(number => $"{number}{new string('c', 60)}")
        );
        var ledger = WithRuleRecipients([.. recipients]);
        ledger = ledger with
        {
            Deliveries =
            [
                .. recipients.Select((name, index) =>
                    Some.Posted(name, $"C0123456789{index:00}", "0123456789abcdef") with
                    {
                        Shown = new string('f', 32),
                        ShownBefore = new string('f', 32),
                        Facts = ledger.Digest,
                    }
                ),
            ],
            Facts = ledger.Facts with
            {
                Reason = new string('r', 3000),
                Resources = [.. Enumerable.Range(0, 200).Select(number => new string('r', 100) + number)],
            },
        };

        var data = Codec.Write(ledger);

        Assert.InRange(recipients.Length, 40, RequestDetails.MaxRuleRecipients);
        Assert.InRange(LedgerCodec.Size(data), 1, LargestEntry);
        Assert.Equal<string>(recipients, Codec.Read(data).Facts.Details.RuleRecipients);
    }

    private static Ledger WithRuleRecipients(params string[] recipients) =>
        Some.Ledger() with
        {
            Facts = RequestFacts.Of(
                Some.Request() with { Details = RequestDetails.None with { RuleRecipients = [.. recipients] } }
            ),
        };

    private static string Describe(Ledger ledger) =>
        string.Join(
            '\n',
            [
                $"{ledger.Rev} {ledger.ReviewsCount} {ledger.Resolution} {ledger.Decision}",
                .. ledger.Votes.Select(vote =>
                    $"{vote with { Groups = default }} {List([.. vote.Groups.Select(group => group.ToString())])}"
                ),
                ledger.Facts.User,
                List(ledger.Facts.Roles),
                ledger.Facts.Reason,
                List(ledger.Facts.Resources),
                $"{ledger.Facts.Expires:O} {ledger.Facts.AccessUntil:O} {ledger.NeedsNewerRelease}",
                List(ledger.Facts.Details.RuleRecipients),
                List(ledger.Facts.Details.Escalated),
                ledger.Facts.ResolveReason,
                .. ledger.Facts.Constraints.Select(part => $"{part.Key} {part.Value.Kind} {List(part.Value.Values)}"),
                .. ledger.Facts.Details.Resources.Select(found =>
                    $"{found.Id} {found.Name} {string.Join(',', found.Labels)}"
                ),
                ledger.Facts.Details.Resources.IsEmpty ? "" : List(ledger.Facts.Details.ShownLabels),
                .. ledger.Notifications.Select(note =>
                    $"{note.Key} {note.Stamp} {List(note.Waiting)} {List(note.Claimed)} {note.By}"
                ),
                .. ledger.Deliveries.Select(delivery =>
                    $"{List(delivery.Names)} {delivery switch
        {
            Delivery.Claimed claimed => $"claimed {claimed.Address}",
            Delivery.Posted posted => $"{posted.Channel} {posted.Ts} {posted.View} {posted.Degradation}",
            Delivery.Failed failed => $"failed {failed.Code}",
            _ => throw new InvalidOperationException(),
        }}"),
    ]);

    private static string List(ImmutableArray<string> items) => string.Join('|', items);
}
