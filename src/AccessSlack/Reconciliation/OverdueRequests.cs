using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Reconciliation;

/// <summary>
/// Reports requests that are over by this machine's clock while Teleport shows them as pending: once each, because
/// otherwise they would be dropped in silence.
/// </summary>
internal sealed partial class OverdueRequests(ILogger<OverdueRequests> logger)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private readonly HashSet<string> _said = [];
    private readonly Queue<(string Id, DateTimeOffset At)> _order = new();

    public void Report(TrackedRequest tracked)
    {
        if (!tracked.IsOverByOurClockOnly || !IsNews(tracked.Id, tracked.Now)) return;
        Log.Overdue(logger, tracked.Id, tracked.Request!.Expires!.Value.UtcDateTime);
    }

    private bool IsNews(string id, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (!_said.Add(id)) return false;
            _order.Enqueue((id, now));
            while (now - _order.Peek().At >= Remembered) _said.Remove(_order.Dequeue().Id);
            return true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 5541,
            Level = LogLevel.Warning,
            Message = "Request {RequestId} is pending in Teleport, but by this machine's clock it expired at " +
                "{Expires:u}, so it is neither announced nor decided in Slack. Compare the clocks of this machine " +
                "and of the auth server"
        )]
        public static partial void Overdue(ILogger logger, string requestId, DateTime expires);
    }
}
