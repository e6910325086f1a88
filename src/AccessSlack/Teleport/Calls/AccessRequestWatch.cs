using System.Runtime.CompilerServices;
using AccessSlack.Teleport.Connections;
using AccessSlack.Teleport.Protocol;
using Grpc.Core;

namespace AccessSlack.Teleport.Calls;

/// <summary>Watches access requests.</summary>
internal sealed class AccessRequestWatch(TeleportCalls calls, UnusableRequests unusable, TimeProvider time)
{
    private const string CallName = "WatchEvents";

    private static readonly TimeSpan InitTime = TimeSpan.FromSeconds(15);

    public async IAsyncEnumerable<TeleportEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var connection = calls.Connection;
        var reads = connection.Peer.Reads;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel, connection.Retired);
        // No filter: it would hide the resolution of a request (docs/protocols/teleport.md 4.1).
        var watch = new Watch { Kinds = { new WatchKind { Kind = AccessRequestMapper.Kind } } };
        using var call = connection.Client.WatchEvents(watch, cancellationToken: end.Token);
        if (!await InitAsync(call.ResponseStream, connection, reads, cancel)) yield break;
        yield return new TeleportEvent.Watching();
        while (await NextAsync(call.ResponseStream, connection, cancel))
        {
            var message = call.ResponseStream.Current;
            if (AccessRequestMapper.ToEvent(message, connection.Subject.User) is { } change
                and not TeleportEvent.Watching)
                yield return change;
            else if (message.AccessRequest is not null) unusable.Report();
        }
    }

    /// <exception cref="TeleportException">A watch cannot be started.</exception>
    public async Task VerifyAsync(CancellationToken cancel)
    {
        await using var watch = WatchAsync(cancel).GetAsyncEnumerator(cancel);
        if (!await watch.MoveNextAsync()) throw Unconfirmed("did not begin");
    }

    /// <summary>False if the connection was replaced meanwhile.</summary>
    private async Task<bool> InitAsync(
        IAsyncStreamReader<Event> stream,
        Connection connection,
        long readsBefore,
        CancellationToken cancel
    )
    {
        using var wait = new CancellationTokenSource(InitTime, time);
        try
        {
            if (!await stream.MoveNext(wait.Token)) throw Unconfirmed("ended it before confirming it");
            return stream.Current.Type == Operation.Init
                ? true
                : throw calls.Unexpected("a watch began without INIT");
        }
        catch (RpcException exception)
        {
            cancel.ThrowIfCancellationRequested();
            if (wait.IsCancellationRequested) connection.Peer.TimedOut(readsBefore);
            if (connection.Retired.IsCancellationRequested) return false;
            throw wait.IsCancellationRequested
                ? Unconfirmed($"did not confirm it within {InitTime.TotalSeconds} s")
                : calls.Failure(exception, CallName, connection, cancel);
        }
    }

    /// <summary>False if the stream ended, or the connection was replaced.</summary>
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
            throw calls.BrokenWatch(exception, CallName, connection);
        }
    }

    private TeleportException Unconfirmed(string what) =>
        new(TeleportFailure.Unreachable, $"Teleport at {calls.Address} was asked to watch access requests and {what}");
}
