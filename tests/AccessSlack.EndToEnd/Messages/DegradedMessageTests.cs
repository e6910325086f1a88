using System.Text.Json.Nodes;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Messages;

/// <summary>
/// What is sent if Slack refuses a message (docs/design/message-and-log.md), and what the ledger records of it.
/// </summary>
public class DegradedMessageTests
{
    private const string Post = "chat.postMessage";
    private const string Update = "chat.update";
    private const string Reason = "incident 4711: the replica lags";
    private const string Pointer = "[json-pointer:/blocks/1/text/text]";

    /// <summary>Slack's answers in order, the calls that follow, and what the message then lacks.</summary>
    public static TheoryData<string, string, string> Ladder => new()
    {
        { "", "full+metadata", "" },
        { "invalid_blocks", "full+metadata plain+metadata", "blocks" },
        { "msg_blocks_too_long", "full+metadata plain+metadata", "blocks" },
        { "invalid_blocks_format", "full+metadata plain+metadata", "blocks" },
        { "invalid_arguments", "full+metadata plain+metadata", "blocks" },
        { "invalid_blocks msg_blocks_too_long", "full+metadata plain+metadata text+metadata", "blocks" },
        { "msg_too_long no_text invalid_arguments", "full+metadata plain+metadata text+metadata text", "blocks" },
        { "metadata_too_large", "full+metadata full", "metadata" },
        { "invalid_metadata_format", "full+metadata full", "metadata" },
        { "invalid_metadata_schema invalid_blocks", "full+metadata full plain", "blocks" },
        { "invalid_blocks metadata_too_large", "full+metadata plain+metadata plain", "blocks" },
        { "invalid_blocks metadata_too_large invalid_blocks", "full+metadata plain+metadata plain text", "blocks" },
    };

    [Theory]
    [MemberData(nameof(Ladder))]
    public async Task Post_Refused_ArrivesPlainerAndIsUpdatedInThatForm(
        string refusals,
        string calls,
        string degradation
    )
    {
        await using var world = await World.StartAsync();
        Refuse(world, Post, refusals);
        var id = world.Teleport.CreateRequest(new NewAccessRequest("alice", "dba") { Reason = Reason });
        await world.Slack.WaitUntilAsync(slack => slack.Messages.Length >= 1);
        await world.IdleAsync();
        Assert.Equal(calls, Forms(world, Post));
        Assert.Equal(degradation, Degradation(world, id));
        AssertOffersTheSame(id, calls.Split(' ')[^1], Assert.Single(world.Slack.Messages));

        world.Teleport.Resolve(id, RequestState.Denied, "no");
        await UpdatedAsync(world, "Denied in Teleport");

        var last = calls.Split(' ')[^1].Split('+')[0];
        Assert.Equal(
            degradation.Length == 0 ? "full+metadata"
                : last == "full" ? "full"
                : "plain",
            Forms(world, Update)
        );
        Assert.Equal(degradation, Degradation(world, id));
        Assert.Empty(world.Slack.Messages[0].Buttons);
    }

    [Theory]
    [MemberData(nameof(Ladder))]
    public async Task Update_Refused_ArrivesPlainerAndTheNextBeginsThere(
        string refusals,
        string calls,
        string degradation
    )
    {
        await using var world = await World.StartAsync();
        var id = world.Teleport.CreateRequest(
            new NewAccessRequest("alice", "dba") { Reason = Reason, Thresholds = [new() { Approve = 2, Deny = 1 }] }
        );
        await world.AnnouncedAsync(id);
        Refuse(world, Update, refusals);

        world.Teleport.Review(id, "dave", RequestState.Approved);
        await world.Slack.WaitUntilAsync(slack => slack.Messages[0].Edits.Length >= 1);
        await world.IdleAsync();
        Assert.Equal(calls, Forms(world, Update));
        Assert.Equal(degradation, Degradation(world, id));
        AssertOffersTheSame(id, calls.Split(' ')[^1], world.Slack.Messages[0]);
        Assert.NotNull(world.Slack.Messages[0].Metadata); // what an update does not name stays

        world.Teleport.Resolve(id, RequestState.Approved);
        await UpdatedAsync(world, "Approved in Teleport");

        var last = calls.Split(' ')[^1].Split('+')[0];
        Assert.Equal(
            $"{calls} {(degradation.Length == 0 ? "full+metadata" : last == "full" ? "full" : "plain")}",
            Forms(world, Update)
        );
        Assert.Empty(world.Slack.Messages[0].Buttons);
    }

    [Fact]
    public async Task Message_PlainByAnotherReplica_IsUpdatedInThatFormAfterARestart()
    {
        await using var world = await World.StartAsync();
        Refuse(world, Post, "invalid_blocks");
        var (id, message) = await world.RequestAsync();
        await world.Daemon.StopAsync();

        var replica = await world.StartReplicaAsync();
        await world.ClickAsync(world.Bob, message, World.Approve, at: replica);
        await world.ShowsAsync(id, "Approved by bob@example.com");

        Assert.Equal("plain", Forms(world, Update));
    }

    [Fact]
    public async Task Refusal_OfTheLadder_TellsTheOperatorWhereAndNothingOfTheRequest()
    {
        await using var world = await World.StartAsync();
        world.Slack.FailNext(
            Post,
            SlackFault.Error(
                "invalid_blocks",
                $"[ERROR] must be less than 3001 characters {Pointer}",
                $"[ERROR] invalid text: \"{Reason}\" {Pointer}",
                $"[ERROR] not valid: {Reason}"
            )
        );
        var id = world.Teleport.CreateRequest(new NewAccessRequest("alice", "dba") { Reason = Reason });
        await world.AnnouncedAsync(id);

        var line = Assert.Single(world.Daemon.Log, line => line.Contains("Slack refused", StringComparison.Ordinal));
        Assert.StartsWith("Warning", line, StringComparison.Ordinal);
        Assert.All(
            [
                id,
                world.Channel.Id,
                "(invalid_blocks)",
                $"[ERROR] must be less than 3001 characters {Pointer}",
                $"[ERROR] invalid text … {Pointer}",
            ],
            part => Assert.Contains(part, line, StringComparison.Ordinal)
        );
        Assert.DoesNotContain(world.Daemon.Log, logged =>
            logged.Contains("4711", StringComparison.Ordinal)
            || logged.Contains("replica lags", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Post_EveryFormRefused_IsOneFailedDestinationThatIsTriedAgain()
    {
        await using var world = await World.StartAsync();
        Refuse(world, Post, "invalid_blocks invalid_blocks invalid_blocks invalid_blocks");
        var id = world.Teleport.CreateRequest(new NewAccessRequest("alice", "dba") { Reason = Reason });
        await world.Slack.WaitUntilAsync(slack => slack.CountOf(Post) >= 4);
        await world.IdleAsync();
        Assert.Empty(world.Slack.Messages);
        Assert.Contains(world.Daemon.Log, line =>
            line.StartsWith("Error", StringComparison.Ordinal)
            && line.Contains(id, StringComparison.Ordinal)
            && line.Contains("invalid_blocks", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(world.Daemon.Log, line => line.Contains("4711", StringComparison.Ordinal));

        await world.PassAsync(TimeSpan.FromMinutes(10));

        Assert.Single(await world.AnnouncedAsync(id));
        Assert.Equal("", Degradation(world, id));
    }

    private static void Refuse(World world, string method, string codes)
    {
        foreach (var code in codes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            world.Slack.FailNext(method, SlackFault.Error(code, $"[ERROR] refused {Pointer}"));
    }

    private static async Task UpdatedAsync(World world, string state)
    {
        await world.Slack.WaitUntilAsync(slack => slack.Messages[0].Text.EndsWith(state, StringComparison.Ordinal));
        await world.IdleAsync();
    }

    /// <summary>What each call carried, in order.</summary>
    private static string Forms(World world, string method) =>
        string.Join(' ', world.Slack.Calls.Where(call => call.Method == method).Select(call => Form(call.Args)));

    private static string Form(JsonObject args)
    {
        var texts = (args["blocks"] as JsonArray ?? []).Where(block => (string?)block!["type"] != "actions").ToList();
        var form = texts.Count switch
        {
            0 => "text",
            1 when (string?)texts[0]!["text"]!["type"] == "plain_text" => "plain",
            _ => "full",
        };
        return args["metadata"] is null ? form : form + "+metadata";
    }

    private static void AssertOffersTheSame(string requestId, string form, SlackMessage message)
    {
        Assert.Equal("alice requests dba: Pending", message.Text);
        Assert.Empty(message.Content.Live);
        Assert.All(message.Buttons, button => Assert.Equal(requestId, (string?)button["value"]));
        string[] expected = form.StartsWith("text", StringComparison.Ordinal)
            ? []
            : ["approve_request", "deny_request", "open_request"];
        Assert.Equal(expected, message.Buttons.Select(button => (string?)button["action_id"]));
        if (form.StartsWith("plain", StringComparison.Ordinal))
            Assert.Equal($"alice requests dba: Pending\n> {Reason}", (string?)message.Blocks[0]!["text"]!["text"]);
    }

    /// <summary>What the ledger says in Teleport.</summary>
    private static string Degradation(World world, string id)
    {
        var delivery = JsonNode.Parse(world.Teleport.PluginData(id, "slack")["v1"])!["deliveries"]![0]!;
        return (delivery["plain"], delivery["blocks"]) switch
        {
            (null, null) => "",
            (_, null) => "blocks",
            _ => "metadata",
        };
    }
}
