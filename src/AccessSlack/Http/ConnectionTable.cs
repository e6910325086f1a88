using AccessSlack.Logging;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Http;

/// <summary>
/// The open connections of one listener. Kestrel's own limit refuses the newest, which lets idle connections keep Slack
/// out, and logs a line for each; this one closes the connection that has been idle for longest.
/// </summary>
internal sealed partial class ConnectionTable(ListenerLimits limits, TimeProvider time, ILogger logger)
{
    private readonly Lock _lock = new();
    private readonly SharedRoom<OpenConnection> _room = new(limits.Connections);
    private readonly LogThrottle _full = new(time, ListenerLimits.LogPause);

    /// <summary>A connection middleware, outside of TLS.</summary>
    public async Task RunAsync(ConnectionContext context, ConnectionDelegate next)
    {
        using var connection = new OpenConnection(context, time, limits.FirstRequest);
        if (!TryAdmit(connection)) return; // Kestrel closes it
        try
        {
            await next(context);
        }
        finally
        {
            lock (_lock) _room.Leave(connection);
        }
    }

    private bool TryAdmit(OpenConnection connection)
    {
        bool isAdmitted;
        List<OpenConnection> ended;
        lock (_lock) isAdmitted = _room.TryHold(connection, 1, out ended);
        foreach (var other in ended) other.Close("Others need its place.");
        if (!isAdmitted) ended.Add(connection);
        if (ended is [var closed, ..] && _full.MaySay(out var unsaid))
            Log.Full(logger, limits.Connections, closed.Address?.ToString() ?? "unknown", unsaid);
        return isAdmitted;
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 8010,
            Level = LogLevel.Warning,
            Message = "The listener has {Limit} open connections, so it closed one from {Address} that was idle " +
                "({Unsaid} more since the last such line). Clicks still work; if this continues, restrict who can " +
                "reach the listener"
        )]
        public static partial void Full(ILogger logger, int limit, string address, int unsaid);
    }
}
