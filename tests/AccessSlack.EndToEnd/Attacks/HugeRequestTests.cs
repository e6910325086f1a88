using AccessSlack.EndToEnd.Infrastructure;

namespace AccessSlack.EndToEnd.Attacks;

/// <summary>Apart from the others because it takes seconds, so that it runs over one door only.</summary>
public class HugeRequestTests
{
    [Fact]
    public async Task Request_ThatNoDialogCanList_IsDecidedInTeleport()
    {
        await using var world = await World.StartAsync();
        string[] roles = [.. Enumerable.Range(0, 1000).Select(number => $"role-{new string('x', 40)}-{number}")];
        var (id, message) = await world.RequestAsync(roles);
        Assert.Equal([World.Open], message.Buttons.Select(button => (string?)button["action_id"]));

        await world.ClickAsync(world.Bob, message, World.Open, new() { ActionId = World.Approve });

        await world.IdleAsync();
        Assert.Equal("Pending", world.StateOf(id));
        Assert.Empty(world.Slack.Views);
        Assert.Contains(
            "more than I can list in Slack",
            Assert.Single(world.EphemeralsTo(world.Bob)),
            StringComparison.Ordinal
        );
    }
}
