using System.Collections.Immutable;
using AccessSlack.Requests;
using AccessSlack.Slack;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Decisions;

/// <summary>
/// A click on a message of ours that is not recorded, because the process that posted it died, repairs the record
/// (docs/design/flow.md, "Claim, post, record").
/// </summary>
internal sealed partial class OrphanedMessages(
    ISlackDirectory slack,
    CurrentPolicy policy,
    ILogger<OrphanedMessages> logger
)
{
    /// <summary>
    /// Remembers the clicked message. It replaces the claim under which it must have been posted; without a claim it
    /// belongs to no recipient, and cannot be used to decide.
    /// </summary>
    public async Task AdoptAsync(TrackedRequest tracked, Click click, CancellationToken cancel)
    {
        if (
            !IsOurs(click)
            || tracked.Ledger is not { } ledger
            || ledger.MessageAt(click.Channel, click.MessageTs) is not null
        )
            return;
        if (await NamesAsync(ledger, click, cancel) is not { } names) return;
        Log.Adopted(logger, tracked.Id, click.Channel, click.MessageTs);
        tracked.Remember(next =>
            next.WithFound(new(names, click.Channel, click.MessageTs, View: "", Degradation.Nothing))
        );
    }

    /// <summary>
    /// Only our app can have posted it, and only for this request: no one else can set either in Slack.
    /// </summary>
    private bool IsOurs(Click click) =>
        click.MessageBotId.Length > 0
        && click.MessageBotId == policy.Now.Home.BotId
        && click.MetadataRequestId == click.RequestId;

    /// <summary>
    /// Authority follows from the names. Null when it is not known whether a claim is for this place: then the click is
    /// refused, like one on a foreign message.
    /// </summary>
    private async Task<ImmutableArray<string>?> NamesAsync(Ledger ledger, Click click, CancellationToken cancel)
    {
        foreach (var claimed in ledger.Claimed)
        {
            switch (await CompareAsync(claimed.Address, click, cancel))
            {
                case Place.Unknown: return null;
                case Place.Same: return claimed.Names;
            }
        }

        return Delivery.NamesOfExtraCopy(click.Channel, click.MessageTs);
    }

    /// <summary>Is this address where the click happened?</summary>
    private async Task<Place> CompareAsync(string address, Click click, CancellationToken cancel) =>
        RecipientAddress.Kind(address) switch
        {
            // Only that user sees a direct message.
            RecipientKind.User => SameIf(click.Channel.StartsWith('D') && address == click.UserId),
            RecipientKind.ChannelId => SameIf(address == click.Channel),
            _ when click.Channel.StartsWith('D') => Place.Other,
            _ => await slack.GetChannelNameAsync(click.Channel, cancel) is SlackResult<string>.Ok { Value: var name }
                ? SameIf(string.Equals(name, address, StringComparison.OrdinalIgnoreCase))
                : Place.Unknown,
        };

    private static Place SameIf(bool isSame) => isSame ? Place.Same : Place.Other;

    private enum Place
    {
        Same,
        Other,
        Unknown,
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 6007,
            Level = LogLevel.Warning,
            Message = "The message of request {RequestId} in {Channel}, message {Ts}, was clicked before it was " +
                "recorded; it is recorded now"
        )]
        public static partial void Adopted(ILogger logger, string requestId, string channel, string ts);
    }
}
