using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AccessSlack.Sandbox.Demo;

namespace AccessSlack.Processes.Demo;

/// <summary>
/// The demo as a newcomer starts it, with the real daemon as a process; used through what its page uses.
/// </summary>
public sealed class SandboxDemoTests : IAsyncLifetime, IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private SandboxDemo _demo = null!;

    public async Task InitializeAsync()
    {
        _demo = await SandboxDemo
            .StartAsync(0, TextWriter.Null, CancellationToken.None)
            .WaitAsync(TimeSpan.FromSeconds(60));
        _http.BaseAddress = _demo.Address;
    }

    public async Task DisposeAsync() => await _demo.DisposeAsync();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Request_ThenClickAsAliceAndAsBob_IsRefusedAndThenDecided()
    {
        await PostAsync("api/requests", """{"user":"alice","roles":["dba"],"reason":"<b>"}""");
        var state = await WaitForAsync(now => Channel(now)["messages"]!.AsArray().Count == 1);
        Assert.True((bool)state["daemon"]!["ready"]!);

        await ClickAsync(state, person: 0);
        await WaitForAsync(now => Channel(now)["ephemerals"]!.AsArray().Count == 1 && State(now) == "Pending");
        Assert.Contains("200", await ClickAsync(state, person: 1), StringComparison.Ordinal);

        state = await WaitForAsync(now =>
            State(now) == "Approved"
            && Message(now)["text"]!.ToString().Contains("Approved by", StringComparison.Ordinal)
        );
        Assert.Equal("slack:bob@example.com", state["teleport"]!["audit"]![0]!["delegator"]!.ToString());
        Assert.Contains("No button", await ClickAsync(state, person: 1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tctl_ShowsInSlack()
    {
        await PostAsync("api/requests", """{"user":"alice","roles":["staging"],"reason":""}""");
        var state = await WaitForAsync(now =>
            now["slack"]!["channels"]!.AsArray().Count(channel => channel!["messages"]!.AsArray().Count == 1) >= 2
        );
        await PostAsync(
            "api/tctl",
            $$"""{"id":"{{state["teleport"]!["requests"]![0]!["id"]}}","verb":"deny","reason":"no"}"""
        );
        await WaitForAsync(now =>
            Message(now)["text"]!.ToString().EndsWith("Denied in Teleport", StringComparison.Ordinal)
        );
    }

    /// <summary>The daemon is not notified: it checks by itself, every 30 seconds of real time.</summary>
    [Fact]
    public async Task Renewal_IsTakenByTheDaemonAndServesAfterARestart()
    {
        await PostAsync("api/renew", "{}");
        var state = await WaitForAsync(
            now => (double)now["daemon"]!["tookCertificates"]! > 0,
            TimeSpan.FromSeconds(90)
        );
        Assert.True((double)state["daemon"]!["tookCertificates"]! >= (double)state["teleport"]!["renewed"]!);

        await PostAsync("api/restart", "{}");

        await WaitForAsync(now =>
            (bool)now["daemon"]!["watching"]!
            && (double)now["daemon"]!["watchBegan"]! >= (double)now["teleport"]!["restarted"]!
        );
    }

    [Theory]
    [InlineData("Host", "rebound.example")]
    [InlineData("Origin", "http://elsewhere.example")]
    [InlineData("Origin", "null")]
    public async Task AnyCall_OfAnotherSite_IsRefused(string header, string value)
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post })
        {
            using var request = new HttpRequestMessage(method, "api/requests")
            {
                Content = Json("""{"user":"alice","roles":["dba"]}"""),
            };
            request.Headers.TryAddWithoutValidation(header, value);
            using var response = await _http.SendAsync(request);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        }

        Assert.Empty((await StateAsync())["teleport"]!["requests"]!.AsArray());
    }

    [Fact]
    public async Task Call_ThatIsNoJson_IsRefused()
    {
        // A form is what another site could send without asking.
        using var form = await _http.PostAsync(
            "api/requests",
            new FormUrlEncodedContent([KeyValuePair.Create("user", "alice")])
        );
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, form.StatusCode);
        Assert.Contains("not a JSON object", await PostAsync("api/requests", "[]"), StringComparison.Ordinal);
        Assert.Contains(
            "role",
            await PostAsync("api/requests", """{"user":"alice","roles":[]}"""),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Only /teleport works here",
            await PostAsync("api/command", """{"user":"U1","channel":"C1","text":"/giphy cat"}"""),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "no such person",
            await PostAsync("api/command", """{"user":"U404","channel":"C1","text":"/teleport"}"""),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "4096 bytes",
            await PostAsync(
                "api/requests",
                $$"""{"user":"alice","roles":["dba"],"reason":"{{new string('é', 2049)}}"}"""
            ),
            StringComparison.Ordinal
        );
        foreach (var trouble in new[] { "Earthquake", "7" })
            Assert.Contains(
                "no such trouble",
                await PostAsync("api/weather", $$"""{"trouble":"{{trouble}}"}"""),
                StringComparison.Ordinal
            );
        Assert.Contains("no such request", await PostAsync("api/expire", """{"id":"404"}"""), StringComparison.Ordinal);
        foreach (var path in new[] { "api/submit", "api/close" })
            Assert.Contains(
                "no such form",
                await PostAsync(path, """{"user":"U404","view":"V404"}"""),
                StringComparison.Ordinal
            );
    }

    [Fact]
    public async Task Page_IsServedAndForbidsForeignContent()
    {
        foreach (var path in new[] { "", "style.css", "samples.js", "app.js" })
        {
            using var response = await _http.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.StartsWith(
                "default-src 'self'",
                response.Headers.GetValues("Content-Security-Policy").Single(),
                StringComparison.Ordinal
            );
            Assert.DoesNotContain("innerHTML", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    private Task<string> ClickAsync(JsonObject state, int person) =>
        PostAsync(
            "api/click",
            $$"""{"user":"{{state["slack"]!["people"]![person]!["id"]}}","channel":"{{Channel(state)["id"]}}","ts":"{{Message(state)["ts"]}}","action":"approve_request"}"""
        );

    private async Task<string> PostAsync(string path, string json)
    {
        using var response = await _http.PostAsync(path, Json(json));
        return await response.Content.ReadAsStringAsync();
    }

    private async Task<JsonObject> StateAsync() => JsonNode.Parse(await _http.GetStringAsync("api/state"))!.AsObject();

    /// <summary>Reads the page's stream of states until one fits.</summary>
    private async Task<JsonObject> WaitForAsync(Func<JsonObject, bool> condition, TimeSpan? atMost = null)
    {
        using var limit = new CancellationTokenSource(atMost ?? TimeSpan.FromSeconds(30));
        await using var stream = await _http.GetStreamAsync("api/events", limit.Token);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.Length > 0 && JsonNode.Parse(line["data: ".Length..]) is JsonObject state && condition(state))
                return state;
        }

        throw new InvalidOperationException("The stream ended.");
    }

    private static JsonNode Channel(JsonObject state) => state["slack"]!["channels"]![0]!;

    private static JsonNode Message(JsonObject state) => Channel(state)["messages"]![0]!;

    private static string State(JsonObject state) => state["teleport"]!["requests"]![0]!["state"]!.ToString();

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");
}
