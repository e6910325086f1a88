using System.Collections.Frozen;
using AccessSlack.Configuration.Values;
using AccessSlack.Requests;
using AccessSlack.Requests.Calendar;

namespace AccessSlack.Configuration.Sections;

/// <summary><c>[notify]</c> and <c>[reminders]</c>: notifications beside the messages.</summary>
internal static class NotificationSections
{
    /// <summary>
    /// Reminders are for people. A shorter time is of use only in a test, and would use up the rate limit of messages.
    /// </summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    private static readonly FrozenDictionary<string, RequesterNotice> Notices = new Dictionary<string, RequesterNotice>
    {
        ["never"] = RequesterNotice.Never,
        ["decision"] = RequesterNotice.Decision,
        ["all"] = RequesterNotice.All,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Any Monday: whether windows cover the whole week does not depend on today, and reading takes no clock.
    /// </summary>
    private static readonly DateTimeOffset SomeMonday = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    public static NotificationSettings Read(ConfigFile file) => new(
        file.Section("notify").Choice("requester", RequesterNotice.Never, Notices, "never, decision, all"),
        ReadReminders(file.Section("reminders")))
    {
        BeforeEnd = Duration(file.Section("notify"), "before_end", "notices of the end"),
    };

    private static ReminderSettings? ReadReminders(Section section)
    {
        var (after, every, max) = (Reminder(section, "after"), Reminder(section, "every"), ReadMax(section));
        var quiet = ReadQuiet(section);
        if (section.Find("after") is not null) return new(after ?? Shortest, every, max) { Quiet = quiet };
        string[] dependants = ["every", "max", "quiet"];
        foreach (var item in dependants.Select(section.Find).OfType<Item<object>>())
        {
            section.Report(
                item,
                "Without after there is no first reminder, so this has no effect.",
                "Set after, such as \"1h\", or remove this."
            );
        }

        return null;
    }

    private static CalendarWindows? ReadQuiet(Section section)
    {
        var quiet = WindowList.Read(section, "quiet");
        if (quiet is null || quiet.EndAfter(SomeMonday) is not null) return quiet;
        section.Report(
            section.Find("quiet")!,
            "This covers the whole week, so no reminder would ever be sent.",
            "Leave some time for reminders, or remove [reminders]."
        );
        return null;
    }

    private static TimeSpan? Reminder(Section section, string key) => Duration(section, key, "reminders");

    private static TimeSpan? Duration(Section section, string key, string what)
    {
        if (section.Text(key) is not { } text) return null;
        if (!GoDuration.TryParse(text.Value, out var duration))
            section.Report(text, GoDuration.Fault, GoDuration.Remedy);
        else if (duration < Shortest)
            section.Report(
                text,
                "This is too short: people need at least a minute.",
                $"Write \"1m\" or more, or remove it for no {what}."
            );
        return duration < Shortest ? Shortest : duration;
    }

    private static int? ReadMax(Section section)
    {
        if (section.Find("max") is not { } item) return null;
        if (item.Value is >= 1L and <= (long)int.MaxValue) return (int)(long)item.Value;
        if (item.Value is > (long)int.MaxValue)
            section.Report(item, "This number is too large.", "Write a smaller number, or remove it.");
        else if (item.Value is long)
            section.Report(
                item,
                "The number of reminders must be at least 1.",
                "Write 1 or more, or remove [reminders]."
            );
        else
            section.Report(
                item,
                $"Expected a whole number, but found {ConfigFile.Describe(item.Value)}.",
                "Write a number without quotes, such as 3."
            );
        return null;
    }
}
