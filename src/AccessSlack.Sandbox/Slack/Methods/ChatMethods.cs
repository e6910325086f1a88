using System.Text.Json.Nodes;

namespace AccessSlack.Sandbox.Slack.Methods;

/// <summary>chat.* (docs/protocols/slack.md 3).</summary>
internal static class ChatMethods
{
    public const int MaxUpdateText = 4000;
    public const int MaxPostText = 40_000;

    public static JsonObject PostMessage(SlackWorkspace slack, SlackArguments args)
    {
        var channel = Destination(slack, args.Require("channel"));
        var content = Content(args, null);
        var threadTs = args.Text("thread_ts");
        if (threadTs is not null) RequireParent(slack, channel.Id, threadTs);
        if (content.Text.Length > MaxPostText)
        {
            content = content with { Text = content.Text[..MaxPostText] };
            args.Warnings.Add("message_truncated");
        }

        return Answer(slack, slack.PostAsApp(channel, content, threadTs));
    }

    public static JsonObject Update(SlackWorkspace slack, SlackArguments args)
    {
        var (channel, message) = OwnMessage(slack, args, "cant_update_message");
        if (channel.IsArchived) throw new SlackRefusal("is_inactive");
        var content = Content(args, message.Content);
        if (content.Text.Length > MaxUpdateText) throw new SlackRefusal("msg_too_long");
        var edited = slack.Edit(message, content);
        var answer = Answer(slack, edited);
        answer["text"] = edited.Text;
        return answer;
    }

    public static JsonObject PostEphemeral(SlackWorkspace slack, SlackArguments args)
    {
        var name = args.Require("channel");
        var userId = args.Require("user");
        var channel = ConversationMethods.Visible(slack, name)
            ?? Named(slack, name)
            ?? throw new SlackRefusal("channel_not_found");
        if (!channel.BotIsMember) throw new SlackRefusal("not_in_channel");
        if (channel.IsArchived) throw new SlackRefusal("is_archived");
        if (!channel.Members.Contains(userId)) throw new SlackRefusal("user_not_in_channel");
        var told = slack.Tell(
            channel.Id,
            userId,
            args.Text("thread_ts"),
            Content(args, null) with
            {
                Metadata = null,
            },
            "chat.postEphemeral"
        );
        return new() { ["message_ts"] = told.Ts };
    }

    /// <summary>Takes ids only, and needs no scope and no membership.</summary>
    public static JsonObject GetPermalink(SlackWorkspace slack, SlackArguments args)
    {
        var (channel, ts) = (args.Require("channel"), args.Require("message_ts"));
        if (!slack.Channels.ContainsKey(channel)) throw new SlackRefusal("channel_not_found");
        var message = slack.FindMessage(channel, ts) ?? throw new SlackRefusal("message_not_found");
        return new() { ["channel"] = channel, ["permalink"] = LinkTo(message) };
    }

    private static string LinkTo(SlackMessage message)
    {
        var number = message.Ts.Replace(".", "", StringComparison.Ordinal);
        var page = $"https://sandbox.slack.com/archives/{message.Channel}/p{number}";
        return message.ThreadTs is { } thread ? $"{page}?thread_ts={thread}&cid={message.Channel}" : page;
    }

    public static JsonObject Delete(SlackWorkspace slack, SlackArguments args)
    {
        var (_, message) = OwnMessage(slack, args, "cant_delete_message");
        slack.Messages.Remove(message);
        return new() { ["channel"] = message.Channel, ["ts"] = message.Ts };
    }

    /// <summary>Text, blocks and metadata; absent ones are kept from <paramref name="before"/>.</summary>
    public static SlackContent Content(SlackArguments args, SlackContent? before)
    {
        var text = args.Text("text");
        var blocks = args.Array("blocks", "invalid_blocks_format");
        if (string.IsNullOrEmpty(text) && blocks is not { Count: > 0 }) throw new SlackRefusal("no_text");
        if (blocks is not null) BlockRules.CheckMessage(blocks);
        var kept = (JsonArray?)(blocks ?? before?.Blocks)?.DeepClone() ?? [];
        var shown = text ?? before?.Text ?? "";
        // By default an update is parsed, but a new message is not.
        var isParsed =
            (args.Text("parse") ?? (before is null ? "none" : "client")) != "none" || args.Flag("link_names");
        return new(shown, kept, Metadata(args, before)) { Live = LiveText.In(shown, kept, isParsed) };
    }

    /// <summary><c>{}</c> removes the metadata.</summary>
    private static JsonObject? Metadata(SlackArguments args, SlackContent? before)
    {
        if (!args.Values.Has("metadata", out var metadata)) return before?.Metadata;
        return metadata is JsonObject { Count: 0 } ? null : (JsonObject)MetadataRules.Check(metadata).DeepClone();
    }

    /// <summary>A channel id, a name with or without #, or a user id for a direct message.</summary>
    private static SlackChannel Destination(SlackWorkspace slack, string to)
    {
        var channel = ConversationMethods.Visible(slack, to)
            ?? Named(slack, to)
            ?? Direct(slack, to)
            ?? throw new SlackRefusal("channel_not_found");
        if (channel.IsArchived) throw new SlackRefusal("is_archived");
        if (!channel.BotIsMember && !slack.HasScope("chat:write.public")) throw new SlackRefusal("not_in_channel");
        return channel;
    }

    private static SlackChannel? Named(SlackWorkspace slack, string name) =>
        slack.FindByName(name) is { } channel ? ConversationMethods.Visible(slack, channel.Id) : null;

    private static SlackChannel? Direct(SlackWorkspace slack, string userId) =>
        slack.People.TryGetValue(userId, out var person) && person is { Deleted: not true, IsBot: not true }
            ? slack.OpenDirect(userId)
            : null;

    /// <summary>Only ids from an earlier answer are accepted, not names or user ids.</summary>
    private static (SlackChannel Channel, SlackMessage Message) OwnMessage(
        SlackWorkspace slack,
        SlackArguments args,
        string otherwise
    )
    {
        var channel = ConversationMethods.Visible(slack, args.Require("channel"))
            ?? throw new SlackRefusal("channel_not_found");
        var message = slack.FindMessage(channel.Id, args.Require("ts")) ?? throw new SlackRefusal("message_not_found");
        return message.BotId == slack.Options.BotId ? (channel, message) : throw new SlackRefusal(otherwise);
    }

    private static void RequireParent(SlackWorkspace slack, string channel, string ts)
    {
        if (slack.FindMessage(channel, ts) is not { } parent) throw new SlackRefusal("thread_not_found");
        if (parent.ThreadTs is not null) throw new SlackRefusal("cannot_reply_to_message");
    }

    private static JsonObject Answer(SlackWorkspace slack, SlackMessage message) =>
        new() { ["channel"] = message.Channel, ["ts"] = message.Ts, ["message"] = slack.Describe(message) };
}
