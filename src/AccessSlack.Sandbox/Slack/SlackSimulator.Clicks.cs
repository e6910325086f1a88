using System.Text;
using System.Text.Json.Nodes;

namespace AccessSlack.Sandbox.Slack;

/// <content>What people do.</content>
internal sealed partial class SlackSimulator
{
    /// <summary>Deprecated, and still a credential: an app of old would believe whoever knows it.</summary>
    private const string VerificationToken = "gIkuvaNzQIHg97ATvDxqgjtO";

    private const string Form = "application/x-www-form-urlencoded";

    /// <summary>A person presses a button of a stored message: a signed POST to the request URL, as Slack sends it.</summary>
    /// <exception cref="InvalidOperationException">The person cannot see that message, or it has no such button (any more).</exception>
    public async Task<SlackAck> ClickAsync(string userId, string channel, string ts, string actionId, Uri requestUrl, SlackForgery? forgery = null, CancellationToken cancel = default)
    {
        var payload = Read(() => Click(userId, channel, ts, actionId, forgery ?? SlackForgery.None));
        return await SendPayloadAsync(requestUrl, payload, forgery, cancel);
    }

    /// <summary>Any payload, signed: a shortcut, a submitted view, nonsense.</summary>
    public Task<SlackAck> SendPayloadAsync(Uri requestUrl, JsonObject payload, SlackForgery? forgery = null, CancellationToken cancel = default)
    {
        Secrets.NoteUrl("response_url", payload.Text("response_url"));
        Secrets.Note("trigger_id", payload.Text("trigger_id"));
        Secrets.Note("verification token", payload.Text("token"));
        var body = forgery?.RawBody ?? "payload=" + Uri.EscapeDataString(payload.ToJsonString()).Replace("%20", "+", StringComparison.Ordinal);
        return SendRawAsync(requestUrl, Encoding.UTF8.GetBytes(body), Form, forgery, cancel);
    }

    /// <summary>Any body, signed over its exact bytes.</summary>
    public Task<SlackAck> SendRawAsync(Uri requestUrl, byte[] body, string contentType = Form, SlackForgery? forgery = null, CancellationToken cancel = default) =>
        _interactions.SendAsync(requestUrl, body, contentType, forgery ?? SlackForgery.None, cancel);

    private JsonObject Click(string userId, string channelId, string ts, string actionId, SlackForgery forgery)
    {
        var person = _workspace.People.GetValueOrDefault(userId) ?? throw new InvalidOperationException($"No user {userId}.");
        var message = _workspace.FindMessage(channelId, ts) ?? throw new InvalidOperationException($"No message {ts} in {channelId}.");
        var channel = _workspace.Channels[channelId];
        if ((channel.IsPrivate || person.IsGuest) && !channel.Members.Contains(userId)) throw new InvalidOperationException($"{person.Name} does not see {channelId}.");
        var button = message.Buttons.FirstOrDefault(b => b.Is("action_id", actionId)) ?? throw new InvalidOperationException($"No button {actionId} in message {ts}.");
        var payload = Payload(person, channel, message, Action(message, button, forgery));
        payload["api_app_id"] = forgery.AppId ?? message.AppId ?? Options.AppId;
        if (forgery.TeamId is { } team) payload["team"] = new JsonObject { ["id"] = team, ["domain"] = "elsewhere" };
        forgery.Edit?.Invoke(payload);
        return payload;
    }

    /// <summary>The paths of Slack contract section 9.</summary>
    private JsonObject Payload(SlackPerson person, SlackChannel channel, SlackMessage message, JsonObject action)
    {
        var container = new JsonObject { ["type"] = "message", ["message_ts"] = message.Ts, ["channel_id"] = channel.Id, ["is_ephemeral"] = false };
        if (message.ThreadTs is not null) container["thread_ts"] = message.ThreadTs;
        return new()
        {
            ["type"] = "block_actions",
            ["user"] = new JsonObject { ["id"] = person.Id, ["username"] = person.Name, ["name"] = person.Name, ["team_id"] = person.TeamId ?? Options.TeamId },
            ["token"] = VerificationToken,
            ["container"] = container,
            ["trigger_id"] = _workspace.Triggers.Issue(person.Id),
            ["team"] = Options.OrgWideInstall ? null : new JsonObject { ["id"] = Options.TeamId, ["domain"] = "sandbox" },
            ["enterprise"] = Options.EnterpriseId is null ? null : new JsonObject { ["id"] = Options.EnterpriseId, ["name"] = "Sandbox Grid" },
            ["is_enterprise_install"] = Options.OrgWideInstall,
            ["channel"] = new JsonObject { ["id"] = channel.Id, ["name"] = channel.IsDirect ? "directmessage" : channel.IsPrivate ? "privategroup" : channel.Name },
            ["message"] = _workspace.Describe(message),
            ["state"] = new JsonObject { ["values"] = new JsonObject() },
            ["response_url"] = new Uri(_server.Address, _workspace.ResponseUrls.Issue(Options.TeamId, message, person.Id)).ToString(),
            ["actions"] = new JsonArray(action),
        };
    }

    private JsonObject Action(SlackMessage message, JsonObject button, SlackForgery forgery)
    {
        var action = (JsonObject)button.DeepClone();
        action["block_id"] = message.Blocks.OfType<JsonObject>().First(block => ReferenceEquals(block, button.Parent) || ReferenceEquals(block, button.Parent?.Parent)).Text("block_id");
        action["action_ts"] = _workspace.NextTs();
        if (forgery.Value is not null) action["value"] = forgery.Value;
        if (forgery.ActionId is not null) action["action_id"] = forgery.ActionId;
        return action;
    }
}
