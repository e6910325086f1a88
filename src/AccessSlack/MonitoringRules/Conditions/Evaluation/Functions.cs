namespace AccessSlack.MonitoringRules.Conditions.Evaluation;

/// <summary>All functions and methods of the language, by name.</summary>
internal static class Functions
{
    public static readonly Function RegexpReplace = new(
        "regexp.replace",
        Kind.Set,
        [Kind.Set, Kind.Text, Kind.Text],
        TextFunctions.RegexpReplace
    );

    private static readonly Function[] All =
    [
        new("set", Kind.Set, [], SetFunctions.Of) { Rest = Kind.Text },
        new("union", Kind.Set, [], SetFunctions.Union) { Rest = Kind.Set },
        new("contains_any", Kind.Boolean, [Kind.Set, Kind.Set], SetFunctions.ContainsAny),
        new("contains_all", Kind.Boolean, [Kind.Set, Kind.Set], SetFunctions.ContainsAll),
        new("is_empty", Kind.Boolean, [Kind.Set], SetFunctions.IsEmpty),
        new("dict", Kind.Map, [], MapFunctions.Of) { Rest = Kind.Pair },
        new("pair", Kind.Pair, [Kind.Any, Kind.Any], ChoiceFunctions.Pair),
        new("ifelse", Kind.Any, [Kind.Boolean, Kind.Any, Kind.Any], ChoiceFunctions.IfElse),
        new("option", Kind.Option, [Kind.Boolean, Kind.Any], ChoiceFunctions.Option),
        new("choose", Kind.Any, [], ChoiceFunctions.Choose) { Rest = Kind.Option },
        new("strings.upper", Kind.Any, [Kind.Any], TextFunctions.Upper),
        new("strings.lower", Kind.Any, [Kind.Any], TextFunctions.Lower),
        new("strings.replaceall", Kind.Any, [Kind.Any, Kind.Text, Kind.Text], TextFunctions.ReplaceAll),
        new("strings.split", Kind.Set, [Kind.Set, Kind.Text], TextFunctions.Split),
        new("email.local", Kind.Set, [Kind.Set], TextFunctions.EmailLocal),
        RegexpReplace,
        new("time.RFC3339", Kind.Time, [Kind.Text], TimeFunctions.Parse),
        new("before", Kind.Boolean, [Kind.Time, Kind.Time], TimeFunctions.Before),
        new("after", Kind.Boolean, [Kind.Time, Kind.Time], TimeFunctions.After),
        new("between", Kind.Boolean, [Kind.Time], TimeFunctions.Between) { Rest = Kind.Time },
        new(".add", Kind.Set, [Kind.Set], SetFunctions.Add) { Rest = Kind.Text },
        new(".contains", Kind.Boolean, [Kind.Set, Kind.Text], SetFunctions.Contains),
        new(".contains_any", Kind.Boolean, [Kind.Set, Kind.Set], SetFunctions.ContainsAny),
        new(".contains_all", Kind.Boolean, [Kind.Set, Kind.Set], SetFunctions.ContainsAll),
        new(".isempty", Kind.Boolean, [Kind.Set], SetFunctions.IsEmpty),
        new(".put", Kind.Map, [Kind.Map, Kind.Text, Kind.Set], MapFunctions.Put),
        new(".add_values", Kind.Map, [Kind.Map, Kind.Text], MapFunctions.AddValues) { Rest = Kind.Text },
        new(".remove", Kind.Any, [Kind.SetOrMap], ChoiceFunctions.Remove) { Rest = Kind.Text },
        new(".before", Kind.Boolean, [Kind.Time, Kind.Time], TimeFunctions.Before),
        new(".after", Kind.Boolean, [Kind.Time, Kind.Time], TimeFunctions.After),
        new(".between", Kind.Boolean, [Kind.Time], TimeFunctions.Between) { Rest = Kind.Time },
    ];

    public static Function? Find(string name)
    {
        foreach (var function in All)
            if (function.Name == name) return function;
        return null;
    }
}
