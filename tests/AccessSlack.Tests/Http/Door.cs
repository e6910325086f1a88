using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Text;
using AccessSlack.Diagnostics;
using AccessSlack.Http;
using AccessSlack.Http.Certificates;
using AccessSlack.Interactions;
using AccessSlack.Testing;
using AccessSlack.Tests.Samples;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AccessSlack.Tests.Http;

/// <summary>The door for clicks on a real server, with a handler that remembers what came through.</summary>
internal sealed class Door : IInteractionHandler, IAsyncDisposable
{
    public const string Secret = "the signing secret";

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stopping = new();
    private readonly WebApplication _server;
    private readonly ErrorLog _log = new();
    private readonly HttpClient _client = new() { Timeout = Patience };

    private Door(WebApplicationBuilder builder, ListenerLimits limits, ListenerFiles? certificate)
    {
        var runner = new InteractionRunner(this, Time, new Logger<InteractionRunner>(Said));
        Endpoint = new(() => Secrets, runner, Time, new Logger<InteractionEndpoint>(Said), _stopping.Token);
        var certificates = certificate is null
            ? null
            : new ListenerCertificates(certificate, Time, NullLogger.Instance);
        var loopback = new IPEndPoint(IPAddress.Loopback, 0);
        builder
            .WebHost.UseKestrelCore()
            .UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel =>
                Listener.Configure(kestrel, loopback, certificates, loopback, limits, Connections)
            );
        builder.Logging.AddProvider(_log);
        _server = builder.Build();
        _server.Run(http => Listener.ServeAsync(http, Endpoint.HandleAsync, new Readiness(_ => { }), () => ""));

        ConnectionTable Connections() => new(limits, Time, NullLogger.Instance);
    }

    public InteractionEndpoint Endpoint { get; }

    /// <summary>What the endpoint logged.</summary>
    public LoggedLines Said { get; } = new();

    public ManualTime Time { get; } = new();

    public ImmutableArray<Secret> Secrets { get; set; } = [new(Secret)];

    public ConcurrentQueue<Interaction> Handled { get; } = [];

    /// <summary>What the handler does with an interaction.</summary>
    public Func<Task> Work { get; set; } = () => Task.CompletedTask;

    /// <summary>What the handler says when its work is done.</summary>
    public InteractionAnswer Answer { get; set; } = InteractionAnswer.Nothing.Instance;

    /// <summary>What came too late for the door.</summary>
    public ConcurrentQueue<(Interaction To, InteractionAnswer Answer)> ToldLate { get; } = [];

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public Uri Diagnostics { get; private set; } = new("http://127.0.0.1");

    public static async Task<Door> OpenAsync(ListenerLimits? limits = null, ListenerFiles? certificate = null)
    {
        var door = new Door(WebApplication.CreateEmptyBuilder(new()), limits ?? new(), certificate);
        await door._server.StartAsync();
        (door.Address, door.Diagnostics) = (new Uri(door._server.Urls.First()), new Uri(door._server.Urls.Last()));
        return door;
    }

    public async Task<InteractionAnswer> HandleAsync(Interaction interaction, CancellationToken cancel)
    {
        Handled.Enqueue(interaction);
        await Work();
        return Answer;
    }

    public Task TellLateAsync(Interaction interaction, InteractionAnswer answer, CancellationToken cancel)
    {
        ToldLate.Enqueue((interaction, answer));
        return Task.CompletedTask;
    }

    public void Stop() => _stopping.Cancel();

    /// <summary>Signs a body as Slack would, then lets <paramref name="change"/> spoil it.</summary>
    public Task<HttpStatusCode> PostAsync(
        string body,
        Action<HttpRequestMessage>? change = null,
        string secret = Secret,
        TimeSpan age = default
    ) => PostAsync(Encoding.UTF8.GetBytes(body), change, secret, age);

    public async Task<HttpStatusCode> PostAsync(
        byte[] body,
        Action<HttpRequestMessage>? change = null,
        string secret = Secret,
        TimeSpan age = default
    )
    {
        using var response = await SendAsync(body, change, secret, age);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        return response.StatusCode;
    }

    /// <summary>The JSON that this is answered with, which must be a success.</summary>
    public async Task<string> AskAsync(string body, Action<HttpRequestMessage>? change = null)
    {
        using var response = await SendAsync(Encoding.UTF8.GetBytes(body), change, Secret, age: default);
        Assert.Equal(
            (HttpStatusCode.OK, "application/json; charset=utf-8"),
            (response.StatusCode, response.Content.Headers.ContentType?.ToString())
        );
        return await response.Content.ReadAsStringAsync();
    }

    private async Task<HttpResponseMessage> SendAsync(
        byte[] body,
        Action<HttpRequestMessage>? change,
        string secret,
        TimeSpan age
    )
    {
        var timestamp = (Time.GetUtcNow() - age).ToUnixTimeSeconds().ToString();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, "/slack/interactions"))
        {
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new("application/x-www-form-urlencoded");
        request.Headers.Add(SlackSignature.TimestampHeader, timestamp);
        request.Headers.Add(SlackSignature.SignatureHeader, SlackSignatureTests.Sign(secret, timestamp, body));
        change?.Invoke(request);
        return await _client.SendAsync(request);
    }

    /// <summary>Two header lines that make this body Slack's.</summary>
    public string Signature(string body)
    {
        var timestamp = $"{Time.GetUtcNow().ToUnixTimeSeconds()}";
        return $"{SlackSignature.TimestampHeader}: {timestamp}\r\n{SlackSignature.SignatureHeader}: " +
            $"{SlackSignatureTests.Sign(Secret, timestamp, body)}\r\n";
    }

    /// <summary>Whatever strangers sent, none of it is a defect of ours.</summary>
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _stopping.Dispose();
        Assert.True(_log.Errors.IsEmpty, string.Join('\n', _log.Errors));
    }

    private sealed class ErrorLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Errors { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (IsEnabled(logLevel)) Errors.Enqueue($"{formatter(state, exception)} {exception}");
        }

        public void Dispose() { }
    }
}
