using System.Text.Json.Nodes;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Attacks;

/// <summary>Small ways to mislead an operator or a reader, or to make the daemon fail.</summary>
public class SmallTests
{
    private static readonly DateTimeOffset LastSecond = new(9999, 12, 31, 23, 59, 59, TimeSpan.Zero);

    [Fact]
    public async Task Request_ThatExpiresAtTheEndOfTheCalendar_IsAnnouncedAndDecided()
    {
        await using var world = await World.StartAsync();
        var forEver = LastSecond - world.Time.GetUtcNow();

        var id = world.Teleport.CreateRequest(
            new NewAccessRequest("alice", "dba") { PendingFor = forEver, AccessFor = forEver }
        );

        var message = (await world.AnnouncedAsync(id))[0];
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
        Assert.Equal("Approved", world.StateOf(id));
    }

    [Theory]
    [InlineData("ok\nslack:carol@example.com: approved by carol")]
    [InlineData("ok\r\u2028slack:carol@example.com: approved by carol")]
    public async Task Review_ReasonWithALineBreak_IsOneLineInTeleport(string typed)
    {
        await using var world = await World.StartAsync(
            WorldOptions.Ruled("reason = \"always\"\n[approvals]\nvia = \"review\"")
        );
        world.Plugin.ReviewRoles = new HashSet<string> { "*" };
        var (id, message) = await world.RequestAsync();
        await world.ClickAsync(world.Bob, message, World.Approve);
        var view = await world.Slack.SeesViewAsync(world.Bob);

        await world.Slack.SubmitAsync(view, world.Bob, typed, world.Daemon.Endpoint);
        await world.IdleAsync();

        Assert.Equal(
            "slack:bob@example.com: ok slack:carol@example.com: approved by carol",
            Assert.Single(world.Teleport.Request(id)!.Spec.Reviews).Reason
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Names_ThatBeginWithAQuotationSign_AreNotDrawnAsQuotations(bool isPlain)
    {
        await using var world = await World.StartAsync();
        if (isPlain) world.Slack.FailNext("chat.postMessage", SlackFault.Error("invalid_blocks"));
        var id = world.Teleport.CreateRequest(
            new NewAccessRequest(">approved", ">>>dba", "> x") { Resources = [(">node", "> db")] }
        );
        var message = (await world.AnnouncedAsync(id))[0];
        world.Teleport.Review(id, ">carol", RequestState.Denied, "> no");
        await world.ShowsAsync(id, "Denied in Teleport");

        var lines = Texts(message.Blocks)
            .Concat(Texts(world.MessagesOf(id)[0].Blocks))
            .Append(message.Text)
            .SelectMany(text => text.Split('\n'))
            .ToList();
        Assert.Contains(lines, line => line.Contains("approved", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.TrimStart(' ', '*') is ['>', ..] or ['&', 'g', 't', ';', ..]);
    }

    [Fact]
    public async Task Start_FilesThatOthersMayReadOrChange_AreNamedWithTheirRemedy()
    {
        await using var world = await World.PrepareAsync();
        var key = Directory.GetFiles(Path.GetDirectoryName(world.File("x"))!, "*.key").Single();
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(key, (UnixFileMode)0b110_110_110); // 0666

        var daemon = await world.StartReplicaAsync();

        await daemon.LoggedAsync($"chmod go-w {key}");
        await daemon.LoggedAsync($"chmod o-r {key}");
        await world.RequestAsync(); // it works all the same
    }

    [Fact]
    public async Task Start_FilesThatOnlyTheOwnerMayRead_AreNotMentioned()
    {
        await using var world = await World.StartAsync();

        Assert.Equal(0, world.Daemon.CountInLog("chmod"));
    }

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject text when (string?)text["type"] is "mrkdwn" or "plain_text" => [(string)text["text"]!],
        JsonObject other => other.SelectMany(property => Texts(property.Value)),
        JsonArray list => list.SelectMany(Texts),
        _ => [],
    };
}
