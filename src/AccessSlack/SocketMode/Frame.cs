using System.Text.Json;

namespace AccessSlack.SocketMode;

/// <summary>A message of Slack's on a socket (docs/protocols/slack.md 14).</summary>
internal abstract record Frame
{
    private Frame() { }

    /// <summary>The first message. Only now does Slack send interactions over this socket.</summary>
    /// <param name="AppId">Of the app that the token belongs to; empty if Slack does not say.</param>
    /// <param name="Connections">How many sockets the app has, this one included; null if Slack does not say.</param>
    /// <param name="Lifetime">How long the socket will last, about; null if Slack does not say.</param>
    internal sealed record Hello(string AppId, int? Connections, TimeSpan? Lifetime) : Frame;

    /// <summary>An interaction, a command or an event, or a kind that we do not know.</summary>
    /// <param name="Id">Names it in the acknowledgement.</param>
    /// <param name="Type">As Slack sends it; possibly empty.</param>
    /// <param name="Payload">An object; null if it is anything else.</param>
    /// <param name="TakesAnswer">The acknowledgement may carry a payload.</param>
    internal sealed record Envelope(string Id, string Type, JsonElement? Payload, bool TakesAnswer) : Frame;

    /// <summary>Slack will close this socket, or has a reason not to use it.</summary>
    internal sealed record Disconnect(string Reason) : Frame;

    /// <summary>JSON that is none of these, and cannot be acknowledged.</summary>
    internal sealed record Unknown(string Type) : Frame;

    /// <summary>Not a JSON object.</summary>
    internal sealed record Malformed : Frame;
}
