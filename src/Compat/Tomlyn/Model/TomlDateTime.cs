using System.Globalization;
using System.Runtime.InteropServices;

namespace Tomlyn.Model;

/// <summary>How a date or time was written.</summary>
public enum TomlDateTimeKind
{
    /// <summary>Date, time and <c>Z</c>.</summary>
    OffsetDateTimeByZ,

    /// <summary>Date, time and an offset in hours and minutes.</summary>
    OffsetDateTimeByNumber,

    /// <summary>Date and time in an unknown zone.</summary>
    LocalDateTime,

    /// <summary>A date alone.</summary>
    LocalDate,

    /// <summary>A time alone.</summary>
    LocalTime,
}

/// <param name="DateTime">The moment; local kinds have offset zero, a local time has the first day there is.</param>
/// <param name="SecondPrecision">Digits of the fraction of a second, at most 7: .NET keeps no more, the rest is cut.</param>
/// <param name="Kind">Which of the parts were written.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TomlDateTime(DateTimeOffset DateTime, int SecondPrecision, TomlDateTimeKind Kind)
{
    /// <summary>The value as TOML writes it.</summary>
    public override string ToString()
    {
        var fraction = SecondPrecision > 0 ? "." + new string('f', SecondPrecision) : "";
        return DateTime.ToString(Format("HH:mm:ss" + fraction), CultureInfo.InvariantCulture);
    }

    private string Format(string time) => Kind switch
    {
        TomlDateTimeKind.OffsetDateTimeByZ => $"yyyy-MM-dd'T'{time}'Z'",
        TomlDateTimeKind.OffsetDateTimeByNumber => $"yyyy-MM-dd'T'{time}zzz",
        TomlDateTimeKind.LocalDateTime => $"yyyy-MM-dd'T'{time}",
        TomlDateTimeKind.LocalDate => "yyyy-MM-dd",
        _ => time,
    };
}
