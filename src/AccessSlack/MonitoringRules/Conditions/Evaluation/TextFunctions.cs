namespace AccessSlack.MonitoringRules.Conditions.Evaluation;

internal static class TextFunctions
{
    public static Value Upper(Arguments given) => Transform(given, static text => text.ToUpperInvariant());

    public static Value Lower(Arguments given) => Transform(given, static text => text.ToLowerInvariant());

    public static Value ReplaceAll(Arguments given) => throw given.Fault("is not there yet.");

    public static Value Split(Arguments given) => throw given.Fault("is not there yet.");

    public static Value EmailLocal(Arguments given) => throw given.Fault("is not there yet.");

    public static Value RegexpReplace(Arguments given) => throw given.Fault("is not there yet.");

    private static Value Transform(Arguments given, Func<string, string> transform)
    {
        if (given[0] is Value.Text text) return new Value.Text(Paid(text.Content, transform, given.Work));
        if (given[0] is not Value.Set set) throw given.Fault($"was given {given[0].Kind.Words()}, not a string or a set.");
        var result = new MemberSet(given.Work);
        foreach (var member in set.Members) result.Add(Paid(member, transform, given.Work));
        return result.ToValue();
    }

    private static string Paid(string text, Func<string, string> transform, Work work)
    {
        work.Spend(text.Length);
        return transform(text);
    }
}
