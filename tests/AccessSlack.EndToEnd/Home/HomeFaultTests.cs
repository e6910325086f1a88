using System.Text.Json.Nodes;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;

namespace AccessSlack.EndToEnd.Home;

/// <summary>Events and answers of Slack's that go wrong, and clicks that a Home tab cannot have.</summary>
public class HomeFaultTests
{
    private const string NotHere =
        "Requests can only be decided with the buttons on their messages, so nothing was decided.";

    private static WorldOptions Bobs => HomeScene.Ruled("approvers = [\"bob@example.com\"]");

    [Fact]
    public async Task Event_OpenedOverAndOver_PublishesOnceInTwoSecondsAndTellsNobody()
    {
        await using var world = await World.StartAsync(Bobs);
        for (var i = 0; i < 60; i++)
            Assert.Equal(200, (await world.Slack.OpenHomeAsync(world.Bob, world.Daemon.Endpoint)).Status);
        await world.IdleAsync();
        Assert.Equal(1, world.Published());

        await world.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(2, world.Published());
        Assert.Empty(world.EphemeralsTo(world.Bob));
        Assert.Empty(world.Slack.Messages);
    }

    [Fact]
    public async Task Event_HomeOff_IsAcknowledgedAndIgnored()
    {
        await using var world = await World.StartAsync();

        Assert.Equal("", await world.OpenHomeAsync(world.Bob));

        Assert.Equal(0, world.Slack.CountOf("users.info"));
        await world.Daemon.LoggedAsync("Acknowledged an interaction that needs no action (home_off)");
    }

    [Fact]
    public async Task Event_MessagesTab_IsIgnored()
    {
        await using var world = await World.StartAsync(Bobs);

        Assert.Equal(200, (await world.Slack.OpenHomeAsync(world.Bob, world.Daemon.Endpoint, "messages")).Status);

        await world.Daemon.LoggedAsync("needs no action (other_tab)");
        Assert.Equal(0, world.Published());
    }

    [Fact]
    public async Task Publish_TabIsOffInTheApp_IsOneWarningWithItsCure()
    {
        await using var world = await World.StartAsync(Bobs);
        world.Slack.FailNext(HomeScene.Publish, SlackFault.Error("not_enabled"), times: 3);

        foreach (var person in (SlackPerson[])[world.Alice, world.Bob, world.Carol])
            Assert.Equal("", await world.OpenHomeAsync(person));
        await world.PassAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(1, world.Daemon.CountInLog("the app has no Home tab"));
        Assert.Equal(1, world.Daemon.CountInLog("turn on the Home Tab, or set home = false under [slack]"));
        Assert.Equal(3, world.Published());
    }

    [Fact]
    public async Task Publish_SomeoneElsePublished_ReplacesItAtOnce()
    {
        await using var world = await World.StartAsync(Bobs);
        await world.OpenHomeAsync(world.Bob);
        await world.RequestAsync();
        world.Slack.FailNext(HomeScene.Publish, SlackFault.Error("hash_conflict"));

        await world.PassAsync(HomeScene.Pace);

        Assert.Contains("dba", world.Home(world.Bob), StringComparison.Ordinal);
        var calls = world.Slack.Calls.Where(call => call.Method == HomeScene.Publish).ToList();
        Assert.Equal([false, true, false], calls.Select(call => call.Args.ContainsKey("hash")));
    }

    [Fact]
    public async Task Publish_UnknownUser_IsHarmless()
    {
        await using var world = await World.StartAsync(Bobs);
        world.Slack.FailNext(HomeScene.Publish, SlackFault.Error("user_not_found"));

        Assert.Equal("", await world.OpenHomeAsync(world.Bob));

        await world.Daemon.LoggedAsync($"The Home tab of {world.Bob.Id} could not be published (user_not_found)");
        Assert.True(world.Daemon.Readiness.IsReady);
        world.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.NotEqual("", await world.OpenHomeAsync(world.Bob));
    }

    [Fact]
    public async Task Open_SlackDoesNotSayWhoItIs_TriesAgainAfterAMinute()
    {
        await using var world = await World.StartAsync(Bobs);
        await world.RequestAsync();
        world.Slack.FailNext("users.info", SlackFault.Error("internal_error"));

        var tab = await world.OpenHomeAsync(world.Bob);
        Assert.Contains("I can't look up your Slack account", tab, StringComparison.Ordinal);

        await world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Contains("dba", world.Home(world.Bob), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_SlackDoesNotTellMembersJustNow_SaysSoAndTriesAgain()
    {
        await using var world = await World.StartAsync(HomeScene.Options);
        await world.RequestAsync();
        await world.PassAsync(TimeSpan.FromMinutes(2)); // what was known is too old
        world.Slack.FailNext("conversations.members", SlackFault.Error("internal_error"));

        var tab = await world.OpenHomeAsync(world.Bob);

        Assert.Contains("Some requests may be missing", tab, StringComparison.Ordinal);
        Assert.DoesNotContain("dba", tab, StringComparison.Ordinal);

        await world.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Contains("dba", world.Home(world.Bob), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_SlackTellsNoLink_LeavesItOut()
    {
        await using var world = await World.StartAsync(Bobs);
        await world.RequestAsync();
        world.Slack.FailNext("chat.getPermalink", SlackFault.Error("message_not_found"));

        var tab = await world.OpenHomeAsync(world.Bob);

        Assert.DoesNotContain("Go to the message", tab, StringComparison.Ordinal);
        Assert.Contains("|Open in Teleport>", tab, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("approve_request")]
    [InlineData("deny_request")]
    public async Task Click_ButtonInTheHomeTab_DecidesNothingAndIsAnsweredByADirectMessage(string action)
    {
        await using var world = await World.StartAsync(Bobs);
        var (id, message) = await world.RequestAsync();
        await world.OpenHomeAsync(world.Bob);
        var button = Button("approve_or_deny", action, id);

        var ack = await world.Slack.ClickInHomeAsync(world.Bob, button, world.Daemon.Endpoint);
        var claimed = await world.Slack.ClickInHomeAsync(world.Bob, button, world.Daemon.Endpoint, new()
        {
            Edit = payload =>
            {
                payload["container"]!["channel_id"] = message.Channel;
                payload["container"]!["message_ts"] = message.Ts;
            },
        });
        await world.IdleAsync();

        Assert.Equal((200, 200), (ack.Status, claimed.Status));
        Assert.Equal("Pending", world.StateOf(id));
        var told = world.Slack.Messages.Where(sent => sent.Text == NotHere).ToList();
        Assert.Equal(2, told.Count);
        Assert.All(told, sent => Assert.StartsWith("D", sent.Channel, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Click_LinkInTheHomeTab_IsIgnored()
    {
        await using var world = await World.StartAsync(Bobs);
        await world.OpenHomeAsync(world.Bob);

        var ack = await world.Slack.ClickInHomeAsync(
            world.Bob,
            Button("approve_or_deny", World.Open, "x"),
            world.Daemon.Endpoint
        );

        Assert.Equal((200, ""), (ack.Status, ack.Body));
        await world.Daemon.LoggedAsync("needs no action (link)");
        Assert.Empty(world.Slack.Messages);
    }

    private static JsonObject Button(string block, string action, string value) => new()
    {
        ["type"] = "button",
        ["block_id"] = block,
        ["action_id"] = action,
        ["value"] = value,
    };
}
