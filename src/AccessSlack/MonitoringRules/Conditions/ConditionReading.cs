namespace AccessSlack.MonitoringRules.Conditions;

/// <summary>What reading a condition results in.</summary>
internal abstract record ConditionReading
{
    private ConditionReading()
    {
    }

    public sealed record Readable(Condition Condition) : ConditionReading;

    /// <param name="Fault">
    /// A sentence with the cure where there is one. It may quote a few characters of the condition.
    /// </param>
    /// <param name="Position">The character at which the fault was found, counted from 1.</param>
    public sealed record Unreadable(string Fault, int Position) : ConditionReading;
}
