using System.Collections.Immutable;
using AccessSlack.Diagnostics;
using AccessSlack.Messages;
using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Slack;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Reconciliation;

/// <summary>
/// Claim, post, record: tells destinations that were not told yet. One that refuses never stops the others.
/// </summary>
internal sealed partial class MessagePoster(
    ISlack slack,
    LedgerStore ledgers,
    RecipientResolver resolver,
    CurrentTerms terms,
    Readiness readiness,
    SlackBackoff patience,
    Metrics metrics,
    TimeProvider time,
    ILogger<MessagePoster> logger
)
{
    /// <summary>
    /// A message may bear an earlier time than its request: the clocks of Slack and Teleport are not one.
    /// </summary>
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromMinutes(10);

    public async Task AnnounceAsync(TrackedRequest tracked, ImmutableArray<string> recipients, CancellationToken cancel)
    {
        ImmutableArray<RecipientResolver.Destination> resolved =
        [
            .. (await resolver.ResolveAsync(recipients, cancel)).Select(destination => AsClaimed(tracked, destination)),
        ];
        // First the turn, then the claim: none is held while waiting
        var destinations = resolved.RemoveAll(destination => MustWait(tracked, destination));
        if (destinations.IsEmpty && !resolved.IsEmpty) return;
        var ledger = tracked.Ledger ?? new Ledger { Facts = RequestFacts.Of(tracked.Request!) };
        var claim = destinations.Aggregate(ledger, Claim);
        if (!await ledgers.TryWriteAsync(tracked, claim, cancel))
            return; // somebody else was first: plan again on what they wrote
        List<SlackFailure> failures =
        [
            .. destinations.Select(destination => destination.Failure).OfType<SlackFailure>(),
        ];
        foreach (var failed in destinations.Where(destination => destination.Failure is not null))
            Fail(tracked, failed.Names, failed.Failure!);
        foreach (
            var claimed in claim
                .Claimed.Where(claimed =>
                    destinations.SelectMany(destination => destination.Names).Any(claimed.IsFor)
                )
                .ToList()
        )
        {
            var isLeft = ledger.Claimed.Any(left => left.Names.Any(claimed.IsFor));
            if (
                await (isLeft ? FindOrPostAsync(tracked, claimed, cancel) : PostAsync(tracked, claimed, cancel)) is
                { } failure
            )
                failures.Add(failure);
        }

        if (destinations.Length == resolved.Length) ReportDeafness(tracked, failures);
    }

    /// <summary>
    /// A destination whose turn has not come is parked under each of its names, because none of them stands in the
    /// ledger yet.
    /// </summary>
    private bool MustWait(TrackedRequest tracked, RecipientResolver.Destination destination)
    {
        if (
            destination.Failure is not null
            || tracked.Ledger?.Posted.Any(posted => posted.Channel == destination.Address) == true
        )
            return false; // nothing to send
        var wait = slack.TurnToPost(destination.Address, $"{tracked.Id} {destination.Address}", isUrgent: false);
        if (wait <= TimeSpan.Zero) return false;
        foreach (var name in destination.Names) tracked.Park(name, time.GetUtcNow() + wait);
        return true;
    }

    /// <summary>
    /// A claim knows its address. If it gave way to a look-up that fails just now, nobody would know any more that a
    /// message may stand there.
    /// </summary>
    private static RecipientResolver.Destination AsClaimed(
        TrackedRequest tracked,
        RecipientResolver.Destination destination
    ) =>
        destination.Failure is not null
        && tracked.Ledger?.Claimed.FirstOrDefault(claimed => destination.Names.Any(claimed.IsFor)) is { } left
            ? destination with
            {
                Address = left.Address,
                Failure = null,
            }
            : destination;

    /// <summary>Nothing is announced any more, but a message that stands must not stay as it was.</summary>
    public async Task RecoverAsync(
        TrackedRequest tracked,
        ImmutableArray<Delivery.Claimed> claims,
        CancellationToken cancel
    )
    {
        if (!await ledgers.TryWriteAsync(tracked, tracked.Ledger!, cancel)) return; // somebody else is at it
        foreach (var claimed in claims)
        {
            var (isFound, unknown) = await FindAsync(tracked, claimed, cancel);
            if (unknown is not null) continue; // looked at again when the claim is old once more
            var claimedAt = tracked.Rev;
            if (!isFound) tracked.Remember(next => next.WithFailure(new(claimed.Names, "not_posted"), claimedAt));
            await ledgers.SaveAsync(tracked, cancel);
        }
    }

    private static Ledger Claim(Ledger ledger, RecipientResolver.Destination destination)
    {
        if (ledger.Posted.FirstOrDefault(posted => posted.Channel == destination.Address) is { } told)
            return ledger.With(told with { Names = [.. told.Names.Union(destination.Names)] });
        var known = ledger.Deliveries.FirstOrDefault(delivery => destination.Names.Any(delivery.IsFor));
        ImmutableArray<string> names = known is null ? destination.Names : [.. known.Names.Union(destination.Names)];
        return ledger.With(
            destination.Failure is { } failure
                ? new Delivery.Failed(names, failure.Code)
                : new Delivery.Claimed(names, destination.Address)
        );
    }

    /// <summary>Whoever claimed this before us may have posted it. Null when the message stands.</summary>
    private async Task<SlackFailure?> FindOrPostAsync(
        TrackedRequest tracked,
        Delivery.Claimed claimed,
        CancellationToken cancel
    )
    {
        var (isFound, unknown) = await FindAsync(tracked, claimed, cancel);
        if (unknown is not null) return unknown; // the claim stays, and is looked at again when it is old
        if (!isFound) return await PostAsync(tracked, claimed, cancel);
        await ledgers.SaveAsync(tracked, cancel);
        return null;
    }

    /// <summary>
    /// A message that is found is remembered as posted; what it shows is not known, so it is corrected next. A failure:
    /// it cannot be said now.
    /// </summary>
    private async Task<(bool IsFound, SlackFailure? Unknown)> FindAsync(
        TrackedRequest tracked,
        Delivery.Claimed claimed,
        CancellationToken cancel
    )
    {
        var since = (tracked.Request?.Created ?? DateTimeOffset.UnixEpoch + ClocksDiffer) - ClocksDiffer;
        switch (await slack.FindPostedAsync(claimed.Address, tracked.Id, terms.Now.Home.BotId, since, cancel))
        {
            case SlackResult<PostedMessage?>.Ok { Value: { } message }:
                Log.Found(logger, tracked.Id, message.Channel, message.Ts);
                tracked.Unpark(claimed.Names[0]);
                tracked.Remember(ledger =>
                    ledger.WithFound(new(claimed.Names, message.Channel, message.Ts, View: "", message.Degradation))
                );
                return (true, null);
            case SlackResult<PostedMessage?>.Failed { Failure: var failure } when MayPass(failure):
                readiness.SlackAnswered(failure);
                Log.NotLooked(logger, tracked.Id, claimed.Names[0], failure.Code, Planner.ClaimIsOld.TotalSeconds);
                return (false, failure);
            case SlackResult<PostedMessage?>.Failed { Failure: var failure }:
                Log.Blind(logger, tracked.Id, claimed.Names[0], failure.Code, failure.Remedy);
                return (false, null);
            default:
                Log.NotFound(logger, tracked.Id, claimed.Names[0]);
                return (false, null);
        }
    }

    /// <summary>
    /// Without the scopes we shall never be able to look; without a valid token we could not post either.
    /// </summary>
    private static bool MayPass(SlackFailure failure) =>
        failure
            is { Kind: SlackFailureKind.TryLater }
                or { Kind: SlackFailureKind.Credentials, Code: not "missing_scope" };

    /// <summary>Null when the message stands.</summary>
    private async Task<SlackFailure?> PostAsync(
        TrackedRequest tracked,
        Delivery.Claimed claimed,
        CancellationToken cancel
    )
    {
        var view = terms.Now.Planner.View(tracked.At(time.GetUtcNow()), claimed);
        var result = metrics.Sent(
            MessageKind.Post,
            await slack.PostAsync(claimed.Address, RequestMessage.Compose(view), cancel)
        );
        switch (result)
        {
            case SlackResult<PostedMessage>.Ok { Value: var message }:
                Log.Posted(logger, tracked.Id, message.Channel, message.Ts);
                tracked.Unpark(claimed.Names[0]);
                tracked.Remember(ledger =>
                    ledger.With(
                        new Delivery.Posted(claimed.Names, message.Channel, message.Ts, view.Hash(), message.Degradation)
                    )
                );
                break;
            case SlackResult<PostedMessage>.Failed { Failure.Kind: SlackFailureKind.Ambiguous } unknown:
                Log.Ambiguous(
                    logger,
                    tracked.Id,
                    claimed.Names[0],
                    unknown.Failure.Code,
                    Planner.ClaimIsOld.TotalSeconds
                );
                return unknown.Failure; // the claim stays, and is looked at again when it is old
            case SlackResult<PostedMessage>.Failed { Failure: var failure }:
                Fail(tracked, claimed.Names, failure);
                var claimedAt = tracked.Rev;
                tracked.Remember(ledger => ledger.WithFailure(new(claimed.Names, failure.Code), claimedAt));
                break;
        }

        await ledgers.SaveAsync(tracked, cancel);
        return (result as SlackResult<PostedMessage>.Failed)?.Failure;
    }

    private void Fail(TrackedRequest tracked, ImmutableArray<string> names, SlackFailure failure)
    {
        patience.Park(tracked, names[0], failure);
        readiness.SlackAnswered(failure);
        if (failure.Kind == SlackFailureKind.TryLater) Log.Postponed(logger, tracked.Id, names[0], failure.Code);
        else Log.NotDelivered(logger, tracked.Id, names[0], failure.Code, failure.Remedy);
    }

    /// <summary>
    /// A request that nobody at all was told of makes the daemon unready until a message arrives somewhere. A rate
    /// limit or an outage passes by itself.
    /// </summary>
    private void ReportDeafness(TrackedRequest tracked, List<SlackFailure> failures)
    {
        var deliveries = tracked.Ledger?.Deliveries ?? [];
        if (deliveries.Any(delivery => delivery is Delivery.Posted))
        {
            readiness.SomebodyWasTold();
        }
        else if (
            failures.All(failure => failure.Kind is not (SlackFailureKind.TryLater or SlackFailureKind.Ambiguous))
            && readiness.NobodyWasTold()
        )
        {
            Log.NobodyTold(logger, tracked.Id);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 5005,
            Level = LogLevel.Information,
            Message = "Posted request {RequestId} to {Channel}, message {Ts}"
        )]
        public static partial void Posted(ILogger logger, string requestId, string channel, string ts);

        [LoggerMessage(
            EventId = 5006,
            Level = LogLevel.Warning,
            Message = "Slack did not say whether request {RequestId} was posted to {Recipient} ({Code}); looking " +
                "again in {Seconds} s"
        )]
        public static partial void Ambiguous(
            ILogger logger,
            string requestId,
            string recipient,
            string code,
            double seconds
        );

        [LoggerMessage(
            EventId = 5007,
            Level = LogLevel.Warning,
            Message = "Request {RequestId} could not be posted to {Recipient} just now ({Code}); it will be tried again"
        )]
        public static partial void Postponed(ILogger logger, string requestId, string recipient, string code);

        [LoggerMessage(
            EventId = 5008,
            Level = LogLevel.Error,
            Message = "Request {RequestId} could not be posted to {Recipient} ({Code}): {Cure}"
        )]
        public static partial void NotDelivered(
            ILogger logger,
            string requestId,
            string recipient,
            string code,
            string cure
        );

        [LoggerMessage(
            EventId = 5009,
            Level = LogLevel.Error,
            Message = "Nobody could be told of request {RequestId}: every destination refused; see the lines above " +
                "for the cure of each"
        )]
        public static partial void NobodyTold(ILogger logger, string requestId);

        [LoggerMessage(
            EventId = 5010,
            Level = LogLevel.Warning,
            Message = "Request {RequestId} was posted to {Channel}, message {Ts}, by somebody who stopped before " +
                "recording it; found and recorded"
        )]
        public static partial void Found(ILogger logger, string requestId, string channel, string ts);

        [LoggerMessage(
            EventId = 5011,
            Level = LogLevel.Warning,
            Message = "Somebody claimed to post request {RequestId} to {Recipient} and stopped; there is no message " +
                "of it"
        )]
        public static partial void NotFound(ILogger logger, string requestId, string recipient);

        [LoggerMessage(
            EventId = 5012,
            Level = LogLevel.Warning,
            Message = "Somebody claimed to post request {RequestId} to {Recipient} and stopped; whether it was " +
                "posted cannot be looked up ({Code}). If it was, that message stays as it is until somebody clicks " +
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
