using AccessSlack.Commands.Connect;
using AccessSlack.Testing;
using Microsoft.AspNetCore.WebUtilities;
using SlackApi;
using SlackApi.WebApi;

namespace AccessSlack.Tests.Commands.Connect;

/// <summary>It ends once, whatever comes first, and after that nothing is written.</summary>
public sealed class ConnectSessionTests : IDisposable
{
    private const string Good = "?code=1&state=s";

    private readonly ManualTime _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<OAuthAccessResponse> _answer = new();
    private readonly List<string> _written = [];
    private readonly ConnectSession _session;
    private readonly Task<ConnectEnd> _end;
    private int _exchanges;

    public ConnectSessionTests()
    {
        _session = new("s", SomePlan.Of(), ExchangeAsync, token => _written.Add(token.Reveal()), _time);
        _end = _session.WaitAsync(_stop.Token);
    }

    public void Dispose()
    {
        _session.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task Receive_Code_IsExchangedOnceAndWritten()
    {
        var page = ReceiveAsync(Good);
        _answer.SetResult(Answer());

        Assert.Equal((0, 0), ((await page).End!.ExitCode, (await _end).ExitCode));
        Assert.Equal((1, "xoxb-1"), (_exchanges, Assert.Single(_written)));
        Assert.Null((await ReceiveAsync(Good)).End);
        Assert.Equal((1, 0), (_exchanges, (await _end).ExitCode));
    }

    [Fact]
    public async Task Wait_NothingForTenMinutes_Ends()
    {
        Assert.Null((await ReceiveAsync("?code=1&state=other")).End);
        _time.Advance(ConnectSession.WaitLimit - TimeSpan.FromSeconds(1));
        Assert.False(_end.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1, (await _end).ExitCode);
        Assert.Contains("10 minutes", (await _end).Text, StringComparison.Ordinal);
        await ReceiveAsync(Good);
        Assert.Equal(0, _exchanges);
    }

    [Fact]
    public async Task Receive_SecondTimeWhileExchanging_EndsWithoutATokenWritten()
    {
        var first = ReceiveAsync(Good);
        Assert.Null((await ReceiveAsync("?error=access_denied&state=s")).End);
        _answer.TrySetResult(Answer());

        Assert.Equal(("Used twice", "Used twice"), ((await _end).Title, (await first).End!.Title));
        Assert.Empty(_written);
    }

    [Fact]
    public async Task Stop_WhileExchanging_EndsWithoutATokenWritten()
    {
        var page = ReceiveAsync(Good);
        await _stop.CancelAsync();
        _answer.TrySetResult(Answer());

        Assert.Equal(("Stopped", 1), ((await _end).Title, (await page).End!.ExitCode));
        Assert.Empty(_written);
    }

    [Fact]
    public async Task Receive_SlackTakesTooLong_Ends69()
    {
        var page = ReceiveAsync(Good);
        _time.Advance(ConnectSession.ExchangeLimit);

        Assert.Equal((69, 69), ((await page).End!.ExitCode, (await _end).ExitCode));
        Assert.Empty(_written);
    }

    [Theory]
    [InlineData("?error=access_denied&state=s", 1, "Declined")]
    [InlineData("?error=invalid_scope&state=s", 77, "Slack refused the installation")]
    public async Task Receive_Error_Ends(string query, int exitCode, string title)
    {
        var (end, _) = await ReceiveAsync(query);

        Assert.Equal((exitCode, title), (end!.ExitCode, end.Title));
        Assert.Equal((0, end), (_exchanges, await _end));
    }

    [Fact]
    public async Task Receive_SlackRefuses_Ends77()
    {
        var page = ReceiveAsync(Good);
        _answer.SetException(new SlackException("oauth.v2.access", "invalid_code"));

        Assert.Equal(77, (await page).End!.ExitCode);
        Assert.Contains("invalid_code", (await _end).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Receive_FileCannotBeWritten_EndsAsItSays()
    {
        using var session = new ConnectSession(
            "s",
            SomePlan.Of(),
            (_, _) => Task.FromResult(Answer()),
            _ => throw new StartException(77, "The token cannot be written to /x. No space.", "Make room.", null),
            _time
        );

        var (end, _) = await session.ReceiveAsync(QueryHelpers.ParseQuery(Good));

        Assert.Equal((77, "The token was not written"), (end!.ExitCode, end.Title));
        Assert.Contains("No space. Make room. Then run connect again", end.Text, StringComparison.Ordinal);
    }

    private Task<(ConnectEnd? End, string Foreign)> ReceiveAsync(string query) =>
        _session.ReceiveAsync(QueryHelpers.ParseQuery(query));

    private Task<OAuthAccessResponse> ExchangeAsync(Secret code, CancellationToken cancel)
    {
        _exchanges++;
        return _answer.Task.WaitAsync(cancel);
    }

    private static OAuthAccessResponse Answer() =>
        new()
        {
            AccessToken = "xoxb-1",
            TokenType = "bot",
            Scopes = ["chat:write", "users:read"],
            TeamId = "T1",
            TeamName = "Acme",
        };
}
