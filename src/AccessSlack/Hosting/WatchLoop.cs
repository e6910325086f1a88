using AccessSlack.Reconciliation;
using AccessSlack.Tracking;

namespace AccessSlack.Hosting;

/// <summary>Runs the watcher in the background for as long as the daemon runs.</summary>
internal sealed class WatchLoop(Watcher watcher, StopSignal stop, DefectHandler onDefect) : IAsyncDisposable
{
    private Task _running = Task.CompletedTask;

    /// <summary>See <see cref="Watcher.Connected"/>.</summary>
    public Task Connected => watcher.Connected;

    public void Start() => _running = RunAsync();

    public async Task StopAsync()
    {
        await stop.StopAsync();
        await _running;
    }

    /// <summary>
    /// If the start failed after this service, for example because the address is in use, the host disposes it without
    /// stopping it.
    /// </summary>
    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task RunAsync()
    {
        try
        {
            await watcher.RunAsync(stop.Token);
        }
        catch (Exception defect) when (defect is not OperationCanceledException)
        {
            onDefect(defect); // a top loop that ends takes the process with it
        }
    }
}
