using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <summary>One call from its request to its outcome. The first outcome stays, whatever happens after it.</summary>
internal sealed class GrpcCall<TRequest, TResponse> : IDisposable
    where TRequest : class
    where TResponse : class
{
    private readonly GrpcChannel _channel;
    private readonly Method<TRequest, TResponse> _method;
    private readonly CallOptions _options;
    private readonly DeadlineTimer _deadline;
    private readonly CancellationTokenRegistration _cancellation;
    private readonly TaskCompletionSource<Metadata> _headers = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Never disposed: the deadline may cancel it at the very moment the caller disposes the call, and without a timer it holds nothing.
    private readonly CancellationTokenSource _stop = new();
    private HttpResponseMessage? _response;
    private Outcome? _outcome;

    public GrpcCall(GrpcChannel channel, Method<TRequest, TResponse> method, CallOptions options)
    {
        (_channel, _method, _options) = (channel, method, options);
        HttpCallInvoker.Observe(_headers.Task);
        _deadline = new DeadlineTimer(options.Deadline, channel.TimeProvider, () => Finish(DeadlineExceeded));
        _deadline.Start();
        _cancellation = options.CancellationToken.UnsafeRegister(static call => ((GrpcCall<TRequest, TResponse>)call!).Cancel(), this);
        // Deadline and token may have ended the call before there was a registration to release.
        if (_outcome is not null) Release();
    }

    public Task<Metadata> HeadersAsync => _headers.Task;

    private static Status DeadlineExceeded => new(StatusCode.DeadlineExceeded, "The deadline passed before the call was complete.");

    public Status GetStatus() => Ended.Status;

    public Metadata GetTrailers() => Ended.Trailers;

    private Outcome Ended => _outcome ?? throw new InvalidOperationException("The call has not ended.");

    public async Task<TResponse> UnaryAsync(TRequest request)
    {
        try
        {
            TResponse? answer = null;
            if (await OpenAsync(request) is { } reader)
            {
                answer = await ReadAsync(reader);
                if (answer is not null) await ExpectEndAsync(reader);
                FinishByTrailers(answer);
            }

            ThrowIfFailed();
            return answer!;
        }
        catch (Exception exception)
        {
            throw Fail(exception);
        }
    }

    public ResponseStream<TResponse> Stream(TRequest request)
    {
        var opening = OpenAsync(request);
        HttpCallInvoker.Observe(opening);
        return new ResponseStream<TResponse>(cancel => NextAsync(opening, cancel));
    }

    public void Dispose() => Finish(new Status(StatusCode.Cancelled, "The call was disposed."));

    private void Cancel() => Finish(new Status(StatusCode.Cancelled, "The call was cancelled by the client."));

    /// <summary>Sends the request and reads the headers. Null when the headers already ended the call.</summary>
    private async Task<MessageReader?> OpenAsync(TRequest request)
    {
        try
        {
            ThrowIfFailed();
            using var message = RequestMessage.Create(_channel.AddressOf(_method.FullName), _method.RequestMarshaller, request, _options.Headers, _deadline.Remaining);
            var response = await _channel.Invoker.SendAsync(message, _stop.Token);
            Attach(response);
            var metadata = MetadataHeaders.Read(response.Headers);
            if (ResponseStatus.InHeaders(response) is { } status)
            {
                if (status.StatusCode == StatusCode.OK) _headers.TrySetResult([]);
                Finish(WithAnswer(status, null), metadata);
                return null;
            }

            _headers.TrySetResult(metadata);
            return new MessageReader(await response.Content.ReadAsStreamAsync(_stop.Token), _channel.MaxReceiveMessageSize);
        }
        catch (Exception exception)
        {
            throw Fail(exception);
        }
    }

    private async Task<TResponse?> NextAsync(Task<MessageReader?> opening, CancellationToken cancel)
    {
        using var registration = cancel.UnsafeRegister(static call => ((GrpcCall<TRequest, TResponse>)call!).Cancel(), this);
        try
        {
            var reader = await opening;
            if (_outcome is null && await ReadAsync(reader!) is { } message) return message;
            if (_outcome is null) FinishByTrailers(null);
            ThrowIfFailed();
            return null;
        }
        catch (Exception exception)
        {
            throw Fail(exception);
        }
    }

    private async ValueTask<TResponse?> ReadAsync(MessageReader reader)
    {
        using var payload = await reader.ReadAsync(_stop.Token);
        return payload is null ? null : Deserialize(payload);
    }

    private TResponse Deserialize(MessagePayload payload)
    {
        try
        {
            return _method.ResponseMarshaller.ContextualDeserializer(payload);
        }
        catch (Exception exception)
        {
            // Protobuf's own exception is an IOException: left alone it would look like a lost connection.
            throw new RpcException(new Status(StatusCode.Internal, $"The message could not be read: {exception.Message}", exception));
        }
    }

    private async ValueTask ExpectEndAsync(MessageReader reader)
    {
        using var more = await reader.ReadAsync(_stop.Token);
        if (more is not null) throw new RpcException(new Status(StatusCode.Internal, "The server sent more than one message."));
    }

    /// <summary>Ends the call after its body was read to the end: only then are there trailers.</summary>
    private void FinishByTrailers(TResponse? answer) =>
        Finish(WithAnswer(ResponseStatus.InTrailers(_response!), answer), MetadataHeaders.Read(_response!.TrailingHeaders));

    private Status WithAnswer(Status status, TResponse? answer) =>
        _method.Type == MethodType.Unary && status.StatusCode == StatusCode.OK && answer is null
            ? new Status(StatusCode.Internal, "The server sent OK without a message.")
            : status;

    private void Attach(HttpResponseMessage response)
    {
        Interlocked.Exchange(ref _response, response);
        // Whoever ended the call meanwhile saw no response to dispose.
        if (_outcome is not null) response.Dispose();
    }

    private RpcException Fail(Exception exception)
    {
        Finish(exception is RpcException failed ? failed.Status : FailureStatus.Of(exception));
        return new RpcException(Ended.Status, Ended.Trailers);
    }

    private void ThrowIfFailed()
    {
        if (_outcome is { Status.StatusCode: not StatusCode.OK } failed) throw new RpcException(failed.Status, failed.Trailers);
    }

    private void Finish(Status status, Metadata? trailers = null)
    {
        // The server counts the deadline as well, and its CANCELLED may be faster than our timer.
        var late = status.StatusCode == StatusCode.Cancelled && _deadline.IsPast;
        var outcome = new Outcome(late ? DeadlineExceeded : status, trailers ?? []);
        if (Interlocked.CompareExchange(ref _outcome, outcome, null) is not null) return;
        _headers.TrySetException(new RpcException(outcome.Status, outcome.Trailers));
        Release();
    }

    /// <summary>Before the headers the token resets the HTTP/2 stream, after them only disposing the response does.</summary>
    private void Release()
    {
        _deadline.Dispose();
        _cancellation.Unregister();
        _stop.Cancel();
        _response?.Dispose();
    }

    private sealed record Outcome(Status Status, Metadata Trailers);
}
