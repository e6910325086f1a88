using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Messages;

/// <summary>
/// Thread replies, notifications of the requester, reminders: each exactly once, under all conditions.
/// </summary>
public class NotificationTests
{
    private const string Post = "chat.postMessage";

    /// <summary>alice is the Teleport user of the Slack account, according to the table [users].</summary>
    private static async Task<World> StartAsync(
        string requester = "decision",
        string reminders = "",
        string users = "{ALICE} = \"alice\""
    )
    {
        // Slack gives its ids in the order of making: the first person is alice.
        var world = await World.PrepareAsync(new()
        {
            More = $"""
                [role_to_recipients]
                "*" = ["access", "bob@example.com"]
                [notify]
                requester = "{requester}"
                [users]
                {users.Replace("{ALICE}", "U0SBX00001", StringComparison.Ordinal).Replace(
                    "{BOB}",
                    "U0SBX00002",
                    StringComparison.Ordinal
                )}
                [reminders]
                {reminders}
                """,
        });
        Assert.Equal(("U0SBX00001", "U0SBX00002"), (world.Alice.Id, world.Bob.Id));
        await world.StartReplicaAsync();
        return world;
    }

    [Fact]
    public async Task Decided_ByAClick_EveryThreadAndTheRequesterHearItOnce()
    {
        await using var world = await StartAsync();
        var (id, messages) = await AnnouncedAsync(world);

        await world.ClickAsync(world.Bob, messages[0], World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com", messages: 2);

        Assert.All(messages, message => Assert.Equal(["✅ Approved by bob@example.com"], ThreadOf(world, message)));
        Assert.Equal(
            ["Your request for *dba* · sandbox · ✅ Approved by bob@example.com"],
            DirectTo(world, world.Alice).Select(WithoutDate).ToList()
        );
        await PassAnHourAsync(world);
        Assert.Equal(5, world.Slack.Messages.Length);
    }

    [Theory]
    [InlineData("denied", "❌ Denied in Teleport: “not now”", true)]
    [InlineData("approved", "✅ Approved in Teleport", true)]
    [InlineData("promoted", "✅ Promoted to an access list", true)]
    [InlineData("expired", "⌛ Expired", false)]
    [InlineData("removed", "⌛ Removed in Teleport", false)]
    public async Task Ended_Elsewhere_TheRequesterIsToldAndTheThreadHearsADecision(
        string how,
        string words,
        bool isDecision
    )
    {
        await using var world = await StartAsync();
        var (id, messages) = await AnnouncedAsync(world);

        await EndAsync(world, id, how);
        await world.Slack.WaitUntilAsync(_ => DirectTo(world, world.Alice).Count >= 1);
        await world.IdleAsync();

        Assert.Contains(words, Assert.Single(DirectTo(world, world.Alice)), StringComparison.Ordinal);
        Assert.All(messages, message => Assert.Equal(isDecision ? [words] : [], ThreadOf(world, message)));
        await PassAnHourAsync(world);
        Assert.Single(DirectTo(world, world.Alice));
    }

    [Fact]
    public async Task Decided_WithoutNotify_OnlyTheThreadsHear()
    {
        await using var world = await StartAsync(requester: "never");
        var (id, messages) = await AnnouncedAsync(world);
        await EndAsync(world, id, "denied");
        await world.ShowsAsync(id, "Denied in Teleport", messages: 2);
        Assert.Single(ThreadOf(world, messages[0]));
        Assert.Empty(DirectTo(world, world.Alice));
    }

    [Fact]
    public async Task Announced_RequesterWantsAll_HearsOfItAndOfTheEnd()
    {
        await using var world = await StartAsync(requester: "all");
        var (id, messages) = await AnnouncedAsync(world);
        await world.Slack.WaitUntilAsync(_ => DirectTo(world, world.Alice).Count >= 1);
        await EndAsync(world, id, "denied");
        await world.ShowsAsync(id, "Denied in Teleport", messages: 2);

        Assert.Equal(
            ["Your approvers have been notified", "Denied in Teleport"],
            DirectTo(world, world.Alice)
                .Select(text =>
                    text.Contains("have been notified", StringComparison.Ordinal)
                        ? "Your approvers have been notified"
                        : "Denied in Teleport"
                )
        );
        Assert.Single(ThreadOf(world, messages[0]));
    }

    [Fact]
    public async Task Replies_InThreads_AreNotBroadcastAndCallNobody()
    {
        await using var world = await StartAsync(reminders: "after = \"10m\"");
        var (id, _) = await AnnouncedAsync(world);
        await world.PassAsync(TimeSpan.FromMinutes(10));
        await EndAsync(world, id, "denied");
        await world.ShowsAsync(id, "Denied in Teleport", messages: 2);

        Assert.DoesNotContain(world.Slack.Calls, call => call.Args.ContainsKey("reply_broadcast"));
        Assert.All(world.Slack.Messages.Where(message => message.ThreadTs is not null), reply =>
            Assert.DoesNotContain(reply.Content.Live, live =>
                live.StartsWith("<@", StringComparison.Ordinal)
                || live.StartsWith("<!", StringComparison.Ordinal)
                    && !live.StartsWith("<!date", StringComparison.Ordinal)
            )
        );
    }

    [Fact]
    public async Task TwoReplicas_Everything_IsSaidOnce()
    {
        await using var world = await StartAsync(requester: "all", reminders: "after = \"10m\"");
        await world.StartReplicaAsync();
        for (var i = 0; i < 10; i++)
        {
            var (id, messages) = await AnnouncedAsync(world);
            var before = DirectTo(world, world.Alice).Count;
            await world.PassAsync(TimeSpan.FromMinutes(10));
            await world.PassAsync(TimeSpan.FromMinutes(1));
            Assert.Single(ThreadOf(world, messages[0]));

            await EndAsync(world, id, i % 2 == 0 ? "denied" : "approved");
            await world.ShowsAsync(id, "in Teleport", messages: 2);
            await world.PassAsync(TimeSpan.FromMinutes(1));

            Assert.All(messages, message => Assert.Equal(2, ThreadOf(world, message).Count));
            Assert.Equal(before + 1, DirectTo(world, world.Alice).Count);
        }

        Assert.Equal(20, DirectTo(world, world.Alice).Count);
    }

    [Fact]
    public async Task Reminders_ComeAtTheirTimesUpToTheMost()
    {
        await using var world = await StartAsync(reminders: "after = \"10m\"\nevery = \"5m\"\nmax = 3");
        var (_, messages) = await AnnouncedAsync(world);
        List<int> minutes = [];
        for (var minute = 1; minute <= 40; minute++)
        {
            var before = ThreadOf(world, messages[0]).Count;
            await world.PassAsync(TimeSpan.FromMinutes(1));
            minutes.AddRange(Enumerable.Repeat(minute, ThreadOf(world, messages[0]).Count - before));
        }

        Assert.Equal([10, 15, 20], minutes);
        Assert.All(messages, message => Assert.Equal(3, ThreadOf(world, message).Count));
        Assert.All(ThreadOf(world, messages[0]), text =>
            Assert.StartsWith("⏳ Still pending: alice requests *dba*", text, StringComparison.Ordinal)
        );
        Assert.Empty(DirectTo(world, world.Alice));
    }

    [Theory]
    [InlineData("denied", 1)]
    [InlineData("promoted", 1)]
    [InlineData("removed", 0)]
    [InlineData("expired", 0)]
    public async Task Reminders_EndWithTheRequest(string how, int decisions)
    {
        await using var world = await StartAsync(requester: "never", reminders: "after = \"10m\"\nevery = \"5m\"");
        var (id, messages) = await AnnouncedAsync(world);
        await world.PassAsync(TimeSpan.FromMinutes(10));
        await EndAsync(world, id, how);
        await world.Slack.WaitUntilAsync(_ =>
            !world.MessagesOf(id)[0].Text.EndsWith("Pending", StringComparison.Ordinal)
        );

        await PassAnHourAsync(world);

        var reminders = how == "expired" ? 10 : 1; // at 10, 15 … 55 minutes: the expiry takes an hour to come
        Assert.Equal(reminders + decisions, ThreadOf(world, messages[0]).Count);
    }

    [Fact]
    public async Task Restart_WhatWasSaid_IsNotSaidAgainAndTheCountGoesOn()
    {
        await using var world = await StartAsync(
            requester: "all",
            reminders: "after = \"10m\"\nevery = \"10m\"\nmax = 2"
        );
        var (ended, first) = await AnnouncedAsync(world);
        await EndAsync(world, ended, "approved");
        await world.ShowsAsync(ended, "Approved in Teleport", messages: 2);
        var (open, second) = await AnnouncedAsync(world);
        await world.PassAsync(TimeSpan.FromMinutes(10));
        await world.Daemon.StopAsync();
        var told = world.Slack.Messages.Length;

        var next = await world.StartReplicaAsync();
        await next.LoggedAsync($"Request {open}: Rest");
        await world.IdleAsync();
        Assert.Equal(told, world.Slack.Messages.Length);
        await world.PassAsync(TimeSpan.FromMinutes(10));
        await world.PassAsync(TimeSpan.FromMinutes(10));

        Assert.Single(ThreadOf(world, first[0]));
        Assert.Equal(2, ThreadOf(world, second[0]).Count);
        Assert.Equal(3, DirectTo(world, world.Alice).Count);
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(100, 2)]
    public async Task Restart_AfterALongStop_MissedRemindersAreOneAndCountAsAll(int max, int told)
    {
        await using var world = await StartAsync(reminders: $"after = \"5m\"\nevery = \"5m\"\nmax = {max}");
        var (id, messages) = await AnnouncedAsync(world);
        await world.Daemon.StopAsync();
        await world.PassAsync(TimeSpan.FromMinutes(44)); // 8 would have come

        var next = await world.StartReplicaAsync();
        await next.LoggedAsync($"Request {id}: Rest");
        await world.IdleAsync();
        Assert.Single(ThreadOf(world, messages[0]));
        await world.PassAsync(TimeSpan.FromMinutes(1));
        await world.PassAsync(TimeSpan.FromMinutes(1));

        Assert.All(messages, message => Assert.Equal(told, ThreadOf(world, message).Count));
    }

    [Fact]
    public async Task Claim_TeleportsAnswerIsLost_IsToldAtOnceAndOnce()
    {
        const string Write = "UpdatePluginData";
        await using var world = await StartAsync(requester: "never");
        var (id, messages) = await AnnouncedAsync(world);
        var held = world.Teleport.Hold(Write);
        await EndAsync(world, id, "denied");
        await held.WaitUntilReachedAsync();
        while (!world.Teleport.PluginData(id, "slack")["v1"].Contains("\"claim\":", StringComparison.Ordinal))
        {
            var next = world.Teleport.Hold(Write);
            held.Release();
            held = next;
            await held.WaitUntilReachedAsync();
        }

        world.Teleport.AbortConnections();
        await world.IdleAsync();
        for (var i = 0; i < 5; i++) await world.PassAsync(TimeSpan.FromSeconds(2));

        await world.Slack.WaitUntilAsync(_ => messages.All(message => ThreadOf(world, message).Count >= 1));
        await PassAnHourAsync(world);
        Assert.All(messages, message => Assert.Single(ThreadOf(world, message)));
        Assert.DoesNotContain(world.Daemon.Log, line => line.Contains("is given up", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Votes_AreToldInEveryThreadOnceAndAgainWhenChanged()
    {
        await using var world = await World.PrepareAsync(new()
        {
            More = """
                [role_to_recipients]
                "*" = ["access", "bob@example.com"]
                [[approvals.rules]]
                roles = ["*"]
                required = 2
                deny_required = 2
                """,
        });
        await world.StartReplicaAsync();
        await world.StartReplicaAsync();
        var (_, messages) = await AnnouncedAsync(world);
        var channel = messages.Single(message => message.Channel[0] == 'C');
        string[] clicks = [World.Approve, World.Approve, World.Deny];
        foreach (var click in clicks)
        {
            await world.ClickAsync(world.Bob, channel, click);
            await world.IdleAsync();
        }

        await world.ClickAsync(world.Carol, channel, World.Deny);
        await world.Slack.WaitUntilAsync(_ => messages.All(message => ThreadOf(world, message).Count >= 3));
        await PassAnHourAsync(world);

        Assert.All(messages, message =>
            Assert.Equal(["bob@example.com: approve", "bob@example.com: deny"], ThreadOf(world, message).Take(2))
        );
        Assert.All(messages, message =>
            Assert.StartsWith("❌ Denied by", Assert.Single(ThreadOf(world, message).Skip(2)), StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Reload_RequesterIsToldFromNowOn_ButNotOfWhatHasEnded()
    {
        await using var world = await StartAsync(requester: "never");
        var (id, _) = await AnnouncedAsync(world);
        await EndAsync(world, id, "approved");
        await world.ShowsAsync(id, "Approved in Teleport", messages: 2);
        await world.Daemon.StopAsync();

        var next = world.CreateReplica(toml => toml.Replace("\"never\"", "\"all\"", StringComparison.Ordinal));
        await next.StartAsync();
        await next.LoggedAsync("Caught up");
        await world.IdleAsync();

        Assert.Empty(DirectTo(world, world.Alice));
    }

    [Theory]
    [InlineData("429")]
    [InlineData("service_unavailable")]
    [InlineData("HTML 503")]
    public async Task Tell_SlackHasNoTime_IsToldOnceLater(string fault)
    {
        await using var world = await StartAsync();
        var (id, messages) = await AnnouncedAsync(world);
        world.Slack.FailNext(Post, Faults[fault], times: 3);
        await EndAsync(world, id, "denied");
        await world.ShowsAsync(id, "Denied in Teleport", messages: 2);
        Assert.Empty(ThreadOf(world, messages[0]));

        for (var i = 0; i < 20; i++) await world.PassAsync(TimeSpan.FromSeconds(10));

        Assert.All(messages, message => Assert.Single(ThreadOf(world, message)));
        Assert.Single(DirectTo(world, world.Alice));
        Assert.True(world.Daemon.Readiness.IsReady);
    }

    [Fact]
    public async Task Tell_TokenIsRefused_IsNotReadyUntilItIsTold()
    {
        await using var world = await StartAsync(requester: "never");
        var (id, messages) = await AnnouncedAsync(world);
        world.Slack.FailNext(Post, SlackFault.Error("invalid_auth"), times: 2);
        await EndAsync(world, id, "denied");
        await world.ShowsAsync(id, "Denied in Teleport", messages: 2);
        Assert.False(world.Daemon.Readiness.IsReady);

        await world.PassAsync(TimeSpan.FromMinutes(1));

        Assert.All(messages, message => Assert.Single(ThreadOf(world, message)));
        Assert.True(world.Daemon.Readiness.IsReady);
    }

    [Theory]
    [InlineData("messages_tab_disabled", "App Home")]
    [InlineData("cannot_dm_bot", "ask a Slack administrator")]
    [InlineData("is_archived", "archived")]
    [InlineData("user_disabled", "cannot be reached")]
    [InlineData("surprise", "ask a Slack administrator")]
    public async Task Tell_DestinationsRefuse_AreGivenUpAndTheLogNamesTheCure(string code, string cure)
    {
        await using var world = await StartAsync();
        var (id, messages) = await AnnouncedAsync(world);
        // Both threads and the requester; none is tried again
        world.Slack.FailNext(Post, SlackFault.Error(code), times: 3);
        await EndAsync(world, id, "denied");
        await world.ShowsAsync(id, "Denied in Teleport", messages: 2);
        await PassAnHourAsync(world);

        Assert.Empty(ThreadOf(world, messages[0]));
        Assert.Equal(
            3,
            world.Daemon.Log.Count(line =>
                line.Contains($"({code}) and is given up", StringComparison.Ordinal)
                && line.Contains(cure, StringComparison.Ordinal)
            )
        );
        Assert.True(world.Daemon.Readiness.IsReady);
    }

    [Fact]
    public async Task Tell_OneThreadIsGoneAndTheRequesterLeft_TheOtherThreadHears()
    {
        await using var world = await StartAsync();
        world.Slack.Put(world.Alice with { Deleted = true });
        var (id, messages) = await AnnouncedAsync(world);
        // Both updates are sent at once, in any order.
        var holds = messages.Select(_ => world.Slack.HoldNext("chat.update", afterEffect: true)).ToList();
        await EndAsync(world, id, "denied");
        await Task.WhenAll(holds.Select(hold => hold.WaitUntilReachedAsync()));
        world.Slack.Delete(messages[0]); // after it was updated
        holds.ForEach(hold => hold.Release());
        await world.Slack.WaitUntilAsync(_ => ThreadOf(world, messages[1]).Count >= 1);
        await world.IdleAsync();

        Assert.Contains(world.Daemon.Log, line =>
            line.Contains("(thread_not_found) and is given up", StringComparison.Ordinal)
        );
        Assert.Contains(world.Daemon.Log, line =>
            line.Contains("sent to @ (channel_not_found) and is given up", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("HTML 500")]
    public async Task Tell_SlackDoesNotSayWhetherItWasTold_IsNeverDoubled(string fault)
    {
        await using var world = await StartAsync(requester: "never");
        var (id, messages) = await AnnouncedAsync(world);
        world.Slack.FailNext(Post, Faults[fault].Afterwards(), times: 2);
        await EndAsync(world, id, "denied");
        await world.ShowsAsync(id, "Denied in Teleport", messages: 2);
        await PassAnHourAsync(world);
        Assert.All(messages, message => Assert.Single(ThreadOf(world, message)));
    }

    [Fact]
    public async Task Claim_OfAReplicaThatDied_IsGivenUpAfterThirtySecondsAndSaid()
    {
        await using var world = await StartAsync(requester: "never");
        var (id, messages) = await AnnouncedAsync(world);
        await world.Daemon.StopAsync();
        await EndAsync(world, id, "approved");
        var claim =
            $$"""{"key":"end","stamp":"Approved","claim":["{{messages[0].Channel}}","{{messages[1].Channel}}"]}""";
        SealedEntries.Write(
            world,
            id,
            v1 => v1.Replace("\"notes\":[]", $"\"notes\":[{claim}]", StringComparison.Ordinal)
        );

        var second = await world.StartReplicaAsync();
        await world.ShowsAsync(id, "Approved in Teleport", messages: 2);
        Assert.DoesNotContain(second.Log, line => line.Contains("stopped while sending", StringComparison.Ordinal));
        await world.PassAsync(TimeSpan.FromSeconds(31));

        Assert.Single(second.Log, line =>
            line.StartsWith("Warning", StringComparison.Ordinal)
            && line.Contains("is not sent again, so that it never arrives twice", StringComparison.Ordinal)
        );
        await PassAnHourAsync(world);
        Assert.Empty(ThreadOf(world, messages[0]));
        Assert.Empty(ThreadOf(world, messages[1]));
    }

    [Fact]
    public async Task Stop_WhileTelling_FinishesWhatHasBegun()
    {
        await using var world = await StartAsync(requester: "never");
        var (id, messages) = await AnnouncedAsync(world);
        var hold = world.Slack.HoldNext(Post);
        await EndAsync(world, id, "approved");
        await hold.WaitUntilReachedAsync();
        var stop = world.Daemon.StopAsync();
        hold.Release();
        await stop;

        Assert.All(messages, message => Assert.Single(ThreadOf(world, message)));
        Assert.Contains(
            """{"key":"end","stamp":"Approved"}""",
            world.Teleport.PluginData(id, "slack")["v1"],
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("alice@example.com", "", "")]
    [InlineData("alice", "{ALICE} = \"Alice\"", "")]
    [InlineData("nobody@example.com", "", "was not found in Slack")]
    [InlineData("robot", "", "was not found in Slack")]
    [InlineData("alice", "{ALICE} = \"alice\"\n{BOB} = \"alice\"", "several Slack accounts")]
    public async Task Requester_IsFoundByUsersOrEmail_OrNotTold(string user, string users, string log)
    {
        await using var world = await StartAsync(users: users);
        for (var i = 1; i <= 2; i++)
        {
            var (id, _) = await AnnouncedAsync(world, user);
            await EndAsync(world, id, "denied");
            await world.ShowsAsync(id, "Denied in Teleport", messages: 2);
            Assert.Equal(log.Length == 0 ? i : 0, DirectTo(world, world.Alice).Count);
        }

        if (log.Length == 0) return;
        var level = log.StartsWith("several", StringComparison.Ordinal) ? "Warning" : "Debug";
        Assert.Equal(
            level == "Debug" ? 2 : 1,
            world.Daemon.Log.Count(line =>
                line.Contains(log, StringComparison.Ordinal) && line.StartsWith(level, StringComparison.Ordinal)
            )
        );
    }

    private static readonly Dictionary<string, SlackFault> Faults = new()
    {
        ["429"] = SlackFault.RateLimited("20"),
        ["service_unavailable"] = SlackFault.Error("service_unavailable"),
        ["HTML 503"] = SlackFault.Html(503),
        ["HTML 500"] = SlackFault.Html(),
        ["cut"] = SlackFault.Cut(),
    };

    private static async Task<(string Id, IReadOnlyList<SlackMessage> Messages)> AnnouncedAsync(
        World world,
        string user = "alice"
    )
    {
        var id = world.Teleport.CreateRequest(user, "dba");
        return (id, await world.AnnouncedAsync(id, count: 2));
    }

    private static async Task EndAsync(World world, string id, string how)
    {
        switch (how)
        {
            case "denied": world.Teleport.Resolve(id, RequestState.Denied, "not now"); break;
            case "approved": world.Teleport.Resolve(id, RequestState.Approved); break;
            case "promoted": world.Teleport.Promote(id, "list"); break;
            case "removed": world.Teleport.Delete(id); break;
            default: for (var minute = 0; minute < 61; minute++) await world.PassAsync(TimeSpan.FromMinutes(1)); break;
        }
    }

    private static async Task PassAnHourAsync(World world)
    {
        for (var i = 0; i < 6; i++) await world.PassAsync(TimeSpan.FromMinutes(10));
    }

    private static List<string> ThreadOf(World world, SlackMessage message) =>
        [
            .. world
                .Slack.Messages.Where(reply => reply.Channel == message.Channel && reply.ThreadTs == message.Ts)
                .Select(reply => reply.Text),
        ];

    /// <summary>Notices; not the messages of requests.</summary>
    private static List<string> DirectTo(World world, SlackPerson person) =>
        [
            .. world
                .Slack.Messages.Where(message =>
                    message.ThreadTs is null
                    && message.Metadata is null
                    && world.Slack.Channels.Any(channel =>
                        channel.Id == message.Channel && channel.IsDirect && channel.Members.Contains(person.Id)
                    )
                )
                .Select(message => message.Text),
        ];

    private static string WithoutDate(string text) => text.Split(" · Access until ")[0];
}
