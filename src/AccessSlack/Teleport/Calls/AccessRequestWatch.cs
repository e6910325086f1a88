using System.Runtime.CompilerServices;
using AccessSlack.Teleport.Connections;
using AccessSlack.Teleport.Protocol;
using Grpc.Core;

namespace AccessSlack.Teleport.Calls;

/// <summary>Watches access requests, and Access Monitoring Rules beside them.</summary>
internal sealed class AccessRequestWatch(
    TeleportCalls calls,
    ClusterCalls cluster,
    UnusableRequests unusable,
    TimeProvider time
)
{
    private const string CallName = "WatchEvents";

    /// <summary>Older servers refuse the whole watch if they refuse one of its kinds.</summary>
    private const int FirstWithPartialWatch = 13;

    private const int FirstWithRules = 15;

    private static readonly TimeSpan InitTime = TimeSpan.FromSeconds(15);

    public async IAsyncEnumerable<TeleportEvent> WatchAsync(
        WatchScope scope,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        // The server may be another one with every watch.
        var major = scope == WatchScope.Requests ? 0 : (await cluster.PingAsync(cancel)).Major;
        var connection = calls.Connection;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel, connection.Retired);
        using var open = await OpenAsync(connection, major >= FirstWithPartialWatch, end.Token, cancel);
        if (open is null) yield break;
        yield return new TeleportEvent.Watching { Rules = SupportOf(scope, major, open) };
        while (await NextAsync(open.Call.ResponseStream, connection, cancel))
        {
            var message = open.Call.ResponseStream.Current;
            var change =
                AccessRequestMapper.ToEvent(message, connection.Subject.User) ?? MonitoringRuleMapper.ToEvent(message);
            if (change is not (null or TeleportEvent.Watching)) yield return change;
            else if (message.AccessRequest is not null) unusable.Report();
        }
    }

    /// <exception cref="TeleportException">A watch cannot be started.</exception>
    public async Task VerifyAsync(CancellationToken cancel)
    {
        await using var watch = WatchAsync(WatchScope.Requests, cancel).GetAsyncEnumerator(cancel);
        if (!await watch.MoveNextAsync()) throw Unconfirmed("did not begin");
    }

    private static RuleSupport SupportOf(WatchScope scope, int major, OpenWatch open) => scope switch
    {
        WatchScope.Requests => RuleSupport.NotAsked,
        _ when open.HasRules => RuleSupport.Watched,
        _ => major < FirstWithRules ? RuleSupport.NotKnown : RuleSupport.NotPermitted,
    };

    /// <summary>
    /// Null if the connection was replaced meanwhile. If both kinds cannot be had, requests alone are asked for: then
    /// the refusal says what is missing for them.
    /// </summary>
    private async Task<OpenWatch?> OpenAsync(
        Connection connection,
        bool withRules,
        CancellationToken end,
        CancellationToken cancel
    )
    {
        if (withRules)
        {
            try
            {
                if (await BeginAsync(connection, BothKinds(), end, cancel) is not { } both) return null;
                if (both.HasRequests) return both;
                both.Dispose();
            }
            catch (TeleportException e) when (e.Failure is TeleportFailure.NotPermitted or TeleportFailure.Refused)
            {
                // the next one says more
            }
        }

        return await BeginAsync(connection, RequestsOnly(), end, cancel);
    }

    /// <summary>No filter: it would hide the resolution of a request (docs/protocols/teleport.md 4.1).</summary>
    private static Watch RequestsOnly() => new() { Kinds = { new WatchKind { Kind = AccessRequestMapper.Kind } } };

    private static Watch BothKinds()
    {
        var watch = RequestsOnly();
        watch.Kinds.Add(new WatchKind { Kind = MonitoringRuleMapper.Kind });
        watch.AllowPartialSuccess = true;
        return watch;
    }

    /// <summary>Null if the connection was replaced meanwhile.</summary>
    private async Task<OpenWatch?> BeginAsync(
        Connection connection,
        Watch watch,
        CancellationToken end,
        CancellationToken cancel
    )
    {
        var reads = connection.Peer.Reads;
        var call = connection.Client.WatchEvents(watch, cancellationToken: end);
        OpenWatch? open = null;
        try
        {
            if (await InitAsync(call.ResponseStream, connection, reads, cancel))
                open = OpenWatch.Of(call, watch, call.ResponseStream.Current);
            return open;
        }
        finally
        {
            if (open is null) call.Dispose();
        }
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

    /// <summary>A watch after its INIT, which names the kinds that it brings; without a status, all of them.</summary>
    private sealed record OpenWatch(AsyncServerStreamingCall<Event> Call, bool HasRequests, bool HasRules) : IDisposable
    {
        public static OpenWatch Of(AsyncServerStreamingCall<Event> call, Watch watch, Event init)
        {
            var kinds = (init.WatchStatus?.Spec?.Kinds ?? watch.Kinds).Select(kind => kind.Kind).ToHashSet();
            return new(
                call,
                kinds.Contains(AccessRequestMapper.Kind),
                watch.AllowPartialSuccess && kinds.Contains(MonitoringRuleMapper.Kind)
            );
        }

        public void Dispose() => Call.Dispose();
    }
}
