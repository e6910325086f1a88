using System.Threading.Channels;

namespace AccessSlack.Sandbox;

/// <summary>Waits for a condition without sleeping, by checking it after every change.</summary>
internal static class Expectation
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <param name="condition">
    /// Evaluated here and not in the handler, where an exception would hit the call that caused the change.
    /// </param>
    /// <param name="subscribe">Adds a handler that is called after every change.</param>
    /// <param name="unsubscribe">Removes it.</param>
    /// <exception cref="OperationCanceledException">It did not hold within 30 seconds of real time.</exception>
    public static async Task HoldsAsync(
        Func<bool> condition,
        Action<EventHandler> subscribe,
        Action<EventHandler> unsubscribe
    )
    {
        var changes = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
        );
        void Note(object? sender, EventArgs change) => changes.Writer.TryWrite(true);
        using var limit = new CancellationTokenSource(Limit);
        subscribe(Note);
        try
        {
            while (!condition()) await changes.Reader.ReadAsync(limit.Token);
        }
        finally
        {
            unsubscribe(Note);
        }
    }
}
