using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;

namespace AccessSlack.EndToEnd.Clicks;

/// <summary>A vote counts for the roles that its voter may decide, and every text says which.</summary>
public class RoleShareTests
{
    private const string Rules = """
        [role_to_recipients]
        "*" = "access"
        [notify]
        requester = "all"
        [[approvals.rules]]
        roles = ["dba"]
        approvers = ["bob@example.com"]
        required = 1
        [[approvals.rules]]
        roles = ["prod-admin"]
        approvers = ["carol@example.com", "dave@example.com"]
        required = 2
        deny_required = 2
        """;

    [Fact]
    public async Task Approve_ForOneOfTwoRoles_EveryTextSaysForWhich()
    {
        await using var world = await World.PrepareAsync(new() { More = Rules });
        var dave = world.Slack.AddPerson("dave", "dave@example.com");
        await world.StartReplicaAsync();
        var (id, message) = await world.RequestAsync("dba", "prod-admin");

        Assert.Equal(
            "Your vote was recorded: approve for dba. So far: 0 of 2 approvals for prod-admin, 1 of 1 approvals for " +
            "dba.",
            await ClickedAsync(world, world.Bob, message, World.Approve)
        );
        Assert.Contains($"<@{world.Bob.Id}>: approve for dba", Shown(world, id), StringComparison.Ordinal);
        Assert.Equal("bob@example.com: approve for dba", Thread(world, message)[^1]);

        Assert.Equal(
            "Your vote was recorded: approve for prod-admin. So far: 1 of 2 approvals for prod-admin, 1 of 1 " +
            "approvals for dba.",
            await ClickedAsync(world, world.Carol, message, World.Approve)
        );
        Assert.Equal(
            "You approved prod-admin. With the approvals of others, alice's request is approved.",
            await ClickedAsync(world, dave, message, World.Approve)
        );
        var shown = await world.ShowsAsync(
            id,
            "Approved by dave@example.com for prod-admin; bob@example.com for dba; carol@example.com for prod-admin"
        );
        Assert.Contains(
            $"Approved by <@{dave.Id}> for prod-admin; <@{world.Bob.Id}> for dba; <@{world.Carol.Id}> for prod-admin",
            shown.Blocks.ToJsonString(Readable),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "✅ Approved by dave@example.com for prod-admin; bob@example.com for dba",
            Thread(world, message)[^1],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Deny_OneOfTwoRoles_SaysForWhich()
    {
        await using var world = await World.PrepareAsync(new() { More = Rules });
        await world.StartReplicaAsync();
        var (id, message) = await world.RequestAsync("dba", "prod-admin");

        Assert.Equal(
            "Your vote was recorded: deny for prod-admin. So far: 1 of 2 denials for prod-admin, 0 of 1 denials for " +
            "dba.",
            await ClickedAsync(world, world.Carol, message, World.Deny)
        );
        Assert.Equal(
            "You denied dba, so alice's request is denied.",
            await ClickedAsync(world, world.Bob, message, World.Deny)
        );
        await world.ShowsAsync(id, "Denied by bob@example.com for dba; carol@example.com for prod-admin");
    }

    [Fact]
    public async Task Restart_AfterTheDecision_StillNamesEachForTheirRoles()
    {
        var rules = Rules.Replace("required = 2", "required = 1", StringComparison.Ordinal);
        await using var world = await World.PrepareAsync(new() { More = rules });
        await world.StartReplicaAsync();
        var (id, message) = await world.RequestAsync("dba", "prod-admin");
        await ClickedAsync(world, world.Bob, message, World.Approve);
        await ClickedAsync(world, world.Carol, message, World.Approve);
        const string shown = "Approved by carol@example.com for prod-admin; bob@example.com for dba";
        var before = await world.ShowsAsync(id, shown);
        await world.Daemon.StopAsync();

        var next = await world.StartReplicaAsync();
        await next.LoggedAsync("Caught up");
        await world.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(before.Text, world.MessagesOf(id)[0].Text);
        Assert.Equal(before.Edits.Length, world.MessagesOf(id)[0].Edits.Length);
    }

    private static readonly System.Text.Json.JsonSerializerOptions Readable = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static string Shown(World world, string id) => world.MessagesOf(id)[0].Blocks.ToJsonString(Readable);

    private static List<string> Thread(World world, SlackMessage message) =>
        [.. world.Slack.RepliesTo(message).Select(reply => reply.Text)];

    /// <summary>What the person is told.</summary>
    private static async Task<string> ClickedAsync(World world, SlackPerson person, SlackMessage message, string action)
    {
        var before = world.EphemeralsTo(person).Count;
        await world.ClickAsync(person, message, action);
        await world.Slack.WaitUntilAsync(_ => world.EphemeralsTo(person).Count > before);
        await world.IdleAsync();
        return world.EphemeralsTo(person)[^1];
    }
}
