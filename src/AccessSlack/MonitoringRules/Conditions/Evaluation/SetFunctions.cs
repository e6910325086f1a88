namespace AccessSlack.MonitoringRules.Conditions.Evaluation;

internal static class SetFunctions
{
    public static Value Of(Arguments given)
    {
        var result = new MemberSet(given.Work);
        result.AddRest(given, 0);
        return result.ToValue();
    }

    public static Value Union(Arguments given)
    {
        var result = new MemberSet(given.Work);
        for (var i = 0; i < given.Count; i++) result.AddAll(given.Set(i));
        return result.ToValue();
    }

    public static Value Add(Arguments given)
    {
        var result = new MemberSet(given.Work);
        result.AddAll(given.Set(0));
        result.AddRest(given, 1);
        return result.ToValue();
    }

    public static Value Remove(Arguments given)
    {
        var result = new MemberSet(given.Work);
        result.AddAll(given.Set(0));
        result.RemoveRest(given, 1);
        return result.ToValue();
    }

    public static Value Contains(Arguments given) =>
        Value.Of(Contains(given.Set(0), given.Text(1), given.Work));

    public static Value ContainsAny(Arguments given)
    {
        foreach (var member in given.Set(1))
            if (Contains(given.Set(0), member, given.Work)) return Value.Of(true);
        return Value.Of(false);
    }

    /// <summary>False if the second set is empty, unlike in mathematics: no role asked for is no match.</summary>
    public static Value ContainsAll(Arguments given)
    {
        foreach (var member in given.Set(1))
            if (!Contains(given.Set(0), member, given.Work)) return Value.Of(false);
        return Value.Of(given.Set(1).Count > 0);
    }

    public static Value IsEmpty(Arguments given) => Value.Of(given.Set(0).Count == 0);

    private static bool Contains(IReadOnlySet<string> set, string member, Work work)
    {
        work.SpendOnText(member.Length);
        return set.Contains(member);
    }
}
