using System.Text;
using AccessSlack.Requests;
using AccessSlack.Requests.Serialization;
using AccessSlack.Teleport;
using Moq;

namespace AccessSlack.Tests.Samples;

/// <summary>
/// Plugin data with Teleport's compare-and-swap, for the requests of one test. Its calls are asynchronous methods, so
/// that a failure is the task's and not the caller's.
/// </summary>
internal sealed class PluginDataInMemory
{
    private readonly Dictionary<string, Dictionary<string, string>> _entries = [];
    private readonly Queue<Action> _beforeWrites = [];
    private readonly Queue<TeleportFailure> _failedReads = [];
    private readonly Queue<TeleportFailure> _failedReadsOfAll = [];

    /// <summary>Writes that were asked for, whether or not they succeeded.</summary>
    public int Writes { get; private set; }

    /// <summary>Of one request; whether or not they succeeded.</summary>
    public int Reads { get; private set; }

    public int ReadsOfAll { get; private set; }

    /// <summary>The ledger of <see cref="Some.RequestId"/>; setting it is another replica's write.</summary>
    public Ledger? Ledger
    {
        get => _entries.TryGetValue(Some.RequestId, out var data) ? Codec.Read(data) : null;
        set => Put(Some.RequestId, value!);
    }

    public void Put(string id, Ledger ledger) => PutRaw(id, LedgerCodec.Write(ledger, id, Some.Seal));

    public void PutRaw(string id, Dictionary<string, string> data) => _entries[id] = data;

    /// <summary>
    /// Runs once, before the next write; of several, each runs before a write of its own. It may throw.
    /// </summary>
    public void BeforeWrite(Action action) => _beforeWrites.Enqueue(action);

    /// <summary>Another replica writes first: the next write finds its ledger instead of what it expects.</summary>
    public void LoseRaceTo(Ledger theirs) => BeforeWrite(() => Ledger = theirs);

    public void FailWrite(TeleportFailure failure) =>
        BeforeWrite(() => throw new TeleportException(failure, "the write failed"));

    public void FailRead(TeleportFailure failure) => _failedReads.Enqueue(failure);

    public void FailReadOfAll(TeleportFailure failure) => _failedReadsOfAll.Enqueue(failure);

    public void Answer(Mock<ITeleport> teleport)
    {
        teleport
            .Setup(server => server.ReadPluginDataAsync(It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .Returns((string id, CancellationToken _) => ReadAsync(id));
        teleport
            .Setup(server => server.ReadAllPluginDataAsync(It.IsAny<CancellationToken>()))
            .Returns(ReadAllAsync);
        teleport
            .Setup(server => server.WritePluginDataAsync(
                It.IsAny<string>(),
                It.IsAny<IReadOnlyDictionary<string, string>>(),
                It.IsAny<IReadOnlyDictionary<string, string>>(),
                It.IsAny<CancellationToken>()
            ))
            .Returns(WriteAsync);
    }

    private async Task<IReadOnlyDictionary<string, string>?> ReadAsync(string id)
    {
        await Task.CompletedTask;
        Reads++;
        ThrowNext(_failedReads);
        return _entries.GetValueOrDefault(id);
    }

    private async Task<PluginDataSnapshot> ReadAllAsync()
    {
        await Task.CompletedTask;
        ReadsOfAll++;
        ThrowNext(_failedReadsOfAll);
        return new(
            _entries.Keys.ToDictionary(id => id, id => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(id))),
            id => _entries[Encoding.UTF8.GetString(id.Span)]
        );
    }

    private static void ThrowNext(Queue<TeleportFailure> failures)
    {
        if (failures.TryDequeue(out var failure)) throw new TeleportException(failure, "the read failed");
    }

    private async Task WriteAsync(
        string id,
        IReadOnlyDictionary<string, string> set,
        IReadOnlyDictionary<string, string> expect,
        CancellationToken cancel
    )
    {
        await Task.CompletedTask;
        Writes++;
        if (_beforeWrites.TryDequeue(out var before)) before();
        cancel.ThrowIfCancellationRequested();
        var entry = _entries.GetValueOrDefault(id) ?? [];
        if (expect.Count == 0 || expect.Any(pair => entry.GetValueOrDefault(pair.Key, "") != pair.Value))
            throw new TeleportException(TeleportFailure.Conflict, "another replica wrote first");
        _entries[id] = entry.Concat(set)
            .GroupBy(pair => pair.Key, pair => pair.Value)
            .Where(values => values.Last().Length > 0)
            .ToDictionary(values => values.Key, values => values.Last());
    }
}
