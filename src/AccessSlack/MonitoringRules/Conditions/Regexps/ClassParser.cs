namespace AccessSlack.MonitoringRules.Conditions.Regexps;

/// <summary>Reads a class in brackets, such as <c>[^a-z\d]</c>.</summary>
internal sealed class ClassParser(RegexpScanner scanner)
{
    /// <summary>After the opening bracket.</summary>
    public RuneSet Parse(bool foldsCase)
    {
        var runes = new RuneSet { FoldsCase = foldsCase };
        if (scanner.Accept('^')) runes.Negate();
        // A ] at the start is a character of the class.
        for (var isFirst = true; isFirst || !scanner.Accept(']'); isFirst = false)
        {
            if (scanner.IsAtEnd) throw new RegexpFault("has a [ without its ]");
            if (AcceptPosix(runes)) continue;
            if (scanner.AcceptClass(foldsCase) is { } named) runes.Add(named);
            else AddRange(runes);
        }
        return runes;
    }

    private bool AcceptPosix(RuneSet runes)
    {
        var name = scanner.AcceptPosixName();
        if (name is null) return false;
        var isNegated = name.StartsWith('^');
        var ranges = ClassNames.FindPosix(isNegated ? name.AsSpan(1) : name)
            ?? throw new RegexpFault($"has an unknown class [:{name}:]");
        runes.Add(new RuneSet { FoldsCase = runes.FoldsCase }.Add(ranges).Negate(isNegated));
        return true;
    }

    private void AddRange(RuneSet runes)
    {
        var low = scanner.TakeRune();
        var high = scanner.AcceptRangeSign() ? scanner.TakeRune() : low;
        if (low > high) throw new RegexpFault("has a range in [] that ends before its start");
        runes.Add(low, high);
    }
}
