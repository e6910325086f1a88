using AccessSlack.Sandbox.Slack.Methods;

namespace AccessSlack.Sandbox.Slack.Sockets;

/// <summary>A ticket opens one socket, soon after it was issued (docs/protocols/slack.md 14).</summary>
internal sealed class SocketTickets(TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, (DateTimeOffset Issued, string AppId, bool IsUsed)> _issued = [];

    public string Issue(string appId)
    {
        var ticket = Guid.NewGuid().ToString("D");
        _issued[ticket] = (time.GetUtcNow(), appId, false);
        return ticket;
    }

    /// <summary>The app of a ticket that was exchanged.</summary>
    public string AppOf(string ticket) => _issued[ticket].AppId;

    /// <summary>Uses the ticket up.</summary>
    public void Exchange(string ticket)
    {
        if (!_issued.TryGetValue(ticket, out var known)) throw new SlackRefusal("invalid_ticket");
        if (known.IsUsed) throw new SlackRefusal("used_ticket");
        if (time.GetUtcNow() - known.Issued > Lifetime) throw new SlackRefusal("expired_ticket");
        _issued[ticket] = known with { IsUsed = true };
    }
}
