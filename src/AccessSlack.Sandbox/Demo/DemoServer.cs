using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using AccessSlack.Sandbox.Slack;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Sandbox.Demo;

/// <summary>
/// Serves the page, its live state and its actions on 127.0.0.1, and rejects requests for other host names.
/// </summary>
internal sealed class DemoServer : IAsyncDisposable
{
    private const int LargestCall = 64 * 1024;

    private readonly WebApplication _app;
    private readonly Func<JsonObject> _state;
    private readonly DemoActions _actions;
    private readonly CancellationTokenSource _stopping = new();
    private event EventHandler? Changed;

    private DemoServer(int port, Func<JsonObject> state, DemoActions actions)
    {
        (_state, _actions) = (state, actions);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestCall;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    public Uri Address => new(_app.Urls.First());

    /// <summary>Uses a free port if the requested one is in use.</summary>
    public static async Task<DemoServer> StartAsync(int port, Func<JsonObject> state, DemoActions actions)
    {
        var server = new DemoServer(port, state, actions);
        try
        {
            await server._app.StartAsync();
            return server;
        }
        catch (IOException e) when (port != 0 && e.InnerException is AddressInUseException)
        {
            await server.DisposeAsync();
            return await StartAsync(0, state, actions);
        }
    }

    /// <summary>Sends the new state to all open pages.</summary>
    public void Touch() => Changed?.Invoke(this, EventArgs.Empty);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy =
            "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        if (!IsOurs(context.Request)) context.Response.StatusCode = StatusCodes.Status403Forbidden;
        else if (HttpMethods.IsGet(context.Request.Method)) await GetAsync(context);
        else if (HttpMethods.IsPost(context.Request.Method)) await PostAsync(context);
        else context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
    }

    /// <summary>
    /// Other sites in the same browser must not act here, neither from their own page (Origin) nor by a name that
    /// points to us (Host).
    /// </summary>
    private bool IsOurs(HttpRequest request)
    {
        string[] hosts = [$"127.0.0.1:{Address.Port}", $"localhost:{Address.Port}"];
        var origin = request.Headers.Origin.ToString();
        return hosts.Contains(request.Host.Value)
            && (origin.Length == 0 || hosts.Any(host => origin == $"http://{host}"));
    }

    private Task GetAsync(HttpContext context) => context.Request.Path.Value switch
    {
        "/" => SendFileAsync(context, "index.html", "text/html; charset=utf-8"),
        "/style.css" => SendFileAsync(context, "style.css", "text/css; charset=utf-8"),
        "/samples.js" => SendFileAsync(context, "samples.js", "text/javascript; charset=utf-8"),
        "/app.js" => SendFileAsync(context, "app.js", "text/javascript; charset=utf-8"),
        "/favicon.ico" => NothingAsync(context, StatusCodes.Status204NoContent),
        "/api/state" => SendJsonAsync(context, _state()),
        "/api/events" => StreamAsync(context),
        _ => NothingAsync(context, StatusCodes.Status404NotFound),
    };

    private async Task PostAsync(HttpContext context)
    {
        Func<JsonObject, Task<string>>? action = context.Request.Path.Value switch
        {
            "/api/requests" => _actions.RequestAsync,
            "/api/click" => _actions.ClickAsync,
            "/api/submit" => _actions.SubmitAsync,
            "/api/close" => _actions.CloseAsync,
            "/api/command" => _actions.CommandAsync,
            "/api/home" => _actions.HomeAsync,
            "/api/tctl" => _actions.TctlAsync,
            "/api/expire" => _actions.ExpireAsync,
            "/api/explain" => _actions.ExplainAsync,
            "/api/hour" => _actions.HourAsync,
            "/api/end" => _actions.EndAsync,
            "/api/restart" => _actions.RestartAsync,
            "/api/renew" => _actions.RenewAsync,
            "/api/door" => _actions.DoorAsync,
            "/api/weather" => _actions.WeatherAsync,
            _ => null,
        };
        if (action is null) await NothingAsync(context, StatusCodes.Status404NotFound);
        else if (!context.Request.HasJsonContentType())
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
        else await ActAsync(context, action);
    }

    private async Task ActAsync(HttpContext context, Func<JsonObject, Task<string>> action)
    {
        using var reader = new StreamReader(context.Request.Body);
        try
        {
            var call =
                Json.Parse(await reader.ReadToEndAsync(context.RequestAborted)) as JsonObject
                ?? throw new DemoRefusal("The body is not a JSON object.");
            var done = await action(call);
            Touch(); // some changes are not part of a simulator
            await SendJsonAsync(context, new() { ["done"] = done });
        }
        catch (DemoRefusal e)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await SendJsonAsync(context, new() { ["error"] = e.Message });
        }
    }

    /// <summary>Server-sent events: the whole state, again after every change.</summary>
    private async Task StreamAsync(HttpContext context)
    {
        var changes = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
        );
        void Note(object? sender, EventArgs change) => changes.Writer.TryWrite(true);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
        context.Response.ContentType = "text/event-stream";
        Changed += Note;
        try
        {
            for (; ; await changes.Reader.ReadAsync(cancel.Token))
                await context.Response.WriteAsync($"data: {_state().ToJsonString()}\n\n", cancel.Token);
        }
        catch (OperationCanceledException)
        {
            // The page was closed, or the server is stopping.
        }
        finally
        {
            Changed -= Note;
        }
    }

    private static async Task SendFileAsync(HttpContext context, string name, string type)
    {
        await using var file = typeof(DemoServer).Assembly.GetManifestResourceStream(name)!;
        context.Response.ContentType = type;
        await file.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static Task SendJsonAsync(HttpContext context, JsonObject json)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(json.ToJsonString(), context.RequestAborted);
    }

    private static Task NothingAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
