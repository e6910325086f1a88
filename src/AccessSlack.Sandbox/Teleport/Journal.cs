using Google.Protobuf;

namespace AccessSlack.Sandbox.Teleport;

/// <summary>What reached the simulator, and what a real server would reject or a test did not expect.</summary>
internal sealed class Journal(Cluster cluster)
{
    private readonly Lock _lock = new();
    private readonly List<TeleportCall> _calls = [];
    private readonly List<string> _unexpected = [];
    private readonly List<string> _complaints = [];

    public IReadOnlyList<TeleportCall> Calls { get { lock (_lock) return [.. _calls]; } }

    public IReadOnlyList<string> Unexpected { get { lock (_lock) return [.. _unexpected]; } }

    public IReadOnlyList<string> Complaints { get { lock (_lock) return [.. _complaints]; } }

    public void Called(string rpc, string user, IMessage request)
    {
        lock (_lock) _calls.Add(new TeleportCall(_calls.Count + 1, cluster.Now, rpc, user, request));
        cluster.Touch();
    }

    public void CalledUnknown(string path)
    {
        lock (_lock) _unexpected.Add(path);
        cluster.Touch();
    }

    public void Complain(string what)
    {
        lock (_lock) _complaints.Add(what);
        cluster.Touch();
    }
}
