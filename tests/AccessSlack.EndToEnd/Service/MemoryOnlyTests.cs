using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.EndToEnd.Service;

/// <summary>notify_only on a Teleport that does not let us write plugin data.</summary>
public class MemoryOnlyTests
{
    [Theory]
    [InlineData("5.1.0")] // the right is that to update access requests
    [InlineData("18.2.0")]
    public async Task Start_NotifyOnlyWithoutPluginData_WarnsAndAnnouncesOnlyWhatIsMadeLater(string version)
    {
        await using var world = await World.PrepareAsync(
            new() { Slack = "notify_only = true", TeleportVersion = version }
        );
        world.Plugin.MayUpdatePluginData = false;
        world.Plugin.MayUpdate = false;
        var before = world.Teleport.CreateRequest(new NewAccessRequest("alice", "dba"));
        world.Time.Advance(TimeSpan.FromMinutes(1));

        var daemon = await world.StartReplicaAsync();
        world.Time.Advance(TimeSpan.FromSeconds(1));
        var later = world.Teleport.CreateRequest(new NewAccessRequest("alice", "dba"));

        Assert.Single(await world.AnnouncedAsync(later));
        await daemon.LoggedAsync("Caught up"); // so the earlier one was listed
        await world.IdleAsync();
        Assert.Empty(world.MessagesOf(before));
        Assert.Single(daemon.Log, line =>
            line.StartsWith("Warning", StringComparison.Ordinal)
            && line.Contains("access_plugin_data: [list, read, update]", StringComparison.Ordinal)
        );
    }
}
