using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using AccessSlack.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Interactions;

/// <summary>The signed HTTP door for clicks: size, signature, payload, then the handler; statuses of design section 7.</summary>
internal sealed partial class InteractionEndpoint(Func<ImmutableArray<Secret>> secrets, IInteractionHandler handler, TimeProvider time, ILogger<InteractionEndpoint> logger, CancellationToken stopping)
{
    /// <summary>Of all bodies together: more than a thousand usual clicks at once, or 64 of the largest.</summary>
    public const long BodyMemory = 64 * BodyReader.LongestBody;

    /// <summary>Slack shows the clicker an error after 3 s.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2.5);

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly BodyReader _bodies = new(time, BodyMemory);

    private readonly Sparingly _unsigned = new(time, TimeSpan.FromSeconds(10));

    /// <summary>Of all bodies that are being read or answered.</summary>
    public long BytesInHand => _bodies.BytesInHand;

    public async Task HandleAsync(HttpContext http)
    {
        var status = await AnswerAsync(http);
        http.Response.StatusCode = status;
        // What is left of a body that did not come in time is not worth waiting for (RFC 9110 section 15.5.9). HTTP/2 ends the stream instead.
        if (status == StatusCodes.Status408RequestTimeout && !HttpProtocol.IsHttp2(http.Request.Protocol)) http.Response.Headers.Connection = "close";
    }

    private async Task<int> AnswerAsync(HttpContext http)
    {
        if (http.Request.Path.Value is not ("/" or "/slack/interactions")) return StatusCodes.Status404NotFound;
        if (!HttpMethods.IsPost(http.Request.Method))
        {
            http.Response.Headers.Allow = HttpMethods.Post;
            return StatusCodes.Status405MethodNotAllowed;
        }

        return stopping.IsCancellationRequested
            ? StatusCodes.Status503ServiceUnavailable
            : await _bodies.UseAsync(http.Request, body => AnswerAsync(http, body));
    }

    private async Task<int> AnswerAsync(HttpContext http, byte[] body)
    {
        // Slack tests the connection without a signature. Such a body may hold anything beside the flag, so nothing of it is ever used.
        if (Form(body) is { } unverified && unverified.TryGetValue("ssl_check", out var check) && check == "1") return StatusCodes.Status200OK;
        if (!IsSigned(http.Request, body))
        {
            if (_unsigned.MaySay(out var unsaid)) LogUnsigned(http.Connection.RemoteIpAddress?.ToString() ?? "unknown", unsaid);
            return StatusCodes.Status401Unauthorized;
        }

        return await AnswerSignedAsync(body);
    }

    private async Task<int> AnswerSignedAsync(byte[] body)
    {
        if (Form(body) is not { } form || !form.TryGetValue("payload", out var payload) || payload is not [{ } text])
        {
            LogMalformed("there is no payload field");
            return StatusCodes.Status400BadRequest;
        }

        try
        {
            return await DispatchAsync(InteractionPayload.Read(text));
        }
        catch (JsonException)
        {
            LogMalformed("the payload is not JSON");
            return StatusCodes.Status400BadRequest;
        }
    }

    private async Task<int> DispatchAsync(Interaction interaction)
    {
        // What is not finished in time goes on, and the clicker hears of it afterwards.
        await RunAsync(interaction).WaitAsync(AnswerWithin, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return StatusCodes.Status200OK;
    }

    private async Task RunAsync(Interaction interaction)
    {
        try
        {
            // Not the connection's token: a click that Slack stopped waiting for is finished all the same.
            await handler.HandleAsync(interaction, CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            LogStopped();
        }
        catch (Exception defect)
        {
            LogDefect(defect); // a top loop: nobody else waits for this task
        }
    }

    private bool IsSigned(HttpRequest request, byte[] body) => SlackSignature.IsValid(
        secrets(), request.Headers[SlackSignature.TimestampHeader], request.Headers[SlackSignature.SignatureHeader], body, time.GetUtcNow());

    private static Dictionary<string, Microsoft.Extensions.Primitives.StringValues>? Form(byte[] body)
    {
        try
        {
            return QueryHelpers.ParseQuery(StrictUtf8.GetString(body));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Refused a request from {Address} whose Slack signature is not valid ({Unsaid} more like it since this was last said). If clicks do nothing, compare the signing secret with the app's page in Slack, and this machine's clock with the time")]
    private partial void LogUnsigned(string address, int unsaid);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Refused a signed request: {Problem}")]
    private partial void LogMalformed(string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A click was not finished because the daemon stops")]
    private partial void LogStopped();

    [LoggerMessage(Level = LogLevel.Error, Message = "A click failed in a way that should not be possible; nothing more is done about it. Please report this")]
    private partial void LogDefect(Exception defect);
}
