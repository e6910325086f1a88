using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace AccessSlack.Requests.Calendar;

/// <summary>Time zones by the names of the IANA database, such as <c>Europe/Berlin</c> or <c>UTC</c>.</summary>
internal static class TimeZones
{
    private const int MaxLength = 64;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/");

    /// <summary>Names of the machine's own zone, and clocks that count leap seconds.</summary>
    private static readonly string[] NoZones = ["localtime", "posixrules", "posix/", "right/"];

    /// <summary>The name becomes the name of a file, and may come from someone who means harm.</summary>
    /// <returns>
    /// False also for a name in other letters: whether the system takes it depends on its files, and on what was asked
    /// for before.
    /// </returns>
    public static bool TryFind(string name, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        zone = null;
        return IsName(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone) && zone.Id == name;
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= MaxLength
        && char.IsAsciiLetter(name[0])
        && name.AsSpan().IndexOfAnyExcept(NameCharacters) < 0
        && !NoZones.Any(other => name.StartsWith(other, StringComparison.OrdinalIgnoreCase));
}
