using System.Net;
using System.Net.Sockets;
using AccessSlack.EndToEnd.Infrastructure;

namespace AccessSlack.EndToEnd;

/// <summary>Strangers at the daemon's listener do not come between Slack and us.</summary>
public class ListenerTests
{
    [Theory]
    [InlineData("")]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 262144\r\n\r\npayload=")]
    public async Task Click_AmongHundredsOfStalledConnections_Decides(string stalled)
    {
        await using var world = await World.StartAsync();
        var strangers = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 400; i++) strangers.Add(await StallAsync(world.Daemon.Door, stalled));
            var (id, message) = await world.RequestAsync();

            Assert.Equal(200, (await world.ClickAsync(world.Bob, message, World.Approve)).Status);
            await world.ShowsAsync(id, "Approved by bob@example.com");
        }
        finally
        {
            strangers.ForEach(stranger => stranger.Dispose());
        }
    }

    private static async Task<TcpClient> StallAsync(Uri door, string sent)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, door.Port);
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(sent));
        return client;
    }
}
