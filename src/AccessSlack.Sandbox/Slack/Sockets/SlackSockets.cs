using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AccessSlack.Sandbox.Slack.Methods;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AccessSlack.Sandbox.Slack.Sockets;

/// <summary>Socket Mode (docs/protocols/slack.md 14): the app's sockets, and whether Slack uses them.</summary>
internal sealed class SlackSockets
{
    public const string Open = "apps.connections.open";
    public const string Path = "/link/";

    /// <summary>The scheme of <see cref="SlackSocket.Door"/>.</summary>
    public const string Scheme = "socket";

    /// <summary>Of one app.</summary>
    public const int Most = 10;

    private readonly SlackState _state;
    private readonly List<SlackSocket> _all = [];
    private readonly SocketTickets _tickets;
    private bool _isOn;

    public SlackSockets(SlackState state)
    {
        _state = state;
        _tickets = new(state.Options.Time);
        _isOn = state.Options.AppToken is not null;
        Envelopes = new(state);
        state.Secrets.Note("app token", state.Options.AppToken);
    }

    public SocketEnvelopes Envelopes { get; }

    /// <summary>Socket Mode is switched on in the app's settings: nothing is sent over HTTP.</summary>
    public bool IsOn => _state.Read(() => _isOn);

    /// <summary>All so far, in the order of their opening.</summary>
    public ImmutableArray<SlackSocket> All => _state.Read(() => _all.ToImmutableArray());

    /// <summary>Those of our app to which Slack sends envelopes.</summary>
    public ImmutableArray<SlackSocket> Registered => [.. All.Where(socket => IsOurs(socket) && socket.IsRegistered)];

    /// <summary>TCP connections that are still open, also after the close handshake.</summary>
    public int OpenConnections => _state.Read(() => _all.Count(socket => socket.IsConnected));

    /// <summary>Any uri that leaves the choice to Slack.</summary>
    public static Uri Any { get; } = new($"{Scheme}:any");

    /// <summary>The setting in the app's pages. Switching it off ends all sockets.</summary>
    public async Task SwitchAsync(bool isOn)
    {
        _state.Change(() => _isOn = isOn);
        if (isOn) return;
        foreach (var socket in Registered) await socket.DisconnectAsync(DisconnectReason.LinkDisabled);
    }

    /// <summary>apps.connections.open. Callers hold the lock.</summary>
    public JsonObject Issue(string token)
    {
        var appId = AppOf(token);
        if (!_isOn) throw new SlackRefusal(DisconnectReason.LinkDisabled);
        var ticket = _tickets.Issue(appId);
        var address = new UriBuilder(_state.Address)
        {
            Scheme = Uri.UriSchemeWs,
            Path = Path,
            Query = $"ticket={ticket}&app_id={appId}",
        };
        _state.Secrets.Note("socket ticket", ticket);
        return new() { ["url"] = address.Uri.ToString() };
    }

    /// <summary>A connection to <see cref="Path"/>; returns when its TCP connection has ended.</summary>
    public async Task AcceptAsync(HttpContext context, CancellationToken cancel)
    {
        if (Refusal(context) is { } status)
        {
            context.Response.StatusCode = status;
            return;
        }

        var stream = await UpgradeAsync(context);
        var ticket = context.Request.Query["ticket"].ToString();
        var (socket, count) = _state.Change(() => Register(ticket, stream, context));
        using (cancel.Register(context.Abort))
            await socket.RunAsync(count, cancel);
    }

    /// <summary>The socket of that door, if it is still registered; otherwise the next. Callers hold the lock.</summary>
    public SlackSocket? Choose(Uri door, int turn)
    {
        var live = _all.Where(socket => IsOurs(socket) && socket.IsRegistered).ToList();
        return live.Find(socket => socket.Door == door) ?? (live.Count == 0 ? null : live[turn % live.Count]);
    }

    private bool IsOurs(SlackSocket socket) => socket.AppId == _state.Options.AppId;

    private string AppOf(string token)
    {
        var options = _state.Options;
        if (token == options.BotToken) throw new SlackRefusal("not_allowed_token_type");
        if (options.RevokedTokens.Contains(token)) throw new SlackRefusal("token_revoked");
        if (options.OtherAppTokens.GetValueOrDefault(token) is { } other) return other;
        if (token != options.AppToken) throw new SlackRefusal("invalid_auth");
        if (!options.AppTokenScopes.Contains("connections:write"))
            throw SlackRefusal.MissingScope("connections:write", options.AppTokenScopes);
        return options.AppId;
    }

    private int? Refusal(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers.Authorization.Count > 0)
            _state.Change(() =>
            {
                _state.Complaints.Add("socket: the ticket is enough, and no token belongs here");
                return true;
            });
        var isWebSocket =
            context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
            && headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase)
            && headers.SecWebSocketVersion == "13"
            && headers.SecWebSocketKey.Count == 1;
        if (!isWebSocket) return StatusCodes.Status426UpgradeRequired;
        try
        {
            return _state.Change(() =>
            {
                _tickets.Exchange(context.Request.Query["ticket"].ToString());
                return (int?)null;
            });
        }
        catch (SlackRefusal)
        {
            return StatusCodes.Status403Forbidden;
        }
    }

    /// <summary>The handshake of RFC 6455, 4.2.2.</summary>
    private static Task<Stream> UpgradeAsync(HttpContext context)
    {
        var key = context.Request.Headers.SecWebSocketKey + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
#pragma warning disable CA5350 // the protocol's hash, not a protection
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key)));
#pragma warning restore CA5350
        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.SecWebSocketAccept = accept;
        return context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
    }

    private (SlackSocket Socket, int Count) Register(string ticket, Stream stream, HttpContext context)
    {
        var appId = _tickets.AppOf(ticket);
        var socket = new SlackSocket(_state, _all.Count + 1, appId, stream, context.Abort);
        _all.Add(socket);
        return (socket, _all.Count(other => other.AppId == appId && other.IsRegistered) + 1);
    }
}
