using System.Collections.Immutable;
using AccessSlack.Requests.Routing;
using AccessSlack.Simulation.Explaining;

namespace AccessSlack.Simulation.Cases;

/// <param name="What">The key of the expectation.</param>
/// <param name="Expected">As written.</param>
/// <param name="Actual">In the same form.</param>
internal sealed record CaseFailure(string What, string Expected, string Actual);

/// <summary>What came of a case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Failures">Empty if it passed.</param>
/// <param name="Roles">Which rule decides which role, before the first click.</param>
internal sealed record CaseResult(
    PolicyCase Case,
    ImmutableArray<CaseFailure> Failures,
    ImmutableArray<RoleDecision> Roles
)
{
    /// <summary>The route that chose the recipients, if any did.</summary>
    public Route? Route { get; init; }

    /// <summary>Names of rules that decided some role by themselves.</summary>
    public ImmutableArray<string> ByThemselves { get; init; } = [];

    /// <summary>Why rules with <c>decide</c> decided the request or not; empty if there are none.</summary>
    public ImmutableArray<string> AutomaticWords { get; init; } = [];

    /// <summary>What each click came to: <see cref="Expectation.Counts"/> or the code of a refusal.</summary>
    public ImmutableArray<string> Clicks { get; init; } = [];

    /// <summary>Groups and channels whose members matter and are not in the case.</summary>
    public ImmutableArray<string> Undescribed { get; init; } = [];

    public bool Passed => Failures.IsEmpty;
}
