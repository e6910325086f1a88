using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.EndToEnd.Outages;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.EndToEnd.Service;

/// <summary>
/// Everything that expires is replaced while the daemon runs: what comes next uses the new, what runs ends in peace.
/// </summary>
public class RotationTests
{
    private const string Renewed = "Renewed credentials or secrets";
    private const string Connected = "Watcher connected";
    private const string Successor = "access-slack-2";

    private static readonly TimeSpan NextLook = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("in place")]
    [InlineData("renamed")]
    [InlineData("link")]
    [InlineData("link to the folder")]
    public async Task Identity_Replaced_IsUsedWhateverTheWay(string way)
    {
        await using var world = await World.PrepareAsync();
        Directory.CreateDirectory(world.File("one"));
        Directory.CreateDirectory(world.File("two"));
        WriteIdentity(world, world.File("one/identity"), "access-slack");
        var file = way == "link to the folder" ? world.File("out/identity") : world.File("identity");
        if (way == "link") File.CreateSymbolicLink(file, world.File("one/identity"));
        else if (way == "link to the folder") Directory.CreateSymbolicLink(world.File("out"), world.File("one"));
        else File.Copy(world.File("one/identity"), file);
        await world.CreateReplica(toml => WithIdentity(world, toml, file)).StartAsync();
        await world.RequestAsync();

        WriteIdentity(world, world.File("two/identity"), Successor);
        if (way == "in place")
            await File.WriteAllTextAsync(file, await File.ReadAllTextAsync(world.File("two/identity")));
        if (way == "renamed") File.Move(world.File("two/identity"), file, overwrite: true);
        if (way == "link") Swap(world, file, world.File("two/identity"));
        if (way == "link to the folder") Swap(world, world.File("out"), world.File("two"));
        await MovedAsync(world);

        var (id, message) = await world.RequestAsync("auditor");
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
        Assert.Equal(Successor, world.Teleport.Calls[^1].User);
    }

    [Fact]
    public async Task Certificate_ReplacedDuringAClick_TheClickIsDecidedOnceAndAnswered()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        var hold = world.Teleport.Hold("SetAccessRequestState", HoldAt.Arrival);
        var click = world.ClickAsync(world.Bob, message, World.Approve);
        await hold.WaitUntilReachedAsync();

        Credentials.Renew(world, Successor);
        // Not so long that the held call itself would time out.
        world.Daemon.Reload(world.Toml());
        await world.Daemon.LoggedAsync("Configuration reloaded");
        hold.Release();

        Assert.Equal(200, (await click).Status);
        await world.ShowsAsync(id, "Approved by bob@example.com");
        Assert.Equal(
            "access-slack",
            Assert.Single(world.Teleport.Calls, call => call.Rpc == "SetAccessRequestState").User
        );
        Assert.Contains(world.EphemeralsTo(world.Bob), told =>
            told.StartsWith("You approved", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task HostCa_Rotated_IsTrustedOnceItsFileHoldsIt()
    {
        await using var world = await World.StartAsync();
        var old = world.Teleport.Certificates.HostCa;
        world.Teleport.RotateHostCa();
        Credentials.Renew(world, "access-slack", old);
        world.Time.Advance(NextLook);
        await world.Daemon.LoggedAsync(Renewed);
        await world.Daemon.LoggedAsync(Connected, 2);

        await world.RequestAsync();
    }

    [Fact]
    public async Task HostCa_RotatedTooEarly_WaitsForTheFileUnreadyAndLoud()
    {
        await using var world = await World.StartAsync();
        var breaks = Reconnection.Breaks(world);
        world.Teleport.RotateHostCa();
        world.Teleport.AbortConnections();
        await world.Daemon.LoggedAsync("Reconnecting in", breaks + 1);
        world.Time.Advance(TimeSpan.FromSeconds(2));
        await world.Daemon.LoggedAsync("Teleport refuses the watch");
        Assert.False(world.Daemon.Readiness.IsReady);
        var missed = world.Teleport.CreateRequest("alice", "dba");

        Credentials.Renew(world, "access-slack");
        world.Time.Advance(NextLook);
        await world.Daemon.LoggedAsync(Renewed);
        await world.Daemon.LoggedAsync(Connected, 2);

        await world.AnnouncedAsync(missed);
        Assert.True(world.Daemon.Readiness.IsReady);
    }

    [Fact]
    public async Task SigningSecret_Rotated_BothAreGoodAndThenOnlyTheNew()
    {
        const string Next = "ffeeddccbbaa99887766554433221100";
        await using var world = await World.StartAsync();
        var old = world.Slack.Options.SigningSecret;
        var (first, firstMessage) = await world.RequestAsync();
        var (second, secondMessage) = await world.RequestAsync("auditor");
        var (third, thirdMessage) = await world.RequestAsync("ops");

        await ReloadAsync(
            world,
            world.Toml().Replace($"secret = \"{old}\"", $"secret = [\"{Next}\", \"{old}\"]", StringComparison.Ordinal),
            1
        );
        await world.ClickAsync(world.Bob, firstMessage, World.Approve);
        await world.ShowsAsync(first, "Approved by bob@example.com");
        await world.ClickAsync(world.Bob, secondMessage, World.Approve, new() { SigningSecret = Next });
        await world.ShowsAsync(second, "Approved by bob@example.com");

        await ReloadAsync(
            world,
            world.Toml().Replace($"secret = \"{old}\"", $"secret = \"{Next}\"", StringComparison.Ordinal),
            2
        );
        Assert.Equal(401, (await world.ClickAsync(world.Bob, thirdMessage, World.Approve)).Status);
        Assert.Equal("Pending", world.StateOf(third));
        await world.ClickAsync(world.Bob, thirdMessage, World.Approve, new() { SigningSecret = Next });
        await world.ShowsAsync(third, "Approved by bob@example.com");
    }

    [Fact]
    public async Task SlackToken_ReplacedWhileAPostIsUnderWay_IsPostedOnce()
    {
        await using var world = await World.StartAsync();
        var hold = world.Slack.HoldNext("chat.postMessage", afterEffect: true);
        var id = world.Teleport.CreateRequest("alice", "dba");
        await hold.WaitUntilReachedAsync();
        world.Slack.Options = world.Slack.Options with { BotToken = "xoxb-5555-6666-renewed" };

        await ReloadAsync(world, world.Toml(), 1);
        hold.Release();
        await world.AnnouncedAsync(id);
        await world.PassAsync(TimeSpan.FromMinutes(2));
        await world.RequestAsync("auditor");

        Assert.Single(world.MessagesOf(id));
    }

    private static async Task ReloadAsync(World world, string toml, int count)
    {
        world.Daemon.Reload(toml);
        await world.Daemon.LoggedAsync("Configuration reloaded", count);
    }

    private static async Task MovedAsync(World world)
    {
        world.Time.Advance(NextLook);
        await world.Daemon.LoggedAsync(Renewed);
        await world.Daemon.LoggedAsync(Connected, 2);
    }

    private static void WriteIdentity(World world, string file, string user)
    {
        world.Teleport.AddUser(user);
        world.Teleport.Certificates.WriteIdentity(file, world.Teleport.Certificates.IssueClient(user));
    }

    private static string WithIdentity(World world, string toml, string file) => toml
        .Replace($"client_key = \"{world.File("auth.key")}\"", $"identity = \"{file}\"", StringComparison.Ordinal)
        .Replace($"client_crt = \"{world.File("auth.crt")}\"", "", StringComparison.Ordinal)
        .Replace($"root_cas = \"{world.File("auth.cas")}\"", "", StringComparison.Ordinal);

    /// <summary>As tbot and config maps do it: a new link takes the place of the old one at once.</summary>
    private static void Swap(World world, string link, string target)
    {
        if (Directory.Exists(target))
        {
            Directory.Delete(link); // no call of .NET renames a link to a folder over another
            Directory.CreateSymbolicLink(link, target);
            return;
        }

        File.CreateSymbolicLink(world.File("next"), target);
        File.Move(world.File("next"), link, overwrite: true);
    }
}
