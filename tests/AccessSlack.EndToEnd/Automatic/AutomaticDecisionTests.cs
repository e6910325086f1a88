using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;
using static AccessSlack.EndToEnd.Automatic.AutomaticScene;

namespace AccessSlack.EndToEnd.Automatic;

/// <summary>Rules with <c>decide</c> decide by themselves, once, and say so.</summary>
public class AutomaticDecisionTests
{
    [Theory]
    [InlineData("approve", "Approved by rule routine")]
    [InlineData("deny", "Denied by rule routine")]
    public async Task Decide_NewRequest_IsDecidedAndAnnouncedOnceWithoutButtons(string decide, string text)
    {
        await using var world = await World.StartAsync(Routine(decide: decide).With("[notify]\nrequester = \"all\""));
        var id = world.Teleport.CreateRequest("alice@example.com", "logs");

        var message = await world.DecidedAsync(id, text);

        Assert.Contains(text, Assert.Single(world.Slack.RepliesTo(message)).Text, StringComparison.Ordinal);
        Assert.Contains(world.Slack.Messages, told =>
            told.Channel != message.Channel && told.Text.Contains(text, StringComparison.Ordinal)
        );
        Assert.DoesNotContain(world.Slack.Messages, told => told.Text.Contains("notified", StringComparison.Ordinal));
        var decision = Assert.Single(world.Teleport.AuditTrail, entry => entry.Delegator.Length > 0);
        Assert.Equal("slack:rule:routine", decision.Delegator);
        Assert.Equal(1, world.Daemon.CountInLog("Rule routine decided request"));
    }

    [Fact]
    public async Task Decide_RoleOfNoSuchRule_IsLeftToPeople()
    {
        await using var world = await World.StartAsync(Routine());
        await world.LeftToPeopleAsync(world.Request("logs", "dba"));
        Assert.Equal(0, world.Teleport.CallsOf(Decide));
    }

    [Theory]
    [InlineData("sat 12:00-13:00 UTC", true)]
    [InlineData("sat 11:00-12:00 UTC", false)]
    [InlineData("sat 13:00-14:00 Europe/Berlin", true)]
    public async Task When_TimeOfCreation_CountsInTheZone(string when, bool isDecided)
    {
        await using var world = await World.StartAsync(Routine($"when = \"{when}\""));
        var id = world.Request();
        if (isDecided)
        {
            await world.DecidedAsync(id);
            return;
        }

        await world.LeftToPeopleAsync(id);
        Assert.Equal(1, world.Daemon.CountInLog("applies only to requests made in"));
    }

    [Fact]
    public async Task When_OpensWhileARequestWaits_ChangesNothingForIt()
    {
        await using var world = await World.StartAsync(Routine("when = \"sat 12:02-14:00 UTC\""));
        var id = world.Request();
        await world.LeftToPeopleAsync(id);

        await world.PassAsync(TimeSpan.FromMinutes(3));
        await world.LeftToPeopleAsync(id);
        await world.StartReplicaAsync();
        await world.LeftToPeopleAsync(id);

        await world.DecidedAsync(world.Request());
    }

    [Fact]
    public async Task DryRun_OnlyLogs()
    {
        await using var world = await World.StartAsync(Routine(decide: "would-approve"));
        await world.LeftToPeopleAsync(world.Request());
        Assert.Equal(1, world.Daemon.CountInLog("Dry run: rule routine would have decided"));
        Assert.Equal(0, world.Teleport.CallsOf(Decide));
    }

    [Fact]
    public async Task Limit_OpenGrantsOfTheRequester_AreCountedUntilTheirAccessEnds()
    {
        await using var world = await World.StartAsync(Routine("limit = 2"));
        await world.DecidedAsync(Short());
        await world.DecidedAsync(Short());
        await world.LeftToPeopleAsync(Short());
        await world.DecidedAsync(world.Teleport.CreateRequest("bob", "logs")); // a limit is for each requester
        Assert.Equal(1, world.Daemon.CountInLog("2 of 2 are open"));

        await world.PassAsync(TimeSpan.FromMinutes(31));

        await world.DecidedAsync(Short());

        string Short() => world.Teleport.CreateRequest(
            new NewAccessRequest("alice", "logs")
            {
                AccessFor = TimeSpan.FromMinutes(30),
                PendingFor = TimeSpan.FromMinutes(20),
            }
        );
    }

    [Fact]
    public async Task Limit_RequestsAreNotListed_PeopleDecide()
    {
        await using var world = await World.StartAsync(Routine("limit = 2"));
        world.Teleport.FailNext("ListAccessRequests", GrpcCode.Unavailable, times: 5);
        await world.LeftToPeopleAsync(world.Request());
        Assert.Equal(1, world.Daemon.CountInLog("could not be found out"));
    }

    [Fact]
    public async Task Decide_TeleportRefuses_PeopleDecideAndTheLogNamesTheCure()
    {
        await using var world = await World.StartAsync(Routine());
        world.Plugin.MayUpdate = false;
        var id = world.Request();
        await world.LeftToPeopleAsync(id);
        Assert.Equal(1, world.Daemon.CountInLog("access_request: update"));
        Assert.Equal(1, world.Daemon.CountInLog("is left to people: rule routine was to decide it"));

        world.Plugin.MayUpdate = true;
        await world.ClickAsync(world.Bob, world.MessagesOf(id)[0], World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    [Fact]
    public async Task Decide_ThresholdsOrLongTermOrSeenLate_PeopleDecide()
    {
        await using var world = await World.StartAsync(Routine());
        await world.AnnouncedAsync(world.Teleport.CreateRequest(new NewAccessRequest("alice", "logs")
        {
            Thresholds = [new() { Approve = 2, Deny = 1 }],
        }));
        await world.AnnouncedAsync(world.Teleport.CreateRequest(new NewAccessRequest("alice", "logs")
        {
            Kind = AccessRequestKind.LongTerm,
        }));
        await world.Daemon.StopAsync();
        var late = world.Request();
        world.Time.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(1));
        var daemon = await world.StartReplicaAsync();
        await daemon.LoggedAsync($"Request {late}: Rest");
        Assert.Equal("Pending", world.StateOf(late));
        Assert.Equal(0, world.Teleport.CallsOf(Decide));
    }

    [Fact]
    public async Task Start_FindsARequestOfTheLastMinutes_DecidesIt()
    {
        await using var world = await World.PrepareAsync(Routine());
        var id = world.Request();
        world.Time.Advance(TimeSpan.FromMinutes(9));
        await world.StartReplicaAsync();
        await world.DecidedAsync(id);
    }

    [Fact]
    public async Task Reload_AddsTheRule_WhatWaitsStaysWithPeople()
    {
        await using var world = await World.StartAsync();
        var (id, _) = await world.RequestAsync("logs");
        world.Daemon.Reload(world.Toml() + "\n" + Table());
        await world.Daemon.LoggedAsync("Configuration reloaded");
        await world.IdleAsync();
        await world.LeftToPeopleAsync(id);
        await world.DecidedAsync(world.Request());
        await world.LeftToPeopleAsync(id);
    }

    [Fact]
    public async Task Change_WhileItWaits_StaysWithPeople()
    {
        await using var world = await World.StartAsync(Routine());
        var id = world.Request("dba");
        await world.LeftToPeopleAsync(id);
        world.Teleport.ChangeRoles(id, "logs");
        await world.Slack.WaitUntilAsync(_ =>
            world.MessagesOf(id)[0].Text.Contains("logs", StringComparison.Ordinal)
        );
        await world.LeftToPeopleAsync(id);
        Assert.Equal(0, world.Teleport.CallsOf(Decide));
    }
}
