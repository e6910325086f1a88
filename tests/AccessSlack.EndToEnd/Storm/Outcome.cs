using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Storm;

/// <summary>What became of one request according to Teleport's audit trail, which forgets nothing.</summary>
internal sealed class Outcome(Wish wish, IEnumerable<AuditEvent> events, DateTimeOffset now)
{
    /// <summary>Clocks of replicas differ, and the auth server removes what has expired with some delay.</summary>
    private static readonly TimeSpan About = TimeSpan.FromMinutes(8);

    private readonly AuditEvent[] _ends = [.. events.Where(line => line.State is RequestState.Approved or RequestState.Denied or RequestState.Promoted)];
    private readonly AuditEvent? _removal = events.FirstOrDefault(line => line.Event is "access_request.delete" or "access_request.expire");

    /// <summary>Those that came from us.</summary>
    public IEnumerable<AuditEvent> Ours => _ends.Where(end => end.UpdatedBy == "access-slack");

    public RequestState State => _ends.LastOrDefault()?.State ?? RequestState.Pending;

    /// <summary>It may be pending still, or count as expired already: that is a matter of whose clock is asked.</summary>
    public bool MayBeOpen => State == RequestState.Pending && _removal is null && now < wish.Expires + About;

    /// <summary>Every way in which a message may say so truthfully.</summary>
    public IEnumerable<string> Words()
    {
        if (State != RequestState.Pending)
        {
            foreach (var words in Decided()) yield return words;
            // Decided and removed at once, so that nobody could see the decision.
            if (_removal?.Time - _ends[^1].Time > About || _removal is null) yield break;
        }
        else if (MayBeOpen)
        {
            yield return "Pending";
        }

        if (_removal is { } removal && removal.Time < wish.Expires + About) yield return "Removed in Teleport";
        if (now > wish.Expires - About) yield return "Expired";
    }

    private List<string> Decided()
    {
        if (State == RequestState.Promoted) return ["Promoted to an access list"];
        var (word, action) = State == RequestState.Approved ? ("Approved", World.Approve) : ("Denied", World.Deny);
        // Whoever finds the state that a claimed decision asked for takes it for the decision: a lost answer looks the same.
        var people = wish.WhoClicked(action).Where(person => person != Script.Requester).ToList();
        List<string> words = [.. people.Select(person => $"{word} by {person}")];
        if (people.Count > 1) words.AddRange([$"{word} by {people[0]}, {people[1]}", $"{word} by {people[1]}, {people[0]}"]);
        if (_ends.Any(end => end.State == State && end.UpdatedBy != "access-slack")) words.Add($"{word} in Teleport");
        return words;
    }
}
