using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;

namespace AccessSlack.EndToEnd.Attacks.Ledgers;

/// <summary>The new checks of an entry that the Go plugin wrote must not cost anyone a message or a button.</summary>
public class TakeOverScopesTests
{
    /// <summary>With the scopes that the Go plugin needs, and with more.</summary>
    [Theory]
    [InlineData("C", "go", "")]
    [InlineData("C", "all", "")]
    [InlineData("name", "no history", "")]
    [InlineData("name", "all", "")]
    [InlineData("#name", "no history", "")]
    [InlineData("#name", "all", "")]
    [InlineData("NAME", "no history", "")]
    [InlineData("#NAME", "all", "")]
    [InlineData("U", "go", "")]
    [InlineData("U", "all", "")]
    [InlineData("email", "go", "")]
    [InlineData("email", "no history", "")]
    [InlineData("email", "all", "")]
    [InlineData("EMAIL", "go", "")]
    [InlineData("EMAIL", "all", "")]
    [InlineData("email", "go", "bob@example.com")]
    public async Task GoPluginsMessage_IsTakenOverWithItsButtons(string recipient, string scopes, string approvers)
    {
        var isDirect = recipient is "U" or "email" or "EMAIL";
        var options = new WorldOptions
        {
            SlackOptions = new()
            {
                Scopes = scopes switch
                {
                    "go" => ["chat:write", "users:read", "users:read.email"],
                    "no history" => SlackSimulatorOptions.WithoutHistory,
                    _ => SlackSimulatorOptions.AllScopes,
                },
            },
        };
        if (approvers.Length > 0)
            options = options.With($"[[approvals.rules]]\nroles = [\"*\"]\napprovers = [\"{approvers}\"]");
        await using var world = await World.PrepareAsync(options);
        var id = world.Teleport.CreateRequest("alice", "dba");
        var channel = isDirect
            ? world.Slack.Put(new SlackChannel("D0BOB", "") { Members = [world.Bob.Id] })
            : world.Channel;
        var app = world.Slack.Options;
        var old = world.Slack.PostAsOther(channel, app.BotUserId, $"Go {id}", app.BotId, app.AppId);
        SealedEntries.Plant(world, id, ("user", "alice"), ("roles", "dba"), ("messages", $"{old.Channel}/{old.Ts}"));
        var to = recipient switch
        {
            "C" => world.Channel.Id,
            "U" => world.Bob.Id,
            "email" => world.Bob.Email,
            "EMAIL" => "Bob@Example.COM",
            _ => recipient.Replace("name", "access", StringComparison.Ordinal)
                .Replace("NAME", "ACCESS", StringComparison.Ordinal),
        };
        var daemon = world.CreateReplica(toml => toml.Replace("\"access\"", $"\"{to}\"", StringComparison.Ordinal));

        await daemon.StartAsync();
        await daemon.LoggedAsync("Caught up");
        await world.PassAsync(TimeSpan.FromMinutes(2));

        var message = Assert.Single(world.MessagesOf(id));
        Assert.Equal(old.Ts, message.Ts);
        Assert.Contains(message.Buttons, button => (string?)button["action_id"] == World.Approve);
        await world.ClickAsync(world.Bob, message, World.Approve, at: daemon);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    /// <summary>Slack does not tell whose direct messages they are; people still decide only as themselves.</summary>
    [Fact]
    public async Task DirectMessages_OfSeveralPeople_KeepTheirButtons()
    {
        await using var world = await World.PrepareAsync(new()
        {
            More = "[role_to_recipients]\n\"*\" = [\"bob@example.com\", \"carol@example.com\"]",
            SlackOptions = new() { Scopes = ["chat:write", "users:read", "users:read.email"] },
        });
        var mallory = world.Slack.AddPerson("mallory", "mallory@example.com");
        var id = world.Teleport.CreateRequest("alice", "dba");
        var app = world.Slack.Options;
        var old = new[] { world.Bob, world.Carol, mallory }
            .Select((person, i) => world.Slack.Put(new SlackChannel($"D0{i}", "") { Members = [person.Id] }))
            .Select(direct => world.Slack.PostAsOther(direct, app.BotUserId, $"Go {id}", app.BotId, app.AppId))
            .ToList();
        var messagesOfGo = string.Join(',', old.Select(sent => $"{sent.Channel}/{sent.Ts}"));
        SealedEntries.Plant(world, id, ("messages", messagesOfGo));

        var daemon = await world.StartReplicaAsync();
        await daemon.LoggedAsync("Caught up");
        await world.PassAsync(TimeSpan.FromMinutes(2));

        var messages = world.MessagesOf(id);
        Assert.Equal(old.Select(sent => sent.Ts), messages.Select(sent => sent.Ts));
        await world.ClickAsync(mallory, messages[2], World.Approve);
        await world.IdleAsync();
        Assert.Equal("Pending", world.StateOf(id));
        await world.ClickAsync(world.Carol, messages[1], World.Approve);
        await world.ShowsAsync(id, "Approved by carol@example.com", messages: 3);
    }

    /// <summary>
    /// The channel is given by a name that Slack does not resolve, or the configuration names another one now. The old
    /// message is kept up to date, and the recipients get one with buttons.
    /// </summary>
    [Theory]
    [InlineData("go", "")]
    [InlineData("history", "")]
    [InlineData("all", "another")]
    public async Task Channel_NotKnownToBeARecipients_LocksNoOneOut(string scopes, string postedIn)
    {
        await using var world = await World.PrepareAsync(new()
        {
            SlackOptions = new()
            {
                Scopes = scopes switch
                {
                    "go" => ["chat:write", "users:read", "users:read.email"],
                    "history" => ["chat:write", "users:read", "users:read.email", "channels:history"],
                    _ => SlackSimulatorOptions.AllScopes,
                },
            },
        });
        var id = world.Teleport.CreateRequest("alice", "dba");
        var channel = postedIn.Length > 0 ? world.Slack.AddChannel(postedIn, world.Bob) : world.Channel;
        var app = world.Slack.Options;
        var old = world.Slack.PostAsOther(channel, app.BotUserId, $"Go {id}", app.BotId, app.AppId);
        SealedEntries.Plant(world, id, ("messages", $"{old.Channel}/{old.Ts}"));

        var daemon = await world.StartReplicaAsync();
        await daemon.LoggedAsync("Caught up");
        await world.PassAsync(TimeSpan.FromMinutes(2));

        var message = Assert.Single(world.MessagesOf(id), sent => sent.Ts != old.Ts);
        Assert.Equal(world.Channel.Id, message.Channel);
        var copy = Assert.Single(world.MessagesOf(id), sent => sent.Ts == old.Ts);
        Assert.DoesNotContain(copy.Buttons, button => (string?)button["action_id"] == World.Approve);
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com", messages: 2);
    }
}
