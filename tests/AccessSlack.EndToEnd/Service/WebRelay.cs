using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AccessSlack.EndToEnd.Service;

/// <summary>A reverse proxy in front of the daemon: passes calls on as they are, or does what a test says.</summary>
internal sealed class WebRelay : IAsyncDisposable
{
    private static readonly string[] Passed =
        ["X-Slack-Signature", "X-Slack-Request-Timestamp", "Content-Type"];

    private readonly WebApplication _app;
    private readonly Uri _target;
    private readonly TimeProvider _time;
    private readonly HttpClient _http = new();

    private WebRelay(Uri target, TimeProvider time)
    {
        (_target, _time) = (target, time);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(ServeAsync);
    }

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Changes what is passed on.</summary>
    public Action<RelayedCall> Change { get; set; } = _ => { };

    /// <summary>Answers in place of the daemon: true if it did.</summary>
    public Func<HttpContext, RelayedCall, bool> AnswersItself { get; set; } = (_, _) => false;

    public static async Task<WebRelay> StartAsync(Uri target, TimeProvider time)
    {
        var relay = new WebRelay(target, time);
        await relay._app.StartAsync();
        return relay;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task ServeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var call = new RelayedCall(http.Request.Path, body.ToArray());
        foreach (var name in Passed) call.Headers[name] = http.Request.Headers[name].ToString();
        http.Response.GetTypedHeaders().Date = _time.GetUtcNow();
        if (AnswersItself(http, call)) return;
        Change(call);
        using var request = new HttpRequestMessage(new(http.Request.Method), new Uri(_target, call.Path))
        {
            Content = new ByteArrayContent(call.Body),
        };
        foreach (var (name, value) in call.Headers)
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content.Headers.TryAddWithoutValidation(name, value);
        using var response = await _http.SendAsync(request);
        http.Response.StatusCode = (int)response.StatusCode;
        await http.Response.Body.WriteAsync(await response.Content.ReadAsByteArrayAsync());
    }
}

/// <summary>What a proxy received, and will pass on.</summary>
internal sealed record RelayedCall(string Path, byte[] Body)
{
    public string Path { get; set; } = Path;

    public byte[] Body { get; set; } = Body;

    public Dictionary<string, string> Headers { get; } = [];
}
