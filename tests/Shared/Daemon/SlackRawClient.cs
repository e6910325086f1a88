using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using AccessSlack.Sandbox.Slack;

namespace AccessSlack.Testing.Daemon;

/// <summary>Calls the simulator as an app does, without the daemon's own client.</summary>
internal sealed class SlackRawClient(SlackSimulator slack) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = slack.ApiUrl, Timeout = TimeSpan.FromSeconds(30) };

    public string? Token { get; set; } = slack.Options.BotToken;

    /// <summary>A JSON body, as write methods take it.</summary>
    public Task<JsonObject> JsonAsync(string method, string json) =>
        SendAsync(method, new StringContent(json, Encoding.UTF8, "application/json"));

    /// <summary>A form, as read methods take it.</summary>
    public Task<JsonObject> FormAsync(string method, params (string Name, string Value)[] fields) =>
        SendAsync(method, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))));

    /// <summary>chat.postMessage of a text, answered with its ts.</summary>
    public async Task<(string Channel, string Ts)> PostAsync(string channel, string more = "")
    {
        var answer = await JsonAsync("chat.postMessage", $$"""{"channel":"{{channel}}","text":"hello"{{more}}}""");
        return answer["ok"]!.GetValue<bool>()
            ? (answer["channel"]!.ToString(), answer["ts"]!.ToString())
            : throw new InvalidOperationException(answer.ToJsonString());
    }

    public async Task<HttpResponseMessage> SendRawAsync(string method, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, method) { Content = content };
        if (Token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return await _http.SendAsync(request);
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonObject> SendAsync(string method, HttpContent content)
    {
        using var response = await SendRawAsync(method, content);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
    }
}
