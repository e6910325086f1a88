using System.Collections.Immutable;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;
using AccessSlack.Teleport;
using AccessSlack.Tracking;

namespace AccessSlack.Reconciliation.Details;

/// <summary>What is known about the resources of a request.</summary>
/// <param name="Found">With all their labels.</param>
/// <param name="IsComplete">Whether all are found: only then something can be said about the labels of each.</param>
internal sealed record ResourceLookup(ImmutableArray<ResourceDescription> Found, bool IsComplete);

/// <summary>
/// Looks requested resources up, for all who need names or labels: one look-up at a time for the same resources, whose
/// answer is shared and kept for a while. Each writes a line into Teleport's audit log.
/// </summary>
internal sealed class ResourceNames(
    ITeleport teleport,
    ResourceCache cache,
    ResourceReport report,
    TimeProvider time,
    StopSignal stop
) : IDisposable
{
    /// <summary>Names that come later than this help no one: most requests are decided by then.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>So that a burst of requests does not become a burst of calls.</summary>
    private readonly SemaphoreSlim _places = new(8);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task<ResourceAnswer>> _running = [];
    private int _overdue;

    /// <summary>
    /// Never fails: what cannot be looked up is not found. A canceled wait does not end the look-up, which others may
    /// wait for as well.
    /// </summary>
    public async Task<ResourceLookup> FindAsync(AccessRequest request, CancellationToken cancel)
    {
        ImmutableArray<ResourceId> asked = [.. request.ResourceIds.Distinct()];
        var (known, missing) = cache.Find(asked);
        var answer = missing.IsEmpty ? [] : (await RunAsync(missing).WaitAsync(cancel)).Found;
        ImmutableArray<ResourceDescription> found = [.. known, .. answer];
        return new(found, asked.All(id => found.Any(description => description.Id == id.ToString())));
    }

    /// <summary>
    /// Waits no longer than a message may be delayed, and not at all while another look-up is overdue: a burst of
    /// requests that all wait would fill the queue, and delay messages further.
    /// </summary>
    /// <returns>Null if there is no answer by then. The look-up goes on.</returns>
    public async Task<ResourceLookup?> InTimeAsync(Task<ResourceLookup> lookup, CancellationToken cancel)
    {
        try
        {
            var limit = Volatile.Read(ref _overdue) > 0 ? TimeSpan.Zero : RequestDetailsFinder.Longest;
            return await lookup.WaitAsync(limit, time, cancel);
        }
        catch (TimeoutException)
        {
            _ = CountAsOverdueAsync(lookup);
            return null;
        }
    }

    public void Dispose() => _places.Dispose();

    private async Task CountAsOverdueAsync(Task lookup)
    {
        Interlocked.Increment(ref _overdue);
        await lookup.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Interlocked.Decrement(ref _overdue);
    }

    private Task<ResourceAnswer> RunAsync(ImmutableArray<ResourceId> missing)
    {
        var key = string.Concat(missing.Select(KeyOf));
        lock (_lock)
        {
            if (_running.TryGetValue(key, out var running)) return running;
            // The answer may be there at once, and then nothing is left to share.
            var started = LookUpAsync(key, missing);
            if (!started.IsCompleted) _running[key] = started;
            return started;
        }
    }

    private static string KeyOf(ResourceId id) =>
        string.Concat(new[] { id.Cluster, id.Kind, id.Name, id.SubResource }.Select(part => $"{part.Length}:{part}"));

    private async Task<ResourceAnswer> LookUpAsync(string key, ImmutableArray<ResourceId> missing)
    {
        try
        {
            return await AskAsync(missing);
        }
        finally
        {
            lock (_lock) _running.Remove(key);
        }
    }

    private async Task<ResourceAnswer> AskAsync(ImmutableArray<ResourceId> missing)
    {
        using var limit = new CancellationTokenSource(Longest, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop.Token);
        try
        {
            await _places.WaitAsync(end.Token);
            try
            {
                var answer = await teleport.DescribeResourcesAsync(missing, end.Token);
                cache.Add(missing, answer);
                report.Failed(answer.Failures);
                return answer;
            }
            finally
            {
                _places.Release();
            }
        }
        catch (OperationCanceledException)
        {
            return new([], []);
        }
    }
}
