using System.Collections.Immutable;
using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Slack;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Reconciliation;

/// <summary>Whether the message of a claim that was never recorded exists in Slack.</summary>
internal abstract record ClaimLookup
{
    private ClaimLookup() { }

    /// <summary>It is remembered as posted. What it shows is not known, so it is updated next.</summary>
    internal sealed record Found : ClaimLookup;

    /// <summary>There is none, or it can never be looked up.</summary>
    internal sealed record NotFound : ClaimLookup;

    /// <summary>It cannot be looked up just now.</summary>
    internal sealed record Unknown(SlackFailure Failure) : ClaimLookup;
}

/// <summary>Finds messages whose poster stopped between posting and recording.</summary>
internal sealed partial class MessageRecovery(
    ISlackMessages slack,
    LedgerStore ledgers,
    CurrentPolicy policy,
    SlackHealth health,
    ILogger<MessageRecovery> logger
)
{
    /// <summary>
    /// A message may carry an earlier time than its request: the clocks of Slack and Teleport are not one.
    /// </summary>
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromMinutes(10);

    /// <summary>Nothing is announced any more, but a message that exists must not stay as it was.</summary>
    public async Task RunAsync(
        TrackedRequest tracked,
        ImmutableArray<Delivery.Claimed> claims,
        CancellationToken cancel
    )
    {
        if (!await ledgers.TryWriteAsync(tracked, tracked.Ledger!, cancel)) return; // another replica is doing it
        foreach (var claimed in claims)
        {
            var lookup = await FindAsync(tracked, claimed, cancel);
            if (lookup is ClaimLookup.Unknown) continue; // looked up again when the claim is old once more
            var claimedAt = tracked.Rev;
            if (lookup is ClaimLookup.NotFound)
                tracked.Remember(next => next.WithFailure(new(claimed.Names, "not_posted"), claimedAt));
            await ledgers.SaveAsync(tracked, cancel);
        }
    }

    public async Task<ClaimLookup> FindAsync(
        TrackedRequest tracked,
        Delivery.Claimed claimed,
        CancellationToken cancel
    )
    {
        var isOurs = tracked.Waits.TakeUnanswered(WaitKey.Of(claimed));
        var since = (tracked.Request?.Created ?? DateTimeOffset.UnixEpoch + ClocksDiffer) - ClocksDiffer;
        switch (await slack.FindPostedAsync(claimed.Address, tracked.Id, policy.Now.Home.BotId, since, cancel))
        {
            case SlackResult<PostedMessage?>.Ok { Value: { } message }:
                if (isOurs) Log.FoundOurs(logger, tracked.Id, message.Channel, message.Ts);
                else Log.Found(logger, tracked.Id, message.Channel, message.Ts);
                tracked.Waits.Unpark(WaitKey.Of(claimed));
                health.Delivered(claimed.Names);
                tracked.Remember(ledger =>
                    ledger.WithFound(new(claimed.Names, message.Channel, message.Ts, View: "", message.Degradation))
                );
                return new ClaimLookup.Found();
            case SlackResult<PostedMessage?>.Failed { Failure: var failure } when isOurs || MayPass(failure):
                if (MayPass(failure)) health.Failed(failure);
                Log.NotLooked(logger, tracked.Id, claimed.Names[0], failure.Code, Planner.ClaimIsOld.TotalSeconds);
                return new ClaimLookup.Unknown(failure);
            case SlackResult<PostedMessage?>.Failed { Failure: var failure }:
                Log.Blind(logger, tracked.Id, claimed.Names[0], failure.Code, failure.Remedy);
                return new ClaimLookup.NotFound();
            default:
                if (isOurs) Log.NotStored(logger, tracked.Id, claimed.Names[0]);
                else Log.NotFound(logger, tracked.Id, claimed.Names[0]);
                return new ClaimLookup.NotFound();
        }
    }

    /// <summary>
    /// Without the scopes we shall never be able to look; without a valid token we could not post either.
    /// </summary>
    private static bool MayPass(SlackFailure failure) =>
        failure
            is { Kind: SlackFailureKind.TryLater }
                or { Kind: SlackFailureKind.Credentials, Code: not "missing_scope" };

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 5520,
            Level = LogLevel.Information,
            Message = "Slack had stored request {RequestId} in {Channel}, message {Ts}, although it answered with a " +
                "server error; found and recorded"
        )]
        public static partial void FoundOurs(ILogger logger, string requestId, string channel, string ts);

        [LoggerMessage(
            EventId = 5521,
            Level = LogLevel.Information,
            Message = "Slack answered with a server error and had not stored request {RequestId} for {Recipient}; it " +
                "can be posted again"
        )]
        public static partial void NotStored(ILogger logger, string requestId, string recipient);

        [LoggerMessage(
            EventId = 5010,
            Level = LogLevel.Warning,
            Message = "Request {RequestId} was posted to {Channel}, message {Ts}, by a process that stopped before " +
                "recording it; found and recorded"
        )]
        public static partial void Found(ILogger logger, string requestId, string channel, string ts);

        [LoggerMessage(
            EventId = 5011,
            Level = LogLevel.Warning,
            Message = "A process that was about to post request {RequestId} to {Recipient} stopped; it had not " +
                "posted it"
        )]
        public static partial void NotFound(ILogger logger, string requestId, string recipient);

        [LoggerMessage(
            EventId = 5012,
            Level = LogLevel.Warning,
            Message = "A process that was about to post request {RequestId} to {Recipient} stopped; whether it had " +
                "posted it cannot be looked up ({Code}). If it had, that message stays as it is until someone clicks " +
                "it. {Cure}"
        )]
        public static partial void Blind(ILogger logger, string requestId, string recipient, string code, string cure);

        [LoggerMessage(
            EventId = 5013,
            Level = LogLevel.Warning,
            Message = "Whether request {RequestId} was posted to {Recipient} could not be looked up just now " +
                "({Code}); looking again in {Seconds} s"
        )]
        public static partial void NotLooked(
            ILogger logger,
            string requestId,
            string recipient,
            string code,
            double seconds
        );
    }
}
