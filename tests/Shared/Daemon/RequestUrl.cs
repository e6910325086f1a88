using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace AccessSlack.Testing.Daemon;

/// <summary>Takes the place of the daemon's endpoint: keeps the last request and gives the configured answer.</summary>
internal sealed class RequestUrl(WebApplication server) : IAsyncDisposable
{
    public Uri Url => new(server.Urls.First());

    public int Count { get; private set; }

    public byte[] Body { get; private set; } = [];

    public string Path { get; private set; } = "";

    public HeaderDictionary Headers { get; private set; } = [];

    public (int Status, string Body, string ContentType) Answer { get; set; } = (200, "seen", "text/plain");

    public JsonObject Payload =>
        JsonNode.Parse(WebUtility.UrlDecode(Encoding.UTF8.GetString(Body)["payload=".Length..]))!.AsObject();

    public IReadOnlyDictionary<string, string> Form =>
        QueryHelpers
            .ParseQuery(Encoding.UTF8.GetString(Body))
            .ToDictionary(pair => pair.Key, pair => pair.Value.ToString());

    public static async Task<RequestUrl> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = builder.Build();
        var app = new RequestUrl(server);
        server.Run(app.KeepAsync);
        await server.StartAsync();
        return app;
    }

    public void AnswerJson(string json) => Answer = (200, json, "application/json; charset=utf-8");

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task KeepAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        Count++;
        Body = body.ToArray();
        Path = context.Request.Path;
        Headers = new HeaderDictionary(context.Request.Headers.ToDictionary());
        context.Response.StatusCode = Answer.Status;
        context.Response.ContentType = Answer.ContentType;
        await context.Response.WriteAsync(Answer.Body);
    }
}
