namespace AccessSlack.MonitoringRules.Conditions.Evaluation;

/// <summary>The static types of the language.</summary>
internal enum Kind
{
    /// <summary>Known only when it is evaluated, as what <c>ifelse</c> results in.</summary>
    Any,

    Boolean,
    Integer,
    Text,
    Set,
    Map,
    Time,
    Pair,
    Option,

    /// <summary>Parameter of <c>remove</c>: a set or a map.</summary>
    SetOrMap,
}

internal static class Kinds
{
    /// <summary>With an article, for the middle of a sentence.</summary>
    public static string Words(this Kind kind) => kind switch
    {
        Kind.Boolean => "a boolean",
        Kind.Integer => "an integer",
        Kind.Text => "a string",
        Kind.Set => "a set",
        Kind.Map => "a map",
        Kind.Time => "a time",
        Kind.Pair => "a pair",
        Kind.Option => "an option",
        Kind.SetOrMap => "a set or a map",
        _ => "any value",
    };

    /// <summary>Whether it can be given where the other is expected, as far as reading can tell.</summary>
    public static bool MayBe(this Kind kind, Kind expected) =>
        kind == expected
        || kind is Kind.Any
        || expected is Kind.Any
        || expected is Kind.SetOrMap && kind is Kind.Set or Kind.Map;
}
