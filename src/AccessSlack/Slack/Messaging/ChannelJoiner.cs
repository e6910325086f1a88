using AccessSlack.Slack.Calls;
using AccessSlack.Slack.Lookups;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Slack.Messaging;

/// <summary>auto_join: adds the bot to a public channel to which it was not invited.</summary>
internal sealed partial class ChannelJoiner(SlackCaller caller, ChannelLookup channels, ILogger logger)
{
    private const string InviteTheBot = "Type /invite and the bot's name in that channel, or give it by its id.";

    /// <param name="channel">A channel name or ID.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>Whether the bot is in the channel now; if not, the reason is logged.</returns>
    public async Task<bool> JoinAsync(string channel, CancellationToken cancel)
    {
        var id = await channels.FindPublicIdAsync(channel, cancel);
        // https://docs.slack.dev/reference/methods/conversations.join
        var joined = await id.ThenAsync(channelId => caller.CallAsync(
            "conversations.join",
            repeatable: true,
            async (api, limit) => (await api.Conversations.Join(channelId, limit)).Id,
            cancel
        ));
        if (joined is not SlackResult<string>.Failed { Failure: var failure }) return true;
        Log.NotJoined(logger, channel, failure.Code, failure.Remedy.Length > 0 ? failure.Remedy : InviteTheBot);
        return false;
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 3001,
            Level = LogLevel.Warning,
            Message = "Could not join the Slack channel {Channel} ({Code}): {Cure}"
        )]
        public static partial void NotJoined(ILogger logger, string channel, string code, string cure);
    }
}
