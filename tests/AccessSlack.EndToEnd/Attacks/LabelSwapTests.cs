using System.Text.Json.Nodes;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Requests;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Testing.Daemon;
using Proto = AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Attacks;

/// <summary>
/// A holder of the bot token can change what a message shows, and so deceive the person who presses its buttons. Such a
/// press decides nothing: a dialog shows the truth first.
/// </summary>
public class LabelSwapTests
{
    private const string Differs = "does not show what it should";

    public static TheoryData<string> Lies =>
        ["labels", "actions", "requester", "role", "one more row", "no confirm", "confirm text"];

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task Press_MessageThatLies_ShowsTheTruthFirst(string lie)
    {
        await using var world = await World.StartAsync(
            lie.Contains("confirm") ? WorldOptions.Ruled("confirm = true") : null
        );
        var (id, message) = await world.RequestAsync("dba");
        world.Slack.EditAsApp(message, blocks => Falsify(blocks, lie));

        await world.ClickAsync(world.Bob, message, World.Approve);

        await AssertPendingAsync(world, id);
        var view = await world.Slack.SeesViewAsync(world.Bob);
        Assert.Equal("Approve request", view.Title);
        Assert.Contains("alice requests *dba*", view.Text, StringComparison.Ordinal);
        Assert.Contains("not what I had posted", view.Text, StringComparison.Ordinal);
        Assert.Equal(1, world.Daemon.CountInLog(Differs));
        var restored = world.MessagesOf(id)[0];
        Assert.Equal(Texts(message.Blocks), Texts(restored.Blocks));

        await world.Slack.SubmitAsync(view, world.Bob, "", world.Daemon.Endpoint);
        await world.ShowsAsync(id, "Approved by bob@example.com");
        Assert.Equal(1, world.Daemon.CountInLog(Differs));
    }

    /// <summary>Beside the true message, with buttons of its own.</summary>
    [Fact]
    public async Task Press_ButtonInAnAttachment_ShowsTheTruthFirst()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync("dba");

        await world.ClickAsync(world.Bob, message, World.Approve, new()
        {
            Edit = payload => payload["container"]!["type"] = "message_attachment",
        });

        await AssertDialogAsync(world, id);
    }

    [Fact]
    public async Task Press_LabelOfAnotherButton_ShowsTheTruthFirst()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync("dba");

        await world.ClickAsync(world.Bob, message, World.Approve, new()
        {
            Edit = payload => payload["actions"]![0]!["text"]!["text"] = "Deny",
        });

        await AssertDialogAsync(world, id);
    }

    [Theory]
    [InlineData("never")]
    [InlineData("deny")]
    public async Task Press_WithoutATrigger_IsRefusedAndTheMessageIsRestored(string reason)
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled($"reason = \"{reason}\""));
        var (id, message) = await world.RequestAsync("dba");
        world.Slack.EditAsApp(message, blocks => Falsify(blocks, "labels"));

        await world.ClickAsync(world.Bob, message, World.Deny, new()
        {
            Edit = payload => payload.Remove("trigger_id"),
        });

        await AssertPendingAsync(world, id);
        Assert.Contains(
            "didn't show what I had posted",
            Assert.Single(world.EphemeralsTo(world.Bob)),
            StringComparison.Ordinal
        );
        var restored = world.MessagesOf(id)[0];
        Assert.Equal(Texts(message.Blocks), Texts(restored.Blocks));
        Assert.Equal(1, world.Daemon.CountInLog(Differs));
        await world.ClickAsync(world.Bob, restored, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    /// <summary>
    /// The mark in the metadata was made for other facts. The bot token does not help to make one: it takes the signing
    /// secret.
    /// </summary>
    [Theory]
    [InlineData("", true)]
    [InlineData("another secret", false)]
    public async Task Press_MarkOfOtherFacts_ShowsTheTruthFirst(string otherSecret, bool isDialog)
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync("dba");
        var secret = otherSecret.Length > 0 ? otherSecret : SealedPluginData.KeyOf(world.Slack);
        var seal = new Seal("sandbox", [new Secret(secret)], new(world.Slack.Options.BotToken));
        var mark = MessageMark.Make(seal, id, 1, RequestDigest.Of("alice", ["reader"], []));

        await world.ClickAsync(world.Bob, message, World.Approve, new()
        {
            Edit = payload =>
            {
                foreach (var (name, value) in mark.Fields)
                    payload["message"]!["metadata"]!["event_payload"]![name] = value;
            },
        });

        if (isDialog) await AssertDialogAsync(world, id);
        else await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    /// <summary>Slack gives emoji back by name, and may write entities differently in plain text.</summary>
    [Fact]
    public async Task Press_TextsAsSlackReturnsThem_Counts()
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled("confirm = true"));
        var id = world.Teleport.CreateRequest(new NewAccessRequest("zoë 🦊 <x&y>", "ops 👩‍🚒", "a*b_c:d:e", "роль"));
        var message = (await world.AnnouncedAsync(id))[0];

        await world.ClickAsync(world.Bob, message, World.Approve, new() { Edit = Normalize });

        await world.ShowsAsync(id, "Approved by bob@example.com");
        Assert.Empty(world.Slack.Views);
        Assert.Equal(0, world.Daemon.CountInLog(Differs));
    }

    [Theory]
    [InlineData("metadata")]
    [InlineData("blocks")]
    [InlineData("message")]
    public async Task Press_PayloadWithoutThese_CountsAsBefore(string without)
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();

        await world.ClickAsync(world.Bob, message, World.Approve, new()
        {
            Edit = payload =>
            {
                if (without == "message") payload.Remove("message");
                else payload["message"]!.AsObject().Remove(without);
            },
        });

        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    /// <summary>The message stands as it was posted, and the rules now have another order.</summary>
    [Fact]
    public async Task Press_AfterAReload_Counts()
    {
        const string Strict = "\n[[approvals.rules]]\nroles = [\"zz\"]\nrequired = 2\n";
        await using var world = await World.StartAsync(WorldOptions.Ruled("required = 1"));
        var (id, message) = await world.RequestAsync("aa", "zz");
        var hold = world.Slack.HoldNext("chat.update");
        world.Daemon.Reload(world.Toml().Replace("[[approvals.rules]]", $"{Strict}[[approvals.rules]]"));
        await hold.WaitUntilReachedAsync(); // the message still shows the old order
        var press = world.ClickAsync(world.Bob, message, World.Approve);
        hold.Release();
        await press;

        await world.IdleAsync();
        Assert.Empty(world.Slack.Views);
        Assert.Equal(0, world.Daemon.CountInLog(Differs));
        Assert.Contains("1 of 2 approvals", Assert.Single(world.EphemeralsTo(world.Bob)), StringComparison.Ordinal);
        Assert.Equal(Proto.RequestState.Pending, world.Teleport.Request(id)!.Spec.State);
    }

    private static void Falsify(JsonArray blocks, string lie)
    {
        var buttons = blocks.OfType<JsonObject>().First(block => (string?)block["type"] == "actions")["elements"]!;
        var (approve, deny, headline) = (buttons[0]!, buttons[1]!, blocks[0]!["text"]!);
        switch (lie)
        {
            case "labels":
                (approve["text"]!["text"], deny["text"]!["text"]) = ("Deny", "Approve");
                break;
            case "actions":
                (approve["action_id"], deny["action_id"]) = (World.Deny, World.Approve);
                (approve["style"], deny["style"]) = ("danger", "primary");
                break;
            case "requester":
                headline["text"] = ((string)headline["text"]!).Replace("alice", "carol");
                break;
            case "role":
                headline["text"] = ((string)headline["text"]!).Replace("*dba*", "*reader*");
                break;
            case "one more row":
                blocks.Add(JsonNode.Parse("""
                    {
                      "type": "actions",
                      "elements": [{
                        "type": "button", "action_id": "x", "text": { "type": "plain_text", "text": "Approve" }
                      }]
                    }
                    """));
                break;
            case "no confirm":
                approve.AsObject().Remove("confirm");
                break;
            case "confirm text":
                approve["confirm"]!["text"]!["text"] = "Nothing happens yet.";
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(lie));
        }
    }

    private static void Normalize(JsonObject payload)
    {
        var blocks = payload["message"]!["blocks"]!;
        foreach (var text in Objects(blocks).Where(json => json["text"] is JsonValue))
        {
            var value = ((string)text["text"]!).Replace("🦊", ":fox_face:").Replace("👩‍🚒", ":female-firefighter:");
            text["text"] = (string?)text["type"] == "plain_text"
                ? value.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;")
                : value;
        }
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject json => json.SelectMany(field => Objects(field.Value)).Prepend(json),
        JsonArray array => array.SelectMany(Objects),
        _ => [],
    };

    private static List<string> Texts(JsonArray blocks) =>
        [.. Objects(blocks).Select(json => json["text"]).OfType<JsonValue>().Select(text => text.ToString())];

    private static async Task AssertDialogAsync(World world, string id)
    {
        await AssertPendingAsync(world, id);
        Assert.Contains(
            "alice requests *dba*",
            (await world.Slack.SeesViewAsync(world.Bob)).Text,
            StringComparison.Ordinal
        );
        Assert.Equal(1, world.Daemon.CountInLog(Differs));
    }

    private static async Task AssertPendingAsync(World world, string id)
    {
        await world.IdleAsync();
        Assert.Equal(Proto.RequestState.Pending, world.Teleport.Request(id)!.Spec.State);
    }
}
