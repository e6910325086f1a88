using AccessSlack.Requests;
using AccessSlack.Slack.Calls;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Slack.Messaging;

/// <summary>auto_join: adds the bot to a public channel to which it was not invited.</summary>
internal sealed partial class ChannelJoiner(SlackCaller caller, Func<string, bool> isConfigured, ILogger logger)
{
    private const string GiveItsId =
        "auto_join needs the id of the channel, which was not known at the start: give it by its id, or add the " +
        "scope channels:read. Or type /invite and the bot's name in that channel.";

    private const string InviteTheBot = "Type /invite and the bot's name in that channel, or give it by its id.";

    /// <param name="channel">A channel ID; a channel given by a name that could not be resolved is not joined.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>Whether the bot is in the channel now; if not, the reason is logged.</returns>
    public async Task<bool> JoinAsync(string channel, CancellationToken cancel)
    {
        if (RecipientAddress.Kind(channel) != RecipientKind.ChannelId || !isConfigured(channel))
        {
            Log.NotJoined(logger, channel, "id_unknown", GiveItsId);
            return false;
        }

        // https://docs.slack.dev/reference/methods/conversations.join
        var joined = await caller.CallAsync(
            "conversations.join",
            repeatable: true,
            async (api, limit) => (await api.Conversations.Join(channel, limit)).Id,
            cancel
        );
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
