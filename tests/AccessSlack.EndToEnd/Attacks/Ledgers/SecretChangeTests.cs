using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.EndToEnd.Attacks.Ledgers;

/// <summary>
/// A changed or leaked secret, or none, may cost votes. It costs no message, posts none twice, and locks no one out.
/// </summary>
public class SecretChangeTests
{
    private const string Two = "required = 2";
    private const string NewSecret = "fedcba9876543210fedcba9876543210";

    private static readonly SlackForgery WithNewSecret = new() { SigningSecret = NewSecret };

    /// <summary>docs/replicas.md: both are listed, the old one first, then the new one.</summary>
    [Fact]
    public async Task Rotation_InTheDocumentedSteps_KeepsVotes()
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled(Two));
        var (id, message) = await world.RequestAsync();
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.IdleAsync();
        var old = world.Slack.Options.SigningSecret;

        await ReloadAsync(world, $"secret = [\"{old}\", \"{NewSecret}\"]", 1);
        await ReloadAsync(world, $"secret = [\"{NewSecret}\", \"{old}\"]", 2);
        await world.ClickAsync(world.Carol, message, World.Approve, WithNewSecret);

        await world.ShowsAsync(id, "Approved by carol@example.com, bob@example.com");
        Assert.Equal(0, world.Daemon.CountInLog("do not have our seal"));
    }

    [Theory]
    [InlineData("new secret", true)]
    [InlineData("new secret", false)]
    [InlineData("new secret and token", true)]
    public async Task Leak_OldSecretIsGone_CostsTheVotesAndNoMessage(string change, bool hasHistory)
    {
        await using var world = await World.StartAsync(With(hasHistory));
        var (id, message) = await world.RequestAsync();
        var messages = await world.AnnouncedAsync(id, 2);
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.IdleAsync();
        await world.Daemon.StopAsync();
        if (change == "new secret and token") ForgetTokenSeal(world, id);

        var next = world.CreateReplica(toml =>
            toml.Replace(world.Slack.Options.SigningSecret, NewSecret, StringComparison.Ordinal)
        );
        await next.StartAsync();
        await next.LoggedAsync("Caught up");
        await world.PassAsync(TimeSpan.FromMinutes(3));

        Assert.Equal(messages.Select(sent => sent.Ts), world.MessagesOf(id).Select(sent => sent.Ts));
        Assert.All(world.MessagesOf(id), sent =>
            Assert.Contains("Please vote again", sent.Blocks.ToJsonString(), StringComparison.Ordinal)
        );
        await world.ClickAsync(world.Bob, message, World.Approve, WithNewSecret, at: next);
        await world.ClickAsync(world.Carol, message, World.Approve, WithNewSecret, at: next);
        await world.ShowsAsync(id, "Approved by carol@example.com, bob@example.com", messages: 2);
    }

    [Theory]
    [InlineData("notify_only = true", true)]
    [InlineData("", false)]
    public async Task Restart_WithoutButtons_LosesAndDoublesNothing(string slack, bool hasSecret)
    {
        await using var world = await World.StartAsync(With(hasHistory: false) with
        {
            Slack = slack,
            HasSecret = hasSecret,
        });
        var id = world.Teleport.CreateRequest("alice", "dba");
        var before = await world.AnnouncedAsync(id, 2);
        await world.Daemon.StopAsync();

        var next = await world.StartReplicaAsync();
        await next.LoggedAsync("Caught up");
        await world.PassAsync(TimeSpan.FromMinutes(2));
        world.Teleport.Resolve(id, Teleport.Protocol.RequestState.Approved);
        await world.ShowsAsync(id, "Approved in Teleport", messages: 2);

        Assert.Equal(before.Select(sent => sent.Ts), world.MessagesOf(id).Select(sent => sent.Ts));
        Assert.Equal(0, next.CountInLog("do not have our seal"));
    }

    /// <summary>Two replicas that do not accept each other's seal: slow, loud, and nothing is lost.</summary>
    [Fact]
    public async Task Replicas_WithDifferentSecrets_PostOnceAndDecide()
    {
        await using var world = await World.StartAsync();
        var second = world.CreateReplica(toml =>
            toml.Replace(world.Slack.Options.SigningSecret, NewSecret, StringComparison.Ordinal)
        );
        await second.StartAsync();
        await second.LoggedAsync("Caught up");
        var id = world.Teleport.CreateRequest("alice", "dba");
        await world.AnnouncedAsync(id);
        await world.PassAsync(TimeSpan.FromMinutes(3));

        var message = Assert.Single(world.MessagesOf(id));
        await world.ClickAsync(world.Bob, message, World.Approve, WithNewSecret, at: second);
        if (world.StateOf(id) == "Pending")
        {
            await world.PassAsync(TimeSpan.FromMinutes(2));
            await world.ClickAsync(world.Bob, message, World.Approve, WithNewSecret, at: second);
        }

        await world.IdleAsync();
        Assert.Equal("Approved", world.StateOf(id));
        await world.PassAsync(TimeSpan.FromMinutes(3));
        Assert.Contains("Approved", Assert.Single(world.MessagesOf(id)).Text, StringComparison.Ordinal);
    }

    private static WorldOptions With(bool hasHistory) => new()
    {
        More = $"[role_to_recipients]\n\"*\" = [\"access\", \"bob@example.com\"]\n" +
            $"[[approvals.rules]]\nroles = [\"*\"]\n{Two}",
        SlackOptions = new()
        {
            Scopes = hasHistory
                ? SlackSimulatorOptions.AllScopes
                : SlackSimulatorOptions.WithoutHistory,
        },
    };

    private static async Task ReloadAsync(World world, string secret, int times)
    {
        world.Daemon.Reload(
            world.Toml().Replace($"secret = \"{world.Slack.Options.SigningSecret}\"", secret, StringComparison.Ordinal)
        );
        await world.Daemon.LoggedAsync("Configuration reloaded", times);
        await world.IdleAsync();
    }

    /// <summary>As if the token, too, had been another one.</summary>
    private static void ForgetTokenSeal(World world, string id) =>
        SealedEntries.Plant(world, id, ("seal", SealedEntries.Copy(world, id)["seal"].Split('.')[0] + ".0"));
}
