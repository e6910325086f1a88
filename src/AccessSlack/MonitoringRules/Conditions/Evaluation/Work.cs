namespace AccessSlack.MonitoringRules.Conditions.Evaluation;

/// <summary>Counts what an evaluation does, so that it ends early for every input and on every machine alike.</summary>
internal sealed class Work
{
    public int Steps { get; private set; }

    /// <summary>To be called before the work, not after it.</summary>
    public void Spend(long steps)
    {
        if (steps > Limits.Steps - Steps)
        {
            Steps = Limits.Steps;
            throw new EvaluationFault($"It takes more than {Limits.Steps:N0} steps.");
        }
        Steps += (int)steps;
    }
}
