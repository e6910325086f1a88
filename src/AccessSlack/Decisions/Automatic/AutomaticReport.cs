using AccessSlack.Requests;
using AccessSlack.Requests.Text;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Decisions.Automatic;

/// <summary>What the log says of decisions that rules made.</summary>
internal static partial class AutomaticReport
{
    private const int LongestText = 300;

    /// <summary>Nothing is said of a person's decision: the line of the click has it.</summary>
    public static void Carried(ILogger logger, TrackedRequest tracked, Decision decision)
    {
        if (!decision.IsAutomatic || tracked.Request is not { } request) return;
        Log.Decided(
            logger,
            decision.Rule,
            decision.State,
            tracked.Id,
            Shorten(request.User),
            Shorten(string.Join(", ", request.Roles))
        );
    }

    /// <summary>Of a request that has ended there is nothing left to decide.</summary>
    public static void GivenUp(ILogger logger, TrackedRequest tracked, Decision decision, string outcome)
    {
        if (decision.IsAutomatic && tracked.Existing is { State: RequestState.Pending })
            Log.GivenUp(logger, tracked.Id, decision.Rule, outcome);
    }

    public static void TooLate(ILogger logger, string requestId, string rule) => Log.TooLate(logger, requestId, rule);

    /// <summary>For what the requester chose.</summary>
    public static string Shorten(string text) => Truncation.ByGrapheme(TextCleaner.OneLine(text), LongestText);

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 6940,
            Level = LogLevel.Information,
            Message = "Rule {Rule} decided request {RequestId} of {Requester} for {Roles}: {State}"
        )]
        public static partial void Decided(
            ILogger logger,
            string rule,
            RequestState state,
            string requestId,
            string requester,
            string roles
        );

        [LoggerMessage(
            EventId = 6941,
            Level = LogLevel.Warning,
            Message = "Request {RequestId} is left to people: rule {Rule} was to decide it, and could not ({Outcome})"
        )]
        public static partial void GivenUp(ILogger logger, string requestId, string rule, string outcome);

        [LoggerMessage(
            EventId = 6942,
            Level = LogLevel.Warning,
            Message = "The decision of rule {Rule} on request {RequestId} was in the ledger without an outcome for " +
                "too long; it was dropped, and people decide"
        )]
        public static partial void TooLate(ILogger logger, string requestId, string rule);
    }
}
