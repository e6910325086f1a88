using AccessSlack.Slack;

namespace AccessSlack.Diagnostics;

/// <summary>
/// Are we able to do the main job? INIT seen on the live watch, listener bound, Slack's last authentication not
/// refused, not every destination failing (docs/design/http.md, "Ready"). systemd's STATUS always says the present
/// answer.
/// </summary>
internal sealed class Readiness(Action<string> announce)
{
    private readonly Lock _lock = new();
    private readonly Lock _order = new(); // announcing may take time, and must not hold up who only asks
    private bool _watching, _listening, _nobodyTold;
    private string _slackRefusal = "", _reloadFailure = "";
    private string _said = "";

    public bool IsReady { get { lock (_lock) return Obstacle().Length == 0; } }

    /// <summary>One line for STATUS and /readyz.</summary>
    public string Status { get { lock (_lock) return Describe(); } }

    public void Watching(bool isWatching) => Change(() => _watching = isWatching);

    public void Listening() => Change(() => _listening = true);

    public void SlackAccepted() => Change(() => _slackRefusal = "");

    public void SlackAnswered(SlackFailure failure)
    {
        if (failure.Kind == SlackFailureKind.Credentials) Change(() => _slackRefusal = failure.Code);
    }

    /// <param name="failure">Why the running configuration is not the one in the file; empty when it is.</param>
    public void Reloaded(string failure) => Change(() => _reloadFailure = failure);

    public void SomebodyWasTold() => Change(() => (_nobodyTold, _slackRefusal) = (false, ""));

    /// <summary>True when this is news.</summary>
    public bool NobodyWasTold()
    {
        lock (_lock) if (_nobodyTold) return false;
        Change(() => _nobodyTold = true);
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
        (Obstacle() is { Length: > 0 } obstacle ? $"Not ready: {obstacle}" : "Ready: watching access requests")
        + (_reloadFailure.Length > 0 ? $"; {_reloadFailure}" : "");

    private string Obstacle() =>
        !_watching ? "not connected to Teleport"
        : !_listening ? "listener not bound yet"
        : _slackRefusal.Length > 0 ? $"Slack refuses the token ({_slackRefusal})"
        : _nobodyTold ? "no Slack destination works"
        : "";
}
