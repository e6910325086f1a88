using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace AccessSlack.Http;

/// <summary>One connection, from the moment it was accepted, so including its TLS handshake.</summary>
internal sealed class OpenConnection : IOccupant, IDisposable
{
    private static long _order;

    private readonly ConnectionContext _connection;
    private readonly ITimer _silence;
    private long _advanced = Interlocked.Increment(ref _order);
    private int _verified;

    /// <param name="connection">Kestrel's.</param>
    /// <param name="time">Measures how long it takes to send a first request.</param>
    /// <param name="within">It is closed if the headers of a first request are not complete by then.</param>
    public OpenConnection(ConnectionContext connection, TimeProvider time, TimeSpan within)
    {
        _connection = connection;
        Address = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        Client = ClientAddress.Of(Address);
        connection.Items[typeof(OpenConnection)] = this;
        _silence = time.CreateTimer(
            _ => Close("It sent no request in time."),
            state: null,
            within,
            Timeout.InfiniteTimeSpan
        );
    }

    public IPAddress? Address { get; }

    public ClientAddress Client { get; }

    public long Advanced => Interlocked.Read(ref _advanced);

    public bool MayBeEnded => Volatile.Read(ref _verified) == 0;

    /// <summary>The connection of a request.</summary>
    public static OpenConnection? Of(HttpContext http) =>
        http.Features.Get<IConnectionItemsFeature>()?.Items[typeof(OpenConnection)] as OpenConnection;

    /// <summary>The headers of a request are complete, or it was answered.</summary>
    public void Advance()
    {
        _silence.Dispose();
        Interlocked.Exchange(ref _advanced, Interlocked.Increment(ref _order));
    }

    /// <summary>Between these two, it is processing something that Slack signed.</summary>
    public void BeginVerified() => Interlocked.Increment(ref _verified);

    /// <inheritdoc cref="BeginVerified"/>
    public void EndVerified()
    {
        Advance(); // or it could be closed before the answer is sent
        Interlocked.Decrement(ref _verified);
    }

    public void Close(string why) => _connection.Abort(new ConnectionAbortedException(why));

    public void Dispose() => _silence.Dispose();
}
