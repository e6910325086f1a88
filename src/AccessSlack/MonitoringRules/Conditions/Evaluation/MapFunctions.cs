namespace AccessSlack.MonitoringRules.Conditions.Evaluation;

/// <summary>Sets never change, so that a copy of a map shares them.</summary>
internal static class MapFunctions
{
    /// <summary>Steps for an entry beside the characters of its key.</summary>
    private const int Entry = 4;

    public static Value Of(Arguments given)
    {
        var result = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        for (var i = 0; i < given.Count; i++)
        {
            var pair = given.Pair(i);
            var key = pair.Key as Value.Text ?? throw given.Fault($"has {pair.Key.Kind.Words()} as a key.");
            var set = pair.Content as Value.Set ?? throw given.Fault($"has {pair.Content.Kind.Words()} as a value.");
            Set(result, key.Content, set.Members, given.Work);
        }
        return new Value.Map(result);
    }

    public static Value Put(Arguments given)
    {
        var result = Copy(given.Map(0), given.Work);
        Set(result, given.Text(1), given.Set(2), given.Work);
        return new Value.Map(result);
    }

    public static Value AddValues(Arguments given)
    {
        var result = Copy(given.Map(0), given.Work);
        var members = new MemberSet(given.Work);
        if (result.TryGetValue(given.Text(1), out var present)) members.AddAll(present);
        members.AddRest(given, 2);
        Set(result, given.Text(1), members.Members, given.Work);
        return new Value.Map(result);
    }

    public static Value Remove(Arguments given)
    {
        var result = Copy(given.Map(0), given.Work);
        for (var i = 1; i < given.Count; i++)
        {
            Pay(given.Text(i), given.Work);
            result.Remove(given.Text(i));
        }
        return new Value.Map(result);
    }

    private static Dictionary<string, IReadOnlySet<string>> Copy(
        IReadOnlyDictionary<string, IReadOnlySet<string>> map,
        Work work
    )
    {
        var copy = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        foreach (var (key, members) in map) Set(copy, key, members, work);
        return copy;
    }

    private static void Set(
        Dictionary<string, IReadOnlySet<string>> map,
        string key,
        IReadOnlySet<string> members,
        Work work
    )
    {
        Pay(key, work);
        map[key] = members;
    }

    private static void Pay(string key, Work work)
    {
        work.Spend(Entry);
        work.SpendOnText(key.Length);
    }
}
