using AccessSlack.Reconciliation.Rules;
using AccessSlack.Requests.Resources;
using AccessSlack.Requests.Rules;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Reconciliation.Rules;

public class RuleReaderTests
{
    [Fact]
    public void Read_Rule_HasItsRecipientsAsTheConfigurationWouldHaveThem()
    {
        var read = RuleReader.Read(
            SomeRule.Of("a", "#OnCall", "oncall", "C0ONCALL01", "Bob@example.com", "U0BOB0001")
        );

        Assert.Empty(read.Faults);
        Assert.Equal<string>(["oncall", "C0ONCALL01", "Bob@example.com", "U0BOB0001"], read.Rule!.Recipients);
        Assert.True(read.Rule.IsOnSchedule(Some.Now));
    }

    public static TheoryData<string, string> Unreadable => new()
    {
        { "condition", "The condition cannot be read at character " },
        { "empty condition", "The condition cannot be read at character " },
        { "long condition", "The condition cannot be read at character " },
        { "zone", "The schedule 'office' cannot be read: This machine knows no time zone 'Mars/Olympus'." },
        { "weekday", "The schedule 'office' cannot be read: 'Caturday' is no weekday" },
        { "shift", "The schedule 'office' cannot be read: " },
        { "many shifts", "Its schedules have more than 200 shifts." },
        { "many schedules", "Its schedules have more than 200 shifts." },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void Read_PartThatCannotBeRead_IsNotFollowedAndNamesThePlace(string part, string place)
    {
        var rule = SomeRule.Of("a", "oncall");
        rule = part switch
        {
            "condition" => rule with { Condition = "access_request.spec.role == \"x\"" },
            "empty condition" => rule with { Condition = "" },
            "long condition" => rule with { Condition = new string('!', 99_996) + "true" },
            "zone" => rule with { Schedules = [SomeRule.Schedule("Mars/Olympus")] },
            "weekday" => rule with { Schedules = [SomeRule.Schedule(weekday: "Caturday")] },
            "shift" => rule with { Schedules = [SomeRule.Schedule(end: "00:00")] },
            "many shifts" => rule with
            {
                Schedules = [new("office", "", [.. Enumerable.Repeat(("Monday", "00:00", "01:00"), 201)])],
            },
            _ => rule with { Schedules = [.. Enumerable.Repeat(new RuleSchedule("office", "", []), 201)] },
        };

        var read = RuleReader.Read(rule);

        Assert.Null(read.Rule);
        Assert.StartsWith(place, Assert.Single(read.Faults), StringComparison.Ordinal);
        Assert.InRange(read.Faults[0].Length, 1, 400);
    }

    [Fact]
    public void Read_RecipientsThatCannotBe_AreLeftOutAndTheRuleIsFollowed()
    {
        var read = RuleReader.Read(SomeRule.Of("a", "@alice", "", new string('x', 100_000), "oncall"));

        Assert.Equal<string>(["oncall"], read.Rule!.Recipients);
        Assert.Equal(3, read.Faults.Length);
        Assert.StartsWith("The recipient '@alice' is left out: Slack cannot look up @names.", read.Faults[0]);
        Assert.All(read.Faults, fault => Assert.InRange(fault.Length, 1, 300));
    }

    [Fact]
    public void Read_MoreRecipientsThanAreTold_AreCut()
    {
        var read = RuleReader.Read(SomeRule.Of("a", [.. Enumerable.Range(0, 60).Select(number => $"c{number}")]));

        Assert.Equal(RequestDetails.MaxRuleRecipients, read.Rule!.Recipients.Length);
        Assert.Equal("Only its first 50 recipients are told.", Assert.Single(read.Faults));
    }

    [Fact]
    public void IsOnSchedule_AnyOfSeveral_IsEnough()
    {
        var rule = RuleReader.Read(
            SomeRule.Of("a", "oncall") with
            {
                Schedules = [SomeRule.Schedule(weekday: "Monday"), SomeRule.Schedule(weekday: "Saturday")],
            }
        ).Rule!;

        Assert.True(rule.IsOnSchedule(Some.Now));
        Assert.False(rule.IsOnSchedule(Some.Now.AddDays(1)));
    }

    [Theory]
    [InlineData("slack", "access_request", true)]
    [InlineData("Slack", "access_request", false)]
    [InlineData("slack-default", "access_request", false)]
    [InlineData("slack", "user", false)]
    [InlineData("", "access_request", false)]
    public void IsFor_PluginAndSubject_AreComparedWhole(string plugin, string subject, bool isOurs) =>
        Assert.Equal(isOurs, (SomeRule.Of("a") with { Plugin = plugin, Subjects = ["x", subject] }).IsFor("slack"));
}
