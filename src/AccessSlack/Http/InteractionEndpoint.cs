using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using AccessSlack.Http.Probes;
using AccessSlack.Interactions;
using AccessSlack.Interactions.Payloads;
using AccessSlack.Logging;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace AccessSlack.Http;

/// <summary>
/// The endpoint for signed clicks, dialogs, slash commands and events. It checks size, signature and payload, then has
/// them answered. docs/design/http.md lists its statuses.
/// </summary>
internal sealed partial class InteractionEndpoint(
    Func<ImmutableArray<Secret>> secrets,
    InteractionRunner runner,
    TimeProvider time,
    ILogger<InteractionEndpoint> logger,
    CancellationToken stopping
)
{
    private static readonly UTF8Encoding StrictUtf8 = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    private readonly BodyReader _bodies = new(time, logger);

    private readonly LogThrottle _unsigned = new(time, ListenerLimits.LogPause);

    private readonly MisdirectedRequests _misdirected = new(time, logger);

    private readonly ProbeEndpoint _probes = new(time, logger);

    /// <summary>Bytes of all bodies that are being read or answered.</summary>
    public long BytesInHand => _bodies.BytesInHand;

    public async Task HandleAsync(HttpContext http)
    {
        var reply = await AnswerAsync(http);
        http.Response.StatusCode = reply.Status;
        // Close the connection instead of waiting for the rest of a body that timed out (RFC 9110 section 15.5.9) or
        // had to make room.
        if (reply.Status is StatusCodes.Status408RequestTimeout or StatusCodes.Status503ServiceUnavailable)
            http.Response.Headers.Connection = "close";
        if (reply.Json is { } json) await WriteAsync(http.Response, json);
    }

    private static async Task WriteAsync(HttpResponse response, byte[] json)
    {
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = json.Length;
        await response.Body.WriteAsync(json);
    }

    private async Task<Reply> AnswerAsync(HttpContext http)
    {
        if (SlackPaths.Of(http.Request.Path.Value) is not { } path) return await RefusePathAsync(http.Request);
        if (!HttpMethods.IsPost(http.Request.Method))
        {
            http.Response.Headers.Allow = HttpMethods.Post;
            return StatusCodes.Status405MethodNotAllowed;
        }

        return stopping.IsCancellationRequested
            ? StatusCodes.Status503ServiceUnavailable
            : await _bodies.UseAsync(http.Request, body => AnswerAsync(http, path, body));
    }

    /// <summary>The body is read only if it claims to be Slack's: otherwise there is nothing to say about it.</summary>
    private async Task<Reply> RefusePathAsync(HttpRequest request)
    {
        if (!HttpMethods.IsPost(request.Method) || !request.Headers.ContainsKey(SlackSignature.SignatureHeader))
            return StatusCodes.Status404NotFound;
        return await _bodies.UseAsync(request, body =>
        {
            if (SignerOf(request, body.Span) is not null && ProbeBody.NonceOf(body.Span) is null)
                _misdirected.Report(request.Path.Value ?? "", body.Span);
            return Task.FromResult<Reply>(StatusCodes.Status404NotFound);
        });
    }

    private async Task<Reply> AnswerAsync(HttpContext http, string path, ReadOnlyMemory<byte> body)
    {
        // Slack tests the connection without a signature. The rest of such a body is untrusted and never used.
        if (SlackForm.IsSslCheck(body.Span)) return StatusCodes.Status200OK;
        if (SignerOf(http.Request, body.Span) is not { } signer)
        {
            if (_unsigned.MaySay(out var unsaid))
                Log.Unsigned(logger, http.Connection.RemoteIpAddress?.ToString() ?? "unknown", unsaid);
            return StatusCodes.Status401Unauthorized;
        }

        if (_probes.Answer(path, body.Span, signer) is { } proof) return new Reply(StatusCodes.Status200OK, proof);
        var connection = OpenConnection.Of(http);
        connection?.BeginVerified();
        try
        {
            return ReadSigned(http.Request, path, body.Span) is { } interaction
                ? new Reply(StatusCodes.Status200OK, await runner.AnswerAsync(interaction))
                : StatusCodes.Status400BadRequest;
        }
        finally
        {
            connection?.EndVerified();
        }
    }

    /// <summary>Each kind has its own path, so that one cannot be taken for the other.</summary>
    private Interaction? ReadSigned(HttpRequest request, string path, ReadOnlySpan<byte> body) => path switch
    {
        SlackPaths.Events => ReadEvent(body),
        SlackPaths.Commands => ReadCommand(SlackForm.Read(body)),
        _ => ReadPayload(SlackForm.Read(body), SlackSignature.SentAt(request.Headers)),
    };

    private Interaction? ReadEvent(ReadOnlySpan<byte> body)
    {
        try
        {
            return EventPayload.Read(StrictUtf8.GetString(body));
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException)
        {
            Log.Malformed(logger, "it is not an event of Slack's, which is a JSON object");
            return null;
        }
    }

    private Interaction? ReadCommand(Dictionary<string, StringValues>? form)
    {
        var command = form is not null && SlackForm.Single(form) is { } fields ? CommandPayload.Read(fields) : null;
        if (command is null)
            Log.Malformed(
                logger,
                form?.ContainsKey("payload") == true
                    ? $"it is an interaction, which belongs to {SlackPaths.Interactions}"
                    : "it is not the form of a slash command"
            );
        return command;
    }

    private Interaction? ReadPayload(Dictionary<string, StringValues>? form, long sent)
    {
        if (form is null || !form.TryGetValue("payload", out var payload) || payload is not [{ } text])
        {
            Log.Malformed(
                logger,
                form?.ContainsKey("command") == true
                    ? $"it is a slash command, which belongs to {SlackPaths.Commands}"
                    : "there is no payload field, or it is not a form of Slack's"
            );
            return null;
        }

        try
        {
            return InteractionPayload.Read(text, sent);
        }
        catch (JsonException)
        {
            Log.Malformed(logger, "the payload is not JSON");
            return null;
        }
    }

    private Secret? SignerOf(HttpRequest request, ReadOnlySpan<byte> body) => SlackSignature.SignerOf(
        secrets(),
        request.Headers[SlackSignature.TimestampHeader],
        request.Headers[SlackSignature.SignatureHeader],
        body,
        time.GetUtcNow()
    );

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 8000,
            Level = LogLevel.Warning,
            Message = "Refused a request from {Address} whose Slack signature is not valid ({Unsaid} more since the " +
                "last such line). If clicks do nothing, compare the signing secret with the one on the app's page in " +
                "Slack, and check this machine's clock"
        )]
        public static partial void Unsigned(ILogger logger, string address, int unsaid);

        [LoggerMessage(EventId = 8001, Level = LogLevel.Warning, Message = "Refused a signed request: {Problem}")]
        public static partial void Malformed(ILogger logger, string problem);
    }
}
