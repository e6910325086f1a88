using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace SlackApi;

/// <summary>
/// One HTTP exchange with the Web API: builds the request, and validates the answer. No body ever reaches an exception.
/// </summary>
internal sealed class SlackHttp(HttpMessageInvoker http, Uri apiUrl, Func<string> token)
{
    /// <summary>Size limit of an answer: 4 MiB.</summary>
    internal const int MaxAnswer = 4 * 1024 * 1024;

    private const int MaxMessages = 5;
    private const int MaxMessageLength = 300;
    private static readonly MediaTypeHeaderValue Json = new("application/json", "utf-8");

    /// <summary>
    /// Calls a method without arguments. Also returns the granted scopes and the server's time, if Slack sends them.
    /// </summary>
    public async Task<(JsonElement Answer, string[] Scopes, DateTimeOffset? Date)> Post(
        string method,
        CancellationToken cancel
    )
    {
        (string[] Scopes, DateTimeOffset? Date) headers = ([], null);
        var request = new HttpRequestMessage(HttpMethod.Post, Address(method)) { Content = new ByteArrayContent([]) };
        var answer = await Call(method, request, cancel, response =>
            headers = (Scopes(response), response.Headers.Date)
        );
        return (answer, headers.Scopes, headers.Date);
    }

    /// <summary>Methods that write take JSON.</summary>
    public Task<JsonElement> Write(string method, byte[] body, CancellationToken cancel) =>
        Call(method, new HttpRequestMessage(HttpMethod.Post, Address(method)) { Content = JsonContent(body) }, cancel);

    /// <summary>Methods that read take a query string, never JSON.</summary>
    public Task<JsonElement> Read(
        string method,
        IEnumerable<(string Field, string Value)> query,
        CancellationToken cancel
    ) =>
        Call(method, new HttpRequestMessage(HttpMethod.Get, Address($"{method}?{Encoded(query)}")), cancel);

    /// <summary>A form, from the app itself and not from its bot.</summary>
    public Task<JsonElement> Exchange(
        string method,
        IEnumerable<KeyValuePair<string, string>> form,
        AuthenticationHeaderValue app,
        CancellationToken cancel
    ) =>
        Call(
            method,
            new HttpRequestMessage(HttpMethod.Post, Address(method))
            {
                Content = new FormUrlEncodedContent(form),
                Headers = { Authorization = app },
            },
            cancel
        );

    public async Task Respond(Uri responseUrl, byte[] body, CancellationToken cancel)
    {
        const string Method = "response_url";
        using var request = new HttpRequestMessage(HttpMethod.Post, responseUrl) { Content = JsonContent(body) };
        using var response = await http.SendAsync(request, cancel);
        CheckStatus(Method, response);
        var answer = await ReadBody(Method, response, cancel);
        // Success is either the text "ok" or JSON; a failure is always JSON.
        if (TryParse(answer) is { } json && json.Flag("ok") == false) throw Refusal(Method, json, response);
    }

    /// <summary>For an answer that lacks a required field.</summary>
    public static SlackHttpException Unreadable(string method, HttpStatusCode status = HttpStatusCode.OK) =>
        new(method, status, "not_json");

    private static string Encoded(IEnumerable<(string Field, string Value)> query) =>
        string.Join('&', query.Select(part => $"{part.Field}={Uri.EscapeDataString(part.Value)}"));

    private async Task<JsonElement> Call(
        string method,
        HttpRequestMessage request,
        CancellationToken cancel,
        Action<HttpResponseMessage>? look = null
    )
    {
        using (request)
        {
            request.Headers.Authorization ??= new AuthenticationHeaderValue("Bearer", token());
            using var response = await http.SendAsync(request, cancel);
            look?.Invoke(response);
            CheckStatus(method, response);
            var answer = TryParse(await ReadBody(method, response, cancel));
            return answer?.Flag("ok") switch
            {
                true => answer.Value,
                false => throw Refusal(method, answer.Value, response),
                null => throw Unreadable(method, response.StatusCode),
            };
        }
    }

    private Uri Address(string relative) => new(apiUrl, relative);

    private static ByteArrayContent JsonContent(byte[] body) => new(body) { Headers = { ContentType = Json } };

    private static void CheckStatus(string method, HttpResponseMessage response)
    {
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
            throw new SlackRateLimitException(method, "ratelimited", RetryAfter(response));
        if (!response.IsSuccessStatusCode)
            throw new SlackHttpException(method, response.StatusCode, $"http_{(int)response.StatusCode}");
    }

    private static async Task<byte[]> ReadBody(string method, HttpResponseMessage response, CancellationToken cancel)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxAnswer, cancel);
            return await response.Content.ReadAsByteArrayAsync(cancel);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new SlackHttpException(method, response.StatusCode, "too_large");
        }
    }

    private static JsonElement? TryParse(byte[] answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static SlackException Refusal(string method, JsonElement answer, HttpResponseMessage response)
    {
        // Without a code, "not ok" says nothing about the request: like an error of the server.
        if (Code(answer.Text("error")) is not { } code)
            return new SlackHttpException(method, response.StatusCode, "no_error_code");
        if (code is "ratelimited" or "rate_limited")
            return new SlackRateLimitException(method, code, RetryAfter(response));
        return new SlackException(method, code)
        {
            ErrorMessages = Messages(answer),
            Needed = Shorten(answer.Text("needed")),
            Provided = Shorten(answer.Text("provided")),
        };
    }

    // Codes go into logs and metrics, so accept only what looks like one.
    private static string? Code(string error) =>
        error.Length is > 0 and <= 80 && error.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')
            ? error
            : null;

    private static List<string> Messages(JsonElement answer) =>
        [
            .. answer
                .Texts("errors")
                .Concat((answer.Object("response_metadata") ?? default).Texts("messages"))
                .Take(MaxMessages)
                .Select(Shorten),
        ];

    private static string Shorten(string text) => text.Length <= MaxMessageLength ? text : text[..MaxMessageLength];

    private static string[] Scopes(HttpResponseMessage response) =>
        response.Headers.TryGetValues("X-OAuth-Scopes", out var values)
            ? string.Join(',', values)
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : [];

    // The date form would need a clock, and Slack does not use it.
    private static TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter?.Delta is { } wait && wait >= TimeSpan.Zero ? wait : null;
}
