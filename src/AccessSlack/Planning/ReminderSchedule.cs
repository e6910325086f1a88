using System.Globalization;
using AccessSlack.Requests;

namespace AccessSlack.Planning;

/// <summary>When the threads of a pending request are reminded.</summary>
internal static class ReminderSchedule
{
    /// <summary>Waking up in vain once a month is better than a time that overflows.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    /// <summary>
    /// How many reminders have fallen due; those that were missed are not made up for. The clocks of replicas differ,
    /// so what another one has counted stays counted. None in quiet hours: what falls into them is one at their end.
    /// </summary>
    public static int CountBy(Situation now, Ledger ledger, NotificationSettings settings) =>
        settings.Reminders is { } reminders
        && Asked(ledger) is { } asked
        && !(now.Now >= now.Request!.Expires)
        && !reminders.IsQuietAt(now.Now)
            ? Math.Max(reminders.CountAt(now.Now - asked), Counted(ledger))
            : 0;

    public static DateTimeOffset? Next(
        Situation now,
        Ledger ledger,
        RequestStatus status,
        NotificationSettings settings
    )
    {
        if (
            status is not RequestStatus.Pending
            || settings.Reminders is not { } reminders
            || Asked(ledger) is not { } asked
        )
            return null;
        var due = IsHeldBack(now, ledger, reminders, asked) ? now.Now : After(now, ledger, reminders, asked);
        return due is { } time && reminders.Quiet is { } quiet ? quiet.EndAfter(time) : due;
    }

    /// <summary>Something is to be posted once the quiet hours end.</summary>
    private static bool IsHeldBack(Situation now, Ledger ledger, ReminderSettings reminders, DateTimeOffset asked) =>
        reminders.IsQuietAt(now.Now)
        && (reminders.CountAt(now.Now - asked) > Counted(ledger)
            || ledger.NotificationOf(Notification.Reminder) is { Waiting.IsEmpty: false });

    private static DateTimeOffset? After(
        Situation now,
        Ledger ledger,
        ReminderSettings reminders,
        DateTimeOffset asked
    )
    {
        var age = now.Now - asked;
        if (reminders.AgeAt(Math.Max(reminders.CountAt(age), Counted(ledger))) is not { } next) return null;
        var wait = next - age;
        return now.Now + (wait < LongestWait ? wait : LongestWait);
    }

    /// <summary>
    /// When the first message was posted, by its id (seconds since 1970 before the point). A request that was announced
    /// late gets no reminder at once.
    /// </summary>
    public static DateTimeOffset? Asked(Ledger ledger)
    {
        const long Latest = 253_402_300_799; // of the year 9999
        var seconds = ledger.Posted.Select(message =>
            long.TryParse(message.Ts.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var s)
                ? s
                : long.MaxValue
        );
        return seconds.DefaultIfEmpty(long.MaxValue).Min() is <= Latest and var first
            ? DateTimeOffset.FromUnixTimeSeconds(first)
            : null;
    }

    private static int Counted(Ledger ledger) =>
        int.TryParse(
            ledger.NotificationOf(Notification.Reminder)?.Stamp,
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var count
        )
            ? count
            : 0;
}
