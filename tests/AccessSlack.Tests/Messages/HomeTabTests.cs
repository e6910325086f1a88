using AccessSlack.Approvals;
using AccessSlack.Messages;
using AccessSlack.Requests;
using AccessSlack.Tests.Samples;
using SlackApi;
using SlackApi.Blocks;

namespace AccessSlack.Tests.Messages;

public class HomeTabTests
{
    private static readonly Uri Message = new("https://sandbox.slack.com/archives/C0ACCESS1/p1795262400000100");
    private static readonly HomeList None = new([], 0);

    [Fact]
    public void Compose_Tabs_AreAsAccepted()
    {
        AssertGolden("home-empty", HomeTab.Compose(None, None, isPartial: false));
        AssertGolden("home-partial", HomeTab.Compose(None, None, isPartial: true));
        AssertGolden("home-outsiders", HomeTab.ForOutsiders());
        AssertGolden("home-unavailable", HomeTab.Unavailable());
        AssertGolden("home-lists", HomeTab.Compose(
            new([Entry(Pending()), Entry(Pending() with { Link = null }, message: null)], More: 5),
            new([Entry(Pending() with { Facts = Facts with { Kind = RequestKind.LongTerm } })], More: 0),
            isPartial: false
        ));
        AssertGolden("home-hostile", HomeTab.Compose(
            new([Entry(Pending() with
            {
                Facts = Facts with { User = "*bob*\n<!channel>", Roles = ["<@U0BOB0001> `x`", "a, b", new('ж', 500)] },
            })], More: 0),
            None,
            isPartial: false
        ));
    }

    [Fact]
    public void Compose_AnyRequests_AreWithinTheLimitsAndHarmless() => Any.Holds(Any.View, view =>
    {
        var full = new HomeList([.. Enumerable.Repeat(Entry(view), HomeTab.MostListed)], More: int.MaxValue);

        var tab = HomeTab.Compose(full, full, isPartial: true);

        SlackJson.Write(tab.ToDefinition()); // refuses what Slack would refuse
        Assert.InRange(tab.Blocks.Count, 2, SlackLimits.ViewBlocks);
        Assert.All(Texts(tab), text => Assert.True(text.Verbatim));
        Assert.All(Texts(tab), text => Assert.DoesNotMatch("<(?!https?://|!date|@[UW][A-Z0-9]+>)", text.Text));
        Assert.DoesNotContain(tab.Blocks, block => block is ActionsBlock);
    });

    [Fact]
    public void Digest_OtherContent_IsAnother()
    {
        var tabs = new[]
        {
            HomeTab.ForOutsiders(),
            HomeTab.Unavailable(),
            HomeTab.Compose(None, None, isPartial: false),
            HomeTab.Compose(None, None, isPartial: true),
            HomeTab.Compose(new([Entry(Pending())], 0), None, isPartial: false),
            HomeTab.Compose(new([Entry(Pending())], 1), None, isPartial: false),
            HomeTab.Compose(None, new([Entry(Pending())], 0), isPartial: false),
        };

        Assert.Distinct(tabs.Select(tab => tab.Digest));
        Assert.Equal(tabs[4].Digest, HomeTab.Compose(new([Entry(Pending())], 0), None, isPartial: false).Digest);
    }

    private static readonly RequestFacts Facts = new()
    {
        User = "alice",
        Roles = ["dba", "prod-admin"],
        Reason = "incident 4711",
        Expires = Some.Now.AddHours(1),
    };

    private static RequestView Pending() => new(
        Some.RequestId,
        "prod-cluster",
        Facts,
        new RequestStatus.Pending([], Submitted: null),
        Offer.Link,
        new($"https://proxy.example.com/web/requests/{Some.RequestId}"),
        OverridesThresholds: false
    )
    {
        Thresholds = [new("", Approve: 2, Deny: 1)],
    };

    private static HomeEntry Entry(RequestView view) => Entry(view, Message);

    private static HomeEntry Entry(RequestView view, Uri? message) => new(view, Some.Now, message);

    private static IEnumerable<Markdown> Texts(ComposedHome tab) =>
        tab.Blocks.OfType<SectionBlock>().Select(section => Assert.IsType<Markdown>(section.Text))
            .Concat(tab.Blocks.OfType<ContextBlock>().SelectMany(block => block.Elements).Cast<Markdown>());

    private static void AssertGolden(string name, ComposedHome tab) =>
        GoldenFile.AssertEqual(name, Pretty.Json(SlackJson.Write(tab.ToDefinition())));
}
