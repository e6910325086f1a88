using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.EndToEnd.Messages;

/// <summary><c>[[routes]]</c>: who is told, and who may decide because of it.</summary>
public class RouteTests
{
    /// <summary>Conditions, roles, kinds and names of resources; and whether the route applies.</summary>
    [Theory]
    [InlineData("", "dba", "", true)]
    [InlineData("roles = ['d*']", "dba dev", "", true)]
    [InlineData("roles = ['dba']", "dba dev", "", false)]
    [InlineData("requesters = ['al*']", "dba", "", true)]
    [InlineData("requesters = ['bob']", "dba", "", false)]
    [InlineData("resources = ['node/*']", "dba", "node:0f1e", true)]
    [InlineData("resources = ['node/0f1e', 'app/shop']", "dba", "node:0f1e app:shop", true)]
    [InlineData("resources = ['node/*']", "dba", "node:0f1e app:shop", false)]
    [InlineData("resources = ['node/*']", "dba", "", false)]
    [InlineData("roles = ['dba']\nrequesters = 'alice'\nresources = '*/shop'", "dba", "app:shop", true)]
    [InlineData("roles = ['dev']\nrequesters = 'alice'\nresources = '*/shop'", "dba", "app:shop", false)]
    public async Task Route_Conditions_ReplaceTheRecipientsOfTheRoles(
        string conditions,
        string roles,
        string resources,
        bool applies
    )
    {
        await using var world = await World.PrepareAsync();
        var routed = await StartAsync(world, $"[[routes]]\n{conditions}\nto = 'routed'");

        var message = Assert.Single(await world.AnnouncedAsync(world.Teleport.CreateRequest(
            new NewAccessRequest("alice", roles.Split(' '))
            {
                Resources =
                [
                    .. resources.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                        .Select(resource => resource.Split(':'))
                        .Select(parts => (parts[0], parts[1])),
                ],
            }
        )));

        Assert.Equal(applies ? routed.Id : world.Channel.Id, message.Channel);
    }

    [Fact]
    public async Task Route_EmptyList_NobodyIsTold()
    {
        await using var world = await World.PrepareAsync();
        await StartAsync(world, "[[routes]]\nroles = ['ci-*']\nto = []");

        var id = world.Teleport.CreateRequest("alice", "ci-deploy");
        await world.KnownAsync(id);
        await world.AnnouncedAsync(world.Teleport.CreateRequest("alice", "dba"));

        Assert.Empty(world.MessagesOf(id));
    }

    [Fact]
    public async Task Route_Applies_ItsPeopleDecide()
    {
        await using var world = await World.PrepareAsync();
        await StartAsync(world, "[[routes]]\nroles = ['dba']\nto = 'routed'");
        var (id, message) = await world.RequestAsync("dba");

        await world.ClickAsync(world.Carol, message, World.Approve); // not in the channel
        Assert.Equal("Pending", world.StateOf(id));
        await world.ClickAsync(world.Bob, message, World.Approve);

        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    /// <summary>A message that was posted before keeps standing, and gives its readers no say any more.</summary>
    [Fact]
    public async Task Route_AddedByAReload_TakesTheSayFromTheOrdinaryChannel()
    {
        await using var world = await World.PrepareAsync();
        var routed = await StartAsync(world, "");
        var (id, before) = await world.RequestAsync("dba");
        Assert.Equal(world.Channel.Id, before.Channel);

        world.Daemon.Reload($"{world.Toml()}\n[[routes]]\nroles = ['dba']\nto = 'routed'\n");
        await world.Daemon.LoggedAsync("Configuration reloaded");
        var messages = await world.AnnouncedAsync(id, count: 2);
        Assert.DoesNotContain(
            World.Approve,
            messages.Single(one => one.Channel == world.Channel.Id).Blocks!.ToJsonString(),
            StringComparison.Ordinal
        );

        await world.ClickAsync(world.Bob, messages.Single(one => one.Channel == routed.Id), World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com", messages: 2);
    }

    /// <summary>The requester chooses what to ask for: one harmless resource must not move the others.</summary>
    [Fact]
    public async Task Route_RequesterAddsAHarmlessResource_DoesNotApply()
    {
        await using var world = await World.PrepareAsync();
        await StartAsync(world, "[[routes]]\nresources = ['node/dev-*']\nto = 'routed'");

        var message = Assert.Single(await world.AnnouncedAsync(world.Teleport.CreateRequest(
            new NewAccessRequest("alice", "dba") { Resources = [("node", "dev-1"), ("node", "prod-1")] }
        )));

        Assert.Equal(world.Channel.Id, message.Channel);
    }

    [Fact]
    public async Task Route_RecipientDoesNotExist_IsNamedAtTheStart()
    {
        await using var world = await World.PrepareAsync();
        await StartAsync(world, "[[routes]]\nroles = ['x']\nto = 'no-such-channel'");
        await world.Daemon.LoggedAsync("no-such-channel was not found in Slack (channel_not_found)");
    }

    /// <summary>A channel with bob in it, and the first daemon.</summary>
    private static async Task<SlackChannel> StartAsync(World world, string more)
    {
        var routed = world.Slack.AddChannel("routed", world.Bob);
        var daemon = world.CreateReplica(toml => $"{toml}\n{more}\n");
        await daemon.StartAsync();
        if (world.Slack.Sockets.IsOn) await daemon.ConnectedAsync(world.Slack);
        await daemon.LoggedAsync("Caught up with Teleport");
        await world.IdleAsync();
        return routed;
    }
}
