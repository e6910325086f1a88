using System.Globalization;
using AccessSlack.Approvals;
using AccessSlack.Messages;
using AccessSlack.Requests;
using AccessSlack.Requests.Text;
using AccessSlack.Tests.Samples;
using SlackApi;
using SlackApi.Blocks;

namespace AccessSlack.Tests.Messages;

public class DecisionModalTests
{
    private static readonly ModalMetadata Denial =
        new(Some.RequestId, RequestState.Denied, Some.Channel, Some.Ts, "1:0a", "0b");

    private static readonly ModalMetadata Approval = Denial with { Proposed = RequestState.Approved };

    private static readonly Refusal NoReason = Refusals.ReasonMissing(1);

    [Fact]
    public void Compose_Forms_AreAsAccepted()
    {
        AssertGolden("deny", Compose(least: 1));
        AssertGolden("approve-20", Compose(least: 20, about: Approval));
        AssertGolden("list", Compose(Many(60), least: 0, about: Approval, lack: Refusals.NotShown));
        AssertGolden("differs", Compose(least: 0, about: Approval, lack: Refusals.MessageDiffers));
        AssertGolden(
            "warnings",
            Compose(least: 1, about: Approval, warnings: ["Link the incident.", "<!here> *Two* people know this host."])
        );
        AssertGolden("changed", Compose(least: 1, lack: Refusals.RequestChanged));
        AssertGolden(
            "hostile",
            Compose(
                new()
                {
                    User = "*bob*\n<!channel>",
                    Roles = [.. Enumerable.Range(0, 200).Select(number => $"role {number} <@U0BOB0001> `x`")],
                    Resources = ["node db-1\n• node db-2", ">quote", "db <!here>"],
                },
                cluster: "<!here>"
            )
        );
        AssertGolden("notice", DecisionModal.Notice("You denied alice's request."));
    }

    [Fact]
    public void Compose_AnyRequest_IsWithinTheLimitsAndHarmless() => Any.Holds(Any.View, view =>
    {
        if (!FullList.Fits(Asking(view.Facts))) return; // not decided in Slack
        var form = Compose(view.Facts, view.Cluster);
        SlackJson.Write(form.ToDefinition()); // refuses what Slack would refuse
        List<Markdown> texts =
            [.. form.Blocks.OfType<SectionBlock>().Select(section => Assert.IsType<Markdown>(section.Text))];
        Assert.All(texts, text => Assert.True(text.Verbatim));
        Assert.All(texts, text => Assert.DoesNotContain('<', text.Text));
        Assert.Equal(Denial, ModalMetadata.Read(form.PrivateMetadata));
    });

    /// <summary>What comes back with the submission is form-encoded, at worst in nine bytes a character.</summary>
    [Fact]
    public void Compose_LongestListWithTheLongestReason_ComesBackWithinTheBodyLimit()
    {
        var facts = Many(1);
        while (FullList.Fits(Asking(facts))) facts = facts with { Roles = facts.Roles.Add(new string('ж', 400)) };
        var form = Compose(facts with { Roles = facts.Roles[..^1] }, least: 3000);
        var json = SlackJson.Write(form.ToDefinition()) + new string('ж', 3000);
        Assert.InRange(form.Blocks.Count, 2, 100);
        Assert.InRange(Uri.EscapeDataString(json).Length, 100_000, 240_000);
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(1000, false)]
    public void Fits_ManyRoles_AreCountedAsTheyAreShown(int roles, bool fits) =>
        Assert.Equal(fits, FullList.Fits(Asking(Many(roles))));

    [Fact]
    public void Fits_OneEndlessName_DoesNot()
    {
        Assert.True(FullList.Fits(Asking(new() { User = "alice", Roles = [new('x', 480)] })));
        Assert.False(FullList.Fits(Asking(new() { User = "alice", Roles = [new('x', 520)] })));
        Assert.False(FullList.Fits(Asking(new() { User = new('x', 520), Roles = ["dba"] })));
        Assert.False(FullList.Fits(Asking(new() { User = "alice", Roles = ["dba"], Resources = [new('&', 120)] })));
    }

    [Fact]
    public void Compose_ListThatDoesNotFitTheHeadline_NamesEveryRoleOnce()
    {
        var facts = Many(60);
        var form = Compose(facts);
        var text = string.Concat(form.Blocks.OfType<SectionBlock>().Select(section => section.Text!.Text + "\n"));
        Assert.All(facts.Roles, role => Assert.Single(text.Split('\n'), $"• {role}"));
    }

    [Fact]
    public void Compose_Form_ComesBackUnderTheIdsThatAreRead()
    {
        var form = Compose();
        var input = Assert.Single(form.Blocks.OfType<InputBlock>());
        Assert.Equal(
            (DecisionModal.CallbackId, DecisionModal.BlockId, DecisionModal.ActionId, false),
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
        int least = 1,
        Refusal? lack = null,
        params string[] warnings
    ) =>
        DecisionModal.Compose(
            facts ?? RequestFacts.Of(Some.Request()),
            cluster,
            about ?? Denial,
            least,
            lack ?? NoReason,
            [.. warnings]
        );

    private static RequestFacts Many(int roles) => new()
    {
        User = "alice",
        Roles = [.. Enumerable.Range(0, roles).Select(number => $"reader-of-the-wiki-{number}")],
        Resources = ["node db-1"],
    };

    private static AccessRequest Asking(RequestFacts facts) =>
        Some.Request() with
        {
            User = facts.User,
            Roles = facts.Roles,
            Resources = facts.Resources,
        };

    private static void AssertGolden(string name, ComposedView view) =>
        GoldenFile.AssertEqual("forms/" + name, Pretty.Json(SlackJson.Write(view.ToDefinition())));
}
