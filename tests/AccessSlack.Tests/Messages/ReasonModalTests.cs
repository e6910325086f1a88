using System.Globalization;
using AccessSlack.Approvals;
using AccessSlack.Messages;
using AccessSlack.Requests;
using AccessSlack.Tests.Samples;
using SlackApi;
using SlackApi.Blocks;

namespace AccessSlack.Tests.Messages;

public class ReasonModalTests
{
    private static readonly ModalMetadata Denial = new(Some.RequestId, RequestState.Denied, Some.Channel, Some.Ts);

    [Fact]
    public void Compose_Forms_AreAsAccepted()
    {
        AssertGolden("deny", Compose(least: 1));
        AssertGolden("approve-20", Compose(least: 20, about: Denial with { Proposed = RequestState.Approved }));
        AssertGolden("no-roles", Compose(new() { User = "alice" }));
        AssertGolden(
            "hostile",
            Compose(
                new()
                {
                    User = "*bob*\n<!channel>",
                    Roles = [.. Enumerable.Range(0, 200).Select(number => $"role {number} <@U0BOB0001> `x`")],
                },
                cluster: "<!here>"
            )
        );
        AssertGolden("notice", ReasonModal.Notice("You denied alice's request."));
    }

    [Fact]
    public void Compose_AnyRequest_IsWithinTheLimitsAndHarmless() => Any.Holds(Any.View, view =>
    {
        var form = Compose(view.Facts, view.Cluster);
        SlackJson.Write(form.ToDefinition()); // refuses what Slack would refuse
        var text = Assert.IsType<Markdown>(form.Blocks.OfType<SectionBlock>().Single().Text);
        Assert.True(text.Verbatim);
        Assert.DoesNotContain('<', text.Text);
        Assert.DoesNotContain('\n', text.Text);
        Assert.Equal(Denial, ModalMetadata.Read(form.PrivateMetadata));
    });

    [Fact]
    public void Compose_Form_ComesBackUnderTheIdsThatAreRead()
    {
        var form = Compose();
        var input = Assert.Single(form.Blocks.OfType<InputBlock>());
        Assert.Equal(
            (ReasonModal.CallbackId, ReasonModal.BlockId, ReasonModal.ActionId, false),
            (form.CallbackId, input.BlockId, input.Element?.ActionId, input.Optional)
        );
    }

    [Theory]
    [InlineData("no", 1)]
    [InlineData("12345", 5)]
    [InlineData("  12\t \n 45  ", 5)]
    [InlineData("ééééé", 5)]
    [InlineData("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 2)]
    public void Fault_LongEnough_IsNone(string typed, int least) => Assert.Null(ReasonCheck.Fault(typed, least));

    [Theory]
    [InlineData("", 1, "Please enter a reason.")]
    [InlineData(" \n\t ", 1, "Please enter a reason.")]
    [InlineData("\u200b\u200b\u2060\u00ad\u3164", 1, "Please enter a reason.")]
    [InlineData("1234", 5, "Please enter at least 5 characters. You entered 4.")]
    [InlineData("1        2", 5, "Please enter at least 5 characters. You entered 3.")]
    [InlineData("     1234     ", 5, "Please enter at least 5 characters. You entered 4.")]
    [InlineData("1\u200b2\u200b3\u200b4", 5, "Please enter at least 5 characters. You entered 4.")]
    [InlineData("👩‍👩‍👧‍👦", 2, "Please enter at least 2 characters. You entered 1.")]
    public void Fault_TooShort_SaysHowMuchIsMissing(string typed, int least, string expected) =>
        Assert.Equal(expected, ReasonCheck.Fault(typed, least));

    [Fact]
    public void Fault_TooLong_SaysTheLimit()
    {
        Assert.Null(ReasonCheck.Fault(new('x', 3000), 3000));
        Assert.Equal("Please use at most 3000 characters.", ReasonCheck.Fault(new('x', 3001), 1));
    }

    [Fact]
    public void Fault_AnyText_CountsNoMoreThanTheGraphemesTyped() => Any.Holds(Any.BrokenText, typed =>
    {
        if (ReasonCheck.Fault(typed, 40) is null) Assert.InRange(new StringInfo(typed).LengthInTextElements, 40, 3000);
    });

    private static ComposedView Compose(
        RequestFacts? facts = null,
        string cluster = "prod-cluster",
        ModalMetadata? about = null,
        int least = 1
    ) => ReasonModal.Compose(facts ?? RequestFacts.Of(Some.Request()), cluster, about ?? Denial, least);

    private static void AssertGolden(string name, ComposedView view) =>
        GoldenFile.AssertEqual("forms/" + name, Pretty.Json(SlackJson.Write(view.ToDefinition())));
}
