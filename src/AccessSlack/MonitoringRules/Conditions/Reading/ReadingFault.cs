namespace AccessSlack.MonitoringRules.Conditions.Reading;

/// <summary>A text that is no condition; it does not leave <see cref="Condition.Read"/>.</summary>
/// <param name="message">A sentence with the cure where there is one.</param>
/// <param name="position">Counted from 1.</param>
internal sealed class ReadingFault(string message, int position) : Exception(message)
{
    public int Position => position;
}
