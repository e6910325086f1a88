using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace AccessSlack.Sandbox.Slack;

/// <summary>
/// A Slack workspace with one app installed, over real HTTP on 127.0.0.1. It refuses what Slack refuses (shared
/// contract: Slack), so that a message which passes here passes there. It shares no code with the daemon.
/// </summary>
internal sealed partial class SlackSimulator : IAsyncDisposable
{
    /// <summary>The name under which response URLs appear in <see cref="Calls"/> and take faults.</summary>
    public const string ResponseUrl = "response_url";

    private readonly Lock _lock = new();
    private readonly SlackWorkspace _workspace;
    private readonly SlackServer _server;
    private readonly SlackInteractions _interactions;
    private readonly List<SlackCall> _calls = [];
    private readonly List<string> _complaints = [];
    private readonly List<string> _unexpected = [];
    private Func<string, SlackFault?> _weather = _ => null;

    private SlackSimulator(SlackSimulatorOptions options)
    {
        Options = options;
        _workspace = new(options);
        _server = new(this);
        _interactions = new(options, Secrets);
        Secrets.Note("bot token", options.BotToken);
        Secrets.Note("signing secret", options.SigningSecret);
    }

    /// <summary>Raised after every change and every call, outside the lock, on any thread.</summary>
    public event EventHandler? Changed;

    /// <summary>Another bot token counts from the next call on; the rest is fixed at the start.</summary>
    public SlackSimulatorOptions Options { get; set; }

    /// <summary>What <c>api_url</c> of the daemon must be.</summary>
    public Uri ApiUrl => new(_server.Address, "api/");

    public SlackFaults Faults { get; } = new();

    /// <summary>What goes wrong with a call for which no fault waits, by its method; null for nothing.</summary>
    public Func<string, SlackFault?> Weather { get => Read(() => _weather); set => Change(() => _weather = value); }

    /// <summary>Tokens, signing secrets, signatures, response URLs and trigger ids so far.</summary>
    public SecretBook Secrets { get; } = new();

    /// <summary>Every call that arrived, in order, also those that failed.</summary>
    public ImmutableArray<SlackCall> Calls => Read(() => _calls.ToImmutableArray());

    /// <summary>What Slack tolerates or ignores in silence, but a good client does not do.</summary>
    public ImmutableArray<string> Complaints => Read(() => _complaints.ToImmutableArray());

    /// <summary>Methods that no approval daemon should call.</summary>
    public ImmutableArray<string> UnexpectedCalls => Read(() => _unexpected.ToImmutableArray());

    /// <summary>What the app may do, from the next call on.</summary>
    public ImmutableArray<string> Scopes
    {
        get => Read(() => _workspace.Scopes);
        set => Change(() => _workspace.Scopes = value);
    }

    public ImmutableArray<SlackPerson> People => Read(() => _workspace.People.Values.ToImmutableArray());

    public ImmutableArray<SlackChannel> Channels => Read(() => _workspace.Channels.Values.ToImmutableArray());

    /// <summary>All stored messages, in the order of their posting.</summary>
    public ImmutableArray<SlackMessage> Messages => Read(() => _workspace.Messages.ToImmutableArray());

    public ImmutableArray<SlackUserGroup> Groups => Read(() => _workspace.Groups.Values.ToImmutableArray());

    /// <summary>All modals so far, in the order of their opening; also those that were closed.</summary>
    public ImmutableArray<SlackView> Views => Read(() => _workspace.Views.Values.ToImmutableArray());

    public ImmutableArray<SlackEphemeral> Ephemerals => Read(() => _workspace.Ephemerals.ToImmutableArray());

    public static async Task<SlackSimulator> StartAsync(SlackSimulatorOptions? options = null)
    {
        var simulator = new SlackSimulator(options ?? new());
        await simulator._server.StartAsync();
        return simulator;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _interactions.Dispose();
    }

    /// <summary>A message of a person, or of another app when the ids are given.</summary>
    public SlackMessage PostAsOther(
        SlackChannel channel,
        string userId,
        string text,
        string? botId = null,
        string? appId = null,
        JsonArray? blocks = null,
        JsonObject? metadata = null
    ) =>
        Change(() =>
        {
            var message = new SlackMessage(
                channel.Id,
                _workspace.NextTs(),
                userId,
                botId,
                appId,
                null,
                new(text, blocks ?? [], metadata)
            );
            _workspace.Messages.Add(message);
            return message;
        });

    /// <summary>The thread under a message, oldest first.</summary>
    public ImmutableArray<SlackMessage> RepliesTo(SlackMessage parent) =>
        Read(() => _workspace.RepliesTo(parent).ToImmutableArray());

    /// <summary>As if a person deleted it.</summary>
    public void Delete(SlackMessage message) =>
        Change(() => _workspace.Messages.RemoveAll(m => m.Channel == message.Channel && m.Ts == message.Ts));

    public int CountOf(string method) => Calls.Count(call => call.Method == method);

    /// <summary>The next <paramref name="times"/> calls of this method go wrong.</summary>
    public void FailNext(string method, SlackFault fault, int times = 1) => Faults.Add(method, fault, times);

    /// <summary>The next call of this method waits, before or after it took effect.</summary>
    public SlackHold HoldNext(string method, bool afterEffect = false)
    {
        var hold = new SlackHold();
        Faults.Add(method, afterEffect ? SlackFault.Held(hold).Afterwards() : SlackFault.Held(hold), 1);
        return hold;
    }

    /// <summary>Completes when the condition holds; looked at after every change.</summary>
    /// <exception cref="OperationCanceledException">It did not hold within 30 seconds of real time.</exception>
    public Task WaitUntilAsync(Func<SlackSimulator, bool> condition) =>
        Expectation.HoldsAsync(() => condition(this), handler => Changed += handler, handler => Changed -= handler);

    private T Read<T>(Func<T> read)
    {
        lock (_lock) return read();
    }

    private T Change<T>(Func<T> change)
    {
        var result = Read(change);
        Changed?.Invoke(this, EventArgs.Empty);
        return result;
    }
}
