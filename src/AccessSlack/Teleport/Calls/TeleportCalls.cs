using AccessSlack.Teleport.Connections;
using AccessSlack.Teleport.Protocol;
using Grpc.Core;

namespace AccessSlack.Teleport.Calls;

/// <summary>
/// What all calls share: the current connection, a deadline, and the translation of failures to <see
/// cref="TeleportException"/>.
/// </summary>
internal sealed class TeleportCalls(string address, CurrentConnection connection, TimeProvider time)
{
    /// <summary>For calls that return everything, which takes time in a large cluster.</summary>
    public static readonly TimeSpan LongestTime = TimeSpan.FromSeconds(60);

    /// <summary>For any other call.</summary>
    public static readonly TimeSpan UsualTime = TimeSpan.FromSeconds(10);

    /// <summary>As configured.</summary>
    public string Address => address;

    public Connection Connection => connection.Value;

    public Task<T> CallAsync<T>(
        string name,
        Func<AuthService.AuthServiceClient, CallOptions, AsyncUnaryCall<T>> start,
        CancellationToken cancel,
        DecisionContext? decision = null
    ) => CallAsync(name, start, UsualTime, cancel, decision);

    public Task<T> CallAsync<T>(
        string name,
        Func<AuthService.AuthServiceClient, CallOptions, AsyncUnaryCall<T>> start,
        TimeSpan limit,
        CancellationToken cancel,
        DecisionContext? decision = null
    ) => CallAsync(Connection, name, (used, options) => start(used.Client, options), limit, cancel, decision);

    /// <summary>A call on a certain connection, whose server may differ from that of the next one.</summary>
    public async Task<T> CallAsync<T>(
        Connection used,
        string name,
        Func<Connection, CallOptions, AsyncUnaryCall<T>> start,
        TimeSpan limit,
        CancellationToken cancel,
        DecisionContext? decision = null
    )
    {
        try
        {
            using var call = start(used, Options(limit, cancel));
            return await call;
        }
        catch (RpcException exception)
        {
            throw Failure(exception, name, used, cancel, decision);
        }
    }

    public CallOptions Options(TimeSpan limit, CancellationToken cancel) =>
        new(deadline: time.GetUtcNow().UtcDateTime + limit, cancellationToken: cancel);

    /// <summary>The exception to throw for a failed call.</summary>
    public Exception Failure(
        RpcException exception,
        string call,
        Connection used,
        CancellationToken cancel,
        DecisionContext? decision = null
    ) =>
        cancel.IsCancellationRequested
            ? new OperationCanceledException(cancel)
            : Renewed(
                TeleportFailures.Of(exception, call, address, used.Explain(exception.Status, call), decision),
                used
            );

    /// <inheritdoc cref="TeleportFailures.OfBrokenWatch"/>
    public TeleportException BrokenWatch(RpcException exception, string call, Connection used) =>
        Renewed(TeleportFailures.OfBrokenWatch(exception, call, address), used);

    /// <summary>
    /// Credentials that are refused may have been renewed on disk since the files were last looked at. Then the cure is
    /// already in place, and the next try is what helps.
    /// </summary>
    private TeleportException Renewed(TeleportException failure, Connection used) =>
        failure.Failure == TeleportFailure.CredentialsRefused && connection.TryRenew(used)
            ? new TeleportException(
                TeleportFailure.Unreachable,
                $"Teleport at {address} did not accept the earlier credentials; new ones are in use now",
                failure
            )
            : failure;

    /// <summary>For an answer that violates the protocol.</summary>
    public TeleportException Unexpected(string what) =>
        new(TeleportFailure.Unexpected, $"Teleport at {address} failed unexpectedly ({what})");
}
