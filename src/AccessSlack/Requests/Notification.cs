using System.Collections.Immutable;

namespace AccessSlack.Requests;

/// <summary>
/// One notification about a request beside its messages: of a vote, of the outcome, or a reminder. It is claimed and
/// recorded like a <see cref="Delivery"/>, with all destinations at once. So the configuration of that moment
/// determines what is sent to whom, and a later change of it sends nothing in hindsight.
/// </summary>
/// <param name="Key">The subject, unique within the request; short, because there may be many.</param>
/// <param name="Stamp">The state of the subject that was sent; a different one is news.</param>
internal sealed record Notification(string Key, string Stamp)
{
    /// <summary>Of one request; further notifications are not sent.</summary>
    public const int MaxCount = 50;

    /// <summary>Key of the notification about the outcome; its stamp is the <see cref="Resolution"/>.</summary>
    public const string Ended = "end";

    /// <summary>Key of the reminders; its stamp is how many of them were sent.</summary>
    public const string Reminder = "remind";

    /// <summary>Of a key, a stamp or a destination, in characters.</summary>
    public const int MaxLength = 32;

    /// <summary>
    /// The requester, in <see cref="Waiting"/> and <see cref="Claimed"/>. All other destinations are channel ids, and
    /// mean the thread of our message there.
    /// </summary>
    public const string Requester = "@";

    /// <summary>Destinations that have certainly received nothing yet.</summary>
    public ImmutableArray<string> Waiting { get; init; } = [];

    /// <summary>Destinations to which a replica is sending right now, or stopped while it did.</summary>
    public ImmutableArray<string> Claimed { get; init; } = [];

    /// <summary>
    /// The process that claimed it, by the random name that each process takes at its start. If planning finds a claim
    /// of our own, it was written but the answer was lost, and nothing was sent yet.
    /// </summary>
    public string By { get; init; } = "";

    /// <summary>
    /// For an entry without notifications, by an earlier release or the Go plugin: if the request had ended by then, no
    /// notification about it is sent in hindsight.
    /// </summary>
    public static ImmutableArray<Notification> ForOlderEntry(Resolution? resolution) =>
        resolution is { } ended ? [new(Ended, ended.ToString())] : [];
}
