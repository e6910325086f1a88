using System.Net;
using AccessSlack.Teleport.Calls;
using AccessSlack.Teleport.Credentials;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Teleport.Connections;

/// <summary>The connection in use, and its replacement when the credentials change.</summary>
internal sealed class CurrentConnection : IDisposable
{
    private readonly DnsEndPoint _endPoint;
    private readonly string _address;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _disposed = new();
    private volatile Connection _value;

    /// <summary>Loads the credentials; the first call connects.</summary>
    /// <exception cref="CredentialException">The credentials cannot be used.</exception>
    /// <exception cref="ArgumentException">The address is not valid.</exception>
    public CurrentConnection(TeleportOptions options, TimeProvider time, ILogger logger)
    {
        (_address, _time, _logger) = (options.Address, time, logger);
        _endPoint = TeleportAddress.TryParse(options.Address, out var parsed)
            ? parsed
            : throw new ArgumentException($"{options.Address} is not a host with an optional port.", nameof(options));
        _value = Connect(TeleportCredentials.Load(options.Files, time.GetUtcNow()));
    }

    public Connection Value => _value;

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
            if (_value.Uses(credentials))
            {
                credentials.Dispose();
                return;
            }

            var old = Interlocked.Exchange(ref _value, Connect(credentials));
            old.Retire();
            _ = DrainAsync(old);
        };
    }

    public void Dispose()
    {
        if (_disposed.IsCancellationRequested) return;
        _disposed.Cancel();
        _value.Dispose();
        _disposed.Dispose();
    }

    private Connection Connect(TeleportCredentials credentials) =>
        new(_address, _endPoint, credentials, _time, _logger);

    /// <summary>Every call except the watch has a deadline, so none is left after the longest one.</summary>
    private async Task DrainAsync(Connection old)
    {
        await Task.Delay(TeleportCalls.LongestTime, _time, _disposed.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        old.Dispose();
    }
}
