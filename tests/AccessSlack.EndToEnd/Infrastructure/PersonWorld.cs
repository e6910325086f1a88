using System.Text.Encodings.Web;
using System.Text.Json;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.EndToEnd.Infrastructure;

/// <summary>A world in which Teleport knows the Slack accounts of its users, and clicks become their reviews.</summary>
internal static class PersonWorld
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="version">Of Teleport.</param>
    /// <param name="via">The way of decisions.</param>
    /// <param name="maySubmit">The plugin's role has submit_for_users.</param>
    /// <param name="more">More keys of [approvals], and tables.</param>
    public static async Task<World> StartAsync(
        string version = "19.0.0",
        string via = "person",
        bool maySubmit = true,
        string more = ""
    )
    {
        var world = await PrepareAsync(version, via, maySubmit, more);
        var daemon = await world.StartReplicaAsync();
        await daemon.LoggedAsync("Caught up with Teleport");
        await world.IdleAsync();
        return world;
    }

    /// <inheritdoc cref="StartAsync"/>
    public static async Task<World> PrepareAsync(
        string version = "19.0.0",
        string via = "person",
        bool maySubmit = true,
        string more = ""
    )
    {
        var options = new WorldOptions { TeleportVersion = version }.With($"[approvals]\nvia = \"{via}\"\n{more}");
        var world = await World.PrepareAsync(options);
        world.Plugin.ReviewRoles = new HashSet<string> { "*" };
        world.Plugin.MayListUsers = world.Plugin.MayReadUsers = true;
        if (maySubmit) world.Plugin.SubmitForUsers = new HashSet<string> { "*" };
        foreach (var person in (SlackPerson[])[world.Alice, world.Bob, world.Carol])
        {
            var user = world.Teleport.AddUser(person.Name);
            user.ReviewRoles = new HashSet<string> { "*" };
            user.SlackIds = [person.Id];
        }

        return world;
    }

    /// <summary>A request of alice's with thresholds, and the message in the channel.</summary>
    public static async Task<(string Id, SlackMessage Message)> RequestAsync(
        this World world,
        uint approvals,
        uint deny = 1
    )
    {
        var id = world.Teleport.CreateRequest(
            new NewAccessRequest("alice", "dba") { Thresholds = [new() { Approve = approvals, Deny = deny }] }
        );
        return (id, (await world.AnnouncedAsync(id))[0]);
    }

    public static async Task<string> ReviewsShownAsync(World world, string id, string what)
    {
        await world.Slack.WaitUntilAsync(_ => Text(world, id).Contains(what, StringComparison.Ordinal));
        await world.IdleAsync();
        return Text(world, id);
    }

    public static string Text(World world, string id) => world.MessagesOf(id)[0].Blocks.ToJsonString(Readable);
}
