using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;

namespace AccessSlack.EndToEnd.Storm;

/// <summary>One request of the storm and the clicks on it.</summary>
/// <param name="Id">In Teleport.</param>
/// <param name="Role">The one role it asks for.</param>
/// <param name="Expires">When it can no longer be decided.</param>
internal sealed record StormRequest(string Id, string Role, DateTimeOffset Expires)
{
    private readonly Dictionary<string, List<string>> _clicks = [];

    /// <summary>It was ended in Teleport immediately, perhaps before it was announced.</summary>
    public bool EndsEarly { get; init; }

    /// <summary>Channel, and bob's direct message for the role that names him.</summary>
    public int Destinations => Role == UserActivity.TwoDestinationsRole ? 2 : 1;

    public int Needed(string action) => Role == UserActivity.TwoApprovalsRole && action == World.Approve ? 2 : 1;

    public IEnumerable<string> ClickedBy(string action) =>
        _clicks.Where(clicks => clicks.Value.Contains(action)).Select(clicks => clicks.Key);

    public void RecordClick(SlackPerson person, string action)
    {
        var clicks = _clicks.TryGetValue(person.Email!, out var known) ? known : _clicks[person.Email!] = [];
        clicks.Add(action);
    }

    /// <summary>People change their mind only once, so that the replies in a thread can be told apart.</summary>
    public bool MayClick(SlackPerson person, string action) =>
        !_clicks.TryGetValue(person.Email!, out var clicks) || clicks[^1] == action || !clicks.Contains(action);
}
