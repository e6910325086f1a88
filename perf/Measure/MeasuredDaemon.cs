using System.Diagnostics;
using System.Net;
using AccessSlack.Sandbox;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.Measure;

/// <summary>
/// A daemon between two simulators that it has to itself. It is judged only by what can be seen from outside, so that
/// any program can be measured that takes the same configuration.
/// </summary>
internal sealed class MeasuredDaemon : IAsyncDisposable
{
    private const string Approve = "approve_request";

    /// <summary>A program that opens its listener at all does so before or soon after it watches.</summary>
    private static readonly TimeSpan UntilListener = TimeSpan.FromSeconds(2);

    /// <summary>If neither simulator was called for this long, the daemon has nothing left to do.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);

    /// <summary>Later than in reality (3 s), to show how long it takes.</summary>
    private static readonly TimeSpan SlackGivesUp = TimeSpan.FromSeconds(10);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("access-slack-");
    private readonly LocalPort _port = LocalPort.Free();
    private readonly TeleportSimulator _teleport;
    private readonly SlackSimulator _slack;
    private readonly SlackPerson _bob;
    private readonly int _channels;
    private MeasuredProcess? _process;
    private int _requests;
    private string _newest = "";

    private MeasuredDaemon(TeleportSimulator teleport, SlackSimulator slack, int channels)
    {
        (_teleport, _slack, _channels) = (teleport, slack, channels);
        DaemonSetup.AddUser(teleport, _folder.FullName);
        _bob = slack.AddPerson("bob", "bob@example.com");
        for (var number = 0; number < channels; number++) slack.AddChannel($"access-{number}", _bob);
    }

    /// <summary>Whether it takes clicks. Known once it is ready.</summary>
    public bool Listens { get; private set; }

    /// <summary>Resident memory in bytes.</summary>
    public long Resident => Process.Resident;

    /// <inheritdoc cref="MeasuredProcess.PeakResident"/>
    public long PeakResident => Process.PeakResident;

    /// <inheritdoc cref="MeasuredProcess.Lines"/>
    public int LogLines => Process.Lines;

    /// <summary>Where it takes clicks.</summary>
    public IPEndPoint Listener => _port.Endpoint;

    private MeasuredProcess Process => _process ?? throw new InvalidOperationException("It was not started.");

    /// <param name="program">Its path.</param>
    /// <param name="channels">Requests take turns among so many: clients of Slack pace themselves per channel.</param>
    /// <param name="limit">How long anything that is expected of it may take.</param>
    /// <exception cref="MeasureException">It cannot be started.</exception>
    public static async Task<MeasuredDaemon> StartAsync(string program, int channels, TimeSpan limit)
    {
        var teleport = await TeleportSimulator.StartAsync(new());
        var daemon = new MeasuredDaemon(teleport, await SlackSimulator.StartAsync(), channels);
        try
        {
            await File.WriteAllTextAsync(daemon.Config, daemon.Toml());
            daemon.Start(program, limit);
            return daemon;
        }
        catch (MeasureException)
        {
            await daemon.DisposeAsync();
            throw;
        }
    }

    /// <summary>Restarts it with this many open requests, which it has announced before.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="requests">How many; they share one message, because Slack's limits are not measured here.</param>
    /// <param name="limit">As for <see cref="StartAsync"/>.</param>
    public async Task RestartAsync(string program, int requests, TimeSpan limit)
    {
        await PostAsync();
        await SettleAsync();
        await Process.DisposeAsync();
        var others = Enumerable.Range(1, requests - 1).Select(_ => _teleport.CreateRequest("alice", "team-0"));
        SealedPluginData.Spread(_teleport, _slack, _newest, others.ToList());
        Start(program, limit);
        await ReadyAsync();
        await SettleAsync();
    }

    /// <summary>From start to ready: it watches Teleport, and listens if it does that at all.</summary>
    public async Task<TimeSpan> ReadyAsync()
    {
        using var cancel = new CancellationTokenSource();
        try
        {
            var listens = ElapsedAsync(_port.AcceptsAsync(cancel.Token));
            var watches = ElapsedAsync(_teleport.WaitUntilAsync(teleport => teleport.OpenWatches > 0));
            await Process.UntilAsync(watches, "did not begin to watch Teleport");
            await Task.WhenAny(listens, Task.Delay(UntilListener, TimeProvider.System));
            Listens = listens.IsCompletedSuccessfully;
            return Listens && await listens > await watches ? await listens : await watches;
        }
        finally
        {
            await cancel.CancelAsync(); // or the port would be polled for the rest of the process
        }
    }

    /// <summary>From a new request in Teleport to its message in Slack.</summary>
    public async Task<(TimeSpan Took, SlackMessage Message)> PostAsync()
    {
        var took = await BurstAsync(1);
        return (took, Posts.Last());
    }

    /// <summary>From many new requests at once to the last message.</summary>
    public async Task<TimeSpan> BurstAsync(int requests)
    {
        var expected = Posts.Count() + requests;
        var clock = Stopwatch.GetTimestamp();
        for (var i = 0; i < requests; i++) _newest = _teleport.CreateRequest("alice", NextRole());
        var posted = _slack.WaitUntilAsync(_ => Posts.Count() >= expected);
        await Process.UntilAsync(posted, $"did not post {requests} messages");
        return Stopwatch.GetElapsedTime(clock);
    }

    /// <summary>From a click that approves the newest request to its answer. Returns when it is approved.</summary>
    /// <exception cref="MeasureException">It was not answered with 200, or the request was not approved.</exception>
    public async Task<TimeSpan> ApproveAsync(SlackMessage message)
    {
        var endpoint = new Uri($"http://{_port}/");
        var click = _slack.ClickAsync(_bob.Id, message.Channel, message.Ts, Approve, endpoint);
        await Process.UntilAsync(click, "did not answer a click");
        var answer = await click;
        if (answer.Status != 200) throw new MeasureException($"A click was answered with {answer.Status}.");
        var approved = _teleport.WaitUntilAsync(_ => _teleport.Request(_newest)?.Spec.State == RequestState.Approved);
        await Process.UntilAsync(approved, "did not approve the request");
        return answer.Took;
    }

    /// <summary>The messages of requests so far, the oldest first.</summary>
    public IReadOnlyList<SlackMessage> Announced() => [.. Posts];

    /// <summary>A click on a connection of its own.</summary>
    /// <returns>How long its answer took; null if it was refused, or not answered within the limit.</returns>
    public async Task<TimeSpan?> TryApproveAsync(SlackMessage message)
    {
        var forgery = new SlackForgery { EditRequest = request => request.Headers.ConnectionClose = true };
        var endpoint = new Uri($"http://{_port}/");
        using var limit = new CancellationTokenSource(SlackGivesUp, TimeProvider.System);
        try
        {
            var answer = await _slack.ClickAsync(
                _bob.Id, message.Channel, message.Ts, Approve, endpoint, forgery, limit.Token
            );
            return answer.Status == 200 ? answer.Took : null;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Whether the message has the button for a click.</summary>
    public static bool CanApprove(SlackMessage message) =>
        message.Buttons.Any(button => button.Is("action_id", Approve));

    /// <summary>Completes when neither simulator is called any more; after 5 s at most, if it polls.</summary>
    public async Task SettleAsync()
    {
        var (before, now) = (-1, Calls);
        for (var round = 0; round < 50 && now != before; round++)
        {
            await Task.Delay(Quiet, TimeProvider.System);
            (before, now) = (now, Calls);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        await _slack.DisposeAsync();
        await _teleport.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>Without the replies in threads.</summary>
    private IEnumerable<SlackMessage> Posts => _slack.Messages.Where(message => message.ThreadTs is null);

    private string Config => Path.Combine(_folder.FullName, "teleport-slack.toml");

    private void Start(string program, TimeSpan limit) =>
        _process = MeasuredProcess.Start(program, ["start", "-c", Config], limit);

    private int Calls => _teleport.Calls.Count + _slack.Calls.Length;

    private string NextRole() => $"team-{_requests++ % _channels}";

    private async Task<TimeSpan> ElapsedAsync(Task task)
    {
        await task;
        return Process.Elapsed;
    }

    private string Toml() => $"""
        {DaemonSetup.Toml(_teleport, _slack, _folder.FullName)}

        [role_to_recipients]
        {string.Join('\n', Enumerable.Range(0, _channels).Select(number => $"team-{number} = \"access-{number}\""))}
        "*" = "access-0"

        [http]
        listen_addr = "{_port}"
        insecure = true
        """;
}
