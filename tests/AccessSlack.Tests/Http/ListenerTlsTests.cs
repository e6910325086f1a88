using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using AccessSlack.Http;

namespace AccessSlack.Tests.Http;

/// <summary>The listener with a certificate: handshakes, renewal, HTTP/2.</summary>
public sealed class ListenerTlsTests : IAsyncLifetime, IDisposable
{
    private const short MaxConcurrentStreams = 3; // RFC 9113 section 6.5.2
    private const string Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"; // section 3.4

    private static readonly string Approve = Payload.Form(Payload.Approve);

    private readonly ListenerFolder _folder = new();
    private IssuedPair _first = null!;
    private Door _door = null!;

    public async Task InitializeAsync()
    {
        _first = _folder.Write(_folder.Issue());
        _door = await Door.OpenAsync(certificate: _folder.Files);
    }

    public async Task DisposeAsync() => await _door.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Handshake_ClientThatKnowsOnlyTheRoot_Succeeds()
    {
        using var wire = await Wire.SecureAsync(_door.Address, _folder.Root);
        Assert.Equal(_first.SerialNumber, wire.Shown!.GetSerialNumberString());
        await AssertClickAsync(wire);
    }

    [Fact]
    public async Task Handshake_AfterARenewal_ShowsTheNewOneAndOldConnectionsGoOn()
    {
        using var before = await Wire.SecureAsync(_door.Address, _folder.Root);
        await AssertClickAsync(before);
        var next = _folder.Write(_folder.Issue());
        _door.Time.Advance(TimeSpan.FromSeconds(10));

        using var after = await Wire.SecureAsync(_door.Address, _folder.Root);

        Assert.Equal(next.SerialNumber, after.Shown!.GetSerialNumberString());
        await AssertClickAsync(after);
        await AssertClickAsync(before);
    }

    [Fact]
    public async Task Handshake_ManyWhileTheFilesChange_AllSucceed()
    {
        async Task<string> ConnectAsync()
        {
            using var wire = await Wire.SecureAsync(_door.Address, _folder.Root);
            return wire.Shown!.GetSerialNumberString();
        }

        var next = _folder.Write(_folder.Issue());
        _door.Time.Advance(TimeSpan.FromSeconds(10));
        var shown = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ConnectAsync()));

        Assert.All(shown, serial => Assert.Contains(serial, new[] { _first.SerialNumber, next.SerialNumber }));
        Assert.Equal(next.SerialNumber, await ConnectAsync());
    }

    [Theory]
    [InlineData("h2", "h2", "http/1.1")]
    [InlineData("http/1.1", "http/1.1")]
    [InlineData("")]
    public async Task Handshake_Protocols_AreAgreedOn(string expected, params string[] offered)
    {
        using var wire = await Wire.SecureAsync(
            _door.Address,
            _folder.Root,
            [.. offered.Select(name => new SslApplicationProtocol(name))]
        );
        Assert.Equal(expected, Encoding.ASCII.GetString(wire.Agreed.Protocol.Span));
    }

    [Fact]
    public async Task Handshake_NeverBegunOrNoTls_IsClosedAndOthersAreServed()
    {
        await using var door = await Door.OpenAsync(new() { Handshake = TimeSpan.FromSeconds(1) }, _folder.Files);
        using var silent = await Wire.ConnectAsync(door.Address);
        using var plain = await Wire.ConnectAsync(door.Address);
        await plain.SendAsync("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
        await plain.ClosedAsync();
        await silent.ClosedAsync();
        using var wire = await Wire.SecureAsync(_door.Address, _folder.Root);
        await AssertClickAsync(wire);
    }

    [Fact]
    public async Task Http2_ManyClicksAtOnce_AreAllHandled()
    {
        using var client = Http2();
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => client.SendAsync(Click(Approve))));

        Assert.All(answers, answer =>
            Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20), (answer.StatusCode, answer.Version))
        );
        Assert.Equal(40, _door.Handled.Count);
    }

    [Fact]
    public async Task Http2_WrongOnes_GetTheSameStatuses()
    {
        using var client = Http2();
        async Task<HttpStatusCode> SendAsync(string body, Action<HttpRequestMessage>? change = null)
        {
            using var request = Click(body);
            change?.Invoke(request);
            using var answer = await client.SendAsync(request);
            return answer.StatusCode;
        }

        Assert.Equal(
            HttpStatusCode.NotFound,
            await SendAsync(Approve, request => request.RequestUri = new(_door.Address, "/x"))
        );
        Assert.Equal(
            HttpStatusCode.MethodNotAllowed,
            await SendAsync(Approve, request => request.Method = HttpMethod.Put)
        );
        Assert.Equal(
            HttpStatusCode.RequestEntityTooLarge,
            await SendAsync(new string('x', BodyReader.LongestBody + 1))
        );
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await SendAsync(Approve, request =>
                request.Headers.Add(SlackSignature.SignatureHeader, "v0=" + new string('0', 64))
            )
        );
        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync("payload="));
        Assert.Empty(_door.Handled);
    }

    [Fact]
    public async Task Http2_LargestBodies_PassTheWindow()
    {
        using var client = Http2();
        var body = (Approve + "&pad=").PadRight(BodyReader.LongestBody, 'x');
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.SendAsync(Click(body))));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    [Fact]
    public async Task Http2_HeadersTooLarge_AreRefused()
    {
        using var client = Http2();
        using var request = Click(Approve);
        for (var i = 0; i < 4; i++) request.Headers.Add($"X-{i}", new string('x', 5000));
        var refused = await Record.ExceptionAsync(async () =>
        {
            using var answer = await client.SendAsync(request);
            throw new HttpRequestException($"answered", inner: null, answer.StatusCode);
        });

        Assert.NotEqual(HttpStatusCode.OK, Assert.IsType<HttpRequestException>(refused).StatusCode);
        Assert.Empty(_door.Handled);
        using var next = await client.SendAsync(Click(Approve));
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Fact]
    public async Task Http2_SlowBody_Is408AndItsNeighbourIsServed()
    {
        using var client = Http2();
        using var slow = Click(Approve);
        slow.Content = new EndlessContent();
        var answer = client.SendAsync(slow);
        await Until.HoldsAsync(() => _door.Endpoint.BytesInHand > 0);
        using var neighbour = await client.SendAsync(Click(Approve));
        Assert.Equal(HttpStatusCode.OK, neighbour.StatusCode);

        _door.Time.Advance(BodyReader.Within);

        Assert.Equal(HttpStatusCode.RequestTimeout, (await answer.WaitAsync(Door.Patience)).StatusCode);
        await Until.HoldsAsync(() => _door.Endpoint.BytesInHand == 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Http2_NoCompleteRequestInTenSeconds_IsClosedAndItsNeighbourIsServed(bool beginsHeaders)
    {
        using var client = Http2();
        using var first = await client.SendAsync(Click(Approve));
        using var wire = await Wire.SecureAsync(_door.Address, _folder.Root, SslApplicationProtocol.Http2);
        await wire.SendAsync(Preface);
        await wire.SendAsync([0, 0, 0, 4, 0, 0, 0, 0, 0]); // SETTINGS without any
        // HEADERS that neither end the stream nor the headers, of ":method: GET"
        if (beginsHeaders) await wire.SendAsync([0, 0, 1, 1, 0, 0, 0, 0, 1, 0x82]);

        _door.Time.Advance(TimeSpan.FromSeconds(10));

        await wire.ClosedAsync();
        using var next = await client.SendAsync(Click(Approve));
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Fact]
    public async Task Http2_StreamThatTrickles_MakesRoomAndItsNeighbourIsServed()
    {
        using var client = Http2();
        using var slow = Click(Approve);
        slow.Content = new EndlessContent();
        var answer = client.SendAsync(slow);
        await Until.HoldsAsync(() => _door.Endpoint.BytesInHand > 0);

        var others = new List<Wire>();
        for (var i = 0; i < 512; i++)
        {
            others.Add(await Wire.SecureAsync(_door.Address, _folder.Root));
            await others[^1].SendAsync("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\npayload=");
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await answer.WaitAsync(Door.Patience)).StatusCode);
        using var neighbour = await client.SendAsync(Click(Approve));
        Assert.Equal(HttpStatusCode.OK, neighbour.StatusCode);
        others.ForEach(wire => wire.Dispose());
    }

    [Fact]
    public async Task Http2_Streams_AreFourAtOnce()
    {
        using var wire = await Wire.SecureAsync(_door.Address, _folder.Root, SslApplicationProtocol.Http2);
        await wire.SendAsync(Preface);
        var head = await wire.BytesAsync(9);
        var settings = await wire.BytesAsync((head[0] << 16) | (head[1] << 8) | head[2]);

        Assert.Equal(4, head[3]); // SETTINGS
        var values = settings
            .Chunk(6)
            .ToDictionary(
                entry => (short)((entry[0] << 8) | entry[1]),
                entry => (entry[2] << 24) | (entry[3] << 16) | (entry[4] << 8) | entry[5]
            );
        Assert.Equal(4, values[MaxConcurrentStreams]);
    }

    private async Task AssertClickAsync(Wire wire)
    {
        await wire.SendAsync(
            $"POST / HTTP/1.1\r\nHost: x\r\n{_door.Signature(Approve)}Content-Length: {Approve.Length}\r\n\r\n{Approve}"
        );
        Assert.Equal(200, await wire.StatusAsync());
    }

    /// <summary>Also trusts the root alone.</summary>
    private HttpClient Http2()
    {
        var trust = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        trust.CustomTrustStore.Add(_folder.Root);
        var handler = new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = trust }, UseProxy = false };
        return new(handler) { BaseAddress = _door.Address, Timeout = Door.Patience };
    }

    private HttpRequestMessage Click(string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_door.Address, "/slack/interactions"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new StringContent(body, Encoding.ASCII, "application/x-www-form-urlencoded"),
        };
        foreach (var line in _door.Signature(body).Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = (line.Split(": ")[0], line.Split(": ")[1]);
            request.Headers.Add(name, value);
        }

        return request;
    }

    private sealed class EndlessContent : HttpContent
    {
        protected override async Task SerializeToStreamAsync(
            Stream stream,
            TransportContext? context,
            CancellationToken cancellationToken
        )
        {
            await stream.WriteAsync("payload="u8.ToArray(), cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override bool TryComputeLength(out long length) => (length = 0) > 0;
    }
}
