namespace AccessSlack.Measure;

/// <summary>Something could not be measured, for the reason that the message gives.</summary>
public sealed class MeasureException(string message) : Exception(message);
