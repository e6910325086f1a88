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
internal sealed partial class OrphanedMessages(ISlack slack, CurrentTerms terms, ILogger<OrphanedMessages> logger)
{
    /// <summary>
    /// Remembers the clicked message. It takes the place of the claim under which it must have been posted; without one
    /// it stands for nobody.
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
        tracked.Remember(next => next.WithFound(new(names, click.Channel, click.MessageTs, View: "", Degradation.Nothing)));
    }

    /// <summary>
    /// Only our app can have posted it, and only for this request: Slack lets nobody else set either.
    /// </summary>
    private bool IsOurs(Click click) =>
        click.MessageBotId.Length > 0
        && click.MessageBotId == terms.Now.Home.BotId
        && click.MetadataRequestId == click.RequestId;

    /// <summary>
    /// Authority follows from the names, so a place that cannot be told is null: then the click is refused, as one on a
    /// foreign message.
    /// </summary>
    private async Task<ImmutableArray<string>?> NamesAsync(Ledger ledger, Click click, CancellationToken cancel)
    {
        foreach (var claimed in ledger.Claimed)
        {
            switch (await IsAtAsync(claimed.Address, click, cancel))
            {
                case null: return null;
                case true: return claimed.Names;
            }
        }

        return Delivery.NamesOfExtraCopy(click.Channel, click.MessageTs);
    }

    private async Task<bool?> IsAtAsync(string address, Click click, CancellationToken cancel) =>
        RecipientAddress.Kind(address) switch
        {
            RecipientKind.User => click.Channel.StartsWith('D') && address == click.UserId, // nobody else sees it
            RecipientKind.ChannelId => address == click.Channel,
            _ when click.Channel.StartsWith('D') => false,
            _ => await slack.GetChannelNameAsync(click.Channel, cancel) is SlackResult<string>.Ok { Value: var name }
                ? string.Equals(name, address, StringComparison.OrdinalIgnoreCase)
                : null,
        };

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 6007,
            Level = LogLevel.Warning,
            Message = "Somebody clicked the message of request {RequestId} in {Channel}, message {Ts}, which is ours " +
                "and was not recorded; it is now"
        )]
        public static partial void Adopted(ILogger logger, string requestId, string channel, string ts);
    }
}
