using System.Collections.Immutable;
using AccessSlack.Simulation.Explaining;

namespace AccessSlack.Commands.Explain;

/// <summary>An explanation with what is not known of it.</summary>
/// <param name="What">The explanation.</param>
/// <param name="Notes">What was not looked up, or could not be: sentences.</param>
internal sealed record Explained(Explanation What, ImmutableArray<string> Notes)
{
    /// <summary>Null for a request that is only described.</summary>
    public string? Id { get; init; }

    /// <summary>Slack was not asked, so that people have no IDs but those that the configuration gives.</summary>
    public bool IsOffline { get; init; }

    /// <summary>Whose click is asked about; null for none.</summary>
    public string? As { get; init; }
}
