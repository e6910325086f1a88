namespace AccessSlack.MonitoringRules.Conditions;

/// <summary>
/// Bounds of a condition and of the work that it may cause; Teleport has none. Together they keep reading and
/// evaluating below 10 ms for every text (perf/README.md has the figures), and are far above what people write.
/// </summary>
internal static class Limits
{
    /// <summary>Characters of a condition.</summary>
    public const int Length = 10_000;

    /// <summary>How deep calls, operators and parentheses may nest.</summary>
    public const int Depth = 100;

    /// <summary>Literals, variables, operators and calls of a condition.</summary>
    public const int Nodes = 2_000;

    /// <summary>
    /// Work of one evaluation. A step is about one state of a regular expression that is followed by one character, or
    /// eight characters that are compared or copied; a value of a set takes five. It bounds what functions produce as
    /// well, because everything that they write costs steps.
    /// </summary>
    public const int Steps = 100_000;

    /// <summary>Characters of a regular expression.</summary>
    public const int RegexpLength = 1_000;

    /// <summary>States of a regular expression, after its repetitions are written out.</summary>
    public const int RegexpStates = 3_000;

    /// <summary>Groups of a regular expression that are captured.</summary>
    public const int RegexpGroups = 50;
}
