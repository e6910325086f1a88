using AccessSlack.Teleport.Connections;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace AccessSlack.Teleport.Calls;

/// <summary>
/// Enforces deadlines by our own clock. The library's deadline follows the wall clock, which a test cannot advance and
/// an administrator can change. Covers unary and server-streaming calls, the only kinds we make.
/// </summary>
internal sealed class CallDeadlines(TimeProvider time, PeerActivity peer) : Interceptor
{
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request,
        ClientInterceptorContext<TRequest, TResponse> context,
        AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        var (call, limit) = Start(context, limited => continuation(request, limited));
        var answer = limit.WatchAsync(call.ResponseAsync);
        return new(answer, call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, () => End(call, limit));
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        TRequest request,
        ClientInterceptorContext<TRequest, TResponse> context,
        AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        var (call, limit) = Start(context, limited => continuation(request, limited));
        var stream = new LimitedStream<TResponse>(call.ResponseStream, limit);
        return new(stream, call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, () => End(call, limit));
    }

    private (TCall Call, CallLimit Limit) Start<TRequest, TResponse, TCall>(
        ClientInterceptorContext<TRequest, TResponse> context,
        Func<ClientInterceptorContext<TRequest, TResponse>, TCall> start)
        where TRequest : class
        where TResponse : class
    {
        var limit = new CallLimit(context.Options, time, peer);
        try
        {
            return (start(new(context.Method, context.Host, limit.Options)), limit);
        }
        catch
        {
            limit.Dispose();
            throw;
        }
    }

    private static void End(IDisposable call, CallLimit limit)
    {
        call.Dispose();
        limit.Dispose();
    }

    private sealed class LimitedStream<T>(IAsyncStreamReader<T> stream, CallLimit limit) : IAsyncStreamReader<T>
    {
        public T Current => stream.Current;

        public Task<bool> MoveNext(CancellationToken cancellationToken) =>
            limit.WatchAsync(stream.MoveNext(cancellationToken));
    }
}
