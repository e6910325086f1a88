namespace AccessSlack.Tracking;

/// <summary>Ends the main job's work with Teleport and Slack, once the clicks in hand are finished.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    public CancellationToken Token => _stop.Token;

    public Task StopAsync() => _stop.CancelAsync();

    public void Dispose() => _stop.Dispose();
}
