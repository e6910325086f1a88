using AccessSlack.Slack;
using AccessSlack.Slack.Calls;
using Microsoft.AspNetCore.Http;

namespace AccessSlack.Tests.Slack.Lookups;

public sealed class ChannelSearchTests : SlackTest
{
    private const string List = "api/conversations.list";

    [Fact]
    public async Task FindChannelsAsync_SeveralNames_ReadsTheListOnceAndThenThePrivateOnes()
    {
        Slack
            .On(List, Channels("next", ("C9", "dev"), ("C1,C2", "ops")))
            .On(List, Channels("", ("C1", "ops")))
            .On(List, Channels("", ("G7", "secret")));

        var found = Value(await Directory().FindChannelsAsync(["Ops", "dev", "secret", "gone"], default));

        Assert.Equal(("C1", "C9", "G7"), (found.Ids["ops"], found.Ids["dev"], found.Ids["secret"]));
        Assert.False(found.Ids.ContainsKey("gone"));
        Assert.Null(found.Failure);
        Assert.Equal(
            [
                "?exclude_archived=true&limit=200&types=public_channel",
                "?exclude_archived=true&limit=200&types=public_channel&cursor=next",
                "?exclude_archived=true&limit=200&types=private_channel",
            ],
            Slack.Seen.Select(seen => seen.Query)
        );
    }

    [Fact]
    public async Task FindChannelsAsync_AllArePublic_StopsWhenTheyAreFound()
    {
        Slack.On(List, Channels("next", ("C1", "ops")));

        Assert.Null(Value(await Directory().FindChannelsAsync(["ops"], default)).Failure);
        Assert.Single(Slack.Seen);
    }

    [Fact]
    public async Task FindChannelsAsync_PrivateOnesCannotBeListed_DoesNotKnowWhetherTheyExist()
    {
        Slack.On(List, Channels("")).On(List, Error("missing_scope"));

        Assert.Equal("missing_scope", Value(await Directory().FindChannelsAsync(["ops"], default)).Failure?.Code);
    }

    [Fact]
    public async Task FindChannelsAsync_EndlessList_GivesUpAfterFiftyPagesAndDoesNotKnow()
    {
        for (var i = 0; i < 101; i++) Slack.On(List, Channels("again"));

        var found = Value(await Directory().FindChannelsAsync(["ops"], default));

        Assert.Equal("too_many_channels", found.Failure?.Code);
        Assert.Equal(100, Slack.Seen.Count);
    }

    [Fact]
    public async Task FindChannelsAsync_SlowList_AllPagesShareTheLimitOfOneCall()
    {
        Slack.On(List, context =>
        {
            Time.Advance(SlackCaller.CallLimit / 2);
            return context.Response.WriteAsync(Channels("next"));
        });
        var hanging = Slack.OnHang(List);
        var finding = Directory().FindChannelsAsync(["ops"], default);
        await hanging;
        Time.Advance(SlackCaller.CallLimit / 2);

        Assert.Equal("timeout", Failure(await finding.WaitAsync(TimeSpan.FromSeconds(30))).Code);
    }

    [Fact]
    public async Task GetGroupsAsync_EnabledOnes_AreFoundByTheirHandles()
    {
        Slack.On(
            "api/usergroups.list",
            """
            {"ok":true,"usergroups":[
              {"id":"S1","handle":"Leads","date_delete":0,"updated_by":"U1"},
              {"id":"S2","handle":"gone","date_delete":1}]}
            """
        );

        var groups = Value(await Directory().GetGroupsAsync(default));

        Assert.Equal(new GroupInfo("S1", "U1"), groups["leads"]);
        Assert.Single(groups);
    }
}
