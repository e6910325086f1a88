using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.EndToEnd.Service;

/// <summary>The end of a certificate is said while it can still be prevented.</summary>
public class ExpiryTests
{
    private const string Client = "The client certificate for Teleport";

    [Fact]
    public async Task ClientCertificate_AQuarterLeft_WarnsDailyWithTheCureUntilItIsRenewed()
    {
        await using var world = await World.PrepareAsync();
        var now = world.Time.GetUtcNow();
        Write(world, now.AddDays(-6), now.AddDays(6));
        await world.StartReplicaAsync();

        await PassAsync(world, TimeSpan.FromDays(3) - TimeSpan.FromMinutes(5));
        Assert.Equal(0, world.Daemon.CountInLog(Client));
        await PassAsync(world, TimeSpan.FromMinutes(6));
        await world.Daemon.LoggedAsync(Client);
        Assert.Contains(world.Daemon.Log, line =>
            line.StartsWith("Warning", StringComparison.Ordinal)
            && line.Contains("auth.crt", StringComparison.Ordinal)
            && line.Contains("tctl auth sign --format=tls --user=access-slack", StringComparison.Ordinal)
        );
        await PassAsync(world, TimeSpan.FromDays(1));
        await world.Daemon.LoggedAsync(Client, count: 2);

        Write(world, now, now.AddDays(365));
        world.Time.Advance(TimeSpan.FromSeconds(30));
        await world.Daemon.LoggedAsync("Renewed credentials or secrets");
        await PassAsync(world, TimeSpan.FromDays(2));
        Assert.Equal(2, world.Daemon.CountInLog(Client));
    }

    [Fact]
    public async Task ListenerCertificate_AQuarterLeft_IsWarnedOf()
    {
        using var authority = new ListenerAuthority();
        await using var world = await World.PrepareAsync(new()
        {
            Http = """
                https_key_file = "FOLDER/server.key"
                https_cert_file = "FOLDER/server.crt"
                """,
            SlackOptions = new() { TrustedRoot = authority.Root },
        });
        authority.Write(world.File("server.crt"), world.File("server.key"), until: world.Time.GetUtcNow().AddDays(100));
        await world.StartReplicaAsync();

        await world.Daemon.LoggedAsync("server.crt expires at");
        authority.Write(world.File("server.crt"), world.File("server.key"));
        // No connection is made meanwhile: the watch itself finds the new one
        await PassAsync(world, TimeSpan.FromDays(3));

        Assert.Equal(1, world.Daemon.CountInLog("server.crt expires at"));
    }

    private static void Write(World world, DateTimeOffset from, DateTimeOffset until) =>
        world.Teleport.Certificates.WriteFiles(
            Path.GetDirectoryName(world.File("auth"))!,
            "auth",
            world.Teleport.Certificates.IssueClient("access-slack", from, until)
        );

    /// <summary>Missed ticks collapse into one: the watch looks at the end of each step at the latest.</summary>
    private static async Task PassAsync(World world, TimeSpan time)
    {
        await world.PassAsync(time - TimeSpan.FromMinutes(1));
        await world.PassAsync(TimeSpan.FromMinutes(1));
    }
}
