using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Storm;

/// <summary>The outcome of one request according to Teleport's audit trail, which is complete.</summary>
internal sealed class Outcome(StormRequest request, IEnumerable<AuditEvent> events, DateTimeOffset now)
{
    /// <summary>Clocks of replicas differ, and the auth server removes what has expired with some delay.</summary>
    private static readonly TimeSpan About = TimeSpan.FromMinutes(8);

    private readonly AuditEvent[] _ends =
    [
        .. events.Where(line => line.State is RequestState.Approved or RequestState.Denied or RequestState.Promoted),
    ];
    private readonly AuditEvent? _removal = events.FirstOrDefault(line =>
        line.Event is "access_request.delete" or "access_request.expire"
    );

    /// <summary>Decisions that the daemon made.</summary>
    public IEnumerable<AuditEvent> Ours => _ends.Where(end => end.UpdatedBy == "access-slack");

    public RequestState State => _ends.LastOrDefault()?.State ?? RequestState.Pending;

    /// <summary>It may still be pending, or already count as expired: the clocks of the replicas disagree.</summary>
    public bool MayBeOpen => State == RequestState.Pending && _removal is null && now < request.Expires + About;

    /// <summary>The endings of a message that are correct for this outcome.</summary>
    public IEnumerable<string> AllowedTexts()
    {
        if (State != RequestState.Pending)
        {
            foreach (var words in DecidedTexts()) yield return words;
            // Decided and removed at once, before the decision could be seen.
            if (_removal?.Time - _ends[^1].Time > About || _removal is null) yield break;
        }
        else if (MayBeOpen)
        {
            yield return "Pending";
        }

        if (_removal is { } removal && removal.Time < request.Expires + About) yield return "Removed in Teleport";
        if (now > request.Expires - About) yield return "Expired";
    }

    private List<string> DecidedTexts()
    {
        if (State == RequestState.Promoted) return ["Promoted to an access list"];
        var (word, action) = State == RequestState.Approved ? ("Approved", World.Approve) : ("Denied", World.Deny);
        // A replica that finds the state that a claimed decision requested takes it for that decision: a lost answer
        // looks the same.
        var people = request.ClickedBy(action).Where(person => person != UserActivity.Requester).ToList();
        List<string> words = [.. people.Select(person => $"{word} by {person}")];
        if (people.Count > 1)
            words.AddRange([$"{word} by {people[0]}, {people[1]}", $"{word} by {people[1]}, {people[0]}"]);
        if (_ends.Any(end => end.State == State && end.UpdatedBy != "access-slack")) words.Add($"{word} in Teleport");
        return words;
    }
}
