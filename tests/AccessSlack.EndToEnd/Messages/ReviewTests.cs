using System.Text.Encodings.Web;
using System.Text.Json;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;
using AccessSlack.Testing;

namespace AccessSlack.EndToEnd.Messages;

/// <summary>Who reviewed in Teleport, and for whom we did, stays in the message.</summary>
public class ReviewTests
{
    private const string Submit = "SubmitAccessReview";

    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reviews_ThatResolveTheRequest_StayInItsMessage(bool isShownAfterTheRestart)
    {
        await using var world = await StartAsync();
        var id = await RequestAsync(world, approvals: 2);
        world.Teleport.Review(id, "zoe", RequestState.Approved, "looks fine");
        await world.Slack.WaitUntilAsync(_ => Text(world, id).Contains("zoe: approve", StringComparison.Ordinal));
        if (isShownAfterTheRestart) FailUpdates(world);

        world.Teleport.Review(id, "dave", RequestState.Approved, "go ahead");

        const string All = "Approved in Teleport · zoe: approve (“looks fine”) · dave: approve (“go ahead”)";
        if (!isShownAfterTheRestart) await world.ShowsAsync(id, "Approved in Teleport");
        await RestartWithoutItAsync(world, id);
        Assert.Contains(All, Text(world, id), StringComparison.Ordinal);
        Assert.Equal(["✅ " + All], world.Slack.RepliesTo(world.MessagesOf(id)[0]).Select(reply => reply.Text));
        Assert.DoesNotContain("votes", world.Teleport.PluginData(id, "slack")["v1"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reviews_OfARequestThatWasRemoved_StayInItsMessage()
    {
        await using var world = await StartAsync();
        var id = await RequestAsync(world, approvals: 2);
        world.Teleport.Review(id, "zoe", RequestState.Approved, "looks fine");
        await world.Slack.WaitUntilAsync(_ => Text(world, id).Contains("zoe: approve", StringComparison.Ordinal));
        await world.IdleAsync();

        await RestartWithoutItAsync(world, id, keep: "another");

        Assert.Contains("Removed in Teleport · zoe: approve (“looks fine”)", Text(world, id), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(World.Approve, "Approved", false)]
    [InlineData(World.Approve, "Approved", true)]
    [InlineData(World.Deny, "Denied", true)]
    public async Task OurReview_ThatDecides_NamesThePersonAndNotThePlugin(
        string action,
        string state,
        bool isShownAfterTheRestart
    )
    {
        await using var world = await StartAsync();
        var id = await RequestAsync(world, approvals: 1);
        if (isShownAfterTheRestart) FailUpdates(world);

        await world.ClickAsync(world.Bob, world.MessagesOf(id)[0], action);

        if (!isShownAfterTheRestart) await world.ShowsAsync(id, $"{state} by bob@example.com");
        Assert.Equal(state, world.StateOf(id));
        await RestartWithoutItAsync(world, id);
        Assert.EndsWith($"{state} by bob@example.com", world.MessagesOf(id)[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("slack:", Text(world, id), StringComparison.Ordinal);
        Assert.DoesNotContain(world.Plugin.Name, Text(world, id), StringComparison.Ordinal);
    }

    /// <summary>Teleport has the review, and its submitter never learns that.</summary>
    [Fact]
    public async Task OurReview_OfAReplicaThatDied_NamesThePerson()
    {
        await using var world = await PrepareAsync();
        await world.CreateReplica(time: new ManualTime()).StartAsync(); // for which time stands still
        var id = await RequestAsync(world, approvals: 1);
        var second = await world.StartReplicaAsync();
        await second.LoggedAsync("Caught up");
        var hold = world.Teleport.Hold(Submit);
        var click = world.ClickAsync(world.Bob, world.MessagesOf(id)[0], World.Approve);
        await hold.WaitUntilReachedAsync();

        await world.Slack.WaitUntilAsync(_ =>
            world.MessagesOf(id)[0].Text.EndsWith("Approved by bob@example.com", StringComparison.Ordinal)
        );

        Assert.DoesNotContain("slack:", Text(world, id), StringComparison.Ordinal);
        Assert.DoesNotContain(world.Plugin.Name, Text(world, id), StringComparison.Ordinal);
        hold.Release();
        await click;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OurReview_AndAnother_NamesTheDeciderAndTheOtherPerson(bool isOursLast)
    {
        await using var world = await StartAsync();
        var id = await RequestAsync(world, approvals: 2);
        if (isOursLast) world.Teleport.Review(id, "zoe", RequestState.Approved, "fine");
        else await world.ClickAsync(world.Bob, world.MessagesOf(id)[0], World.Approve);
        var first = isOursLast ? "zoe: approve (“fine”)" : $"review submitted for <@{world.Bob.Id}>: approve";
        await world.Slack.WaitUntilAsync(_ => Text(world, id).Contains(first, StringComparison.Ordinal));
        Assert.DoesNotContain("slack:", Text(world, id), StringComparison.Ordinal);

        if (!isOursLast) world.Teleport.Review(id, "zoe", RequestState.Approved, "fine");
        else await world.ClickAsync(world.Bob, world.MessagesOf(id)[0], World.Approve);

        await world.ShowsAsync(id, isOursLast ? "Approved by bob@example.com" : "Approved in Teleport");
        await RestartWithoutItAsync(world, id);
        Assert.Contains(
            isOursLast
                ? $"Approved by <@{world.Bob.Id}> · zoe: approve (“fine”)"
                : "Approved in Teleport · bob@example.com: approve · zoe: approve (“fine”)",
            Text(world, id),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("slack:", Text(world, id), StringComparison.Ordinal);
    }

    private static async Task<World> PrepareAsync()
    {
        var world = await World.PrepareAsync(new WorldOptions().With("[approvals]\nvia = \"review\""));
        world.Plugin.ReviewRoles = new HashSet<string> { "*" };
        return world;
    }

    private static async Task<World> StartAsync()
    {
        var world = await PrepareAsync();
        var daemon = await world.StartReplicaAsync();
        await daemon.LoggedAsync("Caught up with Teleport");
        return world;
    }

    private static async Task<string> RequestAsync(World world, uint approvals)
    {
        var id = world.Teleport.CreateRequest(
            new NewAccessRequest("alice", "dba") { Thresholds = [new() { Approve = approvals, Deny = 1 }] }
        );
        await world.AnnouncedAsync(id);
        return id;
    }

    private static void FailUpdates(World world) =>
        world.Slack.DefaultFault = method => method == "chat.update" ? SlackFault.Error("internal_error") : null;

    /// <summary>The daemon has done what it could, stops, and learns nothing more of the request.</summary>
    private static async Task RestartWithoutItAsync(World world, string id, string keep = "")
    {
        var failed = world.Slack.DefaultFault("chat.update") is not null;
        if (failed) await world.Daemon.LoggedAsync("internal_error"); // earlier updates have not failed
        await world.PassAsync(TimeSpan.FromSeconds(2));
        await world.StopReplicasAsync();
        if (keep.Length > 0) world.Teleport.CreateRequest("alice", keep); // an empty list would prove nothing
        world.Teleport.Delete(id);
        world.Slack.DefaultFault = _ => null;
        var next = await world.StartReplicaAsync();
        await next.LoggedAsync("Caught up");
        await world.PassAsync(TimeSpan.FromMinutes(2), next);
    }

    private static string Text(World world, string id) => world.MessagesOf(id)[0].Blocks.ToJsonString(Readable);
}
