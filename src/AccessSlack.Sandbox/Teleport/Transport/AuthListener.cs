using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Sandbox.Teleport.Transport;

/// <summary>The listening socket and its connections, which tests can cut.</summary>
internal sealed class AuthListener : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ConnectionContext, SilenceableTransport> _connections = [];
    private readonly WebApplication _app;

    private AuthListener(ConnectionTls tls, RequestDelegate handle, int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, port, listen => Configure(listen, tls));
        });
        _app = builder.Build();
        _app.Run(handle);
    }

    public int Port { get; private set; }

    public static async Task<AuthListener> StartAsync(ConnectionTls tls, RequestDelegate handle, int port)
    {
        var listener = new AuthListener(tls, handle, port);
        await listener._app.StartAsync();
        var addresses = listener
            ._app.Services.GetRequiredService<IServer>()
            .Features.GetRequiredFeature<IServerAddressesFeature>();
        listener.Port = new Uri(addresses.Addresses.Single()).Port;
        return listener;
    }

    /// <summary>Cuts every connection, like a crash of the server.</summary>
    public void Abort()
    {
        foreach (var connection in Connections())
            connection.Abort(new ConnectionAbortedException("cut by the simulator"));
    }

    /// <summary>Nothing more is heard on any connection, and none is closed; new ones work.</summary>
    public void Silence()
    {
        lock (_lock)
            foreach (var transport in _connections.Values) transport.GoSilent();
    }

    /// <summary>Sends GOAWAY: calls in progress continue, new ones need a new connection.</summary>
    public void GoAway()
    {
        foreach (var connection in Connections())
            connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
    }

    public async ValueTask DisposeAsync()
    {
        Abort();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private void Configure(ListenOptions listen, ConnectionTls tls)
    {
        listen.Protocols = HttpProtocols.Http2;
        listen.Use(next => connection => TrackAsync(connection, next));
        listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = tls.SelectAsync });
    }

    private async Task TrackAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var transport = new SilenceableTransport();
        lock (_lock) _connections.Add(connection, transport);
        try
        {
            await transport.RunAsync(connection, next);
        }
        finally
        {
            lock (_lock) _connections.Remove(connection);
        }
    }

    private List<ConnectionContext> Connections()
    {
        lock (_lock) return [.. _connections.Keys];
    }
}
