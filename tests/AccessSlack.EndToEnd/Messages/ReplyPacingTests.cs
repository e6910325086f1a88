using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Messages;

/// <summary>Replies in threads take only what announcements leave of a channel's pace.</summary>
public class ReplyPacingTests
{
    private const string Post = "chat.postMessage";

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Post_AHundredInOneChannel_NoneWaits()
    {
        await using var world = await World.StartAsync();
        var ids = await CreateAsync(world, 100);
        Assert.All(ids, id => Assert.Single(world.MessagesOf(id)));
    }

    [Fact]
    public async Task Post_AfterSixtyDenials_IsNotBehindTheirReplies()
    {
        await using var world = await World.StartAsync();
        var ids = await CreateAsync(world, 60);
        await world.PassAsync(TimeSpan.FromMinutes(2));

        foreach (var denied in ids) world.Teleport.Resolve(denied, RequestState.Denied);
        foreach (var denied in ids) await world.Daemon.LoggedAsync($"Request {denied}: Notify");
        await world.IdleAsync();
        Assert.InRange(Replies(world), 1, 59);

        var more = await CreateAsync(world, 100);
        Assert.All(more, id => Assert.Single(world.MessagesOf(id)));
        await world.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(60, Replies(world));
    }

    [Fact]
    public async Task Reply_TwoReplicasWait_IsSentOnce()
    {
        await using var world = await World.StartAsync();
        var other = await world.StartReplicaAsync();
        var ids = await CreateAsync(world, 40);
        foreach (var id in ids) await world.KnownAsync(id);
        await world.PassAsync(TimeSpan.FromMinutes(2));

        foreach (var denied in ids) world.Teleport.Resolve(denied, RequestState.Denied);
        foreach (var denied in ids)
            await await Task.WhenAny(
                world.Daemon.LoggedAsync($"Request {denied}: Notify"),
                other.LoggedAsync($"Request {denied}: Notify")
            );
        await world.IdleAsync();
        await world.PassAsync(TimeSpan.FromMinutes(3)); // both update messages, and Slack takes no more for a minute

        Assert.All(ids, id => Assert.EndsWith("Denied in Teleport", world.MessagesOf(id)[0].Text));
        Assert.Equal(40, Replies(world));
        var (next, _) = await world.RequestAsync();
        Assert.Single(world.MessagesOf(next));
    }

    private static int Replies(World world) => world.Slack.Messages.Count(message => message.ThreadTs is not null);

    private static async Task<List<string>> CreateAsync(World world, int count)
    {
        var list = Enumerable.Range(0, count).Select(_ => world.Teleport.CreateRequest("alice", "dba")).ToList();
        foreach (var id in list) await world.Daemon.LoggedAsync($"Request {id}: Rest");
        await world.IdleAsync();
        return list;
    }
}
