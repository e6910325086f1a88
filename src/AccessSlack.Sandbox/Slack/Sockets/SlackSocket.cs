using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace AccessSlack.Sandbox.Slack.Sockets;

/// <summary>Why Slack asks an app to give a socket up.</summary>
internal static class DisconnectReason
{
    public const string Warning = "warning";
    public const string RefreshRequested = "refresh_requested";
    public const string LinkDisabled = "link_disabled";
    public const string TooManyWebsockets = "too_many_websockets";
}

/// <summary>One socket of an app, as Slack sees it. Every change is made under the lock of the state.</summary>
internal sealed class SlackSocket
{
    /// <summary>Between two pings.</summary>
    public static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(10);

    /// <summary>Between the warning and the close.</summary>
    public static readonly TimeSpan Notice = TimeSpan.FromSeconds(10);

    private const int MissedPongs = 3;

    private static readonly TimeSpan PongWait = TimeSpan.FromSeconds(2);

    private readonly SlackState _state;
    private readonly SocketFrames _frames;
    private readonly Action _abort;
    private readonly object _pong = new();
    private readonly List<ITimer> _timers = [];
    private volatile bool _isSilent;
    private bool _closeSent;
    private int _missed;

    public SlackSocket(SlackState state, int id, string appId, Stream stream, Action abort) =>
        (_state, Id, AppId, _frames, _abort) = (state, id, appId, new(stream), abort);

    public int Id { get; }

    public string AppId { get; }

    /// <summary>Where to click to reach this socket rather than an arbitrary one.</summary>
    public Uri Door => new($"{SlackSockets.Scheme}:{Id}");

    /// <summary>Slack sends envelopes to it, and counts it in <c>hello</c>.</summary>
    public bool IsRegistered { get; private set; }

    /// <summary>The TCP connection is open at both ends.</summary>
    public bool IsConnected { get; private set; } = true;

    /// <summary>The code of the app's close frame; null without one.</summary>
    public int? CloseCode { get; private set; }

    public int Pongs { get; private set; }

    /// <summary>Greets the app, and listens until the TCP connection ends, however long after the close.</summary>
    public async Task RunAsync(int sockets, CancellationToken cancel)
    {
        if (sockets > SlackSockets.Most) await DisconnectAsync(DisconnectReason.TooManyWebsockets);
        else await WelcomeAsync(sockets);
        while (await _frames.ReadAsync(cancel) is { } frame)
            if (!_isSilent) await HandleAsync(frame);
        Ended();
    }

    /// <summary>Announces the end. The socket is usable until it comes: after the usual notice, or at once.</summary>
    public async Task DisconnectAsync(string reason)
    {
        await SendTextAsync(
            new JsonObject
            {
                ["type"] = "disconnect",
                ["reason"] = reason,
                ["debug_info"] = new JsonObject { ["host"] = "applink-sandbox" },
            }.ToJsonString()
        );
        if (reason is DisconnectReason.Warning or DisconnectReason.RefreshRequested) StartTimer(_ => Close(), Notice);
        else await CloseAsync();
    }

    /// <summary>Begins the close handshake. Slack leaves the TCP connection to the app.</summary>
    public async Task CloseAsync(int code = 1000)
    {
        if (Unregister(WasCloseSent)) return;
        var status = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(status, (ushort)code);
        await SendFrameAsync(SocketOpcode.Close, status);
    }

    /// <summary>
    /// Half-open, as after a firewall forgot the connection: nothing is sent or heard any more, and nothing is closed.
    /// Slack believes in the socket, and loses envelopes to it, until some pings were not answered.
    /// </summary>
    public void GoSilent() => _isSilent = true;

    /// <summary>The TCP connection is cut.</summary>
    public void Cut()
    {
        Unregister();
        _abort();
    }

    public Task SendTextAsync(string text) => SendFrameAsync(SocketOpcode.Text, Encoding.UTF8.GetBytes(text));

    public Task SendFrameAsync(SocketOpcode opcode, ReadOnlyMemory<byte> payload, bool isFinal = true) =>
        _isSilent ? Task.CompletedTask : _frames.WriteAsync(opcode, payload, isFinal);

    /// <summary>Bytes that need not be a frame.</summary>
    public Task SendRawAsync(ReadOnlyMemory<byte> bytes) =>
        _isSilent ? Task.CompletedTask : _frames.WriteRawAsync(bytes);

    private async Task WelcomeAsync(int sockets)
    {
        await SendTextAsync(
            new JsonObject
            {
                ["type"] = "hello",
                ["num_connections"] = sockets,
                ["debug_info"] = new JsonObject
                {
                    ["host"] = "applink-sandbox",
                    ["build_number"] = 1,
                    ["approximate_connection_time"] = 18060,
                },
                ["connection_info"] = new JsonObject { ["app_id"] = AppId },
            }.ToJsonString()
        );
        StartTimer(_ => Ping(), PingEvery, PingEvery);
        _state.Change(() => IsRegistered = true);
        await _state.Sockets.Envelopes.RepeatWaitingAsync();
    }

    private Task HandleAsync(SocketFrame frame)
    {
        if (!frame.IsMasked) Complain("a frame that is not masked");
        switch (frame)
        {
            case { Opcode: SocketOpcode.Text, IsFinal: true }:
                _state.Sockets.Envelopes.Acknowledge(this, Encoding.UTF8.GetString(frame.Payload));
                return Task.CompletedTask;
            case { Opcode: SocketOpcode.Ping }:
                return SendFrameAsync(SocketOpcode.Pong, frame.Payload);
            case { Opcode: SocketOpcode.Pong }:
                _state.Change(() => (Pongs, _missed) = (Pongs + 1, 0));
                lock (_pong) Monitor.PulseAll(_pong);
                return Task.CompletedTask;
            case { Opcode: SocketOpcode.Close }:
                return AnswerCloseAsync(frame.Payload);
            default:
                Complain($"a frame of kind {frame.Opcode}, final: {frame.IsFinal}");
                return Task.CompletedTask;
        }
    }

    private async Task AnswerCloseAsync(byte[] payload)
    {
        var isFirst = Unregister(() =>
        {
            CloseCode = payload.Length < 2 ? 1005 : BinaryPrimitives.ReadUInt16BigEndian(payload);
            return !WasCloseSent();
        });
        if (isFirst) await SendFrameAsync(SocketOpcode.Close, payload);
    }

    /// <summary>
    /// Waits for the pong, because a clock that a test advances would otherwise reach the app's limit for silence while
    /// the ping is still on its way.
    /// </summary>
    private void Ping()
    {
        if (_state.Change(() => ++_missed) > MissedPongs) Unregister();
        if (_isSilent) return;
        lock (_pong)
        {
            _ = SendFrameAsync(SocketOpcode.Ping, Encoding.UTF8.GetBytes("Ping from applink-sandbox"));
            Monitor.Wait(_pong, PongWait);
        }
    }

    private void Close() => _ = CloseAsync();

    /// <summary>Slack never learns of the end of a connection that went silent.</summary>
    private void Ended()
    {
        _state.Change(() =>
        {
            IsConnected = false;
            return IsRegistered &= _isSilent;
        });
        lock (_pong) Monitor.PulseAll(_pong);
        if (!_isSilent) StopTimers();
    }

    /// <summary>From now on it was.</summary>
    private bool WasCloseSent()
    {
        var was = _closeSent;
        _closeSent = true;
        return was;
    }

    private void Unregister() => Unregister(() => true);

    private T Unregister<T>(Func<T> more)
    {
        StopTimers();
        return _state.Change(() =>
        {
            IsRegistered = false;
            return more();
        });
    }

    private void StartTimer(TimerCallback callback, TimeSpan due, TimeSpan? period = null)
    {
        var timer = _state.Options.Time.CreateTimer(callback, null, due, period ?? Timeout.InfiniteTimeSpan);
        lock (_timers) _timers.Add(timer);
    }

    private void StopTimers()
    {
        lock (_timers)
        {
            foreach (var timer in _timers) timer.Dispose();
            _timers.Clear();
        }
    }

    private void Complain(string what) =>
        _state.Change(() =>
        {
            _state.Complaints.Add($"socket {Id}: {what}");
            return what;
        });
}
