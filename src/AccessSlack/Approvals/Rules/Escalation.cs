using System.Collections.Immutable;

namespace AccessSlack.Approvals.Rules;

/// <summary>Who else is notified of a request that is not decided in time.</summary>
/// <param name="After">How long the request is pending by then, from its creation; at least a minute.</param>
/// <param name="To">Recipients, as everywhere in the configuration.</param>
internal sealed record Escalation(TimeSpan After, ImmutableArray<string> To)
{
    /// <summary>People need at least a minute.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
}
