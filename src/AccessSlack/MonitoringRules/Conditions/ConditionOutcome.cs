namespace AccessSlack.MonitoringRules.Conditions;

/// <param name="IsTrue">Whether the rule applies to the request.</param>
/// <param name="Fault">Why no boolean came out; the rule does not apply then. Null if one did.</param>
/// <param name="Steps">How much work it was, at most <see cref="Limits.Steps"/>.</param>
internal readonly record struct ConditionOutcome(bool IsTrue, string? Fault, int Steps);
