using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Outages;

/// <summary>Teleport or Slack fails: nothing is lost or doubled, and the daemon goes on.</summary>
public class FailureTests
{
    private static readonly Dictionary<string, SlackFault> Faults = new()
    {
        ["429"] = SlackFault.RateLimited("2"),
        ["429 without Retry-After"] = SlackFault.RateLimited(null),
        ["HTML 500"] = SlackFault.Html(),
        ["HTML 503"] = SlackFault.Html(503),
        ["HTML 200"] = SlackFault.Html(200),
        ["service_unavailable"] = SlackFault.Error("service_unavailable"),
        ["channel_not_found"] = SlackFault.Error("channel_not_found"),
        ["an unknown code"] = SlackFault.Error("surprise"),
        ["invalid_auth"] = SlackFault.Error("invalid_auth"),
        ["cut"] = SlackFault.Cut(),
    };

    public static TheoryData<string> FaultNames => [.. Faults.Keys];

    [Theory]
    [MemberData(nameof(FaultNames))]
    public async Task Post_SlackFails_IsPostedOnceWhenItWorksAgain(string fault)
    {
        await using var world = await World.StartAsync();
        world.Slack.FailNext("chat.postMessage", Faults[fault]);
        var id = world.Teleport.CreateRequest("alice", "dba");
        await world.Slack.WaitUntilAsync(slack => slack.CountOf("chat.postMessage") >= 1);
        await world.IdleAsync();
        Assert.Empty(world.MessagesOf(id));

        for (var i = 0; i < 11; i++) await world.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Single(world.MessagesOf(id));
        Assert.True(world.Daemon.Readiness.IsReady);
    }

    [Theory]
    [MemberData(nameof(FaultNames))]
    public async Task Update_SlackFails_IsShownWhenItWorksAgain(string fault)
    {
        await using var world = await World.StartAsync();
        var (id, _) = await world.RequestAsync();
        if (fault is "channel_not_found" or "an unknown code")
            return; // final: the destination is lost, which the next test shows
        world.Slack.FailNext("chat.update", Faults[fault]);
        world.Teleport.Resolve(id, RequestState.Denied);
        await world.Slack.WaitUntilAsync(slack => slack.CountOf("chat.update") >= 1);
        await world.IdleAsync();

        for (var i = 0; i < 11; i++) await world.PassAsync(TimeSpan.FromMinutes(1));

        await world.ShowsAsync(id, "Denied in Teleport");
    }

    [Fact]
    public async Task Post_OneRecipientRefused_OthersAreToldAndTheLogNamesTheCure()
    {
        await using var world = await World.StartAsync(new()
        {
            More = """
                [role_to_recipients]
                "*" = ["nowhere", "nobody@example.com", "access"]
                """,
        });

        await world.RequestAsync();

        Assert.Contains(world.Daemon.Log, line =>
            line.StartsWith("Error", StringComparison.Ordinal)
            && line.Contains("nowhere (channel_not_found)", StringComparison.Ordinal)
        );
        Assert.Contains(world.Daemon.Log, line =>
            line.StartsWith("Error", StringComparison.Ordinal)
            && line.Contains("nobody@example.com (users_not_found)", StringComparison.Ordinal)
        );
        Assert.True(world.Daemon.Readiness.IsReady);
    }

    [Fact]
    public async Task Post_EveryRecipientRefused_OneErrorAndNotReadyUntilOneWorks()
    {
        await using var world = await World.PrepareAsync(
            new() { More = "[role_to_recipients]\n\"*\" = [\"one\", \"two\"]" }
        );
        await world.StartReplicaAsync();
        var id = world.Teleport.CreateRequest("alice", "dba");
        await world.Slack.WaitUntilAsync(slack => slack.CountOf("chat.postMessage") >= 2);
        await world.IdleAsync();
        Assert.Single(world.Daemon.Log, line =>
            line.Contains("could not be posted anywhere", StringComparison.Ordinal)
        );
        Assert.False(world.Daemon.Readiness.IsReady);

        world.Slack.AddChannel("two", world.Bob);
        await world.PassAsync(TimeSpan.FromMinutes(10));

        Assert.Single(world.MessagesOf(id));
        Assert.True(world.Daemon.Readiness.IsReady);
    }

    [Fact]
    public async Task Post_OnlyChannelOfOneRequestIsDead_StaysReadyWhileAnotherWorks()
    {
        await using var world = await World.StartAsync(
            new() { More = "[role_to_recipients]\ndba = \"nowhere\"\n\"*\" = \"access\"" }
        );
        world.Teleport.CreateRequest("alice", "dba");
        await world.Daemon.LoggedAsync("could not be posted to nowhere");
        await world.IdleAsync();
        Assert.True(world.Daemon.Readiness.IsReady);

        world.Slack.FailNext("chat.postMessage", SlackFault.Error("is_archived"));
        world.Teleport.CreateRequest("alice", "auditor");
        await world.Daemon.LoggedAsync("could not be posted anywhere");
        Assert.False(world.Daemon.Readiness.IsReady);

        await world.AnnouncedAsync(world.Teleport.CreateRequest("alice", "ops"));
        Assert.True(world.Daemon.Readiness.IsReady);
    }

    [Fact]
    public async Task Post_BlocksRefused_ArrivesPlainWithItsButtons()
    {
        await using var world = await World.StartAsync();
        world.Slack.FailNext("chat.postMessage", SlackFault.Error("invalid_blocks"));

        var (id, message) = await world.RequestAsync();
        await world.ClickAsync(world.Bob, message, World.Approve);

        Assert.Equal(2, message.Blocks.Count);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    [Theory]
    [InlineData("cleanly")]
    [InlineData("overflow")]
    [InlineData("cut")]
    public async Task Stream_Ends_WhatWasMissedIsAnnouncedAfterTheReconnect(string end)
    {
        await using var world = await World.StartAsync();
        await world.RequestAsync();
        var breaks = Reconnection.Breaks(world);

        if (end == "cleanly") world.Teleport.EndWatches();
        if (end == "overflow") world.Teleport.OverflowWatches();
        if (end == "cut") world.Teleport.AbortConnections();
        await world.Teleport.WaitUntilAsync(teleport => teleport.OpenWatches == 0);
        var missed = world.Teleport.CreateRequest("alice", "dba");
        await Reconnection.ReconnectAsync(world, breaks);

        await world.AnnouncedAsync(missed);
    }

    [Fact]
    public async Task Stream_RemovedWhileCut_IsShownAfterTheReconnect()
    {
        await using var world = await World.StartAsync();
        var (id, _) = await world.RequestAsync();
        await world.RequestAsync(); // an empty list would prove nothing
        var breaks = Reconnection.Breaks(world);
        world.Teleport.AbortConnections();
        await world.Teleport.WaitUntilAsync(teleport => teleport.OpenWatches == 0);
        world.Teleport.Delete(id);

        await Reconnection.ReconnectAsync(world, breaks);

        await world.ShowsAsync(id, "Removed in Teleport");
    }

    [Fact]
    public async Task Connection_GoAway_WorkGoesOnOnANewOne()
    {
        await using var world = await World.StartAsync();
        world.Teleport.GoAway();

        var (id, message) = await world.RequestAsync();
        await world.ClickAsync(world.Bob, message, World.Approve);

        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    [Fact]
    public async Task Restart_OfTeleport_ClicksAreAnsweredHonestlyAndWorkGoesOn()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        var breaks = Reconnection.Breaks(world);
        await world.Teleport.StopAsync();

        Assert.Equal(200, (await world.ClickAsync(world.Bob, message, World.Approve)).Status);
        await world.Slack.WaitUntilAsync(_ => world.EphemeralsTo(world.Bob).Count >= 1);
        await world.Teleport.StartAsync();
        await Reconnection.ReconnectAsync(world, breaks);
        await world.PassAsync(TimeSpan.FromSeconds(60));

        // Either "nothing was decided", or it was still being worked on and then decided: what was said is what
        // happened.
        var told = world.EphemeralsTo(world.Bob);
        Assert.Equal(
            told[^1].StartsWith("You approved", StringComparison.Ordinal) ? "Approved" : "Pending",
            world.StateOf(id)
        );
        if (world.StateOf(id) == "Pending") await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    [Fact]
    public async Task Click_AnswerOfTeleportLost_IsFinishedAndTheClickerIsTold()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        world.Teleport.FailNext("SetAccessRequestState", GrpcCode.Unavailable);

        await world.ClickAsync(world.Bob, message, World.Approve);
        Assert.Equal("Pending", world.StateOf(id));
        await world.IdleAsync();
        await world.PassAsync(TimeSpan.FromSeconds(5));

        await world.ShowsAsync(id, "Approved by bob@example.com");
        Assert.Equal(2, world.EphemeralsTo(world.Bob).Count);
        Assert.Equal("You approved alice's request.", world.EphemeralsTo(world.Bob)[^1]);
    }

    [Fact]
    public async Task Click_ClaimNotWritten_IsToldThatNothingWasDecided()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        world.Teleport.FailNext("UpdatePluginData", GrpcCode.Unavailable);

        await world.ClickAsync(world.Bob, message, World.Approve);

        await world.Slack.WaitUntilAsync(_ => world.EphemeralsTo(world.Bob).Count >= 2);
        Assert.Equal(
            ["Still working", "I can't reach Teleport right now, so nothing was decided"],
            world
                .EphemeralsTo(world.Bob)
                .Order(StringComparer.Ordinal)
                .Reverse()
                .Select(told => told.Split(':', '.')[0])
        );
        Assert.Equal("Pending", world.StateOf(id));
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    [Fact]
    public async Task Post_RateLimited_IsNoReasonToCallTheDaemonUnready()
    {
        await using var world = await World.StartAsync();
        world.Slack.FailNext("chat.postMessage", SlackFault.RateLimited("30"));
        world.Teleport.CreateRequest("alice", "dba");
        await world.Slack.WaitUntilAsync(slack => slack.CountOf("chat.postMessage") >= 1);
        await world.IdleAsync();

        Assert.True(world.Daemon.Readiness.IsReady);
    }

    [Fact]
    public async Task Click_PermissionWithdrawn_ToldToTheClickerAndTheOperatorAndNotDecidedLater()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        world.Plugin.MayUpdate = false;

        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal("Pending", world.StateOf(id));
        Assert.Contains(
            "I don't have permission",
            Assert.Single(world.EphemeralsTo(world.Bob)),
            StringComparison.Ordinal
        );
        Assert.Contains(world.Daemon.Log, line =>
            line.StartsWith("Error", StringComparison.Ordinal) && line.Contains(id, StringComparison.Ordinal)
        );

        world.Plugin.MayUpdate = true;
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }
}
