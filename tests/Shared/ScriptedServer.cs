using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Testing;

/// <summary>A request that a <see cref="ScriptedServer"/> got.</summary>
internal sealed record SeenRequest(
    string Method,
    string Path,
    string Query,
    IReadOnlyDictionary<string, string> Headers,
    string Body
);

/// <summary>
/// A real HTTP server that gives prepared answers, in order, by path, and remembers what it was asked. Without an
/// answer left it gives 501.
/// </summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<RequestDelegate>> _answers = new();
    private readonly ConcurrentQueue<SeenRequest> _seen = new();

    private ScriptedServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>Ends with a slash.</summary>
    public Uri Url { get; private set; } = null!;

    public IReadOnlyList<SeenRequest> Seen => [.. _seen];

    public static async Task<ScriptedServer> StartAsync()
    {
        var server = new ScriptedServer();
        await server._app.StartAsync();
        var addresses = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        server.Url = new Uri(addresses.Addresses.Single() + "/");
        return server;
    }

    public ScriptedServer On(string path, RequestDelegate answer)
    {
        _answers.GetOrAdd("/" + path, _ => new()).Enqueue(answer);
        return this;
    }

    public ScriptedServer On(
        string path,
        string body,
        int status = 200,
        string type = "application/json; charset=utf-8",
        params (string Name, string Value)[] headers
    ) => On(path, context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
            foreach (var (name, value) in headers)
                context.Response.Headers[name] = value;
            return context.Response.WriteAsync(body);
        });

    /// <summary>Reads the request and never answers; the result ends when a request hangs there.</summary>
    public Task OnHang(string path)
    {
        var hanging = new TaskCompletionSource();
        On(path, async context =>
        {
            hanging.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        return hanging.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>Reads the request and cuts the connection.</summary>
    public ScriptedServer OnCut(string path) => On(path, context =>
    {
        context.Abort();
        return Task.CompletedTask;
    });

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        using var reader = new StreamReader(request.Body);
        var headers = request.Headers.ToDictionary(
            h => h.Key,
            h => h.Value.ToString(),
            StringComparer.OrdinalIgnoreCase
        );
        _seen.Enqueue(
            new(request.Method, request.Path, request.QueryString.Value ?? "", headers, await reader.ReadToEndAsync())
        );
        if (_answers.TryGetValue(request.Path, out var queue) && queue.TryDequeue(out var answer))
            await answer(context);
        else context.Response.StatusCode = StatusCodes.Status501NotImplemented;
    }
}
