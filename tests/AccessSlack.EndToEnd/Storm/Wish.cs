using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;

namespace AccessSlack.EndToEnd.Storm;

/// <summary>One request of the storm, and what people did about it.</summary>
/// <param name="Id">In Teleport.</param>
/// <param name="Role">The one role it asks for.</param>
/// <param name="Expires">When nobody can decide it any more.</param>
internal sealed record Wish(string Id, string Role, DateTimeOffset Expires)
{
    private readonly Dictionary<string, List<string>> _clicks = [];

    /// <summary>Somebody ended it in Teleport at once, perhaps before anybody could be told.</summary>
    public bool EndsEarly { get; init; }

    /// <summary>Channel, and bob's direct message for the role that names him.</summary>
    public int Destinations => Role == Script.ToldTwice ? 2 : 1;

    public int Needed(string action) => Role == Script.NeedsTwo && action == World.Approve ? 2 : 1;

    public IEnumerable<string> WhoClicked(string action) => _clicks.Where(clicks => clicks.Value.Contains(action)).Select(clicks => clicks.Key);

    public void Clicked(SlackPerson person, string action)
    {
        var clicks = _clicks.TryGetValue(person.Email!, out var known) ? known : _clicks[person.Email!] = [];
        clicks.Add(action);
    }

    /// <summary>People change their mind once and not back, so that every reply in a thread can be told from the others.</summary>
    public bool MayClick(SlackPerson person, string action) =>
        !_clicks.TryGetValue(person.Email!, out var clicks) || clicks[^1] == action || !clicks.Contains(action);
}
