using Microsoft.Extensions.Logging;

namespace AccessSlack.Slack;

/// <summary>What callers do not see of calls.</summary>
internal sealed partial class SlackGateway
{
    private static partial class Log
    {
        [LoggerMessage(
            EventId = 3000,
            Level = LogLevel.Debug,
            Message = "The clicker could not be answered by {Method} ({Code})"
        )]
        public static partial void NotTold(ILogger logger, string method, string code);

        [LoggerMessage(
            EventId = 3001,
            Level = LogLevel.Warning,
            Message = "Could not join the Slack channel {Channel} ({Code}): {Cure}"
        )]
        public static partial void NotJoined(ILogger logger, string channel, string code, string cure);

        [LoggerMessage(
            EventId = 3002,
            Level = LogLevel.Warning,
            Message = "Slack refused the message of request {RequestId} in {Channel} ({Code}), so a plainer one is " +
                "sent: form {Form}, with metadata {Metadata}. {Detail}"
        )]
        public static partial void Degraded(
            ILogger logger,
            string requestId,
            string channel,
            string code,
            Plainness form,
            bool metadata,
            string detail
        );

        [LoggerMessage(
            EventId = 3003,
            Level = LogLevel.Warning,
            Message = "Slack refused the blocks of a reply or notice to {Channel} ({Code}), so its text alone is " +
                "sent. {Detail}"
        )]
        public static partial void ReplyDegraded(ILogger logger, string channel, string code, string detail);
    }
}
