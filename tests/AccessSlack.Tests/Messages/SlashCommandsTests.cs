using System.Text.RegularExpressions;
using AccessSlack.Approvals;
using AccessSlack.Messages;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Tests.Samples;
using SlackApi;

namespace AccessSlack.Tests.Messages;

public partial class SlashCommandsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("  \n ")]
    [InlineData("help")]
    [InlineData(" HELP ")]
    public void Parse_NothingOrHelp_IsHelp(string text) =>
        Assert.Equal(new SlashCommandIntent.Help(""), SlashCommands.Parse(text));

    [Theory]
    [InlineData("list")]
    [InlineData("\tList\u00a0")]
    public void Parse_List_IsList(string text) =>
        Assert.Equal(new SlashCommandIntent.List(), SlashCommands.Parse(text));

    [Theory]
    [InlineData($"show {Some.RequestId}")]
    [InlineData($" Show \n {Some.RequestId} ")]
    public void Parse_Show_NamesTheRequest(string text) =>
        Assert.Equal(new SlashCommandIntent.Show(Some.RequestId), SlashCommands.Parse(text));

    [Theory]
    [InlineData("approve 1", "I don't know the command “approve”.")]
    [InlineData("list all", "I don't understand “all”.")]
    [InlineData("help me", "I don't understand “me”.")]
    [InlineData("show 1 2", "I don't understand “2”.")]
    [InlineData("show", "“show” needs a request ID.")]
    [InlineData("show a/../b", "“a/../b” isn't a valid request ID.")]
    [InlineData("<!channel>", "I don't know the command “&lt;!channel&gt;”.")]
    [InlineData("*x*`\u202e”", "I don't know the command “∗x∗ˋ'”.")]
    public void Parse_AnythingElse_IsHelpWithTheWordNamed(string text, string why) =>
        Assert.Equal(new SlashCommandIntent.Help(why), SlashCommands.Parse(text));

    [Fact]
    public void Parse_AnyText_GivesAHarmlessWish() =>
        Any.Holds(
            Any.Of(random =>
                Any.Pick(random, "", "list ", "show ", "help ", "SHOW\n")
                + Any.HostileText(random)
                + Any.Pick(random, "", "\ud800")
            ),
            text =>
            {
                switch (SlashCommands.Parse(text))
                {
                    case SlashCommandIntent.Show show:
                        Assert.True(RequestIds.IsPossible(show.RequestId));
                        break;
                    case SlashCommandIntent.Help help:
                        Assert.DoesNotMatch("[<>\n*`]", help.Why);
                        Assert.InRange(help.Why.Length, 0, 120);
                        break;
                    default:
                        Assert.Equal("list", text.Trim(), ignoreCase: true);
                        break;
                }
            },
            times: 1000
        );

    [Fact]
    public void Answers_All_AreAsAccepted()
    {
        AssertGolden("help", SlashCommands.Help("/teleport", ""));
        AssertGolden("help-unknown", SlashCommands.Help("/teleport", "I don't know the command “approve”."));
        AssertGolden("list-nothing", List([], []));
        AssertGolden(
            "list",
            List(
                [Listed(1), Listed(2, Some.Resolved(Resolution.Denied, Some.Decision(RequestState.Denied)))],
                [Listed(3) with { Created = null }, Listed(4)]
            )
        );
        AssertGolden(
            "list-full",
            List(
                Enumerable.Range(0, 30).Select(number => Listed(number)),
                Enumerable.Range(30, 30).Select(number => Listed(number))
            )
        );
        AssertGolden(
            "show",
            SlashCommands.Show(
                Some.View(Some.Pending(new Review("carol", RequestState.Approved, "ok")), Offer.Decide) with
                {
                    OverridesThresholds = true,
                }
            )
        );
        AssertGolden(
            "show-approved",
            SlashCommands.Show(Some.View(Some.Resolved(Resolution.Approved, Some.Decision())) with { Link = null })
        );
        AssertGolden("list-partial", List([Listed(1)], [], isPartial: true));
        AssertGolden("not-found", SlashCommands.NotFound(Some.RequestId));
        AssertGolden("not-found-partial", SlashCommands.NotFound(Some.RequestId, isPartial: true));
    }

    [Fact]
    public void List_Requests_AreNewestFirst() =>
        Assert.Equal(
            ["r3", "r2", "r10", "r11"],
            Ids(
                List(
                    [Listed(2), Listed(11) with { Created = null }, Listed(3), Listed(10) with { Created = null }],
                    []
                )
            )
        );

    [Fact]
    public void List_OwnRequestThatARuleNames_StandsThereOnce() =>
        Assert.Equal(["r1", "r2"], Ids(List([Listed(1)], [Listed(1), Listed(2)])));

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(20, 0, 20, 0)]
    [InlineData(0, 21, 0, 20)]
    [InlineData(30, 30, 10, 10)]
    [InlineData(30, 2, 18, 2)]
    [InlineData(3, 30, 3, 17)]
    public void List_ManyRequests_AreTwentyAtMostAndTheRestIsCounted(int own, int others, int shownOwn, int shownOthers)
    {
        var text = List(
            Enumerable.Range(0, own).Select(number => Listed(number)),
            Enumerable.Range(100, others).Select(number => Listed(number))
        );
        var shown = Ids(text).Select(id => int.Parse(id[1..])).ToList();
        Assert.Equal((shownOwn, shownOthers), (shown.Count(id => id < 100), shown.Count(id => id >= 100)));
        string[] rest =
        [
            .. new[] { own - shownOwn, others - shownOthers }
                .Where(more => more > 0)
                .Select(more => $"+ {more} more in Teleport"),
        ];
        Assert.Equal(rest, text.Split('\n').Where(line => line.StartsWith('+')));
    }

    [Fact]
    public void List_AnyRequests_AreHarmlessAndWithinTheLimits() =>
        Any.Holds(
            Any.Of(random => Enumerable.Range(0, random.Next(40)).Select(_ => random.Next()).ToArray()),
            seeds =>
            {
                var views = Any.Sample(Any.View, seeds)
                    .Select((view, index) => Listed(index) with
                    {
                        View = view with { RequestId = $"r{index}" },
                        Created = index % 4 == 0 ? null : Some.Now.AddDays(-index),
                    })
                    .ToList();
                var text = List(
                    views.Where((_, index) => index % 2 == 0),
                    views.Where((_, index) => index % 2 == 1)
                );
                AssertHarmless(text);
                Assert.All(text.Split('\n'), line =>
                    Assert.Matches(
                        "^(•|\\*Your requests\\*$|\\*Requests you can decide\\*$|\\+ [0-9]+ more in Teleport$|You " +
                        "have no open access requests)",
                        line
                    )
                );
            },
            times: 100
        );

    [Fact]
    public void Show_AnyRequest_IsHarmlessAndWithinTheLimits() =>
        Any.Holds(Any.View, view => AssertHarmless(SlashCommands.Show(view)));

    [Fact]
    public void Help_HostileCommandName_IsHarmless() =>
        Assert.StartsWith("`/ˋ&lt;!here&gt; list`:", SlashCommands.Help("/`<!here>", ""), StringComparison.Ordinal);

    private static string List(
        IEnumerable<ListedRequest> mine,
        IEnumerable<ListedRequest> others,
        bool isPartial = false
    ) => SlashCommands.List(RequestLists.Of(mine, others), Some.Now.AddHours(1), isPartial);

    private static ListedRequest Listed(int number, RequestStatus? status = null) => new(
            Some.View(status ?? Some.Pending()) with
            {
                RequestId = $"r{number}",
                Link = new($"https://teleport.example.com/web/requests/r{number}"),
            },
            Some.Now.AddMinutes(number)
        )
    {
        Message = number % 3 == 0 ? null : new($"https://team.slack.com/archives/{Some.Channel}/p{number}"),
    };

    private static string[] Ids(string text) => [.. Link().Matches(text).Select(match => match.Groups["id"].Value)];

    private static void AssertHarmless(string text)
    {
        Assert.InRange(text.Length, 1, SlackLimits.AllBlockText);
        SlackJson.Write([.. SlackSections.Of(text)]);
        Assert.DoesNotMatch("[<>]", OurMarks().Replace(text, ""));
        Assert.All(SlackSections.Of(text), section =>
            Assert.InRange(section.Text!.Text.Length, 1, SlackLimits.SectionText)
        );
    }

    private static void AssertGolden(string name, string text)
    {
        AssertHarmless(text);
        GoldenFile.AssertEqual("commands/" + name, Pretty.Json(SlackJson.Write([.. SlackSections.Of(text)])));
    }

    [GeneratedRegex(
        "<https://teleport\\.example\\.com/web/requests/[0-9a-z-]+\\|(?<id>[^<>|]+)>",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex Link();

    [GeneratedRegex(
        "<https://teleport\\.example\\.com/web/requests/[0-9a-z-]+\\|[^<>|]+>|<@[UW][A-Z0-9]{8,}>|" +
        "<https://team\\.slack\\.com/archives/[0-9A-Z]+/p[0-9]+\\|Go to the message>|<!date\\^[0-9]+\\^[^<>|]+\\|[^<>|]+>",
        RegexOptions.None,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex OurMarks();
}
