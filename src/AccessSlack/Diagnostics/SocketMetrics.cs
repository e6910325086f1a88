namespace AccessSlack.Diagnostics;

/// <summary>What Socket Mode does. Without it, everything stays zero.</summary>
internal sealed class SocketMetrics
{
    private readonly Counter _renewals = new(
        Metrics.Prefix + "socket_renewals_total",
        "Connections of Socket Mode that needed a successor, by cause.",
        new Label("cause", "asked", "age", "silence", "lost", "token", "crowded", "disabled")
    );

    private readonly Counter _envelopes = new(
        Metrics.Prefix + "socket_envelopes_total",
        "Messages that Slack sent over Socket Mode and that were acknowledged."
    );

    private volatile Func<TimeSpan> _silence = () => TimeSpan.Zero;
    private volatile int _live, _ofApp;

    /// <param name="cause">In lower case.</param>
    public void Renewed(string cause) => _renewals.Increment(cause);

    public void Acknowledged() => _envelopes.Increment();

    /// <param name="connections">Sockets of the app, as Slack's last <c>hello</c> counts them.</param>
    public void Greeted(int? connections) => _ofApp = connections ?? _ofApp;

    /// <param name="live">Sockets of this process.</param>
    /// <param name="silence">For how long nothing has arrived on any of them; zero without one.</param>
    public void Changed(int live, Func<TimeSpan> silence) => (_live, _silence) = (live, silence);

    public IEnumerable<Family> Read()
    {
        var (live, silence) = (_live, _silence());
        return
        [
            Family.Gauge(
                Metrics.Prefix + "socket_connected",
                "1 while Slack can send interactions over Socket Mode to this process, else 0.",
                live > 0 ? 1 : 0
            ),
            Family.Gauge(
                Metrics.Prefix + "socket_silence_seconds",
                "Time since anything arrived over Socket Mode, pings included; 0 while there is no connection.",
                Math.Floor(silence.TotalSeconds)
            ),
            Family.Gauge(
                Metrics.Prefix + "socket_app_connections",
                "Connections of the app in all processes, as Slack counted them when the present one was opened.",
                _ofApp
            ),
            _renewals.Read(),
            _envelopes.Read(),
        ];
    }
}
