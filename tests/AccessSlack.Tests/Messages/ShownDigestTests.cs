using AccessSlack.Approvals;
using AccessSlack.Messages;
using AccessSlack.Requests;
using AccessSlack.Tests.Samples;
using SlackApi;
using SlackApi.Blocks;

namespace AccessSlack.Tests.Messages;

public class ShownDigestTests
{
    private static readonly RequestView View = Some.View(Some.Pending(), Offer.Decide) with { Confirms = true };

    [Fact]
    public void Of_MessageAsItComesBack_IsTheSame() => Any.Holds(Any.View, view =>
    {
        var blocks = RequestMessage.Compose(view).Blocks;
        var json = SlackJson.Write(blocks).Replace("\"type\":\"section\"", "\"type\":\"section\",\"expand\":false");
        Assert.Equal(ShownDigest.Of(blocks), ShownDigest.Of(SlackJson.ReadBlocks(json)));
    });

    /// <summary>A press on the message counts although they have changed since.</summary>
    [Fact]
    public void Of_StateVotesAndReason_DoNotCount() => Assert.Equal(
        Of(View),
        Of(View with
        {
            Status = Some.Pending(new Review("carol", RequestState.Approved, "ok")),
            Facts = View.Facts with { Reason = "other", Resources = [], Expires = null },
            OverridesThresholds = true,
        })
    );

    [Fact]
    public void Of_HeadlineButtonsAndConfirmations_Count()
    {
        RequestView[] views =
        [
            View,
            View with { Cluster = "staging" },
            View with { Facts = View.Facts with { User = "carol" } },
            View with { Facts = View.Facts with { Roles = ["dba"] } },
            View with { Offer = Offer.Link },
            View with { Confirms = false },
            View with { Link = null },
        ];
        Assert.Equal(views.Length, views.Select(Of).Distinct().Count());
    }

    [Theory]
    [InlineData("ops 🦊 team", "ops :fox_face: team")]
    [InlineData("ops 👩‍🚒", "ops :female-firefighter:")]
    [InlineData("👋🏽", ":wave::skin-tone-4:")]
    [InlineData("© 1️⃣", ":copyright: :one:")]
    [InlineData("two  blanks ", "two blanks")]
    public void Of_TextAsSlackReturnsIt_IsTheSame(string sent, string returned) =>
        Assert.Equal(Of(Headline(sent)), Of(Headline(returned)));

    [Theory]
    [InlineData("alice requests *dba*", "alice requests *root*")]
    [InlineData("alice requests *dba*", "alice requests *dba* :not-root:")]
    [InlineData("alice requests *dba*", "alice requests *dba* 🦊")]
    [InlineData("a:b:c", "a:x:c")]
    [InlineData("&lt;@U0BOB0001&gt;", "<@U0BOB0001>")]
    public void Of_OtherWords_IsAnother(string sent, string shown) =>
        Assert.NotEqual(Of(Headline(Word(sent))), Of(Headline(Word(shown))));

    [Fact]
    public void Of_EntitiesInPlainText_AreTheSame() =>
        Assert.Equal(Of(new PlainText("a <b> & c")), Of(new PlainText("a &lt;b&gt; &amp; c")));

    /// <summary>Slack refuses such blocks, but a payload is not trusted for that.</summary>
    [Fact]
    public void Of_BlocksWithNothingInThem_IsAnother()
    {
        Block[] hollow =
        [
            new SectionBlock { Text = new PlainText { Text = null! } },
            new ActionsBlock { Elements = null! },
            new ActionsBlock { Elements = [new Button(), new ActionElement { Confirm = new() }] },
            new(),
        ];

        Assert.NotEqual(Of(View), ShownDigest.Of(hollow));
        Assert.Equal(Click.ShownNothing, ShownDigest.OfPress(hollow, RequestButtons.ApproveId, "Approve"));
    }

    [Theory]
    [InlineData(RequestButtons.ApproveId, "Approve", true)]
    [InlineData(RequestButtons.ApproveId, "", true)]
    [InlineData(RequestButtons.ApproveId, "Deny", false)]
    [InlineData("another", "Approve", false)]
    public void OfPress_Button_MustBeOneOfTheMessage(string actionId, string label, bool isOne)
    {
        var blocks = RequestMessage.Compose(View).Blocks;

        var shown = ShownDigest.OfPress(blocks, actionId, label);

        Assert.Equal(isOne ? ShownDigest.Of(blocks) : Click.ShownNothing, shown);
    }

    private static string Of(RequestView view) => ShownDigest.Of(RequestMessage.Compose(view).Blocks);

    private static string Of(TextObject text) => ShownDigest.Of([new SectionBlock { Text = text }]);

    private static Markdown Headline(string text) => new(text, verbatim: true);

    /// <summary>As our own text has it: a colon never opens the name of an emoji.</summary>
    private static string Word(string text) => text.Contains("not-root") ? text : text.Replace(":", ":\u2060");
}
