using System.Collections.Immutable;

namespace AccessSlack.Requests;

/// <summary>
/// What the ledger knows of one destination. <see cref="Names"/> are the recipients of the configuration (or suggested
/// reviewers) that turned out to be this destination; authority follows from them.
/// </summary>
internal abstract record Delivery(ImmutableArray<string> Names)
{
    private const string GoPluginMark = "\0go/";

    /// <summary>
    /// Names of a message that the Go plugin posted: its entry tells the channel, and not which recipient that was. The
    /// second one is no recipient's.
    /// </summary>
    public static ImmutableArray<string> NamesOfGoPlugin(string channel) => [channel, GoPluginMark + channel];

    /// <summary>Names of a message that was posted once too often: nobody decides there, and it is kept true.</summary>
    public static ImmutableArray<string> NamesOfNobody(string channel, string ts) => [$"\0copy/{channel}/{ts}"];

    public bool IsOfGoPlugin => Names.Any(name => name.StartsWith(GoPluginMark, StringComparison.Ordinal));

    public bool Answers(string recipient) => Names.Contains(recipient, StringComparer.OrdinalIgnoreCase);

    /// <summary>Somebody is posting there right now, or died while doing so.</summary>
    internal sealed record Claimed(ImmutableArray<string> Names, string Address) : Delivery(Names);

    /// <param name="Names">See <see cref="Delivery"/>.</param>
    /// <param name="Channel">The channel id that Slack answered with.</param>
    /// <param name="Ts">Slack's id of the message.</param>
    /// <param name="View">Hash of what it shows; empty when unknown.</param>
    /// <param name="Degradation">
    /// What Slack refused of it, so that the next update does not begin with it again.
    /// </param>
    internal sealed record Posted(
        ImmutableArray<string> Names,
        string Channel,
        string Ts,
        string View,
        Degradation Degradation
    ) : Delivery(Names);

    /// <summary>Nothing was posted there; tried again later.</summary>
    internal sealed record Failed(ImmutableArray<string> Names, string Code) : Delivery(Names);
}

/// <summary>What Slack refused of a message, so that it was sent without (docs/design/message-and-log.md).</summary>
internal enum Degradation
{
    Nothing,
    Metadata,
    Blocks,
}
