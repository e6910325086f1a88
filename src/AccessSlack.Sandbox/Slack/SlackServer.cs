using System.Net;
using System.Net.Mime;
using System.Text.Json.Nodes;
using AccessSlack.Sandbox.Slack.Methods;
using AccessSlack.Sandbox.Slack.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Sandbox.Slack;

/// <summary>Slack's HTTP side: <c>/api/METHOD</c> and response URLs.</summary>
internal sealed class SlackServer : IAsyncDisposable
{
    private readonly SlackState _state;
    private readonly SlackApi _api;
    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stopping = new();

    public SlackServer(SlackState state)
    {
        (_state, _api) = (state, new(state));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    public async Task StartAsync()
    {
        await _app.StartAsync();
        _state.Address = new(_app.Urls.First() + "/");
    }

    /// <summary>Cuts the calls that are held.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        try
        {
            var path = context.Request.Path.Value ?? "";
            if (path.StartsWith("/api/", StringComparison.Ordinal))
                await HandleMethodAsync(context, path["/api/".Length..]);
            else if (
                path.StartsWith("/actions/", StringComparison.Ordinal)
                || path.StartsWith("/commands/", StringComparison.Ordinal)
            )
                await HandleResponseUrlAsync(context, path);
            else if (path == SlackSockets.Path) await _state.Sockets.AcceptAsync(context, _stopping.Token);
            else context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }

    private async Task HandleMethodAsync(HttpContext context, string name)
    {
        var method = SlackMethod.All.GetValueOrDefault(name);
        var request = await SlackRequest.ReadAsync(context.Request, method?.TakesJson is not false);
        _api.Record(name, request, context.Request.Method == HttpMethods.Get && method?.TakesJson is true);
        await AnswerAsync(
            context,
            name,
            () => _api.Call(name, method, request, context.Request.Headers.Authorization.ToString())
        );
    }

    private async Task HandleResponseUrlAsync(HttpContext context, string path)
    {
        var request = await SlackRequest.ReadAsync(context.Request, takesJson: true);
        _api.Record(SlackSimulator.ResponseUrl, request, context.Request.Method != HttpMethods.Post);
        await AnswerAsync(context, SlackSimulator.ResponseUrl, () => _api.Respond(path, request));
    }

    private async Task AnswerAsync(HttpContext context, string method, Func<JsonObject> call)
    {
        var fault = _state.Faults.Take(method) ?? _state.Read(() => _state.DefaultFault)(method);
        var answer = fault is null or { AfterEffect: true } ? call() : null;
        if (fault?.Hold is { } hold) await hold.PassAsync(_stopping.Token); // Slack goes on when the caller hangs up
        if (fault is null or { Hold: not null }) await WriteAsync(context, method, answer ?? call());
        else await FailAsync(context, fault);
    }

    private async Task WriteAsync(HttpContext context, string method, JsonObject answer)
    {
        context.Response.Headers["X-OAuth-Scopes"] = string.Join(',', _state.Read(() => _state.Workspace.Scopes));
        context.Response.Headers.Date = _state.Options.Time.GetUtcNow().ToString("R");
        if (method == SlackSimulator.ResponseUrl) await WriteTextAsync(context, answer);
        else await WriteJsonAsync(context, answer);
    }

    /// <summary>A response URL answers in plain text: <c>ok</c>, or 404 and a code.</summary>
    private static async Task WriteTextAsync(HttpContext context, JsonObject answer)
    {
        var error = answer.Text("error");
        context.Response.StatusCode = error switch
        {
            null => 200,
            "invalid_url" or "expired_url" or "used_url" => 404,
            _ => 400,
        };
        await context.Response.WriteAsync(error ?? "ok", context.RequestAborted);
    }

    private static async Task FailAsync(HttpContext context, SlackFault fault)
    {
        if (fault.CutsConnection)
        {
            context.Abort();
        }
        else if (fault.HtmlStatus is { } status)
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = MediaTypeNames.Text.Html;
            await context.Response.WriteAsync("<html><body>Something went wrong</body></html>", context.RequestAborted);
        }
        else
        {
            if (fault.IsRateLimited) context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            if (fault.RetryAfter is { } seconds) context.Response.Headers.RetryAfter = seconds;
            await WriteJsonAsync(context, new SlackRefusal(fault.Code ?? "ratelimited", [.. fault.Messages]).ToJson());
        }
    }

    private static Task WriteJsonAsync(HttpContext context, JsonObject answer)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }
}
