using System.Text.Json.Nodes;

namespace AccessSlack.Sandbox.Slack;

/// <summary>What came of a submission.</summary>
/// <param name="Ack">What the app answered.</param>
/// <param name="View">What the person sees now.</param>
/// <param name="Payload">What was sent, for sending it again.</param>
internal sealed record SlackSubmission(SlackAck Ack, SlackView View, JsonObject Payload);
