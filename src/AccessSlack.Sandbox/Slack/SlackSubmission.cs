using System.Text.Json.Nodes;

namespace AccessSlack.Sandbox.Slack;

/// <summary>The result of a submission.</summary>
/// <param name="Ack">The app's answer.</param>
/// <param name="View">What the person sees now.</param>
/// <param name="Payload">What was sent, so that it can be sent again.</param>
internal sealed record SlackSubmission(SlackAck Ack, SlackView View, JsonObject Payload);
