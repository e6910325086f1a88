using System.Collections.Immutable;

namespace AccessSlack.Requests;

/// <summary>
/// A notification about a request besides its messages: a vote, the outcome, or a reminder. It is claimed and recorded
/// like a <see cref="Delivery"/>, with all destinations at once. So the configuration at that moment determines what is
/// sent to whom, and a later change sends nothing retroactively.
/// </summary>
/// <param name="Key">The subject, unique within the request; short, because there may be many.</param>
/// <param name="Stamp">The state of the subject that was sent; a different one is sent again.</param>
internal sealed record Notification(string Key, string Stamp)
{
    /// <summary>Limit per request; further notifications are not sent.</summary>
    public const int MaxCount = 50;

    /// <summary>Key of the notification about the outcome; its stamp is the <see cref="Resolution"/>.</summary>
    public const string Ended = "end";

    /// <summary>Key of the receipt for the requester.</summary>
    public const string Announced = "new";

    /// <summary>Key of the reminders; its stamp is the number sent.</summary>
    public const string Reminder = "remind";

    /// <summary>Key of the notification that it is pending again; its stamp counts how often it was reopened.</summary>
    public const string Reopened = "again";

    /// <summary>Key of the notification that it was escalated; its stamp identifies to whom, and when.</summary>
    public const string Escalated = "escalated";
    /// <summary>
    /// Key of the notice to the requester that the access is about to end; its stamp is the time of the end in seconds
    /// since 1970.
    /// </summary>
    public const string AccessEnding = "ending";

    /// <summary>
    /// Key of the notice to the requester that the access has ended, with the same stamp. It also stands for one that
    /// is not sent because the request was removed before.
    /// </summary>
    public const string AccessEnded = "over";

    /// <summary>Limit for a key, a stamp or a destination, in characters.</summary>
    public const int MaxLength = 32;

    /// <summary>
    /// The requester, in <see cref="Waiting"/> and <see cref="Claimed"/>. All other destinations are channel ids, and
    /// stand for the thread of the request's message there.
    /// </summary>
    public const string Requester = "@";

    public bool IsOfAccessEnd => Key is AccessEnding or AccessEnded;

    /// <summary>Destinations to which nothing was sent yet.</summary>
    public ImmutableArray<string> Waiting { get; init; } = [];

    /// <summary>Destinations to which a replica is sending right now, or stopped while doing so.</summary>
    public ImmutableArray<string> Claimed { get; init; } = [];

    /// <summary>
    /// The process that claimed it, by the random name that each process chooses at its start. If planning finds a
    /// claim of our own, the write succeeded but its answer was lost, and nothing was sent yet.
    /// </summary>
    public string By { get; init; } = "";

    /// <summary>
    /// For a request whose ledger is not known, for example one of the Go plugin: if it has ended by then, no
    /// notification is sent retroactively.
    /// </summary>
    public static ImmutableArray<Notification> ForEnded(Resolution? resolution) =>
        resolution is { } ended ? [new(Ended, StampOf(ended))] : [];

    /// <summary>
    /// Whether a request expired or was removed shortly before depends on the clock, so the two count as one end.
    /// </summary>
    public static string StampOf(Resolution resolution) =>
        (resolution == Resolution.Removed ? Resolution.Expired : resolution).ToString();
}
