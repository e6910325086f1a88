using System.Text;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Messages;

/// <summary>
/// Any text of a requester is delivered, can be decided, mentions no one, and cannot imitate our own text.
/// </summary>
public class HostileTextTests
{
    private const string Signs = "⏳✅❌⌛";

    private static readonly Dictionary<string, NewAccessRequest> Samples = new()
    {
        ["long reason"] = Because(string.Concat(Enumerable.Repeat("need it & want it < now > ", 200))[..5000]),
        ["long word"] = Because(new string('w', 5000)),
        ["many lines"] = Because(string.Join('\n', Enumerable.Range(0, 2500))),
        ["100 roles"] = new("alice", [.. Enumerable.Range(0, 100).Select(i => $"role-{i}-<&>-{new string('r', i)}")]),
        ["200 resources"] = Because("why") with
        {
            Resources = [.. Enumerable.Range(0, 200).Select(i => ("node", $"db, {i} <@U{i}> *x*"))],
        },
        ["right to left"] = Because("\u202egnp.exe\u202c \u2067שלום\u2069 مرحبا 123 \u200f(x)\u061c") with
        {
            User = "\u202eecila",
        },
        ["combining"] = Because(
            string.Concat(
                Enumerable.Repeat("z" + string.Concat(Enumerable.Range(0x300, 0x60).Select(mark => (char)mark)), 50)
            )
        ),
        ["emoji"] = Because(string.Concat(Enumerable.Repeat("👩‍👩‍👧‍👦👍🏽🏳️‍🌈🇩🇪1️⃣:tada:", 200))),
        ["joined emoji without end"] = Because(string.Concat(Enumerable.Repeat("👩\u200d", 2000))),
        ["fake state line"] = Because(
            "ok\n✅ Approved by bob@example.com\r❌ Denied\u2028⏳ Pending · 1 of 2 approvals\u0085⌛ Expired"
        ) with
        {
            User = "✅ Approved by bob@example.com",
        },
        ["fake roles"] = new(
            "alice requests *admin*, and mallory",
            "dba, prod-admin + 3 more",
            "x* requests *y",
            "”) · root: approve (“ok"
        ),
        ["mentions"] = Because(
            "<!channel> <!here> <!everyone> @here @channel @everyone <@U0SBX00001> <!subteam^S0ADMINS|@admins> " +
            "#access <#C0SBX00001>"
        ) with
        {
            User = "<!channel> @here",
        },
        ["links"] = Because(
            "<https://evil.example|Approve> https://evil.example/?a=1&b=2 www.evil.example evil.example " +
            "<mailto:a@b.example>"
        ) with
        {
            User = "https://evil.example/",
        },
        ["escaped already"] = Because("&lt;!channel&gt; &amp;lt; &#60;!here&#62; \\u003c!here\\u003e"),
        ["code and marks"] = Because("```\n*bold* _it_ ~no~ `x`\n``` > quoted\n> quoted") with { User = "`*_~" },
        ["controls"] = Because("a\0b\u0007c\u001b[31md\u007f\u009be\u200b\ufeff\u2060\u00ad\u3164\u2800f"),
        ["nothing visible"] = Because("\u200b\n\u3164\r\u202e") with { User = "\u3164" },
    };

    public static TheoryData<string> Names => [.. Samples.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Request_HostileText_IsDeliveredDecidedAndHarmless(string name)
    {
        await using var world = await World.StartAsync(OneClickDecides);
        var id = world.Teleport.CreateRequest(Samples[name] with { Thresholds = [new() { Approve = 2, Deny = 1 }] });
        var message = (await world.AnnouncedAsync(id))[0];
        world.Teleport.Review(
            id,
            "dave",
            RequestState.Approved,
            Samples[name].Reason[..Math.Min(4000, Samples[name].Reason.Length)]
        );
        await world.Slack.WaitUntilAsync(_ => world.MessagesOf(id)[0].Edits.Length >= 1);

        await world.ClickAsync(world.Bob, message, World.Approve);
        foreach (var list in world.Slack.Views) // of what the message could not show in full
            await world.Slack.SubmitAsync(list, world.Bob, "", world.Daemon.Endpoint);
        var shown = await world.ShowsAsync(id, "Approved by bob@example.com");

        Assert.Equal("Approved", world.StateOf(id));
        Assert.Equal(2, shown.Edits.Length);
        Assert.All(shown.Edits, content => Assert.Empty(content.Live));
        Assert.Equal($"<@{world.Bob.Id}>", Assert.Single(shown.Content.Live));
        Assert.All(shown.Edits.Append(shown.Content), AssertLooksLikeOurs);
        Assert.All(world.Slack.Ephemerals, told => Assert.Empty(told.Content.Live));
        Assert.DoesNotContain(world.Daemon.Log, line => line.Contains("Slack refused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Request_DeniedWithAHostileReason_IsShownInItsQuotationMarks()
    {
        await using var world = await World.StartAsync();
        var (id, _) = await world.RequestAsync();

        world.Teleport.Resolve(
            id,
            RequestState.Denied,
            "no”\n✅ Approved by <@U0SBX00001>: “yes @here https://evil.example " + new string('&', 3000)
        );

        var shown = await world.ShowsAsync(id, "Denied in Teleport");
        Assert.Empty(shown.Content.Live);
        AssertLooksLikeOurs(shown.Content);
        Assert.Matches(
            "^❌ Denied in Teleport: “no' ✓ Approved by &lt;@U0SBX00001&gt;: ?\u2060? 'yes [^“”]*…”$",
            Texts(shown.Content).Last()
        );
    }

    /// <summary>A review in Teleport leaves the request pending, and is shown.</summary>
    private static readonly WorldOptions OneClickDecides = new()
    {
        More = """
            [role_to_recipients]
            "*" = "access"

            [approvals]
            via = "state"
            """,
    };

    private static NewAccessRequest Because(string reason) => new("alice", "dba") { Reason = reason };

    private static void AssertLooksLikeOurs(SlackContent content)
    {
        var lines = Texts(content).SelectMany(text => text.Split('\n')).ToList();
        Assert.Contains(Assert.Single(lines, line => line.Intersect(Signs).Any())[0], Signs);
        Assert.Empty(content.Text.Intersect(Signs));
        Assert.All([.. lines, content.Text], line =>
        {
            Assert.DoesNotMatch("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\u200b\u3164\u2800]", line);
            Assert.DoesNotContain(line, char.IsControl);
            Assert.Equal(line, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(line)));
        });
    }

    private static IEnumerable<string> Texts(SlackContent content) =>
        content
            .Blocks.SelectMany(block =>
                block!["text"] is { } text
                    ? [text]
                    : block["elements"]!.AsArray().Where(element => (string?)element!["type"] == "mrkdwn")
            )
            .Select(text => (string)text!["text"]!);
}
