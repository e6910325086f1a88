using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Slack.Calls;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Messages;

/// <summary>
/// The daemon keeps to Slack's rate limits; delayed posts are neither lost nor doubled, and the most urgent go first.
/// </summary>
public class RateLimitTests
{
    private const string Post = "chat.postMessage";
    private const string Update = "chat.update";
    private const int Burst = MessagePacing.BurstOfPosts;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Post_ManyInOneChannel_BurstThenOneASecondAndNoneTwice()
    {
        await using var world = await World.StartAsync();
        var ids = await CreateAsync(world, Burst + 5);
        Assert.Equal(Burst, world.Slack.CountOf(Post));
        // Who waits holds no claim
        Assert.Equal(Burst, ids.Count(id => world.Teleport.PluginData(id, "slack").Count > 0));

        for (var more = 1; more <= 5; more++)
        {
            await world.PassAsync(Second);
            Assert.Equal(Burst + more, world.Slack.CountOf(Post));
        }

        await world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.All(ids, id => Assert.Single(world.MessagesOf(id)));
    }

    [Fact]
    public async Task Post_OtherChannel_DoesNotWait()
    {
        await using var world = await World.PrepareAsync(
            new() { More = "[role_to_recipients]\n\"*\" = \"access\"\nops = \"ops\"" }
        );
        world.Slack.AddChannel("ops", world.Bob);
        await world.StartReplicaAsync();
        await CreateAsync(world, Burst + 2);

        var (id, _) = await world.RequestAsync("ops");

        Assert.Single(world.MessagesOf(id));
        Assert.Equal(Burst + 1, world.Slack.CountOf(Post));
    }

    [Fact]
    public async Task Post_TwoRecipientsAndOneMustWait_TheOtherIsToldAtOnce()
    {
        await using var world = await World.PrepareAsync(
            new() { More = "[role_to_recipients]\n\"*\" = \"access\"\nops = [\"access\", \"ops\"]" }
        );
        world.Slack.AddChannel("ops", world.Bob);
        await world.StartReplicaAsync();
        await CreateAsync(world, Burst);

        var id = world.Teleport.CreateRequest("alice", "ops");
        await world.AnnouncedAsync(id, count: 1);
        Assert.Single(world.MessagesOf(id));
        await world.PassAsync(Second);

        Assert.Equal(2, world.MessagesOf(id).Count);
    }

    [Fact]
    public async Task Post_ResolvedWhileItWaits_IsNeverPosted()
    {
        await using var world = await World.StartAsync();
        var ids = await CreateAsync(world, Burst + 3);
        var waiting = ids.Where(id => world.MessagesOf(id).Count == 0).ToList();

        world.Teleport.Resolve(waiting[0], RequestState.Denied);
        // No step of a request that is still to be announced
        await world.Daemon.LoggedAsync($"Request {waiting[0]}: ReadLedger");
        await world.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Empty(world.MessagesOf(waiting[0]));
        Assert.All(ids.Except([waiting[0]]), id => Assert.Single(world.MessagesOf(id)));
    }

    [Fact]
    public async Task Decision_InABusyChannel_IsMadeAndShownAtOnceAndItsReplyWaitsForNewPosts()
    {
        await using var world = await World.StartAsync();
        var ids = await CreateAsync(world, Burst + 3);
        var told = ids.First(id => world.MessagesOf(id).Count > 0);
        var message = world.MessagesOf(told)[0];

        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(told, "Approved by bob@example.com");
        Assert.Single(world.EphemeralsTo(world.Bob));
        Assert.Empty(world.Slack.RepliesTo(message));

        await world.PassAsync(3 * Second);
        Assert.Equal((0, Burst + 3), (world.Slack.RepliesTo(message).Length, Announced(world, ids)));
        await world.PassAsync(2 * Second);
        Assert.Single(world.Slack.RepliesTo(message));
    }

    [Fact]
    public async Task RateLimited_ManyWait_NoneAsksAgainBeforeTheTimeAndThenOneByOne()
    {
        await using var world = await World.StartAsync();
        world.Slack.FailNext(Post, SlackFault.RateLimited("20"));
        var first = await CreateAsync(world, 1);
        var others = await CreateAsync(world, 4);
        Assert.Equal(1, world.Slack.CountOf(Post));
        Assert.All(others, id => Assert.Empty(world.Teleport.PluginData(id, "slack")));

        await world.PassAsync(TimeSpan.FromSeconds(19));
        Assert.Equal(1, world.Slack.CountOf(Post));
        await world.PassAsync(2 * Second); // with the jitter
        Assert.InRange(world.Slack.CountOf(Post), 2, 3);
        for (var i = 0; i < 5; i++) await world.PassAsync(Second);

        Assert.Equal(6, world.Slack.CountOf(Post));
        Assert.All(first.Concat(others), id => Assert.Single(world.MessagesOf(id)));
    }

    [Fact]
    public async Task Update_SupersededWhileItWaits_IsSentOnceWithTheNewest()
    {
        await using var world = await World.StartAsync();
        var (id, _) = await world.RequestAsync();
        world.Slack.FailNext(Update, SlackFault.RateLimited("30"));
        world.Teleport.Review(id, "dave", RequestState.Denied, "no");
        await world.Slack.WaitUntilAsync(slack => slack.CountOf(Update) >= 1);
        await world.IdleAsync();
        world.Teleport.Delete(id);
        await world.RequestAsync("auditor"); // the stream is in order

        await world.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Single((await world.ShowsAsync(id, "Denied in Teleport")).Edits);
        Assert.Equal(2, world.Slack.CountOf(Update));
    }

    [Fact]
    public async Task Update_Fails_TriesGrowFurtherApart()
    {
        await using var world = await World.StartAsync();
        var (id, _) = await world.RequestAsync();
        world.Slack.FailNext(Update, SlackFault.Html(), times: 6);
        world.Teleport.Resolve(id, RequestState.Denied);
        await world.Slack.WaitUntilAsync(slack => slack.CountOf(Update) >= 1);
        await world.IdleAsync();

        for (var i = 0; i < 240; i++) await world.PassAsync(Second);

        await world.ShowsAsync(id, "Denied in Teleport");
        var times = world.Slack.Calls.Where(call => call.Method == Update).Select(call => call.Time).ToList();
        var pauses = times.Zip(times.Skip(1), (one, next) => (next - one).TotalSeconds).ToList();
        Assert.Equal(6, pauses.Count);
        Assert.All(pauses.Zip([2.0, 4, 8, 16, 30, 30]), pause =>
            Assert.InRange(pause.First, pause.Second, 2 * pause.Second + 1)
        );
    }

    [Fact]
    public async Task Update_LosesTheRaceAndMustWait_IsSentAgainAllTheSame()
    {
        await using var world = await World.StartAsync();
        await world.StartReplicaAsync();
        var (id, _) = await world.RequestAsync();
        await world.PassAsync(TimeSpan.FromSeconds(31)); // by then both replicas know of the message
        var hold = world.Slack.HoldNext(Update, afterEffect: true);
        world.Teleport.Resolve(id, RequestState.Denied);
        await hold.WaitUntilReachedAsync();
        await world.Teleport.WaitUntilAsync(teleport =>
            teleport.PluginData(id, "slack").GetValueOrDefault("resolution") == "DENIED"
        ); // the other replica was faster
        Assert.Equal(2, world.Slack.CountOf(Update));

        world.Slack.FailNext(Update, SlackFault.RateLimited("5"));
        hold.Release();
        await world.Slack.WaitUntilAsync(slack => slack.CountOf(Update) >= 3);
        await world.IdleAsync();
        await world.PassAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(4, world.Slack.CountOf(Update));
    }

    [Fact]
    public async Task TokenRefused_ManyWait_IsTriedRarelyLoudlyAndUnready()
    {
        await using var world = await World.StartAsync();
        var token = world.Slack.Options.BotToken;
        world.Slack.Options = world.Slack.Options with { BotToken = "xoxb-7777-8888-renewed" };
        var ids = (await CreateAsync(world, 1)).Concat(await CreateAsync(world, 9)).ToList();
        Assert.Equal(1, world.Slack.CountOf(Post));

        for (var i = 0; i < 120; i++) await world.PassAsync(5 * Second);

        Assert.InRange(world.Slack.CountOf(Post), 8, 12); // ten minutes
        Assert.False(world.Daemon.Readiness.IsReady);
        Assert.Contains("invalid_auth", world.Daemon.Readiness.Status, StringComparison.Ordinal);
        Assert.Contains(world.Daemon.Log, line =>
            line.StartsWith("Error", StringComparison.Ordinal)
            && line.Contains("invalid_auth", StringComparison.Ordinal)
        );

        world.Slack.Options = world.Slack.Options with { BotToken = token }; // Slack takes it again
        for (var i = 0; i < 24; i++) await world.PassAsync(5 * Second);
        Assert.All(ids, id => Assert.Single(world.MessagesOf(id)));
        Assert.True(world.Daemon.Readiness.IsReady);
    }

    [Fact]
    public async Task TokenRenewed_NothingWaitsForTheRestOfTheRefusal()
    {
        await using var world = await World.StartAsync();
        world.Slack.Options = world.Slack.Options with { BotToken = "xoxb-7777-8888-renewed" };
        var ids = await CreateAsync(world, 3);

        world.Daemon.Reload(world.Toml());
        await world.Daemon.LoggedAsync("Configuration reloaded");
        await world.IdleAsync();
        for (var i = 0; i < 10; i++) await world.PassAsync(Second);

        Assert.All(ids, id => Assert.Single(world.MessagesOf(id)));
    }

    /// <summary>So many requests, and everything done that can be done before time passes.</summary>
    private static async Task<List<string>> CreateAsync(World world, int count)
    {
        var list = Enumerable.Range(0, count).Select(_ => world.Teleport.CreateRequest("alice", "dba")).ToList();
        foreach (var id in list) await world.Daemon.LoggedAsync($"Request {id}: Rest");
        await world.IdleAsync();
        return list;
    }

    private static int Announced(World world, List<string> ids) => ids.Count(id => world.MessagesOf(id).Count > 0);
}
