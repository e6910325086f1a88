using AccessSlack.Configuration;
using AccessSlack.Requests;
using AccessSlack.Sandbox.Demo;

namespace AccessSlack.Processes.Demo;

/// <summary>The configuration of the demo's daemon.</summary>
public sealed class DemoWorldTests
{
    [Fact]
    public async Task Configuration_LetsTheRequesterAndTheThreadsHearSoon()
    {
        await using var world = await DemoWorld.StartAsync();

        var read = new ConfigReader(new SystemConfigSource()).Read(world.ConfigPath, insecure: true);

        Assert.Empty(read.Problems);
        Assert.Equal(
            new NotificationSettings(RequesterNotice.All, new(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), 3))
            {
                BeforeEnd = TimeSpan.FromMinutes(1),
            },
            read.Settings!.Notifications
        );
    }
}
