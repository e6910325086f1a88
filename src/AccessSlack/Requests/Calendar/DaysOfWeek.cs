namespace AccessSlack.Requests.Calendar;

/// <summary>Some days of the week, written like <c>mon-fri</c>, <c>sat,sun</c> or <c>fri-mon</c>.</summary>
/// <param name="Bits">Bit 0 is Monday.</param>
internal readonly record struct DaysOfWeek(int Bits)
{
    public static readonly DaysOfWeek All = new(0b111_1111);

    private static readonly string[] Names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    /// <param name="text">In any case. A range may go past Sunday.</param>
    public static bool TryParse(string text, out DaysOfWeek days)
    {
        days = default;
        foreach (var part in text.Split(','))
        {
            var ends = part.Split('-');
            var (first, last) = (IndexOf(ends[0]), IndexOf(ends[^1]));
            if (ends.Length > 2 || first < 0 || last < 0) return false;
            for (var i = 0; i <= (last - first + 7) % 7; i++)
                days = new(days.Bits | (1 << ((first + i) % 7)));
        }
        return true;
    }

    public bool Contains(DayOfWeek day) => Has(((int)day + 6) % 7);

    /// <summary>In the order of the week; three days and more as a range. Empty for all days.</summary>
    public override string ToString()
    {
        if (this == All) return "";
        var parts = new List<string>();
        for (var day = 0; day < 7; day++)
        {
            if (!Has(day)) continue;
            var last = day;
            while (last < 6 && Has(last + 1)) last++;
            parts.Add(last - day < 2 ? Names[day] : $"{Names[day]}-{Names[last]}");
            if (last - day >= 2) day = last;
        }
        return string.Join(',', parts);
    }

    private bool Has(int day) => (Bits & (1 << day)) != 0;

    private static int IndexOf(string name) =>
        Array.FindIndex(Names, known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
}
