using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Sandbox.Teleport.Resources;
using AccessSlack.Teleport.Protocol;
using Google.Protobuf;

namespace AccessSlack.EndToEnd.Attacks.Today;

/// <summary>One resource that a request names twice, so that its message may show less than what is granted.</summary>
public class RequestedTwiceTests
{
    /// <summary>Teleport unites both lists, and the whole resource is what people would approve.</summary>
    [Fact]
    public async Task PartOfAResourceThatIsRequestedAsAWhole_IsShownAsTheWhole()
    {
        await using var world = await StartAsync();
        var root = new ResourceConstraints { Ssh = new() { Logins = { "backup" } } };
        var id = world.Teleport.CreateRequest(
            new NewAccessRequest("alice", "dba")
            {
                Resources = [("node", "a")],
                Parts =
                [
                    new()
                    {
                        Id = new() { ClusterName = "sandbox", Kind = "node", Name = "a" },
                        Constraints = root.ToByteString(),
                    },
                ],
            }
        );

        var text = Text((await world.AnnouncedAsync(id))[0]);

        Assert.Contains("Resources: node db-1", text);
        Assert.DoesNotContain("backup", text);
    }

    /// <summary>The ids differ, and are shown alike: neither the message nor a look-up may fail for it.</summary>
    [Fact]
    public async Task TwoIdsThatReadAlike_AreLookedUpAndDecided()
    {
        await using var world = await StartAsync();
        var (id, _) = await world.RequestAsync("dba");
        world.Teleport.ChangeSpec(id, spec => spec.RequestedResourceIds.Add(
        [
            new ResourceID { ClusterName = "sandbox", Kind = "node", Name = "a" },
            new ResourceID { Kind = "node", Name = "a" },
        ]));

        await world.Slack.WaitUntilAsync(_ => Text(world.MessagesOf(id)[0]).Contains("db-1", StringComparison.Ordinal));
        await world.IdleAsync();
        await world.ClickAsync(world.Bob, world.MessagesOf(id)[0], World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    private static string Text(SlackMessage message) => message.Blocks.ToJsonString();

    private static async Task<World> StartAsync()
    {
        var world = await World.StartAsync();
        world.Plugin.Resources = ResourceRights.Full;
        world.Teleport.Resources.Add(new ClusterResource("node", "a") { Hostname = "db-1" });
        return world;
    }
}
