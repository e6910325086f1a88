using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Teleport.Calls;

/// <summary>
/// One DEBUG line for each call when it ends: its name, outcome and duration, never its content. Covers unary and
/// server-streaming calls, the only kinds we make.
/// </summary>
internal sealed partial class CallLog(TimeProvider time, ILogger logger) : Interceptor
{
    private const string Ok = "OK";
    private const string Left = "ended by us";

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request,
        ClientInterceptorContext<TRequest, TResponse> context,
        AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        var done = Begin(context.Method.Name);
        var call = continuation(request, context);
        return new(
            WatchAsync(call.ResponseAsync, done),
            call.ResponseHeadersAsync,
            call.GetStatus,
            call.GetTrailers,
            call.Dispose
        );
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        TRequest request,
        ClientInterceptorContext<TRequest, TResponse> context,
        AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        var done = Begin(context.Method.Name);
        var call = continuation(request, context);
        return new(
            new LoggedStream<TResponse>(call.ResponseStream, done),
            call.ResponseHeadersAsync,
            call.GetStatus,
            call.GetTrailers,
            () =>
            {
                call.Dispose();
                done(Left);
            }
        );
    }

    /// <returns>To be called with the outcome; only the first counts.</returns>
    private Action<string> Begin(string call)
    {
        var (began, isOpen) = (time.GetTimestamp(), 1);
        return outcome =>
        {
            if (Interlocked.Exchange(ref isOpen, 0) == 1)
                Log.Ended(logger, call, outcome, (long)time.GetElapsedTime(began).TotalMilliseconds);
        };
    }

    private static async Task<T> WatchAsync<T>(Task<T> answer, Action<string> done)
    {
        try
        {
            var value = await answer;
            done(Ok);
            return value;
        }
        catch (RpcException failure)
        {
            done($"{failure.StatusCode}");
            throw;
        }
    }

    private sealed class LoggedStream<T>(IAsyncStreamReader<T> stream, Action<string> done) : IAsyncStreamReader<T>
    {
        public T Current => stream.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            try
            {
                var isMore = await stream.MoveNext(cancellationToken);
                if (!isMore) done(Ok);
                return isMore;
            }
            catch (RpcException failure)
            {
                done($"{failure.StatusCode}");
                throw;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 2580,
            Level = LogLevel.Debug,
            Message = "Called Teleport: {Call}, {Outcome}, {Milliseconds} ms"
        )]
        public static partial void Ended(ILogger logger, string call, string outcome, long milliseconds);
    }
}
