using AccessSlack.Sandbox;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Sandbox.Teleport.Proxy;
using AccessSlack.Teleport.Protocol;
using AccessSlack.Testing;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.EndToEnd.Infrastructure;

/// <summary>What a scenario may choose.</summary>
internal sealed record WorldOptions
{
    public string TeleportVersion { get; init; } = "18.2.0";

    /// <summary>Lines of [slack] beside token, secret and api_url.</summary>
    public string Slack { get; init; } = "";

    /// <summary>Without it nothing is signed, and nothing can be pressed.</summary>
    public bool HasSecret { get; init; } = true;

    /// <summary>Without a secret there is no door, and over the socket none is configured.</summary>
    public Door Door { get; init; } = DoorInUse.Current;

    /// <summary>Tables and their lines beside [teleport], [slack] and [http].</summary>
    public string More { get; init; } = """
        [role_to_recipients]
        "*" = "access"
        """;

    /// <summary>Lines of [http].</summary>
    public string Http { get; init; } = "insecure = true";

    /// <summary>What the daemon reaches Teleport through; null for what the class of tests chose.</summary>
    public Front? Front { get; init; }

    public SlackSimulatorOptions SlackOptions { get; init; } = new();

    public bool UsesSocket => Door == Door.Socket && HasSecret;

    /// <summary>Everything as usual, and one rule for every role.</summary>
    public static WorldOptions Ruled(string lines) =>
        new WorldOptions().With($"[[approvals.rules]]\nroles = [\"*\"]\n{lines}");

    /// <summary>More tables beside the usual ones.</summary>
    public WorldOptions With(string more) => this with { More = $"{More}\n{more}" };
}

/// <summary>
/// Both simulators, one daemon between them and some people. Unexpected calls, and calls that the other side would
/// complain about, fail the test at its end.
/// </summary>
internal sealed class World : IAsyncDisposable
{
    public const string Approve = "approve_request";
    public const string Deny = "deny_request";
    public const string Open = "open_request";

    private readonly string _folder = Directory.CreateTempSubdirectory("access-slack-").FullName;
    private readonly List<Replica> _replicas = [];
    private readonly WorldOptions _options;

    private World(WorldOptions options, TeleportSimulator teleport, SlackSimulator slack, ManualTime time)
    {
        (_options, Teleport, Slack, Time) = (options, teleport, slack, time);
        Plugin = DaemonSetup.AddUser(teleport, _folder);
        Alice = slack.AddPerson("alice", "alice@example.com");
        Bob = slack.AddPerson("bob", "bob@example.com");
        Carol = slack.AddPerson("carol", "carol@example.com");
        Channel = slack.AddChannel("access", Alice, Bob, Carol);
    }

    public ManualTime Time { get; }
    public TeleportSimulator Teleport { get; }
    public SlackSimulator Slack { get; }
    public TeleportUser Plugin { get; }
    public SlackPerson Alice { get; }
    public SlackPerson Bob { get; }
    public SlackPerson Carol { get; }
    public SlackChannel Channel { get; }

    public bool UsesSocket => _options.UsesSocket;

    /// <summary>The first daemon.</summary>
    public Replica Daemon => _replicas[0];

    /// <summary>
    /// A daemon that has caught up: its first list, which runs beside the stream, meets no fault or count of the test.
    /// </summary>
    public static async Task<World> StartAsync(WorldOptions? options = null)
    {
        var world = await PrepareAsync(options);
        var daemon = await world.StartReplicaAsync();
        await daemon.LoggedAsync("Caught up with Teleport");
        await world.IdleAsync();
        return world;
    }

    /// <summary>Everything but the daemon.</summary>
    public static async Task<World> PrepareAsync(WorldOptions? options = null)
    {
        options ??= new();
        var time = new ManualTime();
        var teleport = await TeleportSimulator.StartAsync(
            new()
            {
                Version = options.TeleportVersion,
                ProxyPublicAddress = "proxy.example.com:443",
                Front = options.Front ?? FrontInUse.For(options.TeleportVersion),
                Time = time,
            }
        );
        var slack = await SlackSimulator.StartAsync(
            options.SlackOptions with
            {
                Time = time,
                AppToken = options.UsesSocket
                    ? SlackSimulatorOptions.SampleAppToken
                    : options.SlackOptions.AppToken,
            }
        );
        return new(options, teleport, slack, time);
    }

    /// <param name="edit">Changes the configuration.</param>
    /// <param name="time">The clock of this replica alone; null for the shared one.</param>
    public Replica CreateReplica(Func<string, string>? edit = null, TimeProvider? time = null)
    {
        var replica = Replica.Create(edit is null ? Toml() : edit(Toml()), time ?? Time, seed: _replicas.Count + 1);
        _replicas.Add(replica);
        return replica;
    }

    public async Task<Replica> StartReplicaAsync()
    {
        var replica = CreateReplica();
        await replica.StartAsync();
        if (Slack.Sockets.IsOn) await replica.ConnectedAsync(Slack);
        return replica;
    }

    public async Task StopReplicasAsync()
    {
        foreach (var replica in _replicas) await replica.StopAsync();
    }

    public string File(string name) => Path.Combine(_folder, name);

    public string Toml() => $"""
        {DaemonSetup.Toml(Teleport, Slack, _folder, _options.HasSecret && !_options.UsesSocket)}
        {_options.Slack}

        [http]
        listen_addr = "127.0.0.1:0"
        {_options.Http.Replace("FOLDER", _folder)}

        {_options.More}
        """;

    /// <summary>The messages of a request, once there are so many; the newest state of each.</summary>
    public async Task<IReadOnlyList<SlackMessage>> AnnouncedAsync(string id, int count = 1)
    {
        await Slack.WaitUntilAsync(_ => MessagesOf(id).Count >= count);
        await IdleAsync();
        return MessagesOf(id);
    }

    public IReadOnlyList<SlackMessage> MessagesOf(string id) =>
        [.. Slack.Messages.Where(message => (string?)message.Metadata?["event_payload"]?["request_id"] == id)];

    /// <summary>A request of alice's, and the message in the channel.</summary>
    public async Task<(string Id, SlackMessage Message)> RequestAsync(params string[] roles)
    {
        var id = Teleport.CreateRequest("alice", roles.Length == 0 ? ["dba"] : roles);
        return (id, (await AnnouncedAsync(id))[0]);
    }

    /// <summary>Every daemon has received this request. Its message alone proves that of one of them.</summary>
    public async Task KnownAsync(string id)
    {
        foreach (var replica in _replicas) await replica.LoggedAsync($"Request {id}: Rest");
        await IdleAsync();
    }

    public Task<SlackAck> ClickAsync(
        SlackPerson person,
        SlackMessage message,
        string action,
        SlackForgery? forgery = null,
        Replica? at = null
    ) => Slack.ClickAsync(person.Id, message.Channel, message.Ts, action, (at ?? Daemon).Endpoint, forgery);

    /// <summary>Two clicks on buttons that both people still see: neither leaves before the other was made.</summary>
    public static async Task AtOnceAsync(
        Func<SlackForgery, Task<SlackAck>> one,
        Func<SlackForgery, Task<SlackAck>> other
    )
    {
        using var both = new Barrier(2);
        var gate = new SlackForgery { BeforeSending = () => both.SignalAndWait(TimeSpan.FromSeconds(30)) };
        await Task.WhenAll(Task.Run(() => one(gate)), Task.Run(() => other(gate)));
    }

    /// <summary>Waits until the message of a request in a channel shows this state.</summary>
    public async Task<SlackMessage> ShowsAsync(string id, string state, int messages = 1)
    {
        await Slack.WaitUntilAsync(_ =>
            MessagesOf(id).Count(message => message.Text.EndsWith(state, StringComparison.Ordinal)) >= messages
        );
        await IdleAsync();
        return MessagesOf(id)[0];
    }

    /// <summary>
    /// The queues are empty, and every call was answered, also one that is made beside the queue, unless the test holds
    /// one. An event may still be on its way: wait for its effect, or for that of a later one.
    /// </summary>
    public Task IdleAsync() => IdleAsync(_replicas);

    /// <summary>
    /// Advances the clock from one timer to the next, so that work that is due early is done before the clock moves on:
    /// in one step, its calls would exceed their deadlines. Everything that falls due is done when this returns.
    /// </summary>
    /// <param name="time">How long.</param>
    /// <param name="only">The one daemon that works while another is held; null: all.</param>
    public async Task PassAsync(TimeSpan time, Replica? only = null)
    {
        await DoneAsync(); // everything that waits for the clock has set its timer
        for (var end = Time.GetUtcNow() + time; Time.AdvanceToNext(end);) await DoneAsync();

        Task DoneAsync() => IdleAsync(only is null ? _replicas : [only]);
    }

    /// <summary>The texts of the ephemeral messages to this person, in order.</summary>
    public IReadOnlyList<string> EphemeralsTo(SlackPerson person) =>
        [.. Slack.Ephemerals.Where(told => told.UserId == person.Id).Select(told => told.Text)];

    /// <summary>Calls of this name about requests that exist: others only ask what is permitted.</summary>
    public int DecisionsBy(string rpc) => Teleport.Calls.Count(call =>
        call.Rpc == rpc
        && call.Request is not AccessReviewSubmission { RequestId: "00000000-0000-4000-8000-000000000000" }
    );

    public string StateOf(string id) => Teleport.Request(id)?.Spec.State.ToString() ?? "Gone";

    /// <summary>
    /// Searches for every secret so far. The output of the daemons is searched at the end of each test.
    /// </summary>
    public SecretHunt Hunt() => new(_folder, Slack, Teleport);

    private async Task IdleAsync(IReadOnlyList<Replica> replicas)
    {
        do
        {
            await Expectation.HoldsAsync(() => !IsCalling, Subscribe, Unsubscribe);
            foreach (var replica in replicas) await replica.WhenIdleAsync();
        }
        while (IsCalling);
    }

    /// <summary>A call on its way would exceed its limit if the clock were advanced.</summary>
    private bool IsCalling => Time.Limits > 0 && !Slack.IsHolding && !Teleport.IsHolding;

    private void Subscribe(EventHandler handler)
    {
        Time.TimersChanged += handler;
        HeldCall.AnyReached += handler;
    }

    private void Unsubscribe(EventHandler handler)
    {
        Time.TimersChanged -= handler;
        HeldCall.AnyReached -= handler;
    }

    /// <summary>Metrics name no person and no single request.</summary>
    private void AssertNoNamesIn(string page)
    {
        var names = Slack
            .People.SelectMany(person => new[] { person.Id, person.Email })
            .Concat(Teleport.Requests.Select(request => request.Metadata.Name));
        Assert.DoesNotContain(names, name =>
            !string.IsNullOrEmpty(name) && page.Contains(name, StringComparison.Ordinal)
        );
    }

    public async ValueTask DisposeAsync()
    {
        var said = new List<string>();
        foreach (var replica in _replicas)
        {
            AssertNoNamesIn(replica.Metrics);
            await replica.DisposeAsync();
            said.AddRange(replica.AllOutput);
        }

        await Slack.DisposeAsync();
        await Teleport.DisposeAsync();
        var hunt = Hunt();
        Directory.Delete(_folder, recursive: true);
        hunt.AssertNoneIn(said);
        Assert.Empty(Teleport.UnexpectedCalls);
        Assert.Empty(Teleport.Complaints);
        Assert.Empty(Slack.UnexpectedCalls);
        Assert.Empty(Slack.Complaints);
    }
}
