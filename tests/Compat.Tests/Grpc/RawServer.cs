using System.Net;
using AccessSlack.Testing;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Compat.Tests.Grpc;

/// <summary>A server over cleartext HTTP/2 that answers every call with what a test says, byte for byte, and a client for it.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly GrpcChannel _channel;
    private int _calls;

    private RawServer(WebApplication server, GrpcChannel channel) => (_server, _channel) = (server, channel);

    public CallInvoker Client => _channel.CreateCallInvoker();

    public string Address => _server.Urls.Single();

    /// <summary>Calls that arrived.</summary>
    public int Calls => Volatile.Read(ref _calls);

    public static async Task<RawServer> StartAsync(RequestDelegate answer, ManualTime? time = null, int? limit = 4 * 1024 * 1024)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        var server = builder.Build();
        RawServer? self = null;
        server.Run(context =>
        {
            Interlocked.Increment(ref self!._calls);
            return answer(context);
        });
        await server.StartAsync();
        return self = new RawServer(server, GrpcChannel.ForAddress(server.Urls.Single(), new GrpcChannelOptions
        {
            MaxReceiveMessageSize = limit,
            TimeProvider = time ?? TimeProvider.System,
        }));
    }

    public async Task<StringValue> SayAsync(CallOptions options = default, string text = "hello")
    {
        using var call = Client.AsyncUnaryCall(Wire.Say, null, options, Wire.Message(text));
        return await call.ResponseAsync.WaitAsync(Wire.Soon);
    }

    public async Task<Status> SayFailsAsync(CallOptions options = default) =>
        (await Assert.ThrowsAsync<RpcException>(() => SayAsync(options))).Status;

    public AsyncServerStreamingCall<StringValue> Recite(CallOptions options = default) =>
        Client.AsyncServerStreamingCall(Wire.Recite, null, options, Wire.Message("go on"));

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
    }
}

/// <summary>Parts of answers.</summary>
internal static class Answers
{
    /// <summary>A whole answer: messages, then the status in the trailers.</summary>
    public static RequestDelegate Body(byte[] body, string? status = "0", string? message = null, string contentType = "application/grpc") => async context =>
    {
        if (!context.Response.HasStarted) context.Response.ContentType = contentType;
        await context.Response.Body.WriteAsync(body);
        await context.Response.Body.FlushAsync();
        if (status is not null) context.Response.AppendTrailer("grpc-status", status);
        if (message is not null) context.Response.AppendTrailer("grpc-message", message);
    };

    /// <summary>Status in the headers, and nothing else.</summary>
    public static RequestDelegate TrailersOnly(string status, string? message = null, int http = 200) => context =>
    {
        context.Response.StatusCode = http;
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = status;
        if (message is not null) context.Response.Headers["grpc-message"] = message;
        return Task.CompletedTask;
    };

    /// <summary>Sends <paramref name="body"/> and then nothing until the client gives up; tells so through <paramref name="left"/>.</summary>
    public static RequestDelegate ThenSilence(byte[] body, TaskCompletionSource left) => async context =>
    {
        context.RequestAborted.Register(() => left.TrySetResult());
        if (body.Length > 0)
        {
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(body);
            await context.Response.Body.FlushAsync();
        }

        await left.Task;
    };
}
