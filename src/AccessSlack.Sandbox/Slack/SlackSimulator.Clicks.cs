using System.Text;
using System.Text.Json.Nodes;

namespace AccessSlack.Sandbox.Slack;

/// <content>What people do.</content>
internal sealed partial class SlackSimulator
{
    /// <summary>Deprecated, and still a credential: an app of old would believe whoever knows it.</summary>
    private const string VerificationToken = "gIkuvaNzQIHg97ATvDxqgjtO";

    private const string FormType = "application/x-www-form-urlencoded";

    /// <summary>
    /// A person presses a button of a stored message: a signed POST to the request URL, as Slack sends it.
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
        SlackForgery? forgery = null,
        CancellationToken cancel = default
    )
    {
        var payload = Read(() => Click(userId, channel, ts, actionId, forgery ?? SlackForgery.None));
        return await SendPayloadAsync(requestUrl, payload, forgery, cancel);
    }

    /// <summary>Any payload, signed: a shortcut, a submitted view, nonsense.</summary>
    public Task<SlackAck> SendPayloadAsync(
        Uri requestUrl,
        JsonObject payload,
        SlackForgery? forgery = null,
        CancellationToken cancel = default
    )
    {
        Secrets.NoteUrl("response_url", payload.Text("response_url"));
        Secrets.Note("trigger_id", payload.Text("trigger_id"));
        Secrets.Note("verification token", payload.Text("token"));
        var body = forgery?.RawBody
            ?? "payload=" + Uri.EscapeDataString(payload.ToJsonString()).Replace("%20", "+", StringComparison.Ordinal);
        return SendRawAsync(requestUrl, Encoding.UTF8.GetBytes(body), FormType, forgery, cancel);
    }

    /// <summary>Any body, signed over its exact bytes.</summary>
    public Task<SlackAck> SendRawAsync(
        Uri requestUrl,
        byte[] body,
        string contentType = FormType,
        SlackForgery? forgery = null,
        CancellationToken cancel = default
    ) => _interactions.SendAsync(requestUrl, body, contentType, forgery ?? SlackForgery.None, cancel);

    private JsonObject Click(string userId, string channelId, string ts, string actionId, SlackForgery forgery)
    {
        var person = Require(userId);
        var message = _workspace.FindMessage(channelId, ts)
            ?? throw new InvalidOperationException($"No message {ts} in {channelId}.");
        var channel = _workspace.Channels[channelId];
        RequireSight(person, channel);
        var button = message.Buttons.FirstOrDefault(b => b.Is("action_id", actionId))
            ?? throw new InvalidOperationException($"No button {actionId} in message {ts}.");
        var payload = Payload(person, channel, message, Action(message, button, forgery));
        payload["api_app_id"] = message.AppId ?? Options.AppId;
        Forge(payload, forgery);
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
        if (_workspace.ThreadOf(message) is { } thread) container["thread_ts"] = thread;
        var payload = Payload("block_actions", person);
        payload["container"] = container;
        payload["trigger_id"] = _workspace.Triggers.Issue(person.Id);
        payload["channel"] = new JsonObject { ["id"] = channel.Id, ["name"] = NameFor(channel) };
        payload["message"] = _workspace.Describe(message);
        payload["state"] = new JsonObject { ["values"] = new JsonObject() };
        payload["response_url"] = ResponseUrlFor(new(channel.Id, message.Ts, person.Id));
        payload["actions"] = new JsonArray(action);
        return payload;
    }

    /// <summary>What all kinds of payload have.</summary>
    private JsonObject Payload(string type, SlackPerson person) => new()
    {
        ["type"] = type,
        ["user"] = new JsonObject
        {
            ["id"] = person.Id,
            ["username"] = person.Name,
            ["name"] = person.Name,
            ["team_id"] = person.TeamId ?? Options.TeamId,
        },
        ["api_app_id"] = Options.AppId,
        ["token"] = VerificationToken,
        ["team"] = Options.OrgWideInstall
                ? null
                : new JsonObject { ["id"] = Options.TeamId, ["domain"] = "sandbox" },
        ["enterprise"] = Options.EnterpriseId is null
                ? null
                : new JsonObject { ["id"] = Options.EnterpriseId, ["name"] = "Sandbox Grid" },
        ["is_enterprise_install"] = Options.OrgWideInstall,
    };

    private static void Forge(JsonObject payload, SlackForgery forgery)
    {
        if (forgery.AppId is { } app) payload["api_app_id"] = app;
        if (forgery.TeamId is { } team) payload["team"] = new JsonObject { ["id"] = team, ["domain"] = "elsewhere" };
        forgery.Edit?.Invoke(payload);
    }

    private SlackPerson Require(string userId) =>
        _workspace.People.GetValueOrDefault(userId) ?? throw new InvalidOperationException($"No user {userId}.");

    private static void RequireSight(SlackPerson person, SlackChannel channel)
    {
        if ((channel.IsPrivate || person.IsGuest || person.IsStranger is true) && !channel.Members.Contains(person.Id))
            throw new InvalidOperationException($"{person.Name} does not see {channel.Id}.");
    }

    private static string NameFor(SlackChannel channel) =>
        channel.IsDirect ? "directmessage"
        : channel.IsPrivate ? "privategroup"
        : channel.Name;

    private string ResponseUrlFor(ResponseSource source) =>
        new Uri(_server.Address, _workspace.ResponseUrls.Issue(Options.TeamId, source)).ToString();

    private JsonObject Action(SlackMessage message, JsonObject button, SlackForgery forgery)
    {
        var action = (JsonObject)button.DeepClone();
        action["block_id"] = message
            .Blocks.OfType<JsonObject>()
            .First(block => ReferenceEquals(block, button.Parent) || ReferenceEquals(block, button.Parent?.Parent))
            .Text("block_id");
        action["action_ts"] = _workspace.NextTs();
        if (forgery.Value is not null) action["value"] = forgery.Value;
        if (forgery.ActionId is not null) action["action_id"] = forgery.ActionId;
        return action;
    }
}
