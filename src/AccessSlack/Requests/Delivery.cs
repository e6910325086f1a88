using System.Collections.Immutable;

namespace AccessSlack.Requests;

/// <summary>
/// One destination of a request's messages, as recorded in the ledger. <see cref="Names"/> are the configured
/// recipients (or suggested reviewers) that resolved to this destination.
/// </summary>
internal abstract record Delivery(ImmutableArray<string> Names)
{
    private const string GoPluginMark = "\0go/";
    private const string ExtraCopyMark = "\0copy/";

    /// <summary>
    /// Names of a message posted by the Go plugin, whose entry holds the channel but not the recipient. The second name
    /// is only a marker.
    /// </summary>
    public static ImmutableArray<string> NamesOfGoPlugin(string channel) => [channel, GoPluginMark + channel];

    /// <summary>
    /// Names of a message that was posted twice by mistake: it is kept up to date, but has no buttons.
    /// </summary>
    public static ImmutableArray<string> NamesOfExtraCopy(string channel, string ts) =>
        [$"{ExtraCopyMark}{channel}/{ts}"];

    /// <summary>Unless it has become the message of a destination, because the other one is lost.</summary>
    public bool IsExtraCopy => Names.All(name => name.StartsWith(ExtraCopyMark, StringComparison.Ordinal));

    /// <summary>
    /// Where it is, or is to be posted: the id of a channel or user, or a channel name as configured; empty if nowhere.
    /// </summary>
    public string Place => this switch
    {
        Posted posted => posted.Channel,
        Claimed claimed => claimed.Address,
        _ => "",
    };

    /// <summary>A posted direct message, which only the app and one person can see.</summary>
    public bool IsDirect => this is Posted { Channel: ['D', ..] };

    public bool IsFromGoPlugin => Names.Any(name => name.StartsWith(GoPluginMark, StringComparison.Ordinal));

    public bool IsFor(string recipient) => Names.Contains(recipient, StringComparer.OrdinalIgnoreCase);

    /// <summary>A replica is posting there right now, or stopped while doing so.</summary>
    internal sealed record Claimed(ImmutableArray<string> Names, string Address) : Delivery(Names);

    /// <param name="Names">See <see cref="Delivery"/>.</param>
    /// <param name="Channel">The channel id that Slack returned.</param>
    /// <param name="Ts">Slack's id of the message.</param>
    /// <param name="View">Hash of the view it shows; empty if unknown.</param>
    /// <param name="Degradation">What Slack rejected, so that the next update does not send it again.</param>
    internal sealed record Posted(
        ImmutableArray<string> Names,
        string Channel,
        string Ts,
        string View,
        Degradation Degradation
    ) : Delivery(Names)
    {
        /// <summary>
        /// Digest of its headline and buttons, as Slack returned them; empty if unknown. A press on a message that
        /// shows something else does not count.
        /// </summary>
        public string Shown { get; init; } = "";

        /// <summary>The <see cref="RequestDigest"/> that it was made from; empty if unknown.</summary>
        public string Facts { get; init; } = "";

        /// <summary>
        /// The same as <see cref="Shown"/> before the last update: a press may have been on its way meanwhile.
        /// </summary>
        public string ShownBefore { get; init; } = "";

        /// <summary>
        /// Whether this message can be what the person who clicked saw. Unknown is not different: a message of an
        /// earlier release has no digest, and Slack may send no blocks. What it showed before counts only if its
        /// metadata tell that it was about the same facts.
        /// </summary>
        public bool MayHaveShown(Click click) =>
            click.Shown != Click.ShownNothing
            && (
                click.Shown.Length == 0
                || Shown.Length == 0
                || click.Shown == Shown
                || (click.FactsDigest.Length > 0 && click.Shown == ShownBefore)
            );

        /// <summary>After an update.</summary>
        public Posted Showing(string view, Degradation degradation, string shown, string facts) => this with
        {
            Facts = facts,
            View = view,
            Degradation = degradation,
            Shown = shown,
            ShownBefore = shown == Shown ? ShownBefore : Shown,
        };
    }

    /// <summary>Nothing was posted there yet; it is retried later.</summary>
    internal sealed record Failed(ImmutableArray<string> Names, string Code) : Delivery(Names);
}

/// <summary>
/// The part of a message that Slack rejected, and that was therefore left out (docs/design/message-and-log.md).
/// </summary>
internal enum Degradation
{
    Nothing,
    Metadata,
    Blocks,
}
