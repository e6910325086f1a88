using System.Net;
using AccessSlack.Http;

namespace AccessSlack.Tests.Http;

/// <summary>
/// What strangers may send to the listener, byte by byte, and what they get. No test here waits for more than that it
/// happens.
/// </summary>
public sealed class ListenerTests : IAsyncLifetime
{
    private static readonly string Approve = Payload.Form(Payload.Approve);

    private Door _door = null!;

    public async Task InitializeAsync() => _door = await Door.OpenAsync();

    public async Task DisposeAsync() => await _door.DisposeAsync();

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    [InlineData("BREW")]
    public async Task Request_AnotherMethod_Is405AndNamesTheRightOne(string method)
    {
        using var wire = await Wire.ConnectAsync(_door.Address);
        await wire.SendAsync($"{method} /slack/interactions HTTP/1.1\r\nHost: x\r\nX-Echo: nothing\r\n\r\n");
        var answer = await wire.AnswerAsync();

        Assert.StartsWith("HTTP/1.1 405 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nAllow: POST\r\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Echo", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Server:", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/slack/interactions?a=b", 200)]
    [InlineData("/?", 200)]
    [InlineData("http://x/slack/interactions", 200)]
    [InlineData("/slack/interactions/", 200)]
    [InlineData("//", 404)]
    [InlineData("/slack%2Finteractions", 404)]
    [InlineData("/slack/interactions%00", 400)]
    [InlineData("http://elsewhere/slack/interactions", 400)]
    [InlineData("*", 405)]
    [InlineData("slack/interactions", 400)]
    public async Task Post_EveryFormOfTarget_IsTheDoorOrRefused(string target, int expected)
    {
        Assert.Equal(
            expected,
            await StatusOfAsync(
                $"POST {target} HTTP/1.1\r\nHost: x\r\n{_door.Signature(Approve)}Content-Length: " +
                $"{Approve.Length}\r\n\r\n{Approve}"
            )
        );
        Assert.Equal(expected == 200 ? 1 : 0, _door.Handled.Count);
    }

    [Theory]
    [InlineData("CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n", 404)]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", 404)]
    [InlineData("POST / HTTP/1.1\r\n\r\n", 400)] // no Host
    [InlineData("POST / HTTP/9.9\r\nHost: x\r\n\r\n", 505)]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\n\r\n", 401)]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400)]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400)]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n", 400)]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n", 400)]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n", 400)]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 400)]
    [InlineData("\x16\x03\x01 not HTTP at all\r\n\r\n", 400)]
    public async Task Request_Malformed_IsRefused(string request, int expected)
    {
        Assert.Equal(expected, await StatusOfAsync(request));
        Assert.Empty(_door.Handled);
    }

    [Fact]
    public async Task Request_TooMuchBeforeTheBody_IsRefused()
    {
        Assert.Equal(414, await StatusOfAsync($"POST /?{new string('x', 8 * 1024)} HTTP/1.1\r\nHost: x\r\n\r\n"));
        Assert.Equal(
            431,
            await StatusOfAsync($"POST / HTTP/1.1\r\nHost: x\r\nX: {new string('x', 16 * 1024)}\r\n\r\n")
        );
        Assert.Equal(
            431,
            await StatusOfAsync(
                "POST / HTTP/1.1\r\nHost: " +
                $"x\r\n{string.Concat(Enumerable.Range(0, 64).Select(i => $"X-{i}: y\r\n"))}\r\n"
            )
        );
    }

    [Fact]
    public async Task Post_EndsBeforeItsLength_IsClosedUnheard()
    {
        using var wire = await Wire.ConnectAsync(_door.Address);
        await wire.SendAsync(
            $"POST / HTTP/1.1\r\nHost: x\r\n{_door.Signature(Approve)}Content-Length: " +
            $"{Approve.Length + 1}\r\n\r\n{Approve}"
        );
        wire.FinishSending();

        await wire.ClosedAsync();
        await Until.HoldsAsync(() => _door.Endpoint.BytesInHand == 0);
        Assert.Empty(_door.Handled);
    }

    [Fact]
    public async Task Connection_Http2WithoutTls_IsClosed()
    {
        using var wire = await Wire.ConnectAsync(_door.Address);
        await wire.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        await wire.ClosedAsync();
    }

    [Fact]
    public async Task Post_ClientVanishesInTheBody_IsForgotten()
    {
        using (var wire = await Wire.ConnectAsync(_door.Address))
        {
            await wire.SendAsync("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\npayload=");
            await Until.HoldsAsync(() => _door.Endpoint.BytesInHand > 0);
        }

        await Until.HoldsAsync(() => _door.Endpoint.BytesInHand == 0);
        Assert.Equal(0, _door.Time.Waiting);
    }

    [Fact]
    public async Task Post_LongerThanItsLength_IsAnsweredAndTheRestIsAnotherRequest()
    {
        using var wire = await Wire.ConnectAsync(_door.Address);
        await wire.SendAsync(Post(Approve) + "&more=of it\r\n\r\n");

        Assert.Equal(200, await wire.StatusAsync());
        Assert.Equal(400, await wire.StatusAsync());
        await wire.ClosedAsync();
        Assert.Single(_door.Handled);
    }

    [Theory]
    [InlineData("Content-Length: 100")]
    [InlineData("Transfer-Encoding: chunked")]
    public async Task Post_SlowBody_Is408AfterTenSecondsAndClosed(string framing)
    {
        using var wire = await Wire.ConnectAsync(_door.Address);
        await wire.SendAsync($"POST / HTTP/1.1\r\nHost: x\r\n{framing}\r\n\r\n8\r\npayload=");
        await Until.HoldsAsync(() => _door.Endpoint.BytesInHand > 0);

        _door.Time.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.Equal(1, _door.Time.Waiting);
        _door.Time.Advance(TimeSpan.FromTicks(1));

        var answer = await wire.AnswerAsync();
        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", answer, StringComparison.Ordinal);
        await wire.ClosedAsync();
        Assert.Equal(0, _door.Endpoint.BytesInHand);
    }

    [Fact]
    public async Task Post_DripsOn_IsNotGivenMoreTime()
    {
        using var wire = await Wire.ConnectAsync(_door.Address);
        await wire.SendAsync("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n");
        for (var second = 1; second <= 10; second++)
        {
            await wire.SendAsync("x");
            await Until.HoldsAsync(() => _door.Endpoint.BytesInHand == second);
            _door.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(408, await wire.StatusAsync());
    }

    [Fact]
    public async Task Post_BodyWithoutEnd_Is413AndClosedHoweverMuchIsSent()
    {
        using var wire = await Wire.ConnectAsync(_door.Address);
        await wire.SendAsync("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        var sending = SendForeverAsync(wire);

        Assert.Equal(413, await wire.StatusAsync());
        await wire.ClosedAsync();
        await sending;
        Assert.Equal(0, _door.Endpoint.BytesInHand);
    }

    [Fact]
    public async Task Post_BodyInPieces_IsBoundedInTotal()
    {
        using var wire = await Wire.ConnectAsync(_door.Address);
        await wire.SendAsync("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        var piece = BodyReader.LongestBody / 8;
        for (var i = 1; i <= 8; i++)
        {
            await wire.SendAsync($"{piece:x}\r\n{new string('x', piece)}\r\n");
            await Until.HoldsAsync(() => _door.Endpoint.BytesInHand == i * piece); // so that Kestrel cannot gather them
        }

        await wire.SendAsync("1\r\nx\r\n");
        Assert.Equal(413, await wire.StatusAsync());
    }

    [Fact]
    public async Task Post_AllBodiesTogetherTooLarge_TheOneThatDoesNotAdvanceIsEnded()
    {
        var most = (BodyBudget.Total - BodyBudget.SmallReserve) / BodyReader.LongestBody;
        var held = new List<Wire>();
        for (var i = 0L; i < most; i++) held.Add(await StallAsync(BodyReader.LongestBody, held.Count + 1));

        var large = (Approve + "&pad=").PadRight(BodyReader.LongestBody, 'x');
        Assert.Equal(200, await StatusOfAsync(Post(large)));
        Assert.Single(_door.Handled);

        Assert.Equal(503, await held[0].StatusAsync());
        await held[0].ClosedAsync();
        await held[1].SendAsync("\r\n0\r\n\r\n");
        Assert.Equal(401, await held[1].StatusAsync());
        held.ForEach(wire => wire.Dispose());
        await Until.HoldsAsync(() => _door.Endpoint.BytesInHand == 0);
    }

    [Fact]
    public async Task Post_ManySmallBodiesThatDoNotAdvance_TheOldestIsEnded()
    {
        const int Small = 16 * 1024;
        var held = new List<Wire>();
        for (var i = 0L; i < BodyBudget.SmallReserve / Small; i++) held.Add(await StallAsync(Small, held.Count + 1));

        Assert.Equal(200, await StatusOfAsync(Post(Approve)));

        Assert.Equal(503, await held[0].StatusAsync());
        held.ForEach(wire => wire.Dispose());
        await Until.HoldsAsync(() => _door.Endpoint.BytesInHand == 0);
    }

    /// <summary>A byte now and then does not make a body advance.</summary>
    [Fact]
    public async Task Post_DripsWhileMemoryIsFull_IsEndedBeforeOneThatAdvances()
    {
        const int Half = BodyReader.LongestBody / 2;
        using var drips = await StallAsync(Half, 1);
        using var advances = await StallAsync(Half, 2);
        await advances.SendAsync($"\r\n{Half / 2:x}\r\n{new string('x', Half / 2)}");
        await Until.HoldsAsync(() => _door.Endpoint.BytesInHand == 2.5 * Half);
        await drips.SendAsync("\r\n1\r\nx");
        await Until.HoldsAsync(() => _door.Endpoint.BytesInHand == (2.5 * Half) + 1);

        var held = new List<Wire>();
        for (var i = 0; i < 47; i++) held.Add(await WireAsync(BodyReader.LongestBody));

        Assert.Equal(503, await drips.StatusAsync());
        await advances.SendAsync("\r\n0\r\n\r\n");
        Assert.Equal(401, await advances.StatusAsync());
        held.ForEach(wire => wire.Dispose());
    }

    [Fact]
    public async Task Post_ExpectContinue_IsInvitedOnlyWhenItIsSmallEnough()
    {
        using var small = await Wire.ConnectAsync(_door.Address);
        await small.SendAsync(
            $"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n{_door.Signature(Approve)}Content-Length: " +
            $"{Approve.Length}\r\n\r\n"
        );
        Assert.Equal(100, await small.StatusAsync());
        await small.SendAsync(Approve);
        Assert.Equal(200, await small.StatusAsync());

        using var large = await Wire.ConnectAsync(_door.Address);
        await large.SendAsync("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 262145\r\n\r\n");
        Assert.Equal(413, await large.StatusAsync());
    }

    [Fact]
    public async Task Post_Pipelined_AreAnsweredInOrder()
    {
        using var wire = await Wire.ConnectAsync(_door.Address);
        await wire.SendAsync(
            Post(Approve)
                + "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
                + Post(Approve)
                + "POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
                + Post("payload=")
        );

        foreach (var expected in new[] { 200, 405, 200, 404, 400 }) Assert.Equal(expected, await wire.StatusAsync());
        Assert.Equal(2, _door.Handled.Count);
    }

    [Theory]
    [InlineData("application/json", "{\"payload\":\"{}\"}", HttpStatusCode.BadRequest)]
    [InlineData(
        "multipart/form-data; boundary=b",
        "--b\r\nContent-Disposition: form-data; name=\"payload\"\r\n\r\n{}\r\n--b--\r\n",
        HttpStatusCode.BadRequest
    )]
    // The signature says that it is Slack's, whatever a proxy made of the header
    [InlineData("text/plain; charset=utf-16", "payload=%7B%7D", HttpStatusCode.OK)]
    public async Task Post_AnotherContentType_TheBodyDecides(string type, string body, HttpStatusCode expected) =>
        Assert.Equal(
            expected,
            await _door.PostAsync(body, request =>
                request.Content!.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type)
            )
        );

    [Fact]
    public async Task Post_Http10_IsAnsweredAndClosed()
    {
        using var wire = await Wire.ConnectAsync(_door.Address);
        await wire.SendAsync(Post(Approve).Replace("HTTP/1.1", "HTTP/1.0", StringComparison.Ordinal));
        Assert.Equal(200, await wire.StatusAsync());
        await wire.ClosedAsync();
    }

    [Fact]
    public async Task Diagnostics_WrongMethod_Is405AndNamesTheRightOne()
    {
        using var wire = await Wire.ConnectAsync(_door.Diagnostics);
        await wire.SendAsync("POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
        var answer = await wire.AnswerAsync();
        Assert.StartsWith("HTTP/1.1 405 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nAllow: GET\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_OneTooMany_TheOneIdleForLongestIsClosedAndDiagnosticsWork()
    {
        await using var door = await Door.OpenAsync(new() { Connections = 2 });
        using var one = await Wire.ConnectAsync(door.Address);
        using var two = await Wire.ConnectAsync(door.Address);
        foreach (var wire in new[] { two, one }) await AssertAnswersAsync(wire);

        using var three = await Wire.ConnectAsync(door.Address);
        await two.ClosedAsync();
        foreach (var wire in new[] { one, three }) await AssertAnswersAsync(wire);
        using var diagnostics = await Wire.ConnectAsync(door.Diagnostics);
        await diagnostics.SendAsync("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.Equal(200, await diagnostics.StatusAsync());
    }

    [Fact]
    public async Task Connections_AllProcessWhatSlackSigned_TheNewOneIsClosed()
    {
        await using var door = await Door.OpenAsync(new() { Connections = 1 });
        var work = new TaskCompletionSource();
        door.Work = () => work.Task;
        using var click = await Wire.ConnectAsync(door.Address);
        await click.SendAsync(Post(Approve));
        await Until.HoldsAsync(() => !door.Handled.IsEmpty);

        using var next = await Wire.ConnectAsync(door.Address);
        await next.ClosedAsync();

        work.SetResult();
        Assert.Equal(200, await click.StatusAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\n")]
    public async Task Connection_NoRequestInTenSeconds_IsClosedButOneThatHadOneIsNot(string sent)
    {
        using var silent = await Wire.ConnectAsync(_door.Address);
        await silent.SendAsync(sent);
        await Until.HoldsAsync(() => _door.Time.Waiting == 1);
        using var idle = await Wire.ConnectAsync(_door.Address);
        await AssertAnswersAsync(idle);

        _door.Time.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.Equal(1, _door.Time.Waiting);
        _door.Time.Advance(TimeSpan.FromTicks(1));

        await silent.ClosedAsync();
        await AssertAnswersAsync(idle);
    }

    [Fact]
    public async Task Connection_HeadersThatDoNotEnd_IsRefusedAndClosed()
    {
        await using var door = await Door.OpenAsync(new() { Headers = TimeSpan.FromSeconds(1) });
        using var wire = await Wire.ConnectAsync(door.Address);
        await wire.SendAsync("POST / HTTP/1.1\r\nHost: x\r\n");
        Assert.Equal(408, await wire.StatusAsync());
        await wire.ClosedAsync();
    }

    [Fact]
    public async Task Connection_SilentOrIdle_IsClosed()
    {
        await using var door = await Door.OpenAsync(new() { Idle = TimeSpan.FromSeconds(1) });
        using var silent = await Wire.ConnectAsync(door.Address);
        using var idle = await Wire.ConnectAsync(door.Address);
        await AssertAnswersAsync(idle);
        await silent.ClosedAsync();
        await idle.ClosedAsync();
    }

    private static async Task AssertAnswersAsync(Wire wire)
    {
        await wire.SendAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.Equal(405, await wire.StatusAsync());
    }

    private static async Task SendForeverAsync(Wire wire)
    {
        var chunk = $"1000\r\n{new string('x', 4096)}\r\n";
        try
        {
            while (true) await wire.SendAsync(chunk);
        }
        catch (IOException)
        {
            // the connection was closed at last
        }
    }

    /// <summary>A body of so many bytes without an end, which the daemon has read.</summary>
    private async Task<Wire> StallAsync(int bytes, int count)
    {
        var wire = await WireAsync(bytes);
        await Until.HoldsAsync(() => _door.Endpoint.BytesInHand == (long)count * bytes);
        return wire;
    }

    private async Task<Wire> WireAsync(int bytes)
    {
        var wire = await Wire.ConnectAsync(_door.Address);
        var chunk = $"{bytes:x}\r\n{new string('x', bytes)}";
        await wire.SendAsync($"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{chunk}");
        return wire;
    }

    private string Post(string body) =>
        $"POST / HTTP/1.1\r\nHost: x\r\n{_door.Signature(body)}Content-Length: {body.Length}\r\n\r\n{body}";

    private async Task<int> StatusOfAsync(string request)
    {
        using var wire = await Wire.ConnectAsync(_door.Address);
        await wire.SendAsync(request);
        return await wire.StatusAsync();
    }
}
