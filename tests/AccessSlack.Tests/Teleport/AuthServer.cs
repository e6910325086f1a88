using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using AccessSlack.Teleport;
using AccessSlack.Testing;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AccessSlack.Tests.Teleport;

/// <summary>
/// A server with TLS as an auth server has it. Each call is answered as the test says; all others are Unimplemented, as
/// with grpc-go.
/// </summary>
internal sealed class AuthServer : IAsyncDisposable
{
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, RequestDelegate> _calls = new();
    private readonly ConcurrentQueue<ConnectionContext> _connections = new();
    private readonly TestAuthority _authority = new();
    private readonly X509Certificate2 _certificate;
    private readonly WebApplication _server;
    private TeleportClient? _client;

    private AuthServer(string certificateName, X509Certificate2? listedIssuer, SslProtocols protocols)
    {
        _certificate = _authority.Server(certificateName);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder
            .WebHost.UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
                {
                    listen.Protocols = HttpProtocols.Http2;
                    listen.Use(next =>
                        connection =>
                        {
                            _connections.Enqueue(connection);
                            return next(connection);
                        }
                    );
                    listen.UseHttps(https => Configure(https, listedIssuer, protocols));
                }));
        _server = builder.Build();
        _server.Run(AnswerAsync);
    }

    public ManualTime Time { get; } = new();

    public TestAuthority Authority => _authority;

    /// <summary>Names of the calls that arrived, in order.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Server names the clients sent (SNI), one per connection.</summary>
    public ConcurrentQueue<string?> ServerNames { get; } = new();

    /// <summary>Subjects of the certificates of each client: its own first, then any other it sent.</summary>
    public ConcurrentQueue<string[]> ClientCertificates { get; } = new();

    public string Address { get; private set; } = "";

    public TeleportClient Client => _client ??= Connect(_authority.ThreeFiles());

    public static async Task<AuthServer> StartAsync(
        string certificateName = "teleport.cluster.local",
        X509Certificate2? listedIssuer = null,
        SslProtocols protocols = SslProtocols.Tls12 | SslProtocols.Tls13
    )
    {
        var server = new AuthServer(certificateName, listedIssuer, protocols);
        await server._server.StartAsync();
        server.Address = new Uri(server._server.Urls.Single()).Authority;
        return server;
    }

    public TeleportClient Connect(CredentialFiles files, ILogger<TeleportClient>? log = null) =>
        _client = new TeleportClient(
            new TeleportOptions(Address, files),
            Time,
            log ?? NullLogger<TeleportClient>.Instance
        );

    /// <summary>Answers a call as a delegate likes.</summary>
    public void On(string call, RequestDelegate answer) => _calls[call] = answer;

    /// <summary>Answers a call with messages and OK.</summary>
    public void On<T>(string call, Func<T, IEnumerable<IMessage>> answer)
        where T : IMessage<T>, new() => On(call, async context =>
        {
            context.Response.ContentType = "application/grpc";
            await context.Response.StartAsync();
            foreach (var message in answer(await ReadAsync<T>(context)))
                await SendAsync(context, message);
            context.Response.AppendTrailer("grpc-status", "0");
        });

    /// <summary>Answers a call with a status alone.</summary>
    public void Fail(string call, int status, string message) => On(call, context =>
    {
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = status.ToString();
        context.Response.Headers["grpc-message"] = Uri.EscapeDataString(message);
        return Task.CompletedTask;
    });

    public static async Task<T> ReadAsync<T>(HttpContext context) where T : IMessage<T>, new()
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        return new MessageParser<T>(() => new T()).ParseFrom(body.ToArray().AsSpan(5));
    }

    public static async Task SendAsync(HttpContext context, IMessage message)
    {
        var frame = new byte[5 + message.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), frame.Length - 5);
        message.WriteTo(frame.AsSpan(5));
        if (!context.Response.HasStarted) context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(frame);
        await context.Response.Body.FlushAsync();
    }

    /// <summary>Completes when the client has closed its first TCP connection.</summary>
    public Task FirstConnectionClosedAsync()
    {
        var closed = new TaskCompletionSource();
        _connections.First().ConnectionClosed.Register(closed.SetResult);
        return closed.Task;
    }

    /// <summary>Cuts all TCP connections.</summary>
    public void DropConnections()
    {
        while (_connections.TryDequeue(out var connection)) connection.Abort();
    }

    public Task StopAsync() => _server.StopAsync();

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await _server.DisposeAsync();
        _certificate.Dispose();
        _authority.Dispose();
    }

    private void Configure(HttpsConnectionAdapterOptions https, X509Certificate2? listedIssuer, SslProtocols protocols)
    {
        https.SslProtocols = protocols;
        https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
        https.ClientCertificateValidation = (certificate, chain, _) =>
        {
            var others = chain!
                .ChainPolicy.ExtraStore.Where(other => !other.Equals(certificate))
                .Select(other => other.Subject);
            ClientCertificates.Enqueue([certificate.Subject, .. others]);
            return true;
        };
        https.ServerCertificateSelector = (_, name) =>
        {
            ServerNames.Enqueue(name);
            return _certificate;
        };
        if (listedIssuer is null) return;
        https.OnAuthenticate = (_, options) =>
        {
            options.ServerCertificateSelectionCallback = null;
            options.ServerCertificateContext = SslStreamCertificateContext.Create(
                _certificate,
                null,
                offline: true,
                SslCertificateTrust.CreateForX509Collection([listedIssuer], sendTrustInHandshake: true)
            );
        };
    }

    private Task AnswerAsync(HttpContext context)
    {
        var call = context.Request.Path.Value!.Replace("/proto.AuthService/", "", StringComparison.Ordinal);
        Calls.Enqueue(call);
        if (!_calls.ContainsKey(call)) Fail(call, 12, $"unknown method {call}");
        return _calls[call](context);
    }
}
