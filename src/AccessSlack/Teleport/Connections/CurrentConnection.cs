using AccessSlack.Teleport.Calls;
using AccessSlack.Teleport.Connections.Routing;
using AccessSlack.Teleport.Credentials;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Teleport.Connections;

/// <summary>The connection in use, and its replacement when the credentials change or when it falls silent.</summary>
internal sealed partial class CurrentConnection : IDisposable
{
    private readonly Router _router;
    private readonly string _address;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _disposed = new();
    private volatile CredentialFiles _files;
    private Connection _value;
    private string? _way;

    /// <summary>Loads the credentials; the first call connects.</summary>
    /// <exception cref="CredentialException">The credentials cannot be used.</exception>
    /// <exception cref="ArgumentException">The address is not valid.</exception>
    public CurrentConnection(TeleportOptions options, TimeProvider time, ILogger logger)
    {
        (_address, _time, _logger, _files) = (options.Address, time, logger, options.Files);
        _router = TeleportAddress.TryParse(options.Address, out var parsed)
            ? new Router(options.Address, parsed, options.Routing, time)
            : throw new ArgumentException($"{options.Address} is not a host with an optional port.", nameof(options));
        _value = Connect(TeleportCredentials.Load(options.Files, time.GetUtcNow()));
    }

    public Connection Value => Volatile.Read(ref _value);

    /// <summary>
    /// The way of the newest connection, in words; null before the first. If it is not upgraded, a test connection
    /// tells the auth server from a proxy that passes TLS on to it.
    /// </summary>
    public async Task<string?> DescribeWayAsync(CancellationToken cancel) => _router.Last is { } way
        ? way.WordsFor(way.Form is null && await _router.IsProxyAsync(Value.Credentials, cancel))
        : null;

    /// <summary>
    /// Loads new credentials. The returned action puts them to use: calls in progress finish on the old connection; a
    /// watch ends as if the server had ended it, so that its caller starts a new one. Nothing happens if the
    /// credentials have not changed.
    /// </summary>
    /// <exception cref="CredentialException">They cannot be used; the old ones remain in use.</exception>
    public Action Prepare(CredentialFiles files)
    {
        var credentials = TeleportCredentials.Load(files, _time.GetUtcNow());
        return () =>
        {
            _files = files;
            while (!Value.Uses(credentials))
                if (TryReplace(Value, credentials))
                    return;
            credentials.Dispose();
        };
    }

    /// <summary>
    /// The server refused the credentials of this connection. If the files hold others by now, they are put to use,
    /// without waiting for the next look at the files.
    /// </summary>
    /// <returns>Whether another connection is in use now.</returns>
    public bool TryRenew(Connection refused)
    {
        if (refused != Value) return true;
        if (LoadOrNull() is not { } found) return false;
        if (!refused.Uses(found) && TryReplace(refused, found, () => Log.Renewed(_logger, _address))) return true;
        found.Dispose();
        return refused != Value;
    }

    public void Dispose()
    {
        if (_disposed.IsCancellationRequested) return;
        _disposed.Cancel();
        Value.Dispose();
        Value.Credentials.Dispose();
        _disposed.Dispose();
    }

    private Connection Connect(TeleportCredentials credentials) =>
        new(_address, _router, credentials, _time, _logger) { OnSilent = GiveUp, OnConnected = ReportWay };

    /// <summary>Once, and again if a later connection takes another way.</summary>
    private void ReportWay()
    {
        if (_router.Last is { } way && Interlocked.Exchange(ref _way, way.Words) != way.Words)
            Log.Connected(_logger, _address, way.Words);
    }

    /// <summary>New connections may work well: the same server behind another path, or another server.</summary>
    private void GiveUp(Connection silent)
    {
        // The credentials of an earlier connection may be disposed by now.
        if (silent != Value || _disposed.IsCancellationRequested) return;
        TryReplace(silent, silent.Credentials, () => Log.Silent(_logger, _address));
    }

    /// <summary>The reload, which tries the files as well, says what is wrong with them.</summary>
    private TeleportCredentials? LoadOrNull()
    {
        try
        {
            return TeleportCredentials.Load(_files, _time.GetUtcNow());
        }
        catch (CredentialException)
        {
            return null;
        }
    }

    /// <summary>False if another thread has replaced it.</summary>
    private bool TryReplace(Connection old, TeleportCredentials credentials, Action? report = null)
    {
        var next = Connect(credentials);
        if (Interlocked.CompareExchange(ref _value, next, old) != old)
        {
            next.Dispose();
            return false;
        }

        report?.Invoke(); // first, because the watch reports that it has moved
        old.Retire();
        _ = DrainAsync(old);
        return true;
    }

    /// <summary>Every call except the watch has a deadline, so none is left after the longest one.</summary>
    private async Task DrainAsync(Connection old)
    {
        await Task.Delay(TeleportCalls.LongestTime, _time, _disposed.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        old.Dispose();
        if (old.Credentials != Value.Credentials) old.Credentials.Dispose();
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 2820,
            Level = LogLevel.Information,
            Message = "Connected to Teleport at {Address} by {Way}"
        )]
        public static partial void Connected(ILogger logger, string address, string way);

        [LoggerMessage(
            EventId = 2540,
            Level = LogLevel.Warning,
            Message = "Teleport at {Address} has sent nothing for as long as a call waited, so its connection is " +
                "given up, and a new one is made. If this happens often, look for what drops idle connections " +
                "between the two machines"
        )]
        public static partial void Silent(ILogger logger, string address);

        [LoggerMessage(
            EventId = 2541,
            Level = LogLevel.Information,
            Message = "Teleport at {Address} did not accept the credentials in use. The files hold new ones, which " +
                "are in use now"
        )]
        public static partial void Renewed(ILogger logger, string address);
    }
}
