namespace AccessSlack.MonitoringRules.Conditions.Evaluation;

internal static class ChoiceFunctions
{
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
