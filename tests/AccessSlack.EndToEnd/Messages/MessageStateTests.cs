using System.Text.Json.Nodes;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Messages;

/// <summary>What Slack shows matches Teleport, however the request was changed and whatever it contains.</summary>
public class MessageStateTests
{
    [Theory]
    [InlineData("approve", "Approved in Teleport")]
    [InlineData("deny", "Denied in Teleport")]
    [InlineData("promote", "Promoted to an access list")]
    [InlineData("unknown", "Unknown state")]
    [InlineData("remove", "Removed in Teleport")]
    public async Task Message_ResolvedElsewhere_SaysSoAndLosesItsButtons(string how, string words)
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();

        if (how == "approve") world.Teleport.Resolve(id, RequestState.Approved, "fine");
        if (how == "deny") world.Teleport.Resolve(id, RequestState.Denied);
        if (how == "unknown") world.Teleport.EndInState(id, 9);
        if (how == "promote") world.Teleport.Promote(id, "admins");
        if (how == "remove") world.Teleport.Delete(id);

        var shown = await world.ShowsAsync(id, words);
        Assert.Equal((message.Ts, 0), (shown.Ts, shown.Buttons.Count()));
    }

    [Fact]
    public async Task Message_DeletedAfterItsResolution_StaysAsItIs()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        await world.ClickAsync(world.Bob, message, World.Approve);
        var shown = await world.ShowsAsync(id, "Approved by bob@example.com");

        world.Teleport.Delete(id);
        await world.RequestAsync("auditor"); // the stream is in order: the removal was seen before this one

        Assert.Equal(shown.Edits.Length, world.MessagesOf(id)[0].Edits.Length);
    }

    [Fact]
    public async Task Message_ExpiredRequest_IsExpiredAMinuteLaterWithoutAnEvent()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();

        await world.PassAsync(TimeSpan.FromMinutes(60));
        await world.ClickAsync(world.Bob, message, World.Approve);
        Assert.Equal("Pending", world.StateOf(id)); // Teleport itself would still have taken it
        Assert.Contains("expired", Assert.Single(world.EphemeralsTo(world.Bob)), StringComparison.Ordinal);

        await world.PassAsync(TimeSpan.FromSeconds(60));
        await world.ShowsAsync(id, "Expired");
    }

    [Fact]
    public async Task Click_AfterTheResolution_IsToldWhatHappened()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        var hold = world.Slack.HoldNext("chat.update");
        world.Teleport.Resolve(id, RequestState.Denied);
        await hold.WaitUntilReachedAsync();

        var click = world.ClickAsync(world.Bob, message, World.Approve);
        hold.Release();
        await click;
        await world.ShowsAsync(id, "Denied in Teleport");

        Assert.Equal("Denied", world.StateOf(id));
        await world.Slack.WaitUntilAsync(_ => world.EphemeralsTo(world.Bob).Count >= 1);
        Assert.Equal(["This request was already denied."], world.EphemeralsTo(world.Bob));
    }

    [Fact]
    public async Task Click_TwiceBySamePerson_DecidesOnce()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();

        await World.AtOnceAsync(
            gate => world.ClickAsync(world.Bob, message, World.Approve, gate),
            gate => world.ClickAsync(world.Bob, message, World.Approve, gate)
        );

        await world.ShowsAsync(id, "Approved by bob@example.com");
        Assert.Equal(1, world.Teleport.CallsOf("SetAccessRequestState"));
    }

    [Fact]
    public async Task Message_ReviewsInTeleport_AreShownAndDoNotDecide()
    {
        await using var world = await World.StartAsync();
        var id = world.Teleport.CreateRequest(
            new NewAccessRequest("alice", "dba") { Thresholds = [new() { Approve = 2, Deny = 1 }] }
        );
        await world.AnnouncedAsync(id);

        world.Teleport.Review(id, "dave", RequestState.Approved, "looks <@U1> good");

        await world.Slack.WaitUntilAsync(_ => world.MessagesOf(id)[0].Edits.Length >= 1);
        Assert.Contains(
            "dave: approve (“looks &lt;@U1&gt; good”)",
            world.MessagesOf(id)[0].Blocks.ToJsonString(Readable),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Message_HostileText_IsDeliveredAndHarmless()
    {
        await using var world = await World.StartAsync();
        var id = world.Teleport.CreateRequest(
            new NewAccessRequest("mallory <!channel> *x*", "dba", "`code` <https://evil.example|click>", "role:tada:")
            {
                Reason =
                    "urgent\n✅ Approved by bob@example.com\n<!here> @everyone \u202Edesrever\u200B & \u0007"
                    + new string('x', 5000),
                Resources = [.. Enumerable.Range(0, 200).Select(i => ("node", $"<@U{i}>"))],
            }
        );

        var message = (await world.AnnouncedAsync(id))[0];

        Assert.Null(message.Metadata!["event_payload"]!["reason"]);
        foreach (var text in Texts(message.Blocks, "mrkdwn"))
        {
            Assert.True((bool?)text["verbatim"]);
            Assert.DoesNotMatch("<(?!!date\\^)", (string)text["text"]!);
        }

        var reason = Assert.Single(Texts(message.Blocks, "plain_text"), text =>
            ((string)text["text"]!).StartsWith("> urgent", StringComparison.Ordinal)
        );
        Assert.All(((string)reason["text"]!).Split('\n'), line =>
            Assert.StartsWith("> ", line, StringComparison.Ordinal)
        );
        Assert.False((bool)reason["emoji"]!);
        Assert.DoesNotContain('\u202E', message.Blocks.ToJsonString(Readable));
    }

    [Fact]
    public async Task Start_RequestMadeWhileDown_IsAnnouncedOnceAndNotAgainByTheNextStart()
    {
        await using var world = await World.PrepareAsync();
        var id = world.Teleport.CreateRequest("alice", "dba");
        var first = await world.StartReplicaAsync();
        await world.AnnouncedAsync(id);
        await first.StopAsync();

        var next = await world.StartReplicaAsync();
        await next.LoggedAsync("Caught up");
        await world.IdleAsync();

        Assert.Single(world.MessagesOf(id));
    }

    [Theory]
    [InlineData("messages", "CHANNEL/TS")]
    [InlineData("timestamp", "TS")]
    public async Task Start_AnnouncedByTheGoPlugin_IsTakenOverAndNotAnnouncedAgain(string key, string value)
    {
        await using var world = await World.PrepareAsync();
        var id = world.Teleport.CreateRequest("alice", "dba");
        var app = world.Slack.Options;
        var old = world.Slack.PostAsOther(
            world.Channel,
            app.BotUserId,
            "posted by the Go plugin",
            app.BotId,
            app.AppId
        );
        var entry = new Dictionary<string, string>
        {
            ["user"] = "alice",
            ["roles"] = "dba",
            [key] = value.Replace("CHANNEL", old.Channel).Replace("TS", old.Ts),
        };
        if (key == "timestamp") entry["channel_id"] = old.Channel;
        world.Teleport.PlantPluginData(id, "slack", entry);

        await world.StartReplicaAsync();

        var message = await world.ShowsAsync(id, "Pending");
        Assert.Equal(old.Ts, message.Ts);
        Assert.Equal(0, world.Slack.CountOf("chat.postMessage"));
    }

    /// <summary>The Go plugin's app has no scope that tells whose a direct message is.</summary>
    [Fact]
    public async Task Start_DirectMessagesOfTheGoPlugin_AreTakenOverWithTheirButtons()
    {
        await using var world = await World.PrepareAsync(
            new()
            {
                More = "[role_to_recipients]\n\"*\" = [\"bob@example.com\", \"carol@example.com\"]",
                SlackOptions = new() { Scopes = ["chat:write", "users:read", "users:read.email"] },
            }
        );
        var id = world.Teleport.CreateRequest("alice", "dba");
        var first = await world.StartReplicaAsync();
        var sent = await world.AnnouncedAsync(id, 2);
        await first.StopAsync();
        SealedEntries.Plant(world, id, ("rev", ""), ("v1", ""), ("seal", ""));

        var next = await world.StartReplicaAsync();
        await next.LoggedAsync("from the Go plugin");
        await world.IdleAsync();

        Assert.Equal(sent.Select(message => message.Ts), world.MessagesOf(id).Select(message => message.Ts));
        Assert.All(world.MessagesOf(id), message => Assert.Equal(3, message.Buttons.Count()));
        await world.ClickAsync(world.Carol, sent[1], World.Approve, at: next);
        await world.ShowsAsync(id, "Approved by carol@example.com", messages: 2);
    }

    [Fact]
    public async Task Start_RequestThatLivesForEver_IsNoTrouble()
    {
        await using var world = await World.PrepareAsync();
        var id = world.Teleport.CreateRequest("alice", "dba");
        world.Teleport.MoveExpiry(id, DateTimeOffset.MaxValue.AddDays(-1));
        await world.StartReplicaAsync();

        await world.AnnouncedAsync(id);
    }

    [Fact]
    public async Task Start_ResolvedWhileDown_IsShown()
    {
        await using var world = await World.StartAsync();
        var (id, _) = await world.RequestAsync();
        await world.Daemon.StopAsync();
        world.Teleport.Resolve(id, RequestState.Approved);

        await world.StartReplicaAsync();

        await world.ShowsAsync(id, "Approved in Teleport");
    }

    private static readonly System.Text.Json.JsonSerializerOptions Readable = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static IEnumerable<JsonObject> Texts(JsonNode node, string type) => node switch
    {
        JsonObject o when (string?)(o["type"] as JsonValue) == type => [o],
        JsonObject o => o.Select(field => field.Value).OfType<JsonNode>().SelectMany(child => Texts(child, type)),
        JsonArray a => a.OfType<JsonNode>().SelectMany(child => Texts(child, type)),
        _ => [],
    };
}
