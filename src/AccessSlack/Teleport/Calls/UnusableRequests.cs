using Microsoft.Extensions.Logging;

namespace AccessSlack.Teleport.Calls;

/// <summary>Warns of unusable requests only once, because a server sends them again with every list.</summary>
internal sealed partial class UnusableRequests(string address, ILogger logger)
{
    private int _isReported;

    public void Report()
    {
        if (Interlocked.Exchange(ref _isReported, 1) == 0) Log.Skipped(logger, address);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 2000,
            Level = LogLevel.Warning,
            Message = "Teleport at {Address} sent an access request without a usable id or without content; such " +
                "requests are skipped"
        )]
        public static partial void Skipped(ILogger logger, string address);
    }
}
