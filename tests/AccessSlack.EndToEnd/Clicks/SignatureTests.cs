using System.Text;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;

namespace AccessSlack.EndToEnd.Clicks;

/// <summary>What only the HTTP door has: nothing is read before its signature was checked.</summary>
public class SignatureTests
{
    public static TheoryData<string> BadSignatures => [.. Forgeries.Keys];

    private static readonly Dictionary<string, SlackForgery> Forgeries = new()
    {
        ["another secret"] = new() { SigningSecret = "0123456789abcdef0123456789abcdef" },
        ["stale"] = new() { TimestampOffset = TimeSpan.FromSeconds(-301) },
        ["from the future"] = new() { TimestampOffset = TimeSpan.FromSeconds(301) },
        ["no signature"] = new() { EditRequest = request => request.Headers.Remove("X-Slack-Signature") },
        ["no timestamp"] = new() { EditRequest = request => request.Headers.Remove("X-Slack-Request-Timestamp") },
        ["two signatures"] = new()
        {
            EditRequest = request =>
                request.Headers.TryAddWithoutValidation("X-Slack-Signature", "v0=" + new string('0', 64)),
        },
        ["two timestamps"] = new()
        {
            EditRequest = request => request.Headers.TryAddWithoutValidation("X-Slack-Request-Timestamp", "1"),
        },
        ["body changed"] = new() { EditRequest = request => request.Content = new StringContent("payload={}") },
    };

    [Theory]
    [MemberData(nameof(BadSignatures))]
    public async Task Click_BadSignature_Is401AndDecidesNothing(string forgery)
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();

        var ack = await world.ClickAsync(world.Bob, message, World.Approve, Forgeries[forgery]);

        Assert.Equal((401, ""), (ack.Status, ack.Body));
        await ClickSecurityTests.AssertUndecidedAsync(world, id);
        Assert.Empty(world.EphemeralsTo(world.Bob));
    }

    [Fact]
    public async Task Submit_Unsigned_Is401()
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled("reason = \"always\""));
        var (id, message) = await world.RequestAsync();
        await world.ClickAsync(world.Bob, message, World.Approve);
        var view = await world.Slack.SeesViewAsync(world.Bob);

        var (ack, _, _) = await world.Slack.SubmitAsync(
            view,
            world.Bob,
            "a good reason",
            world.Daemon.Endpoint,
            Forgeries["another secret"]
        );

        Assert.Equal((401, ""), (ack.Status, ack.Body));
        await ClickSecurityTests.AssertUndecidedAsync(world, id);
    }

    [Fact]
    public async Task Ask_Unsigned_Is401()
    {
        await using var world = await World.StartAsync();

        var ack = await world.Slack.CommandAsync(
            world.Bob,
            "list",
            world.Daemon.Endpoint,
            forgery: Forgeries["another secret"]
        );

        Assert.Equal((401, ""), (ack.Status, ack.Body));
    }

    [Fact]
    public async Task Door_BadBodies_GetTheStatusOfTheTable()
    {
        await using var world = await World.StartAsync();
        async Task<int> Send(string body, SlackForgery? forgery = null) =>
            (
                await world.Slack.SendRawAsync(world.Daemon.Endpoint, Encoding.UTF8.GetBytes(body), forgery: forgery)
            ).Status;

        Assert.Equal(400, await Send("nothing=here"));
        Assert.Equal(400, await Send("payload={broken"));
        Assert.Equal(400, await Send("payload=%5B%5D"));
        Assert.Equal(413, await Send("payload=" + new string('x', 256 * 1024)));
        Assert.Equal(200, await Send("payload=" + Uri.EscapeDataString("""{"type":"shortcut"}""")));
        Assert.Equal(
            200,
            await Send("ssl_check=1&token=x", new() { SigningSecret = "0123456789abcdef0123456789abcdef" })
        );
    }

    [Fact]
    public async Task Door_SslCheckWithASmuggledPayload_DoesNothing()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        var ack = await world.ClickAsync(
            world.Bob,
            message,
            World.Approve,
            new()
            {
                SigningSecret = "0123456789abcdef0123456789abcdef",
                EditRequest = request =>
                {
                    var body = request.Content!.ReadAsStringAsync().GetAwaiter().GetResult();
                    request.Content = new StringContent(
                        "ssl_check=1&" + body,
                        Encoding.UTF8,
                        "application/x-www-form-urlencoded"
                    );
                },
            }
        );

        Assert.Equal(200, ack.Status);
        await ClickSecurityTests.AssertUndecidedAsync(world, id);
    }
}
