using AccessSlack.Slack;
using AccessSlack.Testing;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Tests.Slack;

/// <summary>
/// Our client of Slack against a server with prepared responses, with a clock that only the test advances.
/// </summary>
public abstract class SlackTest : IAsyncLifetime, IDisposable
{
    private readonly HttpMessageInvoker _http = SlackConnection.Create();

    private protected ManualTime Time { get; } = new();

    private protected ListLog Log { get; } = new();

    private protected ScriptedServer Slack { get; private set; } = null!;

    public async Task InitializeAsync() => Slack = await ScriptedServer.StartAsync();

    public async Task DisposeAsync() => await Slack.DisposeAsync();

    public void Dispose()
    {
        _http.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected ISlackMessages Messages(
        bool autoJoin = false,
        HttpMessageInvoker? http = null,
        Func<string, bool>? isConfigured = null
    ) => Client(autoJoin, http, isConfigured).Messages;

    private protected ISlackDirectory Directory() => Client().Directory;

    private protected ISlackModals Modals() => Client().Modals;

    private protected SlackClient Client(
        bool autoJoin = false,
        HttpMessageInvoker? http = null,
        Func<string, bool>? isConfigured = null
    ) =>
        SlackClient.Create(
            new(new Uri(Slack.Url, "api/"), () => new("xoxb-test"), () => autoJoin)
            {
                IsConfigured = isConfigured ?? (_ => true),
            },
            http ?? _http,
            Time,
            new Half(),
            Log
        );

    private protected static string Error(string code) => $$"""{"ok":false,"error":"{{code}}"}""";

    private protected static string Channels(string cursor, params (string Id, string Name)[] channels) =>
        $$$"""{"ok":true,"channels":[{{{string.Join(',', channels.Select(c => $$"""{"id":"{{c.Id}}","name":"{{c.Name}}"}"""))}}}],"response_metadata":{"next_cursor":"{{{cursor}}}"}}""";

    private protected static T Value<T>(SlackResult<T> result) => Assert.IsType<SlackResult<T>.Ok>(result).Value;

    private protected static SlackFailure Failure<T>(SlackResult<T> result) =>
        Assert.IsType<SlackResult<T>.Failed>(result).Failure;

    private protected static (SlackFailureKind Kind, string Code) KindAndCode<T>(SlackResult<T> result) =>
        (Failure(result).Kind, Failure(result).Code);

    private sealed class Half : Random
    {
        public override double NextDouble() => 0.5;
    }

    /// <summary>Without the line that each call has at DEBUG.</summary>
    private protected sealed class ListLog : ILogger
    {
        private const int CalledEvent = 3580;

        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (eventId.Id != CalledEvent) Lines.Add(formatter(state, exception) + exception);
        }
    }
}
