using System.Runtime.CompilerServices;
using AccessSlack.Teleport.Calls;
using AccessSlack.Teleport.Connections;
using AccessSlack.Teleport.Protocol;
using Grpc.Core;

namespace AccessSlack.Teleport;

internal sealed partial class TeleportClient
{
    public async IAsyncEnumerable<TeleportEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var connection = _connection;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel, connection.Retired);
        // No filter: with one, the resolution of a request would not be seen (docs/protocols/teleport.md 4.1).
        var watch = new Watch { Kinds = { new WatchKind { Kind = AccessRequestMapper.Kind } } };
        using var call = connection.Client.WatchEvents(watch, cancellationToken: end.Token);
        if (!await InitAsync(call.ResponseStream, connection, cancel)) yield break;
        yield return new TeleportEvent.Watching();
        while (await NextAsync(call.ResponseStream, connection, cancel))
        {
            var message = call.ResponseStream.Current;
            if (AccessRequestMapper.ToEvent(message) is { } change and not TeleportEvent.Watching) yield return change;
            else if (message.AccessRequest is not null) Skip();
        }
    }

    /// <summary>
    /// The watch fails without <c>read</c>; without <c>list</c> only our own requests, of which there are none, and
    /// reviewable ones are listed.
    /// </summary>
    public async Task VerifyVisibilityAsync(CancellationToken cancel)
    {
        await using (var watch = WatchAsync(cancel).GetAsyncEnumerator(cancel))
            if (!await watch.MoveNextAsync()) throw Unconfirmed("did not begin");
        await foreach (var _ in QueryAsync(new AccessRequestFilter(), ListTime, cancel)) return;
        throw new TeleportException(
            TeleportFailure.NotPermitted,
            $"Teleport at {_address} shows no access request at all. Either there is none, or the plugin's user has " +
            "no role with access_request: [list, read] any more"
        );
    }

    /// <summary>False when the connection was retired meanwhile.</summary>
    private async Task<bool> InitAsync(
        IAsyncStreamReader<Event> stream,
        Connection connection,
        CancellationToken cancel
    )
    {
        using var wait = new CancellationTokenSource(InitTime, _time);
        try
        {
            if (!await stream.MoveNext(wait.Token)) throw Unconfirmed("ended it before confirming it");
            return stream.Current.Type == Operation.Init ? true : throw Surprise("a watch began without INIT");
        }
        catch (RpcException exception)
        {
            cancel.ThrowIfCancellationRequested();
            if (connection.Retired.IsCancellationRequested) return false;
            throw wait.IsCancellationRequested
                ? Unconfirmed($"did not confirm it within {InitTime.TotalSeconds} s")
                : Failed(exception, "WatchEvents", connection, cancel);
        }
    }

    private async Task<bool> NextAsync(
        IAsyncStreamReader<Event> stream,
        Connection connection,
        CancellationToken cancel
    )
    {
        try
        {
            return await stream.MoveNext(CancellationToken.None);
        }
        catch (RpcException exception)
        {
            cancel.ThrowIfCancellationRequested();
            if (connection.Retired.IsCancellationRequested) return false;
            throw TeleportFailures.OfBrokenWatch(exception, "WatchEvents", _address);
        }
    }

    private TeleportException Unconfirmed(string what) =>
        new(TeleportFailure.Unreachable, $"Teleport at {_address} was asked to watch access requests and {what}");
}
