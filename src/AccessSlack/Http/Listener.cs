using System.Net;
using System.Net.Security;
using AccessSlack.Diagnostics;
using AccessSlack.Http.Certificates;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Http;

/// <summary>
/// Configures Kestrel for both HTTP endpoints: the public one for Slack, and the diagnostics one, which is never
/// public.
/// </summary>
internal static partial class Listener
{
    private const string DiagnosticsMark = "diagnostics";

    /// <summary>Most bytes of one connection that Kestrel buffers before the endpoint reads them.</summary>
    private const int LargestBuffer = 64 * 1024;

    /// <param name="kestrel">The server.</param>
    /// <param name="listen">The address that Slack calls; null if it calls none.</param>
    /// <param name="certificates">Null for plain HTTP, behind a proxy that terminates TLS.</param>
    /// <param name="diagnostics">Always plain HTTP; null for none.</param>
    /// <param name="limits">Limits of each endpoint.</param>
    /// <param name="connections">Makes the table of each endpoint.</param>
    public static void Configure(
        KestrelServerOptions kestrel,
        IPEndPoint? listen,
        ListenerCertificates? certificates,
        IPEndPoint? diagnostics,
        ListenerLimits limits,
        Func<ConnectionTable> connections
    )
    {
        kestrel.AddServerHeader = false;
        Limit(kestrel.Limits, limits);
        if (listen is not null) Listen(kestrel, listen, options =>
        {
            Track(options, connections());
            Secure(options, certificates, limits);
        });
        if (diagnostics is not null) Listen(kestrel, diagnostics, options =>
        {
            Track(options, connections());
            options.Protocols = HttpProtocols.Http1;
            options.Use(next => connection =>
            {
                connection.Items[DiagnosticsMark] = true;
                return next(connection);
            });
        });
    }

    /// <summary>Logs where clicks arrive; null for nowhere.</summary>
    public static void Announce(ILogger logger, Uri? address)
    {
        if (address is null) Log.NotListening(logger);
        else if (address.Scheme == Uri.UriSchemeHttps) Log.Listening(logger, "secure HTTPS", address.Authority);
        else Log.Listening(logger, "insecure HTTP", address.Authority);
    }

    public static async Task ServeAsync(
        HttpContext http,
        RequestDelegate interactions,
        Readiness readiness,
        Func<string> metrics
    )
    {
        var connection = OpenConnection.Of(http);
        connection?.Advance();
        await (http.Features.Get<IConnectionItemsFeature>()?.Items.ContainsKey(DiagnosticsMark) == true
            ? DiagnoseAsync(http, readiness, metrics)
            : interactions(http));
        connection?.Advance();
    }

    /// <summary>Before TLS, so that a handshake counts as well.</summary>
    private static void Track(ListenOptions options, ConnectionTable connections) =>
        options.Use(next => connection => connections.RunAsync(connection, next));

    private static void Limit(KestrelServerLimits kestrel, ListenerLimits limits)
    {
        // The endpoint limits bodies itself: it distinguishes 413 from 408, and its clock is injected.
        kestrel.MaxRequestBodySize = null;
        kestrel.MinRequestBodyDataRate = null;
        kestrel.MaxRequestBufferSize = LargestBuffer;
        kestrel.MaxConcurrentConnections = null; // ConnectionTable limits them
        kestrel.MaxConcurrentUpgradedConnections = 0;
        kestrel.RequestHeadersTimeout = limits.Headers;
        kestrel.KeepAliveTimeout = limits.Idle;
        kestrel.MaxRequestLineSize = limits.RequestLine;
        kestrel.MaxRequestHeadersTotalSize = limits.HeaderBytes;
        kestrel.MaxRequestHeaderCount = limits.HeaderCount;
    }

    private static void Secure(ListenOptions options, ListenerCertificates? certificates, ListenerLimits limits)
    {
        // Slack and proxies need no more. With HTTP/2, a stranger's connection could hold several requests.
        options.Protocols = HttpProtocols.Http1;
        if (certificates is not null)
            options.UseHttps(
                new TlsHandshakeCallbackOptions
                {
                    HandshakeTimeout = limits.Handshake,
                    OnConnection = _ =>
                        ValueTask.FromResult(
                            new SslServerAuthenticationOptions { ServerCertificateContext = certificates.Current }
                        ),
                }
            );
    }

    /// <summary>"Every address" must also work on a host without IPv6.</summary>
    private static void Listen(KestrelServerOptions kestrel, IPEndPoint endPoint, Action<ListenOptions> configure)
    {
        if (endPoint.Address.Equals(IPAddress.IPv6Any)) kestrel.ListenAnyIP(endPoint.Port, configure);
        else kestrel.Listen(endPoint, configure);
    }

    private static Task DiagnoseAsync(HttpContext http, Readiness readiness, Func<string> metrics)
    {
        if (http.Request.Path.Value is not ("/healthz" or "/readyz" or "/readyz/clicks" or "/metrics"))
            http.Response.StatusCode = StatusCodes.Status404NotFound;
        else if (!HttpMethods.IsGet(http.Request.Method))
            (http.Response.StatusCode, http.Response.Headers.Allow) = (
                StatusCodes.Status405MethodNotAllowed,
                HttpMethods.Get
            );
        else if (http.Request.Path == "/healthz") return http.Response.WriteAsync("ok\n");
        else if (http.Request.Path == "/metrics")
        {
            http.Response.ContentType = ExpositionText.ContentType;
            return http.Response.WriteAsync(metrics());
        }
        else return http.Request.Path == "/readyz"
            ? SayAsync(http.Response, readiness.IsReady, readiness.Status)
            : SayAsync(http.Response, readiness.TakesClicks, readiness.ClickStatus);

        return Task.CompletedTask;
    }

    private static Task SayAsync(HttpResponse response, bool isReady, string status)
    {
        if (!isReady) response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return response.WriteAsync(status + "\n");
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 8560, Level = LogLevel.Information, Message = "Starting {Kind} server on {Address}")]
        public static partial void Listening(ILogger logger, string kind, string address);

        [LoggerMessage(
            EventId = 8561,
            Level = LogLevel.Information,
            Message = "No listener for clicks: with notify_only, with app_token (Socket Mode), or without a signing " +
                "secret, none is needed"
        )]
        public static partial void NotListening(ILogger logger);
    }
}
