using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using AccessSlack.Sandbox.Teleport;
using Google.Protobuf;

namespace AccessSlack.EndToEnd.Simulators;

/// <summary>How a call ended: as gRPC saw it.</summary>
internal sealed record RawAnswer<T>(GrpcCode Code, string Message, bool TrailersOnly, IReadOnlyList<T> Items)
{
    public T Single => Code == GrpcCode.Ok ? Items.Single() : throw new InvalidOperationException($"{Code}: {Message}");
}

/// <summary>A gRPC client of a few lines that can also misbehave: it shares nothing with the daemon's.</summary>
internal sealed class TeleportRawClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _serverName;

    public TeleportRawClient(
        TeleportSimulator server,
        X509Certificate2? certificate,
        X509Certificate2? alsoSend = null,
        string serverName = ClusterCertificates.ServerName
    )
    {
        var tls = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, shown, _, _) => IsIssuedBy(server.Certificates.HostCa, shown),
        };
        _serverName = serverName;
        // A context is sent whatever authorities the server names, unlike a certificate that is only offered.
        if (certificate is not null)
            tls.ClientCertificateContext = SslStreamCertificateContext.Create(
                certificate,
                alsoSend is null ? null : [alsoSend],
                offline: true
            );
        _http = new HttpClient(new SocketsHttpHandler { SslOptions = tls })
        {
            BaseAddress = new Uri($"https://{server.AuthAddress}"),
        };
    }

    /// <summary>A client for a user with all rights.</summary>
    public static TeleportRawClient For(TeleportSimulator server, string user)
    {
        server.AddUser(user);
        return new TeleportRawClient(server, server.Certificates.IssueClient(user));
    }

    /// <summary>What is changed in every request before it is sent.</summary>
    public Action<HttpRequestMessage> Distort { get; set; } = _ => { };

    public async Task<RawAnswer<T>> CallAsync<T>(string rpc, IMessage message, MessageParser<T> parser)
        where T : IMessage<T>
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var response = await SendAsync(rpc, message, limit.Token);
        var items = new List<T>();
        await using var body = await response.Content.ReadAsStreamAsync(limit.Token);
        while (await ReadFrameAsync(body, limit.Token) is { } frame) items.Add(parser.ParseFrom(frame));
        var inHeaders = response.Headers.Contains("grpc-status");
        var fields = inHeaders ? response.Headers : response.TrailingHeaders;
        return new RawAnswer<T>(
            (GrpcCode)int.Parse(fields.GetValues("grpc-status").Single()),
            fields.TryGetValues("grpc-message", out var text) ? Uri.UnescapeDataString(text.Single()) : "",
            inHeaders,
            items);
    }

    /// <summary>
    /// Reads a stream as it comes; ends with it, and throws <see cref="GrpcFailure"/> when its status is not OK.
    /// </summary>
    public async IAsyncEnumerable<T> StreamAsync<T>(
        string rpc,
        IMessage message,
        MessageParser<T> parser,
        [EnumeratorCancellation] CancellationToken cancel = default
    )
        where T : IMessage<T>
    {
        using var response = await SendAsync(rpc, message, cancel);
        await using var body = await response.Content.ReadAsStreamAsync(cancel);
        while (await ReadFrameAsync(body, cancel) is { } frame) yield return parser.ParseFrom(frame);
        var fields = response.Headers.Contains("grpc-status") ? response.Headers : response.TrailingHeaders;
        var code = (GrpcCode)int.Parse(fields.GetValues("grpc-status").Single());
        if (code != GrpcCode.Ok) throw new GrpcFailure(code, fields.GetValues("grpc-message").Single());
    }

    /// <summary>Sends without looking at the answer's status.</summary>
    public Task<HttpResponseMessage> SendAsync(string rpc, IMessage message, CancellationToken cancel)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, rpc.StartsWith('/') ? rpc : "/proto.AuthService/" + rpc)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(Frame(message)),
        };
        request.Content.Headers.ContentType = new("application/grpc");
        // The name in the handshake: the handler takes it from here, and nothing said in its TLS options counts.
        request.Headers.Host = _serverName;
        request.Headers.TE.Add(new("trailers"));
        Distort(request);
        return _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
    }

    public void Dispose() => _http.Dispose();

    private static byte[] Frame(IMessage message)
    {
        var payload = message.ToByteArray();
        var frame = new byte[5 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), payload.Length);
        payload.CopyTo(frame, 5);
        return frame;
    }

    private static async Task<byte[]?> ReadFrameAsync(Stream body, CancellationToken cancel)
    {
        var prefix = new byte[5];
        var read = await body.ReadAtLeastAsync(prefix, 5, throwOnEndOfStream: false, cancel);
        if (read == 0) return null;
        Assert.Equal(5, read);
        Assert.Equal(0, prefix[0]);
        var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix.AsSpan(1))];
        await body.ReadExactlyAsync(payload, cancel);
        return payload;
    }

    public static bool IsIssuedBy(X509Certificate2 authority, X509Certificate? shown)
    {
        using var chain = new X509Chain
        {
            ChainPolicy =
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            },
        };
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        return shown is X509Certificate2 certificate && chain.Build(certificate);
    }
}
