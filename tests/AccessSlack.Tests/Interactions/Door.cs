using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Text;
using AccessSlack.Interactions;
using AccessSlack.Requests;
using AccessSlack.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace AccessSlack.Tests.Interactions;

/// <summary>The door for clicks on a real server, with a handler that remembers what came through.</summary>
internal sealed class Door : IInteractionHandler, IAsyncDisposable
{
    public const string Secret = "the signing secret";

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stopping = new();
    private readonly WebApplication _server;
    private readonly HttpClient _client = new() { Timeout = Patience };

    private Door(WebApplicationBuilder builder)
    {
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        _server = builder.Build();
        var endpoint = new InteractionEndpoint(() => Secrets, this, Time, NullLogger<InteractionEndpoint>.Instance, _stopping.Token);
        _server.Run(endpoint.HandleAsync);
    }

    public ManualTime Time { get; } = new();

    public ImmutableArray<Secret> Secrets { get; set; } = [new(Secret)];

    public ConcurrentQueue<Interaction> Handled { get; } = [];

    /// <summary>What the handler does with an interaction.</summary>
    public Func<Task> Work { get; set; } = () => Task.CompletedTask;

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public static async Task<Door> OpenAsync()
    {
        var door = new Door(WebApplication.CreateEmptyBuilder(new()));
        await door._server.StartAsync();
        door.Address = new Uri(door._server.Urls.Single());
        return door;
    }

    public Task HandleAsync(Interaction interaction, CancellationToken cancel)
    {
        Handled.Enqueue(interaction);
        return Work();
    }

    public void Stop() => _stopping.Cancel();

    /// <summary>Signs a body as Slack would, then lets <paramref name="change"/> spoil it.</summary>
    public Task<HttpStatusCode> PostAsync(string body, Action<HttpRequestMessage>? change = null, string secret = Secret, TimeSpan age = default) =>
        PostAsync(Encoding.UTF8.GetBytes(body), change, secret, age);

    public async Task<HttpStatusCode> PostAsync(byte[] body, Action<HttpRequestMessage>? change = null, string secret = Secret, TimeSpan age = default)
    {
        var timestamp = (Time.GetUtcNow() - age).ToUnixTimeSeconds().ToString();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, "/slack/interactions")) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/x-www-form-urlencoded");
        request.Headers.Add(SlackSignature.TimestampHeader, timestamp);
        request.Headers.Add(SlackSignature.SignatureHeader, SlackSignatureTests.Sign(secret, timestamp, body));
        change?.Invoke(request);
        using var response = await _client.SendAsync(request);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        return response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _stopping.Dispose();
    }
}
