using System.Net.Sockets;
using System.Text;

namespace AccessSlack.Tests.Hosting.Systemd;

/// <summary>The listening end of NOTIFY_SOCKET, as the service manager holds it.</summary>
internal sealed class NotifySocket : IDisposable
{
    private readonly Socket _socket =
        new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 30_000 };

    private readonly DirectoryInfo? _folder;

    private NotifySocket(string address, string variable, DirectoryInfo? folder)
    {
        Variable = variable;
        _folder = folder;
        _socket.Bind(new UnixDomainSocketEndPoint(address));
    }

    /// <summary>The value of NOTIFY_SOCKET.</summary>
    public string Variable { get; }

    public static NotifySocket AtPath()
    {
        var folder = Directory.CreateTempSubdirectory();
        var path = Path.Combine(folder.FullName, "notify");
        return new(path, path, folder);
    }

    public static NotifySocket Abstract()
    {
        var name = $"teleport-slack-tests-{Guid.NewGuid():N}";
        return new('\0' + name, '@' + name, folder: null);
    }

    public string Receive()
    {
        var buffer = new byte[8192];
        return Encoding.UTF8.GetString(buffer, 0, _socket.Receive(buffer));
    }

    public bool HasMore => _socket.Available > 0;

    public void Dispose()
    {
        _socket.Dispose();
        _folder?.Delete(recursive: true);
    }
}
