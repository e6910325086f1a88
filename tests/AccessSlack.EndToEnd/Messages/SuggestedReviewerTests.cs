using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.EndToEnd.Messages;

/// <summary>Reviewers whom the requester suggested.</summary>
public class SuggestedReviewerTests
{
    [Fact]
    public async Task SuggestedReviewers_TeleportUsers_AreFoundThroughUsersAndOthersAreLogged()
    {
        await using var world = await World.PrepareAsync();
        var daemon = world.CreateReplica(toml => $"{toml}\n[users]\n{world.Bob.Id} = 'bobby'\n");
        await daemon.StartAsync();

        var id = world.Teleport.CreateRequest(
            new NewAccessRequest("alice", "dba") { SuggestedReviewers = ["bobby", "carol@example.com", "erin"] }
        );
        var messages = await world.AnnouncedAsync(id, count: 3);

        Assert.Equal(
            [world.Bob.Id, world.Carol.Id],
            messages.Select(message => world.Slack.Channels.Single(channel => channel.Id == message.Channel))
                .Where(channel => channel.Id != world.Channel.Id)
                .SelectMany(channel => channel.Members)
                .Order()
        );
        Assert.Equal(1, daemon.CountInLog("suggested reviewers who are not notified: 1 (erin)"));
    }
}
