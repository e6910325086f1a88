using System.Collections.Immutable;

namespace AccessSlack.Requests.Calendar;

/// <summary>Windows of the week, all of which count: where they overlap or touch they are one.</summary>
internal sealed class CalendarWindows(ImmutableArray<WeeklyWindow> windows) : IEquatable<CalendarWindows>
{
    /// <summary>Far more than a week needs.</summary>
    public const int MaxCount = 50;

    /// <summary>
    /// What is covered for so long is covered for ever: the week repeats, and each zone changes its clocks twice a
    /// year.
    /// </summary>
    private static readonly TimeSpan Ever = TimeSpan.FromDays(400);

    public ImmutableArray<WeeklyWindow> Windows => windows;

    public bool Contains(DateTimeOffset instant) => windows.Any(window => window.Contains(instant));

    /// <summary>
    /// When none of the windows contains the time any more: the instant itself if none contains it, null if some window
    /// always will.
    /// </summary>
    public DateTimeOffset? EndAfter(DateTimeOffset instant)
    {
        if (windows.IsEmpty) return instant;
        var end = instant;
        while (windows.Max(window => window.EndAfter(end)) is var later && later > end)
        {
            end = later;
            if (end - instant > Ever) return null;
        }
        return end;
    }

    public bool Equals(CalendarWindows? other) => other is not null && windows.SequenceEqual(other.Windows);

    public override bool Equals(object? obj) => Equals(obj as CalendarWindows);

    public override int GetHashCode() => windows.Length;

    /// <summary>The windows in the order in which they were written.</summary>
    public override string ToString() => string.Join("; ", windows);
}
