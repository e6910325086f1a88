namespace AccessSlack.MonitoringRules.Conditions;

/// <summary>Why a condition has no value; it does not leave <see cref="Condition.Evaluate"/>.</summary>
internal sealed class EvaluationFault(string message) : Exception(message);
