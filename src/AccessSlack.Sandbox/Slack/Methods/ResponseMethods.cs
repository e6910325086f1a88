using System.Text.Json.Nodes;

namespace AccessSlack.Sandbox.Slack.Methods;

/// <summary>Answers to clicks and commands (docs/protocols/slack.md 11).</summary>
internal static class ResponseMethods
{
    /// <summary>Ephemeral unless the answer says otherwise; works without membership.</summary>
    public static JsonObject Respond(SlackWorkspace slack, string path, SlackArguments args)
    {
        var source = slack.ResponseUrls.Use(path);
        var original = source.Ts is null ? null : slack.FindMessage(source.Channel, source.Ts);
        if (args.Flag("delete_original"))
        {
            if (original is not null) slack.Messages.Remove(original);
            return [];
        }

        var content = ChatMethods.Content(args, null);
        var threadTs = args.Text("thread_ts");
        if (args.Flag("replace_original"))
        {
            // Replacing a message that is gone does nothing, without an error.
            if (original is not null) slack.Edit(original, content);
        }
        else
        {
            Show(slack, args, source, content, threadTs, SlackSimulator.ResponseUrl);
        }

        return [];
    }

    /// <summary>In the channel if the answer asks for that, otherwise only for the person.</summary>
    public static void Show(
        SlackWorkspace slack,
        SlackArguments args,
        ResponseSource source,
        SlackContent content,
        string? threadTs,
        string via
    )
    {
        if (args.Text("response_type") == "in_channel")
            slack.PostAsApp(slack.Channels[source.Channel], content, threadTs);
        else slack.Tell(source.Channel, source.UserId, threadTs, content, via);
    }
}
