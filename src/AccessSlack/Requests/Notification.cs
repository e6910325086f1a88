using System.Collections.Immutable;

namespace AccessSlack.Requests;

/// <summary>
/// What the ledger knows of one thing that was said about a request, beside its messages: a vote, the end, reminders.
/// Claimed and recorded like a <see cref="Delivery"/>, all its destinations at once; so what is said, and to whom,
/// follows from the configuration of that moment, and a later one says nothing afterwards.
/// </summary>
/// <param name="Key">What is told of, unique within the request; short, because there may be many.</param>
/// <param name="Stamp">Which state of it was told: another one is news.</param>
internal sealed record Notification(string Key, string Stamp)
{
    /// <summary>The most of one request; what would be more is not said.</summary>
    public const int Most = 50;

    /// <summary>Key of the note about the end; its stamp is the <see cref="Resolution"/>.</summary>
    public const string Ended = "end";

    /// <summary>Of keys, stamps and destinations.</summary>
    public const int LongestWord = 32;

    /// <summary>
    /// The requester, among <see cref="Waiting"/> and <see cref="Claimed"/>. All others are channel ids, and stand for
    /// our message there.
    /// </summary>
    public const string Requester = "@";

    /// <summary>Told nothing yet, as Slack has confirmed.</summary>
    public ImmutableArray<string> Waiting { get; init; } = [];

    /// <summary>Somebody is telling them right now, or died while doing so.</summary>
    public ImmutableArray<string> Claimed { get; init; } = [];

    /// <summary>
    /// Who claimed it: a word that every process draws at its start. A claim of our own that still stands when we plan
    /// was written, and its answer lost: nobody was told yet.
    /// </summary>
    public string By { get; init; } = "";

    /// <summary>
    /// The notes of an entry that knows none, of an earlier release or the Go plugin: of what had ended then, nothing
    /// is told afterwards.
    /// </summary>
    public static ImmutableArray<Notification> Before(Resolution? resolution) =>
        resolution is { } ended ? [new(Ended, ended.ToString())] : [];
}
