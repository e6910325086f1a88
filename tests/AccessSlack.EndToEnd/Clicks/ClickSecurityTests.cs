using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;

namespace AccessSlack.EndToEnd.Clicks;

/// <summary>Nothing reaches Teleport unless clicker, message, policy and state were all checked.</summary>
public class ClickSecurityTests
{
    [Fact]
    public async Task Click_ByTheRequester_IsRefusedWithWords()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();

        Assert.Equal(200, (await world.ClickAsync(world.Alice, message, World.Approve)).Status);

        await AssertUndecidedAsync(world, id);
        Assert.StartsWith(
            "You made this request, or have the same name as the person who did, so someone else has to approve or",
            Assert.Single(world.EphemeralsTo(world.Alice)),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("bot", "Bots")]
    [InlineData("guest", "Guest")]
    [InlineData("single-channel guest", "Guest")]
    [InlineData("stranger", "other organizations")]
    [InlineData("other team", "other organizations")]
    [InlineData("deactivated", "deactivated")]
    [InlineData("unconfirmed", "isn't confirmed")]
    [InlineData("no e-mail", "users:read.email")]
    public async Task Click_ByWhomMustNot_IsRefusedWithWords(string who, string words)
    {
        await using var world = await World.StartAsync();
        var person = world.Bob;
        world.Slack.Put(who switch
        {
            "bot" => person with { IsBot = true },
            "guest" => person with { IsRestricted = true },
            "single-channel guest" => person with { IsUltraRestricted = true },
            "stranger" => person with { IsStranger = true },
            "other team" => person with { TeamId = "T0ELSEWHERE" },
            "deactivated" => person with { Deleted = true },
            "unconfirmed" => person with { IsEmailConfirmed = false },
            _ => person with { Email = null },
        });
        var (id, message) = await world.RequestAsync();

        Assert.Equal(200, (await world.ClickAsync(person, message, World.Approve)).Status);

        await AssertUndecidedAsync(world, id);
        Assert.Contains(words, Assert.Single(world.EphemeralsTo(person)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("other app")]
    [InlineData("other bot")]
    [InlineData("other message")]
    [InlineData("other request's id in the button")]
    [InlineData("unknown action")]
    [InlineData("two actions")]
    [InlineData("unknown type")]
    public async Task Click_SignedButForeign_Is200AndDecidesNothing(string what)
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        var (other, _) = await world.RequestAsync("auditor");

        var ack = await world.ClickAsync(
            world.Bob,
            message,
            World.Approve,
            what switch
            {
                "other app" => new() { Edit = payload => payload["api_app_id"] = "A0OTHER" },
                "other bot" => new() { Edit = payload => payload["message"]!["bot_id"] = "B0OTHER" },
                "other message" => new()
                {
                    Edit = payload =>
                        (payload["container"]!["message_ts"], payload["message"]!["ts"]) = ("1.000001", "1.000001"),
                },
                "other request's id in the button" => new() { Value = other },
                "unknown action" => new() { ActionId = "approve_everything" },
                "two actions" => new()
                {
                    Edit = payload => payload["actions"]!.AsArray().Add(payload["actions"]![0]!.DeepClone()),
                },
                _ => new() { Edit = payload => payload["type"] = "message_action" },
            }
        );

        Assert.Equal(200, ack.Status);
        await AssertUndecidedAsync(world, id);
        await AssertUndecidedAsync(world, other);
    }

    [Fact]
    public async Task Click_UsersInfoFails_IsRefusedNotWavedThrough()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        world.Slack.FailNext("users.info", SlackFault.Html(), times: 3);

        await world.ClickAsync(world.Bob, message, World.Approve);

        await AssertUndecidedAsync(world, id);
        Assert.Contains("try again", Assert.Single(world.EphemeralsTo(world.Bob)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Click_SuggestedReviewerOutsideTheConfiguration_HasALinkAndNoAuthority()
    {
        await using var world = await World.StartAsync();
        var id = world.Teleport.CreateRequest(
            new Sandbox.Teleport.NewAccessRequest("alice", "dba") { SuggestedReviewers = ["carol@example.com"] }
        );
        var direct = (await world.AnnouncedAsync(id, count: 2)).Single(message => message.Channel[0] == 'D');

        Assert.Equal([World.Open], direct.Buttons.Select(button => (string?)button["action_id"]));
        await world.ClickAsync(world.Carol, direct, World.Open, new() { ActionId = World.Approve });

        await AssertUndecidedAsync(world, id);
        Assert.Contains(
            "can't be approved or denied from this message",
            Assert.Single(world.EphemeralsTo(world.Carol)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Click_ChannelOfOneRoleOnly_HasNoButtonsForBoth()
    {
        await using var world = await World.PrepareAsync(new()
        {
            More = """
                [role_to_recipients]
                dba = "access"
                root = "roots"
                "*" = "access"
                """,
        });
        world.Slack.AddChannel("roots", world.Carol);
        await world.StartReplicaAsync();
        var id = world.Teleport.CreateRequest("alice", "dba", "root");

        var messages = await world.AnnouncedAsync(id, count: 2);

        Assert.All(messages, message =>
            Assert.Equal([World.Open], message.Buttons.Select(button => (string?)button["action_id"]))
        );
    }

    [Fact]
    public async Task Log_WholeStory_HoldsNoSecret()
    {
        await using var world = await World.StartAsync();
        var id = world.Teleport.CreateRequest(
            new Sandbox.Teleport.NewAccessRequest("alice", "dba") { Reason = "the reason nobody may log" }
        );
        var message = (await world.AnnouncedAsync(id))[0];
        await world.ClickAsync(world.Alice, message, World.Approve);
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");

        var log = string.Join('\n', world.Daemon.Log);
        foreach (
            var secret in new[]
            {
                world.Slack.Options.BotToken,
                world.Slack.Options.SigningSecret,
                "/actions/",
                "v0=",
                "PRIVATE KEY",
                "the reason nobody may log",
            }
        )
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
        Assert.Contains(world.Daemon.Log, line =>
            line.Contains("user_id=" + world.Bob.Id, StringComparison.Ordinal)
            && line.Contains("outcome=decided", StringComparison.Ordinal)
        );
    }

    internal static async Task AssertUndecidedAsync(World world, string id)
    {
        await world.IdleAsync();
        Assert.Equal("Pending", world.StateOf(id));
        Assert.Equal(0, world.Teleport.CallsOf("SetAccessRequestState"));
        Assert.Equal(0, world.DecisionsBy("SubmitAccessReview"));
    }
}
