using AccessSlack.Requests.Calendar;

namespace AccessSlack.Requests;

/// <summary>What the requester receives by direct message.</summary>
internal enum RequesterNotice
{
    Never,

    /// <summary>How the request ended.</summary>
    Decision,

    /// <summary>That approvers were notified, each vote, and how the request ended.</summary>
    All,
}

/// <summary>Which notifications are sent besides the messages (<c>[notify]</c> and <c>[reminders]</c>).</summary>
/// <param name="Requester">See <see cref="RequesterNotice"/>.</param>
/// <param name="Reminders">Null if no reminders are sent.</param>
internal sealed record NotificationSettings(RequesterNotice Requester, ReminderSettings? Reminders)
{
    public static readonly NotificationSettings Off = new(RequesterNotice.Never, null);

    /// <summary>
    /// How long before an approved access ends the requester hears of it, and then again when it has ended; null for
    /// neither. Independent of <see cref="Requester"/>.
    /// </summary>
    public TimeSpan? BeforeEnd { get; init; }
}

/// <summary>When reminders are posted in the threads of a pending request.</summary>
/// <param name="After">From the announcement to the first reminder.</param>
/// <param name="Every">Time between two reminders; null for a single reminder.</param>
/// <param name="Max">Maximum number of reminders per request; null for no limit.</param>
internal sealed record ReminderSettings(TimeSpan After, TimeSpan? Every, int? Max)
{
    /// <summary>When no reminder is posted; null if any time will do.</summary>
    public CalendarWindows? Quiet { get; init; }

    public bool IsQuietAt(DateTimeOffset time) => Quiet?.Contains(time) == true;

    /// <summary>How many reminders are due at a given age of the announcement.</summary>
    public int CountAt(TimeSpan age) =>
        age < After ? 0 : (int)Math.Min(Most, 1 + (Every is { } every ? (age - After).Ticks / every.Ticks : 0));

    /// <summary>The age of the announcement at which the next reminder is due; null if there is none.</summary>
    /// <param name="count">How many were sent.</param>
    public TimeSpan? AgeAt(int count) =>
        count >= Most || IsBeyondReach(count) ? null : After + (count * (Every ?? TimeSpan.Zero));

    /// <summary>The count comes from the ledger, which other plugins can write, so guard against an overflow.</summary>
    private bool IsBeyondReach(int count) => Every is { } every && count > (TimeSpan.MaxValue - After) / every;

    private int Most => Math.Min(Max ?? int.MaxValue, Every is null ? 1 : int.MaxValue);
}
