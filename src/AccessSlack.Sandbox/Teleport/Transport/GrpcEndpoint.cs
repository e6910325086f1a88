using System.Collections.Frozen;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace AccessSlack.Sandbox.Teleport.Transport;

/// <summary>
/// Passes an HTTP/2 request through the checks of the auth server to the call it names, and sends the answer.
/// </summary>
internal sealed class GrpcEndpoint(
    Cluster cluster,
    FrozenDictionary<string, Rpc> calls,
    Watchers watchers,
    Faults faults,
    Journal journal
)
{
    public async Task HandleAsync(HttpContext context)
    {
        if (IsRefusedByTransport(context)) return;
        context.Response.ContentType = "application/grpc";
        try
        {
            await AnswerAsync(context);
            GrpcFraming.Finish(context.Response, GrpcCode.Ok, "");
        }
        catch (GrpcFailure failure)
        {
            GrpcFraming.Finish(context.Response, failure.Code, failure.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client disconnected: there is no one to answer.
        }
    }

    private bool IsRefusedByTransport(HttpContext context)
    {
        if (!IsHttp2(context)) return Abort(context, "the connection did not negotiate h2");
        if (context.Request.Headers.TE != "trailers") return Abort(context, "te: trailers is missing");
        var type = context.Request.ContentType ?? "";
        var isGrpc =
            type == "application/grpc"
            || type.StartsWith("application/grpc+", StringComparison.Ordinal)
            || type.StartsWith("application/grpc;", StringComparison.Ordinal);
        if (isGrpc && HttpMethods.IsPost(context.Request.Method)) return false;
        journal.Complain($"{context.Request.Method} with content type '{type}' is not gRPC");
        context.Response.StatusCode = isGrpc
            ? StatusCodes.Status405MethodNotAllowed
            : StatusCodes.Status415UnsupportedMediaType;
        return true;
    }

    private static bool IsHttp2(HttpContext context) =>
        context.Features.Get<ITlsApplicationProtocolFeature>()?.ApplicationProtocol.Span.SequenceEqual("h2"u8) ?? false;

    private bool Abort(HttpContext context, string complaint)
    {
        journal.Complain(complaint);
        context.Abort();
        return true;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var rpc = calls.GetValueOrDefault(context.Request.Path.Value ?? "") ?? throw Unknown(context.Request.Path);
        var request = Parse(rpc, await GrpcFraming.ReadOnlyMessageAsync(context.Request, context.RequestAborted));
        journal.Called(rpc.Name, CertificateName(context) ?? "", request);
        if (!rpc.ExistsIn(cluster.Release))
            throw new GrpcFailure(GrpcCode.Unimplemented, $"unknown method {rpc.Name} for service proto.AuthService");
        CheckClientVersion(context);
        faults.ThrowIfOrdered(rpc.Name);
        await faults.PassAsync(rpc.Name, HoldAt.Arrival, context.RequestAborted);
        var user = Authorize(context, rpc);
        if (rpc.Run is { } run) await SendAsync(context, rpc, run(user, request));
        else await WatchAsync(context, rpc, watchers.Open(user, (AccessSlack.Teleport.Protocol.Watch)request));
    }

    private GrpcFailure Unknown(PathString path)
    {
        journal.CalledUnknown(path);
        return new GrpcFailure(GrpcCode.Unimplemented, $"unknown method {path}");
    }

    private IMessage Parse(Rpc rpc, byte[] bytes)
    {
        var request = rpc.Parser.ParseFrom(bytes);
        // If dropping unknown fields makes the message shorter, it had some.
        if (rpc.Parser.WithDiscardUnknownFields(true).ParseFrom(bytes).CalculateSize() != request.CalculateSize())
            journal.Complain($"{rpc.Name} carries unknown fields");
        return request;
    }

    private void CheckClientVersion(HttpContext context)
    {
        if (context.Request.Headers["version"] is not [{ } version] || cluster.Release.Admits(version)) return;
        // Teleport also closes the connection, not only the call.
        context.Response.OnCompleted(() =>
        {
            context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
            return Task.CompletedTask;
        });
        throw GrpcFailure.Denied("client version is unsupported");
    }

    private TeleportUser Authorize(HttpContext context, Rpc rpc)
    {
        if (CertificateName(context) is not { } name)
            return rpc.NeedsUser
                ? throw GrpcFailure.Denied("access denied: no client certificate")
                : new TeleportUser("");
        if (ConnectionTls.CertificateCount(context) > 1)
            throw GrpcFailure.Denied("access denied: intermediaries are not supported");
        if (cluster.Users.TryGetValue(name, out var user) && !user.Locked) return user;
        throw GrpcFailure.Denied($"access denied for user {name}");
    }

    private static string? CertificateName(HttpContext context) =>
        context.Connection.ClientCertificate?.GetNameInfo(X509NameType.SimpleName, forIssuer: false);

    private async Task SendAsync(HttpContext context, Rpc rpc, IReadOnlyList<IMessage> answer)
    {
        await faults.PassAsync(rpc.Name, HoldAt.Answer, context.RequestAborted);
        AddVersion(context);
        foreach (var message in answer)
            await GrpcFraming.WriteMessageAsync(context.Response, message, context.RequestAborted);
    }

    private async Task WatchAsync(HttpContext context, Rpc rpc, Watcher watcher)
    {
        try
        {
            await faults.PassAsync(rpc.Name, HoldAt.Answer, context.RequestAborted);
            AddVersion(context);
            await foreach (var item in watcher.Events(context.RequestAborted))
            {
                await faults.PassAsync(Faults.Event, HoldAt.Answer, context.RequestAborted);
                await GrpcFraming.WriteMessageAsync(context.Response, item, context.RequestAborted);
            }
        }
        finally
        {
            watchers.Close(watcher);
        }
    }

    private void AddVersion(HttpContext context) => context.Response.Headers["version"] = cluster.Release.Text;
}
