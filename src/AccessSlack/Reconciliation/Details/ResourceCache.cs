using System.Collections.Immutable;
using AccessSlack.Requests.Resources;
using AccessSlack.Teleport;
using AccessSlack.Tracking;

namespace AccessSlack.Reconciliation.Details;

/// <summary>What Teleport told about resources lately. A reload empties it. Thread-safe.</summary>
internal sealed class ResourceCache(CurrentPolicy policy, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    /// <summary>Of resources that were not shown: the role may be about to be corrected.</summary>
    private static readonly TimeSpan AbsentKept = TimeSpan.FromMinutes(1);

    /// <summary>In characters of ids, names and labels: some 16 MB.</summary>
    private const int MaxSize = 8 * 1024 * 1024;

    /// <summary>What an entry takes beside its texts.</summary>
    private const int EntrySize = 200;

    private readonly Lock _lock = new();
    private readonly Dictionary<ResourceId, Entry> _entries = [];
    private readonly Queue<(ResourceId Id, Entry Entry)> _order = [];
    private ResourceSettings? _settings;
    private int _size;

    /// <summary>What is known, and what has to be looked up.</summary>
    public (ImmutableArray<ResourceDescription> Known, ImmutableArray<ResourceId> Missing) Find(
        ImmutableArray<ResourceId> asked
    )
    {
        lock (_lock)
        {
            EmptyAfterReload();
            var now = time.GetUtcNow();
            ImmutableArray<ResourceDescription> known =
                [.. asked.Select(id => Fresh(id, now)?.Description).OfType<ResourceDescription>()];
            return (known, asked.RemoveAll(id => Fresh(id, now) is not null));
        }
    }

    /// <summary>Whether a resource is absent is known only where its look-up succeeded.</summary>
    public void Add(ImmutableArray<ResourceId> asked, ResourceAnswer answer)
    {
        lock (_lock)
        {
            EmptyAfterReload();
            // A request may name a resource with its cluster and without: two ids that are written alike.
            var found = answer.Found
                .DistinctBy(description => description.Id)
                .ToDictionary(description => description.Id, StringComparer.Ordinal);
            foreach (var id in asked)
            {
                if (found.TryGetValue(id.ToString(), out var description)) Add(id, description, Kept);
                else if (answer.Failures.All(failure => failure.Failure == TeleportFailure.NothingShown))
                    Add(id, null, AbsentKept);
            }

            while (_size > MaxSize) RemoveOldest();
        }
    }

    private void EmptyAfterReload()
    {
        if (ReferenceEquals(policy.Now.Resources, _settings)) return;
        (_settings, _size) = (policy.Now.Resources, 0);
        _entries.Clear();
        _order.Clear();
    }

    private Entry? Fresh(ResourceId id, DateTimeOffset now) =>
        _entries.TryGetValue(id, out var entry) && now < entry.Until ? entry : null;

    private void Add(ResourceId id, ResourceDescription? description, TimeSpan kept)
    {
        var entry = new Entry(description, time.GetUtcNow() + kept);
        _entries[id] = entry;
        _order.Enqueue((id, entry));
        _size += SizeOf(id, entry);
    }

    /// <summary>An entry that a newer one has replaced is still counted until its turn comes.</summary>
    private void RemoveOldest()
    {
        var (id, entry) = _order.Dequeue();
        _size -= SizeOf(id, entry);
        if (_entries.TryGetValue(id, out var present) && ReferenceEquals(present, entry)) _entries.Remove(id);
    }

    private static int SizeOf(ResourceId id, Entry entry) =>
        EntrySize
        + id.Cluster.Length + id.Kind.Length + id.Name.Length + id.SubResource.Length
        + (entry.Description is { } description
            ? description.Id.Length
                + description.Name.Length
                + description.Labels.Sum(label => label.Key.Length + label.Value.Length + EntrySize)
            : 0);

    private sealed record Entry(ResourceDescription? Description, DateTimeOffset Until);
}
