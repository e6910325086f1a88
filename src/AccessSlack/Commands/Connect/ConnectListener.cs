using AccessSlack.Configuration;
using AccessSlack.Hosting;
using AccessSlack.Http;
using AccessSlack.Http.Certificates;
using AccessSlack.Logging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Commands.Connect;

/// <summary>The configured listener, with the same limits, and with nothing but the callback behind it.</summary>
internal sealed partial class ConnectListener(
    ConnectSession session,
    TimeProvider time,
    ILogger<ConnectListener> logger
)
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private readonly LogThrottle _lines = new(time, ListenerLimits.LogPause);

    /// <exception cref="StartException">The certificate cannot be used.</exception>
    public static WebApplication Build(
        HttpSettings http,
        ConnectSession session,
        TimeProvider time,
        ILoggerFactory loggers
    )
    {
        var certificates = SettingsMapping.FilesOf(http) is { } files
            ? new ListenerCertificates(files, time, loggers.CreateLogger<ListenerCertificates>())
            : null;
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "teleport-slack" });
        builder.Services.AddSingleton(loggers).AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopLimit);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        var limits = new ListenerLimits();
        builder.WebHost.ConfigureKestrel(kestrel =>
            Listener.Configure(kestrel, http.Listen, certificates, diagnostics: null, limits, () =>
                new(limits, time, loggers.CreateLogger<ConnectionTable>())
            )
        );
        var app = builder.Build();
        app.Run(new ConnectListener(session, time, loggers.CreateLogger<ConnectListener>()).ServeAsync);
        return app;
    }

    private async Task ServeAsync(HttpContext http)
    {
        var connection = OpenConnection.Of(http);
        connection?.Advance();
        if (http.Request.Path.Value != SlackPaths.OAuthCallback)
            http.Response.StatusCode = StatusCodes.Status404NotFound;
        else if (!HttpMethods.IsGet(http.Request.Method))
            (http.Response.StatusCode, http.Response.Headers.Allow) = (
                StatusCodes.Status405MethodNotAllowed,
                HttpMethods.Get
            );
        else await ReceiveAsync(http);
        connection?.Advance();
    }

    private async Task ReceiveAsync(HttpContext http)
    {
        try
        {
            var (end, foreign) = await session.ReceiveAsync(http.Request.Query);
            if (end is null && _lines.MaySay(out var unsaid)) Log.Foreign(logger, foreign, unsaid);
            await (end is null
                ? ConnectPage.WriteForeignAsync(http.Response)
                : ConnectPage.WriteAsync(http.Response, end));
        }
        catch (Exception defect)
        {
            session.Fail(defect);
            throw;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 9150,
            Level = LogLevel.Warning,
            Message = "A call to the callback address does not belong to this run: {Why} ({Unsaid} more since the " +
                "last such line). Open the address that was printed last"
        )]
        public static partial void Foreign(ILogger logger, string why, int unsaid);
    }
}
