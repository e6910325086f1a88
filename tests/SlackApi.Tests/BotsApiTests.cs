using AccessSlack.Testing;

namespace SlackApi.Tests;

public sealed class BotsApiTests : IAsyncLifetime, IDisposable
{
    private readonly HttpMessageInvoker _http = new(
        new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }
    );
    private ScriptedServer _slack = null!;

    private BotsApi Api => new(_http, new Uri(_slack.Url, "api/"), () => "xoxb-1");

    public async Task InitializeAsync() => _slack = await ScriptedServer.StartAsync();

    public async Task DisposeAsync() => await _slack.DisposeAsync();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task AppOf_Bot_IsAskedWithTheBotToken()
    {
        _slack.On("api/bots.info", """{"ok":true,"bot":{"id":"B1","app_id":"A1","name":"teleport"}}""");

        Assert.Equal("A1", await Api.AppOf("B1&x=1", default));

        var seen = Assert.Single(_slack.Seen);
        Assert.Equal(("GET", "Bearer xoxb-1"), (seen.Method, seen.Headers["Authorization"]));
    }

    [Theory]
    [InlineData("""{"ok":true}""")]
    [InlineData("""{"ok":true,"bot":{"id":"B1"}}""")]
    [InlineData("""{"ok":true,"bot":{"id":"B1","app_id":7}}""")]
    public async Task AppOf_AnswerWithoutAnApp_IsUnreadable(string answer)
    {
        _slack.On("api/bots.info", answer);

        var thrown = await Assert.ThrowsAsync<SlackHttpException>(() => Api.AppOf("B1", default));
        Assert.Equal("no_app_id", thrown.ErrorCode);
    }
}
