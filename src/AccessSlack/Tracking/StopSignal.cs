namespace AccessSlack.Tracking;

/// <summary>Ends the main job's work with Teleport and Slack, once the clicks in hand are finished.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    public StopSignal() => Token = _stop.Token;

    /// <summary>Usable after disposal: a timer that fires late only finds that the daemon has stopped.</summary>
    public CancellationToken Token { get; }

    public Task StopAsync() => _stop.CancelAsync();

    public void Dispose() => _stop.Dispose();
}
