using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Tracking;

namespace AccessSlack.EndToEnd.Attacks.Ledgers;

/// <summary>
/// Another plugin may write plugin data and nothing else. Whatever it writes, nothing is decided or shown because of
/// it, and no message is sent to places of its choice.
/// </summary>
public class PluginDataWriterTests
{
    private const string Two = "required = 2\ndeny_required = 2";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FailedDelivery_Planted_PostsNothingToMallory(bool isRestarted)
    {
        await using var world = await World.StartAsync();
        var mallory = world.Slack.AddPerson("mallory", "mallory@example.com");
        var (id, message) = await world.RequestAsync();
        if (isRestarted) await world.Daemon.StopAsync();

        Forge(world, id, v1 => v1.Replace(
            "\"deliveries\":[",
            $$"""
            "deliveries":[{"names":["{{mallory.Id}}","access"],"failed":"x"},
            """,
            StringComparison.Ordinal
        ));
        var at = isRestarted ? await world.StartReplicaAsync() : world.Daemon;
        await at.LoggedAsync("Caught up");
        await world.PassAsync(TimeSpan.FromMinutes(15));

        Assert.DoesNotContain(world.Slack.Messages, sent => sent.Channel.StartsWith('D'));
        Assert.Single(world.MessagesOf(id));
        await world.ClickAsync(world.Bob, message, World.Approve, at: at);
        await world.ShowsAsync(id, "Approved by bob@example.com");
        Assert.Equal(1, at.CountInLog("do not have our seal"));
    }

    [Fact]
    public async Task Resolution_Planted_IsNeverShown()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        await world.Daemon.StopAsync();

        Forge(world, id, v1 => v1.Replace(
            "\"notes\":",
            "\"resolution\":\"Approved\",\"notes\":",
            StringComparison.Ordinal
        ));
        SealedEntries.Plant(world, id, ("resolution", "APPROVED"));
        var next = await world.StartReplicaAsync();
        await next.LoggedAsync("do not have our seal");
        await world.PassAsync(TimeSpan.FromMinutes(2));

        var shown = Assert.Single(world.MessagesOf(id));
        Assert.EndsWith("Pending", shown.Text, StringComparison.Ordinal);
        Assert.Equal(3, shown.Buttons.Count());
        Assert.Equal(1, next.CountInLog("do not have our seal"));
        await world.ClickAsync(world.Bob, message, World.Approve, at: next);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    [Theory]
    [InlineData("9223372036854775806")]
    [InlineData("9007199254740993")]
    [InlineData("9007199254740992")]
    [InlineData("-1")]
    [InlineData("7e3")]
    [InlineData("rev")]
    public async Task Rev_Planted_CostsNoVoteOfThisProcess(string rev)
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled(Two));
        var (id, message) = await world.RequestAsync();
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.IdleAsync();

        SealedEntries.Plant(world, id, ("rev", rev));
        await world.ClickAsync(world.Carol, message, World.Approve);

        await world.ShowsAsync(id, "Approved by carol@example.com, bob@example.com");
        Assert.InRange(SealedEntries.EntryOf(world, id).Rev, 5, 1000);
    }

    /// <summary>Without memory the messages are asked for; they tell whose they are.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GoPluginsEntry_Planted_DirectsNoUpdateToOthers(bool isRestarted)
    {
        await using var world = await World.PrepareAsync(
            new() { More = "[role_to_recipients]\n\"dba\" = \"access\"\n\"*\" = \"mallory@example.com\"" }
        );
        world.Slack.AddPerson("mallory", "mallory@example.com");
        await world.StartReplicaAsync();
        var (others, _) = await world.RequestAsync("own");
        var (id, _) = await world.RequestAsync("dba");
        var before = world.MessagesOf(others)[0];
        if (isRestarted) await world.Daemon.StopAsync();

        SealedEntries.Plant(
            world,
            id,
            ("rev", ""),
            ("v1", ""),
            ("seal", ""),
            ("messages", $"{before.Channel}/{before.Ts}")
        );
        var at = isRestarted ? await world.StartReplicaAsync() : world.Daemon;
        await at.LoggedAsync("Caught up");
        await world.PassAsync(TimeSpan.FromMinutes(2));
        world.Teleport.Resolve(id, Teleport.Protocol.RequestState.Denied);
        await world.ShowsAsync(id, "Denied in Teleport");

        Assert.Equal(before.Text, Assert.Single(world.MessagesOf(others)).Text);
        Assert.Empty(world.MessagesOf(others)[0].Edits);
    }

    [Fact]
    public async Task GoKeys_ChangedBesideASealedEntry_AreNotRead()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        await world.Daemon.StopAsync();

        SealedEntries.Plant(
            world,
            id,
            ("messages", "C0ELSEWHERE/1.1"),
            ("resolution", "APPROVED"),
            ("user", "mallory"),
            ("roles", "root")
        );
        var next = await world.StartReplicaAsync();
        await next.LoggedAsync("Caught up");
        world.Teleport.Delete(id);
        await world.ShowsAsync(id, "Removed in Teleport");

        Assert.StartsWith("alice requests dba", world.MessagesOf(id)[0].Text, StringComparison.Ordinal);
        Assert.Equal(message.Ts, world.MessagesOf(id)[0].Ts);
        Assert.Equal("alice", world.Teleport.PluginData(id, "slack")["user"]);
    }

    [Fact]
    public async Task Claim_PlantedAgainAndAgain_DelaysTheMessageOnce()
    {
        await using var world = await World.PrepareAsync();
        var id = world.Teleport.CreateRequest("alice", "dba");
        PlantClaim(world, id, 1);
        var daemon = await world.StartReplicaAsync();
        await daemon.LoggedAsync("Caught up");

        for (var i = 2; i < 10 && world.MessagesOf(id).Count == 0; i++)
        {
            await world.PassAsync(TimeSpan.FromSeconds(25));
            if (world.MessagesOf(id).Count == 0) PlantClaim(world, id, i);
        }

        Assert.Single(world.MessagesOf(id));
        Assert.InRange(world.Time.GetUtcNow() - ManualTimeStart(world), TimeSpan.Zero, TimeSpan.FromMinutes(3));
    }

    [Fact]
    public async Task Entry_Removed_IsWrittenAgainWithItsVotes()
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled(Two));
        var (id, message) = await world.RequestAsync();
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.IdleAsync();

        Remove(world, id);
        await world.ClickAsync(world.Carol, message, World.Approve);

        await world.ShowsAsync(id, "Approved by carol@example.com, bob@example.com");
        Assert.Equal(1, world.Daemon.CountInLog("were removed or put back"));
    }

    [Fact]
    public async Task Writes_WithoutEnd_AreSaidAndRefuseTheClick()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        var hold = world.Teleport.Hold("UpdatePluginData", HoldAt.Arrival);
        var click = world.ClickAsync(world.Bob, message, World.Approve);
        for (var i = 0; i < LedgerStore.MostRaces; i++)
        {
            await hold.WaitUntilReachedAsync();
            SealedEntries.Write(world, id, v1 => v1);
            var held = hold;
            if (i < LedgerStore.MostRaces - 1) hold = world.Teleport.Hold("UpdatePluginData", HoldAt.Arrival);
            held.Release();
        }

        await click;

        Assert.Equal(1, world.Daemon.CountInLog("times in a row"));
        Assert.Equal("Pending", world.StateOf(id));
        Assert.Contains("kept changing", Assert.Single(world.EphemeralsTo(world.Bob)), StringComparison.Ordinal);
    }

    private static void Forge(World world, string id, Func<string, string> edit)
    {
        var data = world.Teleport.PluginData(id, "slack");
        var forged = edit(data["v1"]);
        Assert.NotEqual(data["v1"], forged);
        SealedEntries.Plant(world, id, ("v1", forged), ("rev", $"{long.Parse(data["rev"]) + 1}"));
    }

    private static void PlantClaim(World world, string id, int rev) => SealedEntries.Plant(
        world,
        id,
        ("rev", $"{rev * 10}"),
        ("v1", """{"deliveries":[{"names":["access"],"claim":"access"}]}"""),
        ("seal", "")
    );

    private static void Remove(World world, string id) =>
        SealedEntries.Plant(world, id, [.. SealedEntries.Copy(world, id).Keys.Select(key => (key, ""))]);

    private static DateTimeOffset ManualTimeStart(World world) =>
        world.Teleport.Requests.Single().Spec.Created.ToDateTimeOffset();
}
