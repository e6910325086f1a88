using System.Net;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AccessSlack.Daemon;

/// <summary>Kestrel's side of the two HTTP doors: the public one for Slack, and the diagnostics one that is never public.</summary>
internal static class Listener
{
    private const string Door = "diagnostics";

    public static void Configure(KestrelServerOptions kestrel, IPEndPoint listen, ListenerCertificate? certificate, IPEndPoint? diagnostics)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null; // the endpoint caps it itself, and answers 413
        kestrel.Limits.MaxConcurrentConnections = 1000;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        Listen(kestrel, listen, options =>
        {
            if (certificate is not null) options.UseHttps(https =>
            {
                https.ServerCertificate = certificate.Leaf;
                https.ServerCertificateChain = certificate.Chain;
            });
        });
        if (diagnostics is not null) Listen(kestrel, diagnostics, options => options.Use(next => connection =>
        {
            connection.Items[Door] = true;
            return next(connection);
        }));
    }

    public static Task ServeAsync(HttpContext http, RequestDelegate interactions, Readiness readiness) =>
        http.Features.Get<IConnectionItemsFeature>()?.Items.ContainsKey(Door) == true
            ? DiagnoseAsync(http, readiness)
            : interactions(http);

    /// <summary>"Every address" must also work on a host without IPv6.</summary>
    private static void Listen(KestrelServerOptions kestrel, IPEndPoint endPoint, Action<ListenOptions> configure)
    {
        if (endPoint.Address.Equals(IPAddress.IPv6Any)) kestrel.ListenAnyIP(endPoint.Port, configure);
        else kestrel.Listen(endPoint, configure);
    }

    private static Task DiagnoseAsync(HttpContext http, Readiness readiness)
    {
        if (http.Request.Path.Value is not ("/healthz" or "/readyz")) http.Response.StatusCode = StatusCodes.Status404NotFound;
        else if (!HttpMethods.IsGet(http.Request.Method)) http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        else if (http.Request.Path == "/healthz") return http.Response.WriteAsync("ok\n");
        else
        {
            if (!readiness.IsReady) http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return http.Response.WriteAsync(readiness.Status + "\n");
        }

        return Task.CompletedTask;
    }
}
