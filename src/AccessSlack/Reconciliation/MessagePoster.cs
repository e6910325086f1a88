using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Diagnostics;
using AccessSlack.Messages;
using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Requests.Text;
using AccessSlack.Slack;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Reconciliation;

/// <summary>Posts the message of one claimed destination, and records what became of it.</summary>
internal sealed partial class MessagePoster(
    ISlackMessages slack,
    LedgerStore ledgers,
    CurrentPolicy policy,
    SlackHealth health,
    ILogger<MessagePoster> logger
)
{
    private const int LongestText = 300;

    /// <returns>How long the post has to wait; then nothing was acquired.</returns>
    public TimeSpan AcquirePermit(string address, Waiter waiter) =>
        slack.AcquirePostPermit(address, waiter, isUrgent: false);

    /// <summary>Null when the message has been posted.</summary>
    public async Task<SlackFailure?> PostAsync(
        TrackedRequest tracked,
        Delivery.Claimed claimed,
        CancellationToken cancel
    )
    {
        var view = policy.Now.Planner.View(tracked.Situation, claimed);
        var message = RequestMessage.Compose(view) with { Mark = ledgers.MarkOf(tracked) };
        cancel.ThrowIfCancellationRequested();
        // Once begun, it is finished even while the daemon stops: otherwise the next start has to look for the message.
        var posted = await slack.PostAsync(claimed.Address, message, CancellationToken.None);
        switch (health.Count(MessageKind.Post, posted))
        {
            case SlackResult<PostedMessage>.Ok { Value: var sent }:
                ReportPosted(tracked.Id, view.Facts, claimed, sent);
                tracked.Waits.Unpark(WaitKey.Of(claimed));
                health.Delivered(claimed.Names);
                LearnName(claimed, sent.Channel);
                var (situation, rules) = (tracked.Situation, policy.Now.Policy);
                var shown = new Delivery.Posted(claimed.Names, sent.Channel, sent.Ts, view.Hash(), sent.Degradation)
                {
                    Shown = sent.Shown,
                    Facts = situation.Ledger!.Digest,
                };
                tracked.Remember(ledger => OutcomeRecord.AfterPost(ledger.With(shown), situation, rules));
                break;
            case SlackResult<PostedMessage>.Failed { Failure: { Kind: SlackFailureKind.Ambiguous } failure }:
                var wait = failure.IsServerError && policy.Now.Facts.App.MayReadHistory
                    ? health.ParkUntilLookUp(tracked, WaitKey.Of(claimed))
                    : Planner.ClaimIsOld;
                Log.Ambiguous(logger, tracked.Id, claimed.Names[0], failure.Code, Math.Round(wait.TotalSeconds, 1));
                return failure; // the claim stays; others look for the message when it is old
            case SlackResult<PostedMessage>.Failed { Failure: var failure }:
                ReportFailure(tracked, claimed.Names, failure);
                var claimedAt = tracked.Rev;
                tracked.Remember(ledger => ledger.WithFailure(new(claimed.Names, failure.Code), claimedAt));
                break;
        }

        await ledgers.SaveAsync(tracked, CancellationToken.None);
        return (posted as SlackResult<PostedMessage>.Failed)?.Failure;
    }

    private void ReportPosted(string id, RequestFacts facts, Delivery claimed, PostedMessage sent)
    {
        var name = policy.Now.Policy.Principals.NameOf(sent.Channel, claimed);
        var (user, roles) = (Shorten(facts.User), Shorten(string.Join(", ", facts.Roles)));
        Log.Posted(logger, id, user, roles, name, sent.Channel, sent.Ts);
    }

    /// <summary>The requester chose it.</summary>
    private static string Shorten(string text) => Truncation.ByGrapheme(TextCleaner.OneLine(text), LongestText);

    /// <summary>
    /// Slack resolved the name that the configuration gives: from now on it means this channel. A claim comes from the
    /// ledger, so its address alone is no proof that the configuration names it.
    /// </summary>
    private void LearnName(Delivery.Claimed claimed, string channel)
    {
        var (known, named) = (policy.Now.Policy.Principals, ResolvedPrincipals.Of(claimed.Address));
        if (!named.IsGroupOfPeople || !known.IsOpen(named)) return;
        if (!policy.Now.Policy.Recipients.All.Contains(claimed.Address, StringComparer.OrdinalIgnoreCase)) return;
        policy.Learn(principals => principals.With(named, channel));
    }

    public void ReportFailure(TrackedRequest tracked, ImmutableArray<string> names, SlackFailure failure)
    {
        health.FailedAndParked(tracked, WaitKey.Of(names[0]), failure);
        if (!failure.PassesByItself) health.Undeliverable(names);
        if (failure.Kind == SlackFailureKind.TryLater) Log.Postponed(logger, tracked.Id, names[0], failure.Code);
        else Log.NotDelivered(logger, tracked.Id, names[0], failure.Code, failure.Remedy);
    }

    /// <summary>The requester chose the names, and how many there are.</summary>
    public void ReportLeftOut(string requestId, ImmutableArray<string> reviewers)
    {
        if (reviewers.IsEmpty) return;
        var names = Shorten(string.Join(", ", reviewers));
        Log.LeftOut(logger, requestId, reviewers.Length, names, Audience.MaxSuggestedReviewers);
    }

    /// <summary>
    /// A request that reached no one, while no other destination works either, makes the daemon unready until a message
    /// arrives somewhere. A rate limit or an outage passes by itself.
    /// </summary>
    public void ReportReach(TrackedRequest tracked, IReadOnlyList<SlackFailure> failures)
    {
        var isReached = tracked.Ledger?.Posted.Any() == true || failures.Any(failure => failure.PassesByItself);
        if (!isReached && health.NothingDelivered()) Log.NotPostedAnywhere(logger, tracked.Id);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 5005,
            Level = LogLevel.Information,
            Message = "Posted request {RequestId} of {Requester} for {Roles} to {Place} ({Channel}), message {Ts}"
        )]
        public static partial void Posted(
            ILogger logger,
            string requestId,
            string requester,
            string roles,
            string place,
            string channel,
            string ts
        );

        [LoggerMessage(
            EventId = 7021,
            Level = LogLevel.Information,
            Message = "Request {RequestId}: suggested reviewers who are not notified: {LeftOut} ({Names}). At most " +
                "{Told} of one request are, and only e-mail addresses and Teleport users to whom [users] or " +
                "Teleport's trait maps one Slack account"
        )]
        public static partial void LeftOut(ILogger logger, string requestId, int leftOut, string names, int told);

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
            Message = "Request {RequestId} could not be posted anywhere: every destination refused. See the lines " +
                "above for the remedy of each"
        )]
        public static partial void NotPostedAnywhere(ILogger logger, string requestId);
    }
}
