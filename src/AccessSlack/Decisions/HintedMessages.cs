using System.Collections.Immutable;
using AccessSlack.Requests;
using AccessSlack.Requests.Serialization;
using AccessSlack.Slack;
using AccessSlack.Tracking;

namespace AccessSlack.Decisions;

/// <summary>What was found of the messages that an unverified entry names.</summary>
/// <param name="Deliveries">Those that belong to the request, under the names of the configuration.</param>
/// <param name="Rev">The highest rev that one of them was made from.</param>
internal sealed record VerifiedHints(ImmutableArray<Delivery> Deliveries, long Rev)
{
    public static readonly VerifiedHints None = new([], Rev: 0);
}

/// <summary>
/// Verifies where an entry without our seal says that messages of a request are. Anyone may have written it: a message
/// is taken only if Slack confirms that it is ours, or, where Slack cannot be asked, if it is at a place that the
/// configuration names for this request. A message that another request records is never taken.
/// </summary>
internal sealed class HintedMessages(
    ISlackMessages slack,
    HintedPlaces places,
    RecordedMessages recorded,
    CurrentPolicy policy
)
{
    /// <summary>Each costs a call, and we never post to so many places.</summary>
    private const int MostHints = 30;

    /// <returns>Null if Slack cannot be asked just now.</returns>
    public async Task<VerifiedHints?> VerifyAsync(
        TrackedRequest tracked,
        LedgerEntry entry,
        CancellationToken cancel
    )
    {
        if (entry.Ledger.Deliveries.IsEmpty || tracked.Request is not { } request) return VerifiedHints.None;
        var known = await places.OfAsync(request, cancel);
        var (verified, rev) = (ImmutableArray.CreateBuilder<Delivery>(), 0L);
        foreach (var hint in entry.Ledger.Posted.DistinctBy(hint => (hint.Channel, hint.Ts)).Take(MostHints))
        {
            switch (await ConfirmAsync(tracked.Id, hint, cancel))
            {
                case Confirmation.Later:
                    return null;
                case Confirmation.Ours ours:
                    verified.Add(known.Name(hint, entry.Origin));
                    rev = Math.Max(rev, ours.Rev);
                    break;
                case Confirmation.Unmarked unmarked
                    when MayBe(hint, entry.Origin, known, unmarked)
                        && !await recorded.IsOfAnotherAsync(tracked.Id, hint, cancel):
                    verified.Add(known.Name(hint, entry.Origin));
                    break;
            }
        }

        verified.AddRange(entry.Ledger.Claimed.Take(MostHints).Select(known.Claim).OfType<Delivery>());
        return new(verified.ToImmutable(), rev);
    }

    private async Task<Confirmation> ConfirmAsync(string requestId, Delivery.Posted hint, CancellationToken cancel) =>
        await slack.ReadMessageAsync(hint.Channel, hint.Ts, requestId, cancel) switch
        {
            SlackResult<FoundMessage?>.Ok { Value: { BotId.Length: > 0 } found }
                when found.BotId == policy.Now.Home.BotId => Judge(requestId, found),
            SlackResult<FoundMessage?>.Failed { Failure: var failure } => failure.PassesByItself
                ? new Confirmation.Later()
                : new Confirmation.Unmarked(Mentions: null),
            _ => new Confirmation.NotOurs(),
        };

    private Confirmation Judge(string requestId, FoundMessage found) => found switch
    {
        _ when found.RequestId == requestId => new Confirmation.Ours(
            found.Mark is { } mark && mark.Fits(policy.Now.Seal, requestId) ? mark.Rev : 0
        ),
        { RequestId.Length: > 0 } => new Confirmation.NotOurs(),
        _ => new Confirmation.Unmarked(found.MentionsRequest),
    };

    /// <summary>
    /// No metadata say which request it is for. The Go plugin's messages have none, but each contains the request's id;
    /// our own notices, which have none either, do not.
    /// </summary>
    private static bool MayBe(
        Delivery.Posted hint,
        EntryOrigin origin,
        KnownPlaces known,
        Confirmation.Unmarked unmarked
    ) =>
        known.Has(hint.Channel)
        || (
            origin == EntryOrigin.GoPlugin
            && (unmarked.Mentions ?? (known.MayBePerson(hint.Channel) || known.MayBeChannel(hint.Channel)))
        );

    private abstract record Confirmation
    {
        internal sealed record Ours(long Rev) : Confirmation;

        /// <summary>Of our app but without metadata; or, if null, Slack does not let us look.</summary>
        internal sealed record Unmarked(bool? Mentions) : Confirmation;

        internal sealed record NotOurs : Confirmation;

        internal sealed record Later : Confirmation;
    }
}
