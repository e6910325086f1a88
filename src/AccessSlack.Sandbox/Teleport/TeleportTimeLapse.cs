using Google.Protobuf.WellKnownTypes;
using Proto = AccessSlack.Teleport.Protocol;

namespace AccessSlack.Sandbox.Teleport;

/// <summary>
/// Lets time pass for one request: every time that it bears moves back, and watchers see that as one change. No
/// Teleport does that.
/// </summary>
internal static class TeleportTimeLapse
{
    /// <summary>As if the request had been made that much earlier, and so had all that happened to it.</summary>
    public static void LetPass(this TeleportSimulator teleport, string id, TimeSpan time) =>
        teleport.Store.MoveBack(id, time, spec => MoveBack(spec, time));

    /// <summary>Lets so much time pass that the access ends at a certain time.</summary>
    public static void LetPassUntilEnd(this TeleportSimulator teleport, string id, DateTimeOffset end)
    {
        if (teleport.Request(id)?.Spec.Expires is { } planned) teleport.LetPass(id, planned.ToDateTimeOffset() - end);
    }

    private static void MoveBack(Proto.AccessRequestSpecV3 spec, TimeSpan time)
    {
        spec.Created = Earlier(spec.Created, time);
        spec.Expires = Earlier(spec.Expires, time);
        spec.AssumeStartTime = Earlier(spec.AssumeStartTime, time);
        foreach (var review in spec.Reviews) review.Created = Earlier(review.Created, time);
    }

    private static Timestamp? Earlier(Timestamp? moment, TimeSpan time) =>
        moment is null ? null : Timestamp.FromDateTimeOffset(moment.ToDateTimeOffset() - time);
}
