using AccessSlack.Slack;

namespace AccessSlack.Diagnostics;

/// <summary>
/// Whether the daemon can do its main job: INIT received on the live watch, its requests found by a look-up, listener
/// bound or socket connected, Slack's last authentication not refused, not every destination failing
/// (docs/design/http.md, "Ready"). Every change is announced in systemd's STATUS.
/// </summary>
internal sealed class Readiness(Action<string> announce)
{
    private const string NotReady = "Not ready: ";

    private readonly Lock _lock = new();
    private readonly Lock _order = new(); // announcing may take time, and must not block readers
    private bool _watching, _listening, _stopping, _nothingDelivered, _requestsAreHidden;
    private string _slackRefusal = "", _reloadFailure = "", _socketLoss = "";
    private string _said = "";

    public bool IsReady { get { lock (_lock) return Obstacle().Length == 0; } }

    /// <summary>One line for STATUS and /readyz.</summary>
    public string Status { get { lock (_lock) return Describe(); } }

    public void Watching(bool isWatching) => Change(() => _watching = isWatching);

    /// <summary>Whether a look-up finds the requests that the watch shows.</summary>
    public void RequestsAreShown(bool areShown) => Change(() => _requestsAreHidden = !areShown);

    /// <param name="why">A code: why Slack has not been able to send anything over Socket Mode for a while.</param>
    public void SocketLost(string why) => Change(() => _socketLoss = why);

    public void SocketConnected() => Change(() => _socketLoss = "");

    public void Listening() => Change(() => _listening = true);

    public void Stopping() => Change(() => _stopping = true);

    /// <summary>
    /// Whether this process takes and answers clicks, even if it cannot decide them at the moment: what a load balancer
    /// must know. Without Teleport every replica would leave it, and people would get no answer at all.
    /// </summary>
    public bool TakesClicks { get { lock (_lock) return ClickObstacle().Length == 0; } }

    /// <summary>One line for /readyz/clicks.</summary>
    public string ClickStatus
    {
        get
        {
            lock (_lock)
                return ClickObstacle() is { Length: > 0 } why ? NotReady + why : "Ready: clicks are accepted";
        }
    }

    public void SlackAccepted() => Change(() => _slackRefusal = "");

    public void SlackAnswered(SlackFailure failure)
    {
        if (failure.Kind == SlackFailureKind.Credentials) Change(() => _slackRefusal = failure.Code);
    }

    /// <param name="failure">Why the running configuration is not the one in the file; empty if it is.</param>
    public void Reloaded(string failure) => Change(() => _reloadFailure = failure);

    public void Delivered() => Change(() => (_nothingDelivered, _slackRefusal) = (false, ""));

    /// <returns>Whether this is a change.</returns>
    public bool NothingDelivered()
    {
        lock (_lock) if (_nothingDelivered) return false;
        Change(() => _nothingDelivered = true);
        return true;
    }

    private void Change(Action change)
    {
        lock (_order)
        {
            lock (_lock)
            {
                change();
                if (Describe() == _said) return;
                _said = Describe();
            }

            announce(_said);
        }
    }

    private string Describe() =>
        (Obstacle() is { Length: > 0 } obstacle ? NotReady + obstacle : "Ready: watching access requests")
        + (_reloadFailure.Length > 0 ? $"; {_reloadFailure}" : "");

    private string ClickObstacle() =>
        _stopping ? "stopping"
        : _socketLoss.Length > 0 ? $"no connection to Slack over Socket Mode ({_socketLoss})"
        : !_listening ? "listener not bound yet"
        : "";

    private string Obstacle() =>
        _stopping ? ClickObstacle()
        : !_watching ? "not connected to Teleport"
        : _requestsAreHidden ? "Teleport does not list access requests; the role lacks a permission"
        : ClickObstacle() is { Length: > 0 } noClicks ? noClicks
        : _slackRefusal.Length > 0 ? $"Slack refuses the token ({_slackRefusal})"
        : _nothingDelivered ? "no Slack destination works"
        : "";
}
