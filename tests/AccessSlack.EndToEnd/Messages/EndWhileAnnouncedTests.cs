using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;
using AccessSlack.Testing;

namespace AccessSlack.EndToEnd.Messages;

/// <summary>
/// A request that ends while it is being announced, at every moment of claim, post and record, keeps its end: the
/// message does not change when the request is gone after a restart, and no one hears of a second end.
/// </summary>
public class EndWhileAnnouncedTests
{
    private const string Write = "UpdatePluginData";
    private const string Post = "chat.postMessage";

    private static readonly Dictionary<string, string> Words = new()
    {
        ["approve"] = "Approved in Teleport",
        ["deny"] = "Denied in Teleport",
        ["promote"] = "Promoted to an access list",
        ["unknown"] = "Unknown state",
        ["remove"] = "Removed in Teleport",
    };

    private static readonly string[] Moments =
        ["claim arrives", "claimed", "post arrives", "posted", "record arrives", "recorded", "later"];

    /// <summary>Without a claim, Teleport takes no plugin data of a request that is gone.</summary>
    public static TheoryData<string, string> Interleavings()
    {
        var all = new TheoryData<string, string>();
        foreach (var how in Words.Keys)
            foreach (var moment in Moments)
                if ((how, moment) != ("remove", "claim arrives")) all.Add(how, moment);
        return all;
    }

    [Theory]
    [MemberData(nameof(Interleavings))]
    public async Task Message_KeepsItsEndWhenTheRequestIsGoneAfterARestart(string how, string moment)
    {
        await using var world = await StartAsync();
        var held = HoldFirst(world, moment);
        var id = world.Teleport.CreateRequest("alice", "dba");
        held = await ReachAsync(world, id, moment, held);

        End(world, id, how);
        await SeenAsync(world);
        held?.Release();

        await KeepsAsync(world, id, Words[how]);
    }

    [Fact]
    public async Task Request_RemovedBeforeItsClaimArrives_IsNotAnnouncedAndNothingIsMissed()
    {
        await using var world = await StartAsync();
        var held = world.Teleport.Hold(Write, HoldAt.Arrival);
        var id = world.Teleport.CreateRequest("alice", "dba");
        await held.WaitUntilReachedAsync();

        End(world, id, "remove");
        await SeenAsync(world);
        held.Release();
        await world.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Empty(world.MessagesOf(id));
        AssertNoErrors(world.Daemon);
    }

    /// <summary>Teleport decides it by itself, before anything else can happen.</summary>
    [Fact]
    public async Task Message_ApprovedRightAtItsCreation_KeepsItsEnd()
    {
        for (var i = 0; i < 5; i++)
        {
            await using var world = await StartAsync();
            var id = world.Teleport.CreateRequest("alice", "dba");
            End(world, id, "approve");
            await SeenAsync(world);
            await world.IdleAsync();
            if (world.MessagesOf(id).Count > 0) await KeepsAsync(world, id, Words["approve"]);
            else Assert.Empty(Notices(world));
        }
    }

    /// <summary>Slack does not take the update; the request ends, and is gone, before it does.</summary>
    [Theory]
    [InlineData("approve")]
    [InlineData("deny")]
    [InlineData("promote")]
    public async Task Message_ThatCouldNotBeUpdatedBeforeTheRestart_ShowsTheEndAndNotTheRemoval(string how)
    {
        await using var world = await StartAsync();
        var (id, _) = await world.RequestAsync();
        world.Slack.DefaultFault = method => method == "chat.update" ? SlackFault.Error("internal_error") : null;

        End(world, id, how);
        await world.Slack.WaitUntilAsync(slack => slack.CountOf("chat.update") >= 1);
        await world.IdleAsync();
        await GoneAsync(world, id);
        world.Slack.DefaultFault = _ => null;
        var next = await RestartAsync(world);
        await world.PassAsync(TimeSpan.FromMinutes(2), next);

        Assert.EndsWith(Words[how], world.MessagesOf(id)[0].Text, StringComparison.Ordinal);
        Assert.Single(Notices(world), text => text.Contains(Words[how], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("approve", false)]
    [InlineData("deny", true)]
    [InlineData("promote", false)]
    [InlineData("remove", true)]
    public async Task Message_DaemonIsStoppedDuringThePost_ShowsTheEndThatItHadSeen(string how, bool isStored)
    {
        await using var world = await StartAsync();
        var hold = world.Slack.HoldNext(Post, afterEffect: isStored);
        var id = world.Teleport.CreateRequest("alice", "dba");
        await hold.WaitUntilReachedAsync();

        End(world, id, how);
        await SeenAsync(world);
        var stop = world.Daemon.StopAsync();
        await world.Teleport.WaitUntilAsync(teleport => teleport.OpenWatches == 0);
        hold.Release();
        await stop;
        await GoneAsync(world, id);
        var next = await RestartAsync(world);
        await world.PassAsync(TimeSpan.FromMinutes(2), next);

        Assert.EndsWith(Words[how], Assert.Single(world.MessagesOf(id)).Text, StringComparison.Ordinal);
        Assert.Contains(Words[how], Assert.Single(Notices(world)), StringComparison.Ordinal);
        AssertNoErrors(next);
    }

    /// <summary>The replica that posts never comes back; the other one has seen the end.</summary>
    [Theory]
    [InlineData("approve", false)]
    [InlineData("approve", true)]
    [InlineData("deny", true)]
    [InlineData("promote", true)]
    [InlineData("remove", true)]
    public async Task Message_WhosePosterDied_ShowsTheEndThatTheOtherReplicaHasSeen(string how, bool isStored)
    {
        await using var world = await PrepareAsync();
        await world.CreateReplica(time: new ManualTime()).StartAsync(); // for which time stands still
        var hold = world.Slack.HoldNext(Post, afterEffect: isStored);
        var id = world.Teleport.CreateRequest("alice", "dba");
        await hold.WaitUntilReachedAsync();
        var second = await world.StartReplicaAsync();
        await second.LoggedAsync($"Request {id}: Rest");

        End(world, id, how);
        await SeenAsync(world, second);
        await second.WhenIdleAsync();
        await second.StopAsync();
        DeleteAll(world, id);
        var third = await world.StartReplicaAsync();
        await third.LoggedAsync("Caught up");
        await world.PassAsync(TimeSpan.FromMinutes(2), third);

        Assert.All(world.MessagesOf(id), message =>
            Assert.EndsWith(Words[how], message.Text, StringComparison.Ordinal)
        );
        Assert.Equal(isStored ? 1 : 0, world.MessagesOf(id).Count);
        AssertNoErrors(third);
        hold.Release(); // it only finds that it came too late
    }

    [Theory]
    [InlineData("approve")]
    [InlineData("deny")]
    [InlineData("promote")]
    [InlineData("remove")]
    public async Task Message_TwoReplicas_KeepsItsEndHoweverTheyInterleave(string how)
    {
        foreach (var moment in Moments.Where(moment => (how, moment) != ("remove", "claim arrives")))
        {
            await using var world = await StartAsync();
            var second = await world.StartReplicaAsync();
            await second.LoggedAsync("Caught up");
            var held = HoldFirst(world, moment);
            var id = world.Teleport.CreateRequest("alice", "dba");
            held = await ReachAsync(world, id, moment, held);

            End(world, id, how);
            await SeenAsync(world);
            held?.Release();

            await KeepsAsync(world, id, Words[how]);
        }
    }

    private static Task<World> PrepareAsync() => World.PrepareAsync(
        new WorldOptions().With("[notify]\nrequester = \"decision\"\n[users]\nU0SBX00001 = \"alice\"")
    );

    private static async Task<World> StartAsync()
    {
        var world = await PrepareAsync();
        Assert.Equal("U0SBX00001", world.Alice.Id);
        var daemon = await world.StartReplicaAsync();
        await daemon.LoggedAsync("Caught up with Teleport");
        await world.IdleAsync();
        return world;
    }

    private static HeldCall? HoldFirst(World world, string moment) => moment switch
    {
        "claim arrives" => world.Teleport.Hold(Write, HoldAt.Arrival),
        "claimed" => world.Teleport.Hold(Write, HoldAt.Answer),
        "posted" => world.Slack.HoldNext(Post, afterEffect: true),
        "later" => null,
        _ => world.Slack.HoldNext(Post),
    };

    /// <summary>The record is the write that follows the post.</summary>
    private static async Task<HeldCall?> ReachAsync(World world, string id, string moment, HeldCall? held)
    {
        if (held is null) await world.AnnouncedAsync(id);
        else await held.WaitUntilReachedAsync();
        if (moment is not ("record arrives" or "recorded")) return held;
        var record = world.Teleport.Hold(Write, moment == "recorded" ? HoldAt.Answer : HoldAt.Arrival);
        held!.Release();
        await record.WaitUntilReachedAsync();
        return record;
    }

    private static void End(World world, string id, string how)
    {
        switch (how)
        {
            case "approve": world.Teleport.Resolve(id, RequestState.Approved); break;
            case "deny": world.Teleport.Resolve(id, RequestState.Denied); break;
            case "promote": world.Teleport.Promote(id, "admins"); break;
            case "unknown": world.Teleport.EndInState(id, 9); break;
            default: world.Teleport.Delete(id); break;
        }
    }

    /// <summary>The stream is in order: every daemon has seen what was before this request.</summary>
    private static async Task SeenAsync(World world, Replica? by = null)
    {
        var later = world.Teleport.CreateRequest("bob", "auditor");
        if (by is not null) await by.LoggedAsync($"Request {later}: ");
        await world.Slack.WaitUntilAsync(_ => world.MessagesOf(later).Count >= 1);
        world.Teleport.Resolve(later, RequestState.Denied);
        await world.Slack.WaitUntilAsync(_ =>
            world.MessagesOf(later)[0].Text.EndsWith(Words["deny"], StringComparison.Ordinal)
        );
    }

    private static async Task KeepsAsync(World world, string id, string words)
    {
        var shown = await world.ShowsAsync(id, words);
        var notices = Notices(world);
        Assert.Single(notices);
        await GoneAsync(world, id);

        var next = await RestartAsync(world);
        await world.PassAsync(TimeSpan.FromMinutes(2), next);

        var message = Assert.Single(world.MessagesOf(id));
        Assert.EndsWith(words, message.Text, StringComparison.Ordinal);
        Assert.Equal(shown.Edits.Length, message.Edits.Length);
        Assert.Equal(notices, Notices(world));
        AssertNoErrors(next);
    }

    /// <summary>Every daemon stops, and nothing is left in Teleport that it would list.</summary>
    private static async Task GoneAsync(World world, string id)
    {
        await world.StopReplicasAsync();
        DeleteAll(world, id);
    }

    private static void DeleteAll(World world, string id)
    {
        foreach (var request in world.Teleport.Requests) world.Teleport.Delete(request.Metadata.Name);
        Assert.Equal("Gone", world.StateOf(id));
    }

    private static async Task<Replica> RestartAsync(World world)
    {
        var next = await world.StartReplicaAsync();
        await next.LoggedAsync("Caught up");
        await next.WhenIdleAsync();
        return next;
    }

    private static void AssertNoErrors(Replica daemon) =>
        Assert.DoesNotContain(daemon.Log, line => line.StartsWith("Error", StringComparison.Ordinal));

    /// <summary>What the requester was told of requests for the role dba.</summary>
    private static List<string> Notices(World world) =>
        [
            .. world.Slack.Messages
                .Where(message => message.ThreadTs is null && message.Metadata is null)
                .Select(message => message.Text)
                .Where(text => text.Contains("dba", StringComparison.Ordinal)),
        ];
}
