using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Sandbox.Teleport.Resources;

namespace AccessSlack.EndToEnd.Messages;

/// <summary>
/// Routes that ask for labels: what was known when the request was announced counts, both for who is told and for who
/// may decide.
/// </summary>
public class RouteByLabelTests
{
    private const string Ask = "ListResources";
    private const string Prod = "[[routes]]\nlabels = { env = 'prod' }\nto = 'routed'";

    [Theory]
    [InlineData("prod-node", true)]
    [InlineData("prod-node prod-node-2", true)]
    [InlineData("dev-node", false)]
    [InlineData("prod-node dev-node", false)] // one resource must not move the others
    [InlineData("prod-node unknown-node", false)] // labels that are not known do not match
    [InlineData("", false)]
    public async Task Route_Labels_OfEveryResource(string nodes, bool applies)
    {
        await using var world = await StartAsync(Prod);
        var message = Assert.Single(await world.AnnouncedAsync(Request(world, nodes)));
        Assert.Equal(applies ? "routed" : "access", NameOf(world, message));
    }

    /// <summary>A node is requested by its id, and people know its host name.</summary>
    [Fact]
    public async Task Route_FriendlyName_IsMatchedToo()
    {
        await using var world = await StartAsync("[[routes]]\nresources = ['node/db-*']\nto = 'routed'");
        var message = Assert.Single(await world.AnnouncedAsync(Request(world, "prod-node")));
        Assert.Equal("routed", NameOf(world, message));
    }

    [Fact]
    public async Task Route_WithoutResources_CostsNoCall()
    {
        await using var world = await StartAsync(Prod);
        await world.AnnouncedAsync(Request(world, ""));
        Assert.Equal(0, world.Teleport.CallsOf(Ask));
    }

    [Fact]
    public async Task Route_LabelsBesideNames_CostOneCall()
    {
        await using var world = await StartAsync(Prod);
        await world.AnnouncedAsync(Request(world, "prod-node"));
        Assert.Equal(1, world.Teleport.CallsOf(Ask));
    }

    [Fact]
    public async Task Route_LabelsNotPermitted_DoesNotApplyAndSaysSo()
    {
        await using var world = await StartAsync(Prod);
        world.Plugin.Resources = ResourceRights.None;
        var id = Request(world, "prod-node");
        Assert.Equal("access", NameOf(world, Assert.Single(await world.AnnouncedAsync(id))));
        await world.Daemon.LoggedAsync($"Request {id}: the labels of its resources were not all known in time");
    }

    /// <summary>The message waits two seconds, and labels that come later move no one.</summary>
    [Fact]
    public async Task Route_LabelsAreLate_PeopleStayAsAnnounced()
    {
        await using var world = await StartAsync(Prod);
        var hold = world.Teleport.Hold(Ask, HoldAt.Arrival);
        var id = Request(world, "prod-node");
        await hold.WaitUntilReachedAsync();
        Assert.Empty(world.MessagesOf(id));
        world.Time.Advance(TimeSpan.FromSeconds(2));
        await world.Slack.WaitUntilAsync(_ => world.MessagesOf(id).Count == 1);

        hold.Release();
        await world.PassAsync(TimeSpan.FromMinutes(1));
        var message = Assert.Single(world.MessagesOf(id));
        Assert.Equal("access", NameOf(world, message));
        await world.ClickAsync(world.Carol, message, World.Approve); // the people of that place still decide
        await world.ShowsAsync(id, "Approved by carol@example.com");
    }

    /// <summary>Owners may relabel and rename a resource, and take it away, while the request is pending.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Route_OwnerRelabels_ChangesNothingForAnAnnouncedRequest(bool restarts)
    {
        await using var world = await StartAsync(Prod);
        var id = Request(world, "prod-node");
        var message = Assert.Single(await world.AnnouncedAsync(id));
        Assert.Equal("routed", NameOf(world, message));

        world.Teleport.Resources.Replace(Node("prod-node", "db-1", "dev"));
        var replica = world.Daemon;
        if (restarts)
        {
            await world.Daemon.StopAsync();
            replica = await world.StartReplicaAsync();
            await replica.LoggedAsync("Caught up");
        }

        await world.PassAsync(TimeSpan.FromMinutes(11));
        Assert.Single(world.MessagesOf(id));
        await world.ClickAsync(world.Bob, message, World.Approve, at: replica);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    /// <summary>Another replica sees other labels: what the first one sealed counts for both.</summary>
    [Fact]
    public async Task Route_SecondReplicaSeesOtherLabels_FollowsTheFirst()
    {
        await using var world = await StartAsync(Prod);
        var id = Request(world, "prod-node");
        var message = Assert.Single(await world.AnnouncedAsync(id));
        world.Teleport.Resources.Replace(Node("prod-node", "db-1", "dev"));

        var second = await world.StartReplicaAsync();
        await second.LoggedAsync("Caught up");
        await world.ClickAsync(world.Bob, message, World.Approve, at: second);
        await world.ShowsAsync(id, "Approved by bob@example.com");
        Assert.Single(world.MessagesOf(id));
    }

    private static ClusterResource Node(string id, string hostname, string env) => new("node", id)
    {
        Hostname = hostname,
        Labels = new Dictionary<string, string> { ["env"] = env },
    };

    private static string Request(World world, string nodes) => world.Teleport.CreateRequest(
        new NewAccessRequest("alice", "dba")
        {
            Resources =
            [
                .. nodes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(node => ("node", node)),
            ],
        }
    );

    private static string NameOf(World world, SlackMessage message) =>
        world.Slack.Channels.Single(channel => channel.Id == message.Channel).Name;

    /// <summary>Three nodes, and a channel with bob alone in it.</summary>
    private static async Task<World> StartAsync(string routes)
    {
        var world = await World.PrepareAsync(new WorldOptions().With(routes));
        world.Plugin.Resources = ResourceRights.Preset;
        world.Teleport.Resources.Add(
            Node("prod-node", "db-1", "prod"),
            Node("prod-node-2", "db-2", "prod"),
            Node("dev-node", "db-3", "dev")
        );
        world.Slack.AddChannel("routed", world.Bob);
        await world.StartReplicaAsync();
        await world.Daemon.LoggedAsync("Caught up with Teleport");
        await world.IdleAsync();
        return world;
    }
}
