using System.Collections.Immutable;
using AccessSlack.Requests.Calendar;

namespace AccessSlack.Configuration.Sections;

/// <summary>Windows of the week, as one text or a list of texts.</summary>
internal static class WindowList
{
    /// <summary>
    /// Null if the key is unset, or none of its windows can be read; what is wrong with each is reported.
    /// </summary>
    public static CalendarWindows? Read(Section section, string key)
    {
        if (section.Find(key) is not { } item) return null;
        if (!item.Elements().Any()) section.Report(item, "This list is empty.", "Name at least one, or remove it.");
        var texts = section.Texts(key);
        if (texts.Length > CalendarWindows.MaxCount)
            section.Report(
                texts[CalendarWindows.MaxCount],
                "These are too many windows.",
                $"Write at most {CalendarWindows.MaxCount}; one can name several days, such as mon-fri."
            );
        var windows = texts.Take(CalendarWindows.MaxCount)
            .Select(text => Read(section, text))
            .OfType<WeeklyWindow>()
            .ToImmutableArray();
        return windows.IsEmpty ? null : new CalendarWindows(windows);
    }

    private static WeeklyWindow? Read(Section section, Item<string> text)
    {
        if (WeeklyWindow.TryParse(text.Value, out var window, out var fault)) return window;
        section.Report(text, fault.Message(), fault.Remedy());
        return null;
    }
}
