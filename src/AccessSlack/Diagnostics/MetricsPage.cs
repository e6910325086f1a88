namespace AccessSlack.Diagnostics;

/// <summary>How much work there is.</summary>
/// <param name="Queued">Requests whose work is running or waiting for its turn.</param>
/// <param name="Parked">
/// Destinations, notifications and decisions that wait: for pacing, a rate limit, the end of an outage, or an
/// operator's fix.
/// </param>
/// <param name="Open">Pending requests.</param>
internal sealed record Load(int Queued, int Parked, int Open);

/// <summary>The content of <c>GET /metrics</c>: counters, and the present state.</summary>
/// <param name="metrics">The counters.</param>
/// <param name="socket">Those of Socket Mode.</param>
/// <param name="readiness">Whether the daemon is ready.</param>
/// <param name="load">How much work there is.</param>
/// <param name="certificates">Those in use, and when each expires.</param>
/// <param name="time">For the time until they expire.</param>
internal sealed class MetricsPage(
    Metrics metrics,
    SocketMetrics socket,
    Readiness readiness,
    Func<Load> load,
    Func<IEnumerable<(string Certificate, DateTimeOffset Until)>> certificates,
    TimeProvider time
)
{
    public string Write() => ExpositionText.Write([.. metrics.Read(), .. socket.Read(), .. Present()]);

    private IEnumerable<Family> Present()
    {
        var now = load();
        return
        [
            Family.Gauge(Metrics.Prefix + "ready", "1 while /readyz says so, else 0.", readiness.IsReady ? 1 : 0),
            Family.Gauge(Metrics.Prefix + "queue_depth", "Requests whose work runs or waits for its turn.", now.Queued),
            Family.Gauge(
                Metrics.Prefix + "parked",
                "Destinations, notes and decisions that wait for a later time.",
                now.Parked
            ),
            Family.Gauge(Metrics.Prefix + "open_requests", "Pending requests that this process knows.", now.Open),
            new(
                Metrics.Prefix + "certificate_remaining_seconds",
                MetricType.Gauge,
                "What is left of the life of a certificate in use; negative when it has ended.",
                [.. certificates().Select(Remaining)]
            ),
            new(Metrics.Prefix + "build_info", MetricType.Gauge, "1; the labels say which build this is.", [Build]),
        ];
    }

    private static Sample Build =>
        new(
            "",
            [
                ("version", ProductVersion.Release),
                ("commit", ProductVersion.Commit),
                ("runtime", Environment.Version.ToString()),
            ],
            1
        );

    private Sample Remaining((string Certificate, DateTimeOffset Until) term) =>
        new("", [("certificate", term.Certificate)], Math.Floor((term.Until - time.GetUtcNow()).TotalSeconds));
}
