using System.Text;
using System.Text.Json.Nodes;
using AccessSlack.Sandbox.Slack.Sockets;

namespace AccessSlack.Sandbox.Slack.Interactions;

/// <summary>Delivers through a socket while Socket Mode is on, and otherwise to the request URL.</summary>
internal sealed class SlackDelivery(SlackState state, SignedSender sender)
{
    /// <summary>A click, a submitted view, or nonsense.</summary>
    public Task<SlackAck> InteractionAsync(
        Uri door,
        JsonObject payload,
        SlackForgery forgery,
        CancellationToken cancel
    )
    {
        sender.NoteSecrets(payload);
        if (!state.Sockets.IsOn) return sender.SendPayloadAsync(door, payload, forgery, cancel);
        var acceptsPayload = payload.Is("type", "view_submission");
        return ThroughSocketAsync(SlackEnvelope.Interactive, payload, acceptsPayload, door, forgery, cancel);
    }

    /// <summary>A command's fields: a form, or an object with the same fields.</summary>
    public Task<SlackAck> CommandAsync(Uri door, JsonObject form, SlackForgery forgery, CancellationToken cancel)
    {
        sender.NoteSecrets(form);
        if (state.Sockets.IsOn)
            return ThroughSocketAsync(SlackEnvelope.SlashCommands, form, acceptsPayload: true, door, forgery, cancel);
        var body = forgery.RawBody
            ?? string.Join(
                '&',
                form.Select(field => $"{field.Key}={SignedSender.FormEncoded(field.Value.Text() ?? "")}")
            );
        return sender.SendAsync(
            new Uri(door, "/slack/commands"),
            Encoding.UTF8.GetBytes(body),
            SignedSender.FormType,
            forgery,
            cancel
        );
    }

    /// <summary>An event of the Events API, which has no answer.</summary>
    public Task<SlackAck> EventAsync(Uri door, JsonObject payload, SlackForgery forgery, CancellationToken cancel) =>
        ThroughSocketAsync(SlackEnvelope.EventsApi, payload, acceptsPayload: false, door, forgery, cancel);

    private Task<SlackAck> ThroughSocketAsync(
        string type,
        JsonObject payload,
        bool acceptsPayload,
        Uri door,
        SlackForgery forgery,
        CancellationToken cancel
    )
    {
        if (forgery.IsOfHttp)
            throw new InvalidOperationException("An envelope has no body, signature or headers of its own.");
        forgery.BeforeSending?.Invoke();
        return state.Sockets.Envelopes.DeliverAsync(type, payload, acceptsPayload, door, cancel);
    }
}
