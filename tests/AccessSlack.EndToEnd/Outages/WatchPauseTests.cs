using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.EndToEnd.Outages;

/// <summary>How soon the watch is back after an outage, and what cuts its pause short.</summary>
public class WatchPauseTests
{
    private const string Connected = "Watcher connected";
    private const string Refused = "Teleport refuses the watch";

    [Fact]
    public async Task Outage_OfTheFirstMinutes_IsTriedAtLeastEveryFiveSeconds()
    {
        await using var world = await World.StartAsync();
        world.Teleport.FailNext("WatchEvents", GrpcCode.Unavailable, times: 8);
        world.Teleport.EndWatches();

        await Reconnection.ReconnectAsync(world, breaksBefore: 0);

        Assert.Equal(9, Reconnection.Pauses(world).Count);
        Assert.All(Reconnection.Pauses(world), pause => Assert.InRange(pause, 0.5, 5));
    }

    [Fact]
    public async Task Pause_CredentialsReplacedOnAHangup_EndsAtOnce()
    {
        await using var world = await World.StartAsync();
        await RefuseAsync(world, times: 5);

        Credentials.Renew(world, "access-slack");
        world.Daemon.Reload(world.Toml());

        await world.Daemon.LoggedAsync(Connected, 2);
    }

    [Fact]
    public async Task Pause_CredentialsReplacedOnDisk_EndsWithTheNextLookAtTheFiles()
    {
        await using var world = await World.StartAsync();
        await RefuseAsync(world, times: 7); // the next pause is of 30 s at least

        Credentials.Renew(world, "access-slack");
        for (var passed = 0; world.Daemon.CountInLog("Renewed credentials or secrets") == 0; passed++)
        {
            Assert.True(passed < 30, "the files were not looked at");
            world.Time.Advance(TimeSpan.FromSeconds(1));
            await world.IdleAsync();
        }

        await world.Daemon.LoggedAsync(Connected, 2);
    }

    [Fact]
    public async Task Handshake_RefusedWhileTheRightFilesAreThere_TakesThemAndSaysNothingWrong()
    {
        await using var world = await World.StartAsync();
        world.Teleport.RotateHostCa();
        Credentials.Renew(world, "access-slack");
        world.Teleport.AbortConnections();
        await world.Daemon.LoggedAsync("Reconnecting in");

        Reconnection.PassPause(world);

        await world.Daemon.LoggedAsync(Connected, 2);
        Assert.Equal(0, world.Daemon.CountInLog(Refused));
        Assert.DoesNotContain(world.Daemon.Log, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Credentials_Renewed_TheWatchMovesWithoutAWarning()
    {
        await using var world = await World.StartAsync();
        Credentials.Renew(world, "access-slack-2");

        world.Time.Advance(TimeSpan.FromSeconds(30));
        await world.Daemon.LoggedAsync("Renewed credentials or secrets");
        await world.Daemon.LoggedAsync(Connected, 2);

        Assert.DoesNotContain(world.Daemon.Log, line =>
            line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("watch", StringComparison.Ordinal)
        );
    }

    /// <summary>The host CA was rotated, and the file with it is still the old one.</summary>
    private static async Task RefuseAsync(World world, int times)
    {
        world.Teleport.RotateHostCa();
        world.Teleport.AbortConnections();
        await world.Daemon.LoggedAsync("Reconnecting in");
        for (var i = 1; i <= times; i++)
        {
            Reconnection.PassPause(world);
            await world.Daemon.LoggedAsync(Refused, i);
        }
    }
}
