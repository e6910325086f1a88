namespace AccessSlack.Requests;

/// <summary>What the requester is told in a direct message.</summary>
internal enum RequesterNotice
{
    Never,

    /// <summary>How the request ended.</summary>
    Decision,

    /// <summary>That it was announced, each vote, and how it ended.</summary>
    All,
}

/// <summary>Who is told beyond the messages themselves (<c>[notify]</c> and <c>[reminders]</c>).</summary>
/// <param name="Requester">See <see cref="RequesterNotice"/>.</param>
/// <param name="Reminders">Null when nobody is reminded.</param>
internal sealed record NotificationSettings(RequesterNotice Requester, ReminderSettings? Reminders)
{
    public static readonly NotificationSettings Off = new(RequesterNotice.Never, null);
}

/// <summary>When the thread of a pending request is reminded.</summary>
/// <param name="After">From the announcement to the first reminder.</param>
/// <param name="Every">Time between two reminders; null for a single one.</param>
/// <param name="Max">Most reminders of a request; null for as many as fall due before it ends.</param>
internal sealed record ReminderSettings(TimeSpan After, TimeSpan? Every, int? Max)
{
    /// <summary>How many reminders have fallen due so long after the announcement.</summary>
    public int CountAt(TimeSpan age) =>
        age < After ? 0 : (int)Math.Min(Most, 1 + (Every is { } every ? (age - After).Ticks / every.Ticks : 0));

    /// <summary>How long after the announcement the reminder after so many falls due; null when none does.</summary>
    public TimeSpan? AgeAt(int count) =>
        count >= Most || IsBeyondReach(count) ? null : After + (count * (Every ?? TimeSpan.Zero));

    /// <summary>The count stands in the ledger, where somebody else may have written it.</summary>
    private bool IsBeyondReach(int count) => Every is { } every && count > (TimeSpan.MaxValue - After) / every;

    private int Most => Math.Min(Max ?? int.MaxValue, Every is null ? 1 : int.MaxValue);
}
