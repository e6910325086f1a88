using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace AccessSlack.Tests.Http;

/// <summary>One connection on which a test sends whatever bytes it likes.</summary>
internal sealed class Wire : IDisposable
{
    private readonly TcpClient _client = new();

    private Stream Stream { get; set; } = Stream.Null;

    /// <summary>The certificate that the server showed.</summary>
    public X509Certificate? Shown { get; private set; }

    public SslApplicationProtocol Agreed { get; private set; }

    public static async Task<Wire> ConnectAsync(Uri address)
    {
        var wire = new Wire();
        await wire._client.ConnectAsync(IPAddress.Loopback, address.Port);
        wire.Stream = wire._client.GetStream();
        return wire;
    }

    /// <summary>Trusts this root and nothing else, and needs every certificate between from the server.</summary>
    public static async Task<Wire> SecureAsync(
        Uri address,
        X509Certificate2 root,
        params SslApplicationProtocol[] offered
    )
    {
        var wire = await ConnectAsync(address);
        var tls = new SslStream(wire.Stream);
        wire.Stream = tls;
        var trust = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        trust.CustomTrustStore.Add(root);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "127.0.0.1",
            CertificateChainPolicy = trust,
            ApplicationProtocols = [.. offered],
        }).WaitAsync(Door.Patience);
        (wire.Shown, wire.Agreed) = (tls.RemoteCertificate, tls.NegotiatedApplicationProtocol);
        return wire;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.ASCII.GetBytes(text));

    public async Task SendAsync(byte[] bytes)
    {
        await Stream.WriteAsync(bytes).AsTask().WaitAsync(Door.Patience);
        await Stream.FlushAsync().WaitAsync(Door.Patience);
    }

    /// <summary>No more will be sent.</summary>
    public void FinishSending() => _client.Client.Shutdown(SocketShutdown.Send);

    /// <summary>The next answer up to the empty line after its headers; ours have no body.</summary>
    public async Task<string> AnswerAsync()
    {
        var answer = new StringBuilder();
        while (!answer.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            answer.Append((char)(await BytesAsync(1))[0]);
        return answer.ToString();
    }

    public async Task<int> StatusAsync() => int.Parse((await AnswerAsync()).Split(' ')[1]);

    public async Task<byte[]> BytesAsync(int count)
    {
        var bytes = new byte[count];
        await Stream.ReadExactlyAsync(bytes).AsTask().WaitAsync(Door.Patience);
        return bytes;
    }

    /// <summary>Completes when the server closed or cut the connection.</summary>
    public async Task ClosedAsync()
    {
        var rest = new byte[1024];
        try
        {
            while (await Stream.ReadAsync(rest).AsTask().WaitAsync(Door.Patience) > 0) { }
        }
        catch (IOException)
        {
            // cut
        }
    }

    public void Dispose()
    {
        Stream.Dispose();
        _client.Dispose();
    }
}
