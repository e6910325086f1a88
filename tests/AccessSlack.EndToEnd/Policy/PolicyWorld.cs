using System.Collections.Immutable;
using AccessSlack.Commands.Cases;
using AccessSlack.Commands.Explain;
using AccessSlack.Configuration;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Simulation;
using AccessSlack.Simulation.Cases;

namespace AccessSlack.EndToEnd.Policy;

/// <summary>A world with people of every kind, and the same people as a policy test would describe them.</summary>
internal sealed class PolicyWorld : IAsyncDisposable
{
    private PolicyWorld(World world) => World = world;

    public World World { get; }

    public Settings Settings { get; private set; } = null!;

    public required ImmutableDictionary<string, SlackPerson> People { get; init; }

    public required SlackChannel Ops { get; init; }

    public static async Task<PolicyWorld> PrepareAsync()
    {
        var world = await World.PrepareAsync(new WorldOptions { More = "" });
        var dave = world.Slack.AddPerson("dave", "dave@example.com");
        var gina = world.Slack.AddGuest("gina", "gina@example.com", world.Channel);
        var dora = world.Slack.AddPerson("dora", "dora@example.com");
        world.Slack.Join(dora, world.Channel);
        world.Slack.Deactivate(dora);
        var ops = world.Slack.AddChannel("ops", dave, world.Alice);
        var sam = world.Slack.AddStranger("sam", ops);
        world.Slack.AddGroup("leads", world.Bob, gina);
        world.Slack.AddGroup("dbas", world.Carol, dave);
        return new(world)
        {
            Ops = ops,
            People = new[] { world.Alice, world.Bob, world.Carol, dave, gina, dora, sam }
                .ToImmutableDictionary(person => person.Name),
        };
    }

    /// <summary>False if the configuration is not valid; then there is no daemon.</summary>
    public async Task<bool> TryStartAsync(string policy)
    {
        var toml = World.Toml() + policy;
        if (!await TryReadAsync(toml)) return false;
        var replica = World.CreateReplica(_ => toml);
        await replica.StartAsync();
        if (World.Slack.Sockets.IsOn) await replica.ConnectedAsync(World.Slack);
        await replica.LoggedAsync("Caught up with Teleport");
        await World.IdleAsync();
        return true;
    }

    /// <summary>Commands are run with another configuration than the daemon.</summary>
    public async Task ReadAsync(string policy) => Assert.True(await TryReadAsync(World.Toml() + policy));

    private async Task<bool> TryReadAsync(string toml)
    {
        var file = World.File("policy.toml");
        await File.WriteAllTextAsync(file, toml);
        var read = new ConfigReader(new SystemConfigSource()).Read(file);
        if (read.IsValid) Settings = read.Settings;
        return read.IsValid;
    }

    /// <summary>What a policy test says of this world and of one request.</summary>
    public PolicyCase Case(string user, string[] roles) => new()
    {
        Name = "",
        Request = CaseRequest.Make(user, [.. roles], [], World.Time.GetUtcNow()),
        Cluster = "sandbox",
        At = World.Time.GetUtcNow(),
        Members = new Dictionary<string, string[]>
        {
            ["group:leads"] = ["bob", "gina"],
            ["group:dbas"] = ["carol", "dave"],
            ["channel:access"] = ["alice", "bob", "carol", "gina", "dora"],
            ["channel:ops"] = ["dave", "alice", "sam"],
        }.ToImmutableDictionary(
            group => Approver.Parse(group.Key)!,
            group => group.Value.Select(name => People[name].Id).ToImmutableArray()
        ),
        People = People.Values.ToImmutableDictionary(
            person => person.Id,
            person => new CasePerson(
                new SlackUser
                {
                    Id = person.Id,
                    Email = person.Email ?? "",
                    IsRestricted = person.IsRestricted,
                    IsUltraRestricted = person.IsUltraRestricted,
                    Deleted = person.Name == "dora",
                    IsStranger = person.IsStranger,
                },
                ""
            ),
            StringComparer.OrdinalIgnoreCase
        ),
        Expected = new(),
    };

    public Scene SceneOf(PolicyCase one) =>
        CaseScene.Of(one, CaseRun.PolicyOf(Settings, []) with { ServerGrantsRoles = true });

    /// <summary>What <c>explain ID --as PERSON</c> says.</summary>
    public Task<Explained> ExplainAsync(string id, SlackPerson person) => ExplainLive.ExplainAsync(
        Settings,
        new(id, person.Id, IsOffline: false, AsJson: false),
        World.Time,
        CancellationToken.None
    );

    /// <summary>What <c>explain --roles ROLE --requester USER</c> says.</summary>
    public Task<Explained> ExplainAsync(string user, string role) => ExplainLive.ExplainAsync(
        Settings,
        new(Id: null, As: null, IsOffline: false, AsJson: false) { Roles = [role], Requester = user },
        World.Time,
        CancellationToken.None
    );

    /// <summary>The recipient whose message this is, by its name in the scene.</summary>
    public Delivery.Posted? DeliveryOf(Scene scene, SlackMessage message)
    {
        var channel = World.Slack.Channels.First(one => one.Id == message.Channel);
        return channel.IsDirect
            ? scene.Ledger.Posted.FirstOrDefault(posted =>
                posted.IsDirect && channel.Members.Any(member => scene.People.Sees(member, posted)))
            : scene.Ledger.Posted.FirstOrDefault(posted => posted.IsFor(channel.Name));
    }

    /// <summary>People whom Slack lets press a button there.</summary>
    public IEnumerable<SlackPerson> Readers(SlackMessage message)
    {
        var members = World.Slack.Channels.First(one => one.Id == message.Channel).Members;
        return People.Values.Where(person => members.Contains(person.Id)).OrderBy(person => person.Name);
    }

    public ValueTask DisposeAsync() => World.DisposeAsync();
}
