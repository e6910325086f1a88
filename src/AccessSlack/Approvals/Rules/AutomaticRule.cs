using AccessSlack.Requests;
using AccessSlack.Requests.Calendar;

namespace AccessSlack.Approvals.Rules;

/// <summary>How a rule decides by itself (<c>decide</c>, <c>when</c>, <c>limit</c>), without any person.</summary>
/// <param name="Decides">Approved or Denied.</param>
/// <param name="IsDryRun">It only logs what it would have done.</param>
internal sealed record AutomaticRule(RequestState Decides, bool IsDryRun = false)
{
    /// <summary>
    /// Only requests that are first seen so soon after their creation are decided by a rule: what waits longer, for
    /// example while no daemon runs, is for people.
    /// </summary>
    public static readonly TimeSpan MostAge = Decision.MayBeFinishedFor;

    /// <summary>How far the clock of Teleport may be ahead of ours.</summary>
    public static readonly TimeSpan ClocksDiffer = TimeSpan.FromMinutes(1);

    /// <summary>The request must have been created in one of them; null for any time.</summary>
    public CalendarWindows? When { get; init; }

    /// <summary>How many grants and requests of one requester may be open at one time; null for any number.</summary>
    public int? Limit { get; init; }

    /// <summary>A request of this creation time is within one of the windows.</summary>
    public bool IsInWindow(DateTimeOffset created) => When?.Contains(created) != false;

    /// <summary>
    /// False if a later rule with the same patterns can never decide. A rule for people is never useless after an
    /// automatic one, which leaves many requests to people.
    /// </summary>
    public bool LeavesRoomFor(AutomaticRule? later) =>
        later is null || IsDryRun || Limit is not null || !(When is null || When.Equals(later.When));
}
