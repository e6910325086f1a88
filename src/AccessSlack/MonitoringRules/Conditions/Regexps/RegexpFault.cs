namespace AccessSlack.MonitoringRules.Conditions.Regexps;

/// <summary>A pattern that is no regular expression of Go, or one that is too large.</summary>
internal sealed class RegexpFault(string message) : Exception(message);
