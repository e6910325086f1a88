using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Automatic;

/// <summary>Configurations with a rule that decides by itself, and what a request comes to.</summary>
internal static class AutomaticScene
{
    public const string Post = "chat.postMessage";
    public const string Decide = "SetAccessRequestState";

    /// <summary>It decides for logs; people decide everything else, and logs as well where it is skipped.</summary>
    public static WorldOptions Routine(string lines = "", string decide = "approve") =>
        new WorldOptions().With(Table(lines, decide));

    public static string Table(string lines = "", string decide = "approve") => $"""
        [[approvals.rules]]
        name = "routine"
        roles = ["logs"]
        decide = "{decide}"
        {lines}

        [[approvals.rules]]
        name = "people"
        roles = ["*"]
        """;

    public static string Request(this World world, params string[] roles) =>
        world.Teleport.CreateRequest("alice", roles.Length == 0 ? ["logs"] : roles);

    /// <summary>A rule has decided it, and its only message says so and has no buttons.</summary>
    public static async Task<SlackMessage> DecidedAsync(
        this World world,
        string id,
        string text = "Approved by rule routine"
    )
    {
        await world.ShowsAsync(id, text);
        await world.KnownAsync(id);
        var message = Assert.Single(world.MessagesOf(id));
        Assert.DoesNotContain(World.Approve, message.Blocks.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(text.Split(' ')[0], world.StateOf(id));
        Assert.Equal(1, world.Decisions(id));
        return message;
    }

    /// <summary>It is pending, and people have buttons.</summary>
    public static async Task<SlackMessage> LeftToPeopleAsync(this World world, string id)
    {
        var message = (await world.AnnouncedAsync(id))[0];
        await world.KnownAsync(id);
        Assert.Equal("Pending", world.StateOf(id));
        var blocks = Assert.Single(world.MessagesOf(id)).Blocks.ToJsonString();
        Assert.Contains(World.Approve, blocks, StringComparison.Ordinal);
        return message;
    }

    /// <summary>How often it was decided in Teleport.</summary>
    public static int Decisions(this World world, string id) => world.Teleport.AuditTrail.Count(entry =>
        entry.RequestId == id && entry.State is RequestState.Approved or RequestState.Denied
    );
}
