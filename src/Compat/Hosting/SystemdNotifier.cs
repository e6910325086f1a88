using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.Hosting.Systemd;

/// <summary>Sends each state as one datagram to the socket that NOTIFY_SOCKET names.</summary>
public sealed partial class SystemdNotifier : ISystemdNotifier
{
    private const string Variable = "NOTIFY_SOCKET";

    private readonly string? _socketPath;
    private readonly TimeSpan _sendLimit;
    private readonly ILogger _logger;

    /// <summary>Takes NOTIFY_SOCKET out of the environment, so that child processes cannot speak in our name.</summary>
    public SystemdNotifier(ILogger<SystemdNotifier> logger) : this(TakeSocketPath(), TimeSpan.FromSeconds(5), logger) { }

    /// <param name="socketPath">A path, or <c>@</c> and an abstract name; null when nobody listens.</param>
    /// <param name="sendLimit">How long to wait for a listener whose queue is full.</param>
    /// <param name="logger">Hears of states that could not be sent.</param>
    internal SystemdNotifier(string? socketPath, TimeSpan sendLimit, ILogger logger)
    {
        _socketPath = socketPath;
        _sendLimit = sendLimit;
        _logger = logger;
    }

    /// <inheritdoc/>
    public bool IsEnabled => !string.IsNullOrEmpty(_socketPath);

    /// <inheritdoc/>
    public void Notify(ServiceState state)
    {
        if (!IsEnabled) return;
        try
        {
            Send(Encoding.UTF8.GetBytes(state.ToString()));
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            // ArgumentException: a path longer than a socket address can hold.
            LogNotSent(state, e.Message);
        }
    }

    private void Send(byte[] datagram)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { SendTimeout = (int)_sendLimit.TotalMilliseconds };
        // The kernel's mark of an abstract name is a zero byte; the variable writes it as @.
        socket.Connect(new UnixDomainSocketEndPoint(_socketPath![0] == '@' ? '\0' + _socketPath[1..] : _socketPath));
        socket.Send(datagram);
    }

    private static string? TakeSocketPath()
    {
        // Looks at the same variable, and remembers its answer.
        _ = SystemdHelpers.IsSystemdService();
        var path = Environment.GetEnvironmentVariable(Variable);
        Environment.SetEnvironmentVariable(Variable, null);
        return path;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot tell systemd {State}: {Problem}")]
    private partial void LogNotSent(ServiceState state, string problem);
}
