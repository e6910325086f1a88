using AccessSlack.Approvals;

namespace AccessSlack.Simulation;

/// <summary>At which of the places where they see a request people click.</summary>
internal static class BestPlace
{
    /// <summary>
    /// The first place where a click counts; otherwise the first that has buttons; otherwise any. Null without a place.
    /// </summary>
    public static T? Of<T>(IReadOnlyCollection<T> clicks, Func<T, Refusal?> refusalOf)
        where T : class =>
        clicks.FirstOrDefault(click => refusalOf(click) is null)
        ?? clicks.FirstOrDefault(click => refusalOf(click)!.Code != Refusals.NotDecidedHere.Code)
        ?? clicks.FirstOrDefault();
}
