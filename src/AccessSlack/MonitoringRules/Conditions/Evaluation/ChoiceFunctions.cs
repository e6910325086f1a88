namespace AccessSlack.MonitoringRules.Conditions.Evaluation;

internal static class ChoiceFunctions
{
    public static Value Pair(Arguments given) => new Value.Pair(given[0], given[1]);

    public static Value Option(Arguments given) => new Value.Option(given.Boolean(0), given[1]);

    public static Value IfElse(Arguments given) => given.Boolean(0) ? given[1] : given[2];

    /// <summary>The first option that holds.</summary>
    public static Value Choose(Arguments given)
    {
        for (var i = 0; i < given.Count; i++)
            if (given.Option(i).IsChosen) return given.Option(i).Content;
        throw given.Fault("has no option that holds; a last option(true, …) would be taken then.");
    }

    public static Value Remove(Arguments given) => given[0].Kind switch
    {
        Kind.Set => SetFunctions.Remove(given),
        Kind.Map => MapFunctions.Remove(given),
        _ => throw given.Unexpected(0, Kind.SetOrMap),
    };
}
