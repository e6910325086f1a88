using System.Text.Json.Nodes;

namespace AccessSlack.Sandbox.Slack.Interactions;

/// <summary>Simulates people who click buttons in messages.</summary>
internal sealed class SlackClicks(SlackState state, SlackPayloads payloads, SlackDelivery delivery)
{
    /// <summary>
    /// A person clicks a button of a stored message: a signed POST to the request URL, or an envelope.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The person cannot see that message, or it has no such button (any more).
    /// </exception>
    public async Task<SlackAck> ClickAsync(
        string userId,
        string channel,
        string ts,
        string actionId,
        Uri requestUrl,
        SlackForgery forgery,
        CancellationToken cancel
    )
    {
        var payload = state.Read(() => Click(userId, channel, ts, actionId, forgery));
        return await delivery.InteractionAsync(requestUrl, payload, forgery, cancel);
    }

    private JsonObject Click(string userId, string channelId, string ts, string actionId, SlackForgery forgery)
    {
        var person = payloads.Require(userId);
        var message = state.Workspace.FindMessage(channelId, ts)
            ?? throw new InvalidOperationException($"No message {ts} in {channelId}.");
        var channel = state.Workspace.Channels[channelId];
        SlackPayloads.RequireSight(person, channel);
        var button = message.Buttons.FirstOrDefault(b => b.Is("action_id", actionId))
            ?? throw new InvalidOperationException($"No button {actionId} in message {ts}.");
        var payload = Payload(person, channel, message, Action(message, button, forgery));
        payload["api_app_id"] = message.AppId ?? state.Options.AppId;
        SlackPayloads.Forge(payload, forgery);
        return payload;
    }

    /// <summary>A payload with the fields of docs/protocols/slack.md 9.</summary>
    private JsonObject Payload(SlackPerson person, SlackChannel channel, SlackMessage message, JsonObject action)
    {
        var container = new JsonObject
        {
            ["type"] = "message",
            ["message_ts"] = message.Ts,
            ["channel_id"] = channel.Id,
            ["is_ephemeral"] = false,
        };
        if (state.Workspace.ThreadOf(message) is { } thread) container["thread_ts"] = thread;
        var payload = payloads.Create("block_actions", person);
        payload["container"] = container;
        payload["trigger_id"] = state.Workspace.Triggers.Issue(person.Id);
        payload["channel"] = new JsonObject { ["id"] = channel.Id, ["name"] = SlackPayloads.NameFor(channel) };
        payload["message"] = state.Workspace.Describe(message);
        payload["state"] = new JsonObject { ["values"] = new JsonObject() };
        payload["response_url"] = payloads.ResponseUrlFor(new(channel.Id, message.Ts, person.Id));
        payload["actions"] = new JsonArray(action);
        return payload;
    }

    private JsonObject Action(SlackMessage message, JsonObject button, SlackForgery forgery)
    {
        var action = (JsonObject)button.DeepClone();
        action["block_id"] = message
            .Blocks.OfType<JsonObject>()
            .First(block => ReferenceEquals(block, button.Parent) || ReferenceEquals(block, button.Parent?.Parent))
            .Text("block_id");
        action["action_ts"] = state.Workspace.NextTs();
        if (forgery.Value is not null) action["value"] = forgery.Value;
        if (forgery.ActionId is not null) action["action_id"] = forgery.ActionId;
        return action;
    }
}
