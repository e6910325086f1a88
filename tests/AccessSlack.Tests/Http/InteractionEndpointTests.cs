using System.Net;
using System.Net.Sockets;
using System.Text;
using AccessSlack.Http;
using AccessSlack.Interactions;
using AccessSlack.Tests.Samples;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Tests.Http;

public sealed class InteractionEndpointTests : IAsyncLifetime
{
    private const string Approval = "payload=%7B%7D";

    private static readonly string Approve = Payload.Form(Payload.Approve);

    private Door _door = null!;

    public async Task InitializeAsync() => _door = await Door.OpenAsync();

    public async Task DisposeAsync() => await _door.DisposeAsync();

    [Theory]
    [InlineData("/")]
    [InlineData("/slack/interactions")]
    [InlineData("/slack/interactions/")]
    public async Task Post_SignedClick_IsHandledAndAnswered(string path)
    {
        Assert.Equal(
            HttpStatusCode.OK,
            await _door.PostAsync(Approve, request => request.RequestUri = new Uri(_door.Address, path))
        );
        var click = Assert.IsType<Interaction.Pressed>(Assert.Single(_door.Handled)).Click;
        Assert.Equal((Some.RequestId, "U0BOB0001"), (click.RequestId, click.UserId));
    }

    [Theory]
    [InlineData("/slack")]
    [InlineData("/slack/interactions//")]
    [InlineData("/Slack/Interactions")]
    [InlineData("/healthz")]
    public async Task Post_AnotherPath_Is404(string path) =>
        await AssertRefused(HttpStatusCode.NotFound, Approve, request =>
            request.RequestUri = new Uri(_door.Address, path)
        );

    [Theory]
    [InlineData("/slack/event", Approval, "Request URL end with /slack/interactions")]
    [InlineData("/Slack/Interactions", Approval, "Request URL end with /slack/interactions")]
    [InlineData("/teleport/slack/commands", "command=%2Fteleport", "Request URL end with /slack/commands")]
    [InlineData("/slack/event", "{\"type\":\"url_verification\"}", "Request URL end with /slack/events")]
    [InlineData("/other", "a=b", "let the URLs end with /slack/interactions and /slack/commands")]
    public async Task Post_SignedOnAnotherPath_WarnsOfTheRightOneOnceInTenSeconds(
        string path,
        string body,
        string words
    )
    {
        for (var i = 0; i < 3; i++) await PostToAsync(path, body);
        Assert.Equal(1, _door.Said.Count(LogLevel.Warning, words));
        Assert.Equal(1, _door.Said.Count(LogLevel.Warning, $"Slack called {path}, "));

        _door.Time.Advance(TimeSpan.FromSeconds(10));
        await PostToAsync(path, body);
        Assert.Equal(1, _door.Said.Count(LogLevel.Warning, "(2 more since"));
    }

    /// <summary>Anyone can look for paths.</summary>
    [Fact]
    public async Task Post_UnsignedOnAnotherPath_IsNotLogged()
    {
        await PostToAsync("/slack/event", Approve, request => request.Headers.Clear());
        await PostToAsync("/slack/event", Approve, request => request.Content = new StringContent("other"));

        Assert.Empty(_door.Said.All);
    }

    [Theory]
    [InlineData("/slack/interactions", "command=%2Fteleport", "a slash command, which belongs to /slack/commands")]
    [InlineData("/slack/commands", Approval, "an interaction, which belongs to /slack/interactions")]
    public async Task Post_SignedOnThePathOfTheOtherKind_NamesTheRightOne(string path, string body, string words)
    {
        Assert.Equal(
            HttpStatusCode.BadRequest,
            await _door.PostAsync(body, request => request.RequestUri = new Uri(_door.Address, path))
        );
        Assert.Equal(1, _door.Said.Count(LogLevel.Warning, words));
    }

    private async Task PostToAsync(string path, string body, Action<HttpRequestMessage>? change = null) =>
        Assert.Equal(
            HttpStatusCode.NotFound,
            await _door.PostAsync(body, request =>
            {
                request.RequestUri = new Uri(_door.Address, path);
                change?.Invoke(request);
            })
        );

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    public async Task Request_AnotherMethod_Is405(string method) =>
        await AssertRefused(HttpStatusCode.MethodNotAllowed, Approve, request =>
            request.Method = new HttpMethod(method)
        );

    [Fact]
    public async Task Post_Stopping_Is503()
    {
        _door.Stop();
        await AssertRefused(HttpStatusCode.ServiceUnavailable, Approve);
    }

    [Fact]
    public async Task Post_WrongSignature_Is401()
    {
        await AssertUnauthorized(secret: "another secret");
        await AssertUnauthorized(change: request => request.Headers.Remove(SlackSignature.SignatureHeader));
        await AssertUnauthorized(change: request => request.Headers.Remove(SlackSignature.TimestampHeader));
        await AssertUnauthorized(change: request =>
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Approve + " "))
        );
    }

    [Theory]
    [InlineData(SlackSignature.TimestampHeader)]
    [InlineData(SlackSignature.SignatureHeader)]
    public async Task Post_RepeatedHeader_Is401(string header)
    {
        var timestamp = _door.Time.GetUtcNow().ToUnixTimeSeconds();
        var once =
            $"{SlackSignature.TimestampHeader}: {timestamp}\r\n{SlackSignature.SignatureHeader}: " +
            $"{SlackSignatureTests.Sign(Door.Secret, $"{timestamp}", Approve)}\r\n";
        var again = once.Split("\r\n").Single(line => line.StartsWith(header, StringComparison.Ordinal)) + "\r\n";
        Assert.Equal("200", await RawAsync(once, Approve));
        _door.Handled.Clear();
        Assert.Equal("401", await RawAsync(once + again, Approve));
        Assert.Empty(_door.Handled);
    }

    [Theory]
    [InlineData(300, HttpStatusCode.OK)]
    [InlineData(301, HttpStatusCode.Unauthorized)]
    [InlineData(-300, HttpStatusCode.OK)]
    [InlineData(-301, HttpStatusCode.Unauthorized)]
    public async Task Post_StaleOrFutureTimestamp_IsBoundedBothWays(int seconds, HttpStatusCode expected) =>
        Assert.Equal(expected, await _door.PostAsync(Approve, age: TimeSpan.FromSeconds(seconds)));

    [Fact]
    public async Task Post_SeveralSecrets_EachIsValidAndTheyMayChange()
    {
        _door.Secrets = [new("old"), new("new")];
        Assert.Equal(HttpStatusCode.OK, await _door.PostAsync(Approve, secret: "old"));
        Assert.Equal(HttpStatusCode.OK, await _door.PostAsync(Approve, secret: "new"));
        _door.Secrets = [new("new")];
        Assert.Equal(HttpStatusCode.Unauthorized, await _door.PostAsync(Approve, secret: "old"));
    }

    [Fact]
    public async Task Post_NoSecretAtAll_Is401()
    {
        _door.Secrets = [];
        await AssertUnauthorized();
        await AssertUnauthorized(secret: "");
        _door.Secrets = [new("")];
        await AssertUnauthorized(secret: "");
    }

    [Fact]
    public async Task Post_SslCheck_IsAnsweredUnsignedAndNeverProcessed()
    {
        static void Unsign(HttpRequestMessage request) => request.Headers.Clear();
        Assert.Equal(HttpStatusCode.OK, await _door.PostAsync("ssl_check=1&token=x", Unsign));
        Assert.Equal(HttpStatusCode.OK, await _door.PostAsync("ssl_check=1&" + Approve, Unsign));
        Assert.Equal(HttpStatusCode.OK, await _door.PostAsync("a=b&ssl_check=1", Unsign));
        Assert.Equal(HttpStatusCode.OK, await _door.PostAsync("ssl_check=1&" + Approve));
        Assert.Equal(HttpStatusCode.Unauthorized, await _door.PostAsync("ssl_check=0&" + Approve, Unsign));
        Assert.Equal(HttpStatusCode.Unauthorized, await _door.PostAsync("ssl_check=&" + Approve, Unsign));
        Assert.Empty(_door.Handled);
    }

    /// <summary>Nothing is parsed before the signature is verified.</summary>
    [Fact]
    public async Task Post_Unsigned_OnlyThePlainBytesAtTheBeginningAreLookedAt()
    {
        static void Unsign(HttpRequestMessage request) => request.Headers.Clear();
        var pad = new string('x', 1024 - "pad=&ssl_check=1".Length);
        Assert.Equal(HttpStatusCode.OK, await _door.PostAsync($"pad={pad}&ssl_check=1", Unsign));
        Assert.Equal(HttpStatusCode.Unauthorized, await _door.PostAsync($"pad=x{pad}&ssl_check=1", Unsign));
        Assert.Equal(HttpStatusCode.Unauthorized, await _door.PostAsync($"pad={pad}&ssl_check=12", Unsign));
        Assert.Equal(HttpStatusCode.Unauthorized, await _door.PostAsync(Approve + "&ssl_check=1", Unsign));
        Assert.Equal(HttpStatusCode.Unauthorized, await _door.PostAsync("ssl%5Fcheck=1", Unsign));
        Assert.Equal(HttpStatusCode.Unauthorized, await _door.PostAsync("xssl_check=1", Unsign));
    }

    [Theory]
    [InlineData(63, HttpStatusCode.OK)]
    [InlineData(64, HttpStatusCode.BadRequest)]
    [InlineData(100_000, HttpStatusCode.BadRequest)]
    public async Task Post_SignedFormOfManyFields_IsParsedWithinLimits(int more, HttpStatusCode expected)
    {
        var form = Approve + string.Concat(Enumerable.Repeat("&a", more));
        Assert.Equal(expected, await _door.PostAsync(form));
    }

    [Theory]
    [InlineData("view_closed")]
    [InlineData("made_up")]
    public async Task Post_PayloadOfAnotherType_IsAcknowledged(string type)
    {
        Assert.Equal(HttpStatusCode.OK, await _door.PostAsync(Payload.Form(Payload.With("block_actions", type))));
        Assert.IsType<Interaction.Ignored>(Assert.Single(_door.Handled));
    }

    [Theory]
    [InlineData("")]
    [InlineData("something=else")]
    [InlineData("payload=")]
    [InlineData("payload=%7B")]
    [InlineData("payload=%5B%5D")]
    [InlineData("payload=null")]
    [InlineData("payload=%7B%7D&payload=%7B%7D")]
    [InlineData("payload=%FF%FE")]
    public async Task Post_SignedWithoutAUsablePayload_Is400(string body) =>
        await AssertRefused(HttpStatusCode.BadRequest, body);

    [Fact]
    public async Task Post_BytesThatAreNoUtf8_Is400WhenSignedElse401()
    {
        byte[] body = [.. Encoding.UTF8.GetBytes(Approve), 0xFF, 0xC0];
        Assert.Equal(HttpStatusCode.BadRequest, await _door.PostAsync(body));
        Assert.Equal(HttpStatusCode.Unauthorized, await _door.PostAsync(body, secret: "another secret"));
        Assert.Empty(_door.Handled);
    }

    [Fact]
    public async Task Post_LargestBody_IsHandledAndOneByteMoreIs413()
    {
        var body = (Approve + "&pad=").PadRight(256 * 1024, 'x');
        Assert.Equal(HttpStatusCode.OK, await _door.PostAsync(body));
        Assert.Single(_door.Handled);
        _door.Handled.Clear();
        await AssertRefused(HttpStatusCode.RequestEntityTooLarge, body + "x");
    }

    [Theory]
    [InlineData(0, "200")]
    [InlineData(1, "413")]
    public async Task Post_ChunkedBodyWithoutALength_IsBoundedAsWell(int excess, string expected)
    {
        var body = (Approve + "&pad=").PadRight((256 * 1024) + excess, 'x');
        var timestamp = _door.Time.GetUtcNow().ToUnixTimeSeconds();
        var headers =
            $"{SlackSignature.TimestampHeader}: {timestamp}\r\n{SlackSignature.SignatureHeader}: " +
            $"{SlackSignatureTests.Sign(Door.Secret, $"{timestamp}", body)}\r\n";
        Assert.Equal(expected, await RawAsync(headers, Chunk(body) + "0\r\n\r\n", "Transfer-Encoding: chunked"));
    }

    [Fact]
    public async Task Post_EndlessBody_Is413WithoutWaitingForItsEnd()
    {
        Assert.Equal("413", await RawAsync("", Chunk(new string('x', (256 * 1024) + 1)), "Transfer-Encoding: chunked"));
        Assert.Equal("413", await RawAsync("", "", "Content-Length: 9000000000000"));
        Assert.Empty(_door.Handled);
    }

    [Fact]
    public async Task Post_HandlerStillWorks_IsAnsweredAfterTwoAndAHalfSeconds()
    {
        var work = new TaskCompletionSource();
        _door.Work = () => work.Task;
        var answer = _door.PostAsync(Approve);
        await Until.HoldsAsync(() => !_door.Handled.IsEmpty && _door.Time.Waiting > 0);
        _door.Time.Advance(TimeSpan.FromSeconds(2.5) - TimeSpan.FromTicks(1));
        Assert.Equal(1, _door.Time.Waiting);
        _door.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(HttpStatusCode.OK, await answer.WaitAsync(Door.Patience));
        Assert.False(work.Task.IsCompleted);
        work.SetResult();
    }

    [Fact]
    public async Task Post_ClientThatGivesUp_DoesNotCancelTheClick()
    {
        var work = new TaskCompletionSource();
        var done = new TaskCompletionSource();
        _door.Work = async () =>
        {
            await work.Task;
            done.SetResult();
        };
        var timestamp = _door.Time.GetUtcNow().ToUnixTimeSeconds();
        using (var client = await ConnectAsync())
        {
            await SendAsync(
                client,
                $"{SlackSignature.TimestampHeader}: {timestamp}\r\n{SlackSignature.SignatureHeader}: " +
                $"{SlackSignatureTests.Sign(Door.Secret, $"{timestamp}", Approve)}\r\n",
                Approve,
                $"Content-Length: {Approve.Length}"
            );
            await Until.HoldsAsync(() => !_door.Handled.IsEmpty);
        }

        work.SetResult();
        await done.Task.WaitAsync(Door.Patience);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Post_HandlerFails_IsAnsweredAllTheSame(bool isCancelled)
    {
        _door.Work = () =>
            Task.FromException(
                isCancelled ? new OperationCanceledException() : new InvalidOperationException("a defect")
            );
        Assert.Equal(HttpStatusCode.OK, await _door.PostAsync(Approve));
    }

    private Task AssertUnauthorized(Action<HttpRequestMessage>? change = null, string secret = Door.Secret) =>
        AssertRefused(HttpStatusCode.Unauthorized, Approve, change, secret);

    private async Task AssertRefused(
        HttpStatusCode expected,
        string body,
        Action<HttpRequestMessage>? change = null,
        string secret = Door.Secret
    )
    {
        Assert.Equal(expected, await _door.PostAsync(body, change, secret));
        Assert.Empty(_door.Handled);
    }

    /// <summary>Exactly these bytes; gives the status.</summary>
    private async Task<string> RawAsync(string headers, string body, string? length = null)
    {
        using var client = await ConnectAsync();
        await SendAsync(client, headers, body, length ?? $"Content-Length: {body.Length}");
        using var reader = new StreamReader(client.GetStream());
        var status = await reader.ReadLineAsync().WaitAsync(Door.Patience);
        return status!.Split(' ')[1];
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _door.Address.Port);
        return client;
    }

    private static async Task SendAsync(TcpClient client, string headers, string body, string length) =>
        await client
            .GetStream()
            .WriteAsync(Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nHost: x\r\n{headers}{length}\r\n\r\n{body}"));

    private static string Chunk(string text) => $"{text.Length:x}\r\n{text}\r\n";
}
