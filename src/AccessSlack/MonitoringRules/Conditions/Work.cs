namespace AccessSlack.MonitoringRules.Conditions;

/// <summary>Counts what an evaluation does, so that it ends early for every input and on every machine alike.</summary>
internal sealed class Work
{
    /// <summary>Characters that are hashed, compared or copied in the time of one step.</summary>
    private const int Characters = 8;

    public int Steps { get; private set; }

    /// <summary>To be called before the work, not after it.</summary>
    /// <exception cref="EvaluationFault">It would be too much.</exception>
    public void Spend(long steps)
    {
        if (steps > Limits.Steps - Steps) throw Exhausted();
        Steps += (int)steps;
    }

    /// <summary>For reading or writing so many characters one after the other.</summary>
    /// <inheritdoc cref="Spend"/>
    public void SpendOnText(long length) => Spend(1 + length / Characters);

    private EvaluationFault Exhausted()
    {
        Steps = Limits.Steps;
        return new EvaluationFault($"It takes more than {Limits.Steps:N0} steps.");
    }
}
