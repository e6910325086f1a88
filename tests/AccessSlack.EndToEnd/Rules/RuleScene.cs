using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport.Rules;

namespace AccessSlack.EndToEnd.Rules;

/// <summary>
/// A world whose daemon may read Access Monitoring Rules. The configuration names the channel "access"; a second one,
/// "oncall", is for rules.
/// </summary>
internal sealed class RuleScene : IAsyncDisposable
{
    public const string ListFiltered = "ListAccessMonitoringRulesWithFilter";
    public const string ListPlain = "ListAccessMonitoringRules";
    public const string Following = "Access Monitoring Rules for the plugin";
    public const string Replaced = "replace the configured recipients";

    private RuleScene(World world)
    {
        World = world;
        world.Plugin.MayReadRules = true;
        OnCall = world.Slack.AddChannel("oncall", world.Alice, world.Bob, world.Carol);
    }

    public World World { get; }

    public SlackChannel OnCall { get; }

    public SlackChannel Access => World.Channel;

    public MonitoringRuleStore Rules => World.Teleport.Rules;

    public Replica Daemon => World.Daemon;

    /// <param name="options">Of the world.</param>
    /// <param name="prepare">Before the daemon starts.</param>
    public static async Task<RuleScene> StartAsync(WorldOptions? options = null, Action<RuleScene>? prepare = null)
    {
        var scene = await PrepareAsync(options);
        prepare?.Invoke(scene);
        await scene.StartReplicaAsync();
        return scene;
    }

    /// <summary>Everything but the daemon.</summary>
    public static async Task<RuleScene> PrepareAsync(WorldOptions? options = null) =>
        new(await World.PrepareAsync(options));

    public async Task<Replica> StartReplicaAsync(Func<string, string>? edit = null, TimeProvider? time = null)
    {
        var replica = World.CreateReplica(edit, time);
        await replica.StartAsync();
        if (World.Slack.Sockets.IsOn) await replica.ConnectedAsync(World.Slack);
        await replica.LoggedAsync("Caught up with Teleport");
        await World.IdleAsync();
        return replica;
    }

    /// <summary>With one rule for every request, whose recipient is "oncall".</summary>
    public static Task<RuleScene> WithOnCallRuleAsync(WorldOptions? options = null) =>
        StartAsync(options, scene => scene.Rules.Put(OnCallRule()));

    public static NewMonitoringRule OnCallRule(string condition = NewMonitoringRule.Always) =>
        new("to-oncall", condition, "#oncall");

    /// <summary>The channels in which a new request of alice's is announced.</summary>
    public async Task<IReadOnlyList<SlackMessage>> AnnounceAsync(params string[] roles) =>
        await World.AnnouncedAsync(World.Teleport.CreateRequest("alice", roles.Length == 0 ? ["dba"] : roles));

    public async Task AssertToldAsync(SlackChannel where, params string[] roles) =>
        Assert.Equal([where.Id], (await AnnounceAsync(roles)).Select(message => message.Channel));

    public static bool HasDecideButtons(SlackMessage message) =>
        message.Buttons.Any(button => (string?)button["action_id"] == Infrastructure.World.Approve);

    public ValueTask DisposeAsync() => World.DisposeAsync();
}
