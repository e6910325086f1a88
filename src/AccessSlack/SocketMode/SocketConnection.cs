using AccessSlack.Diagnostics;
using AccessSlack.Interactions;
using AccessSlack.Slack;
using Microsoft.Extensions.Logging;

namespace AccessSlack.SocketMode;

/// <summary>
/// One socket from its <c>hello</c> to its end: receives, has envelopes answered and acknowledges them. It does not
/// replace itself.
/// </summary>
internal sealed partial class SocketConnection : IDisposable
{
    /// <summary>Slack pings every few seconds; its own clients wait this long.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    /// <summary>After our close frame: Slack leaves the TCP connection open, so that we must destroy it.</summary>
    public static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(1);

    private readonly ISlackSocket _socket;
    private readonly EnvelopeHandler _handler;
    private readonly SocketMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly InFlight _inHand;
    private readonly EnvelopeRoom _room = new();
    private readonly CancellationTokenSource _over = new();
    private readonly TaskCompletionSource<SocketEvent> _event = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly SocketWatch _watch;
    private volatile bool _isRefusing, _isAnnounced, _isClosing;

    /// <param name="socket">After its <c>hello</c>.</param>
    /// <param name="lifetime">When to ask for a successor.</param>
    /// <param name="handler">Answers envelopes.</param>
    /// <param name="metrics">Hears of every message.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public SocketConnection(
        ISlackSocket socket,
        TimeSpan lifetime,
        EnvelopeHandler handler,
        SocketMetrics metrics,
        TimeProvider time,
        ILogger logger
    )
    {
        (_socket, _handler, _metrics, _time, _logger) = (socket, handler, metrics, time, logger);
        _inHand = new(() => { }); // what goes wrong is logged below
        _watch = new(() => socket.Silence, time);
        Ended = ReceiveAsync();
        _ = WatchAsync(lifetime);
    }

    /// <summary>Completes when nothing more can arrive.</summary>
    public Task Ended { get; }

    /// <summary>Completes when a successor is needed, at the latest with the end; fails by a defect.</summary>
    public Task<SocketEvent> Event => _event.Task;

    public TimeSpan Age => _watch.Age;

    public TimeSpan Silence => _socket.Silence;

    /// <summary>Envelopes that arrive from now on are left to other replicas: Slack sends them again.</summary>
    public void Refuse() => _isRefusing = true;

    /// <summary>
    /// Acknowledges what is in hand, sends the close frame, and destroys the TCP connection when Slack has answered, or
    /// after a second.
    /// </summary>
    /// <param name="limit">For what is in hand.</param>
    /// <param name="cancel">Ends the wait, not the closing.</param>
    public async Task CloseAsync(TimeSpan limit, CancellationToken cancel)
    {
        await WaitAsync(_inHand.WhenDoneAsync(), limit, cancel);
        _isClosing = true;
        if (Silence < LongestSilence)
        {
            var closing = CloseFrameAsync();
            await WaitAsync(Task.WhenAll(closing, Ended), CloseLimit, cancel);
        }

        _socket.Abort();
        await WaitAsync(Ended, CloseLimit, cancel);
    }

    public void Dispose()
    {
        _over.Cancel();
        _socket.Dispose();
    }

    private async Task CloseFrameAsync()
    {
        await _sending.WaitAsync();
        try { await _socket.CloseAsync(); }
        finally { _sending.Release(); }
    }

    private async Task WaitAsync(Task work, TimeSpan limit, CancellationToken cancel) =>
        await work.WaitAsync(limit, _time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task ReceiveAsync()
    {
        await Task.Yield(); // the constructor has to end first
        string why;
        try { do why = await ReceiveOneAsync() ?? ""; while (why.Length == 0); }
        catch (Exception defect)
        {
            why = "an unexpected error";
            _event.TrySetException(defect); // ends the process, as in every loop in the background
        }

        await _over.CancelAsync();
        if (!_isClosing && !_isAnnounced) Log.Ended(_logger, why);
        _event.TrySetResult(_isAnnounced ? SocketEvent.Asked : SocketEvent.Lost);
    }

    /// <returns>Why the connection is over; null if it is not.</returns>
    private async Task<string?> ReceiveOneAsync()
    {
        await _room.WhenFreeAsync();
        switch (await _socket.ReceiveAsync())
        {
            case SocketRead.Text text: return Take(FrameReader.Read(text.Bytes), text.Bytes.Length);
            case SocketRead.Faulty faulty: return Break(faulty.Problem);
            case SocketRead.Ended ended: return ended.Why;
            default: return Break("something unknown");
        }
    }

    private string? Take(Frame frame, int bytes)
    {
        switch (frame)
        {
            case Frame.Envelope envelope:
                if (!_isRefusing) _room.Hold(bytes, _inHand.TrackAsync(AnswerAsync(envelope)));
                break;
            case Frame.Disconnect disconnect: Announce(disconnect.Reason); break;
            case Frame.Unknown unknown:
                _handler.Report(unknown);
                break;
            case Frame.Malformed: return Break("a message that is not JSON");
        }

        return null;
    }

    private async Task AnswerAsync(Frame.Envelope envelope)
    {
        byte[]? payload = null;
        try
        {
            payload = await _handler.AnswerAsync(envelope);
        }
        catch (Exception defect)
        {
            Log.Defect(_logger, defect); // a top loop: nothing else observes this task
        }

        await AcknowledgeAsync(envelope, payload);
    }

    private async Task AcknowledgeAsync(Frame.Envelope envelope, byte[]? payload)
    {
        await _sending.WaitAsync();
        try
        {
            if (await _socket.TrySendAsync(Acknowledgement.Write(envelope, payload))) _metrics.Acknowledged();
            else Log.NotAcknowledged(_logger);
        }
        finally { _sending.Release(); }
    }

    /// <summary>Slack may cut the connection right after this; that is no failure then.</summary>
    private void Announce(string reason)
    {
        _isAnnounced = true;
        Log.Disconnecting(_logger, reason);
        _event.TrySetResult(SocketOpener.EventOf(reason));
    }

    private string Break(string problem)
    {
        _isClosing = true;
        _socket.Abort();
        Log.Broken(_logger, problem);
        return $"Slack sent {problem}";
    }

    /// <summary>It may be our own machine that slept, so a successor is found before it is given up.</summary>
    private async Task WatchAsync(TimeSpan lifetime)
    {
        if (!await _watch.RunAsync(lifetime, LongestSilence, () => _event.TrySetResult(SocketEvent.Age), _over.Token))
            return;
        Log.Silent(_logger, (long)Silence.TotalSeconds);
        if (!_event.TrySetResult(SocketEvent.Silence)) _socket.Abort();
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 9502,
            Level = LogLevel.Warning,
            Message = "Slack sent {Problem} over the socket, so the connection was cut; a new one is opened"
        )]
        public static partial void Broken(ILogger logger, string problem);

        [LoggerMessage(
            EventId = 9503,
            Level = LogLevel.Warning,
            Message = "The connection to Slack over Socket Mode ended: {Why}. A new one is opened"
        )]
        public static partial void Ended(ILogger logger, string why);

        [LoggerMessage(
            EventId = 9504,
            Level = LogLevel.Warning,
            Message = "Nothing has arrived from Slack over Socket Mode for {Seconds} s, not even a ping; a new " +
                "connection is opened"
        )]
        public static partial void Silent(ILogger logger, long seconds);

        [LoggerMessage(
            EventId = 9505,
            Level = LogLevel.Information,
            Message = "Slack is going to close a connection of Socket Mode ({Reason})"
        )]
        public static partial void Disconnecting(ILogger logger, string reason);

        [LoggerMessage(
            EventId = 9506,
            Level = LogLevel.Information,
            Message = "An interaction could not be acknowledged, because its connection had ended; Slack may send it " +
                "again, and gets the same answer then"
        )]
        public static partial void NotAcknowledged(ILogger logger);

        [LoggerMessage(
            EventId = 9507,
            Level = LogLevel.Error,
            Message = "An interaction over Socket Mode failed with an unexpected error. Please report this"
        )]
        public static partial void Defect(ILogger logger, Exception defect);
    }
}
