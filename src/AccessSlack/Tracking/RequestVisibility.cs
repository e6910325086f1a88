using AccessSlack.Diagnostics;
using AccessSlack.Teleport;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Tracking;

/// <summary>
/// Whether Teleport shows us the requests that there are. A role without <c>list</c> is shown none and is not told so,
/// while the watch goes on (docs/protocols/teleport.md 6.2). Only the two together prove that the right is missing.
/// </summary>
internal sealed partial class RequestVisibility(
    Readiness readiness,
    TimeProvider time,
    ILogger<RequestVisibility> logger
)
{
    /// <summary>The watch tells of a removal by then; what is removed later was there.</summary>
    private static readonly TimeSpan EventsComeWithin = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private (string RequestId, DateTimeOffset Time) _proof;
    private TaskCompletionSource _lost = NewSource();

    /// <summary>Completes when it is proved that requests are hidden, until one is shown again.</summary>
    public Task WhenLost { get { lock (_lock) return _lost.Task; } }

    /// <summary>A list or a look-up showed a request.</summary>
    public void Shown()
    {
        lock (_lock)
        {
            if (!_lost.Task.IsCompleted) return;
            _lost = NewSource();
        }

        readiness.RequestsAreShown(true);
        Log.Regained(logger);
    }

    /// <summary>This request is there and is not shown. Logged once, until requests are shown again.</summary>
    public void Lost(string requestId, string detail)
    {
        lock (_lock)
        {
            if (!_lost.TrySetResult()) return;
            _proof = (requestId, time.GetUtcNow());
        }

        readiness.RequestsAreShown(false);
        Log.Lost(logger, requestId, detail, PluginRole.Deciding, PluginRole.HowToGive);
    }

    /// <summary>
    /// The watch tells that it was removed. If it was not shown a moment ago, that was why, and proves nothing.
    /// </summary>
    public void Removed(string requestId)
    {
        lock (_lock)
        {
            var isProof = _lost.Task.IsCompleted && _proof.RequestId == requestId;
            if (!isProof || time.GetUtcNow() > _proof.Time + EventsComeWithin) return;
            _lost = NewSource();
        }

        readiness.RequestsAreShown(true);
        Log.WasRemoved(logger, requestId);
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 4600,
            Level = LogLevel.Error,
            Message = "Teleport does not show request {RequestId} to the plugin's user, although it has not been " +
                "removed: {Detail}. Until this is fixed, no click can decide, and requests made while the daemon was " +
                "down are not announced. Give the plugin's user a role with access_request: [list, read, update], " +
                "for example {Role} {Command}. If the user has one, check with tctl get locks whether the user is " +
                "locked. The list is tried again every 10 minutes"
        )]
        public static partial void Lost(ILogger logger, string requestId, string detail, string role, string command);

        [LoggerMessage(
            EventId = 4601,
            Level = LogLevel.Information,
            Message = "Teleport shows access requests to the plugin's user again"
        )]
        public static partial void Regained(ILogger logger);

        [LoggerMessage(
            EventId = 4620,
            Level = LogLevel.Information,
            Message = "Request {RequestId}, which Teleport did not show a moment ago, was removed after all: nothing " +
                "is known to be wrong with the role of the plugin's user"
        )]
        public static partial void WasRemoved(ILogger logger, string requestId);
    }
}
