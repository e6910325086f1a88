using System.Net;
using System.Net.Sockets;
using AccessSlack.EndToEnd.Infrastructure;

namespace AccessSlack.EndToEnd.Service;

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
            for (var i = 0; i < 400; i++) strangers.Add(await StallAsync(world.Daemon.Endpoint, stalled));
            var (id, message) = await world.RequestAsync();

            Assert.Equal(200, (await world.ClickAsync(world.Bob, message, World.Approve)).Status);
            await world.ShowsAsync(id, "Approved by bob@example.com");
        }
        finally
        {
            strangers.ForEach(stranger => stranger.Dispose());
        }
    }

    [Fact]
    public async Task Log_ManyUnsignedRequests_IsNotFilledByThem()
    {
        await using var world = await World.StartAsync();
        async Task SendAsync() =>
            Assert.Equal(
                401,
                (
                    await world.Slack.SendRawAsync(
                        world.Daemon.Endpoint,
                        "payload={}"u8.ToArray(),
                        forgery: new() { SigningSecret = "0123456789abcdef0123456789abcdef" }
                    )
                ).Status
            );

        for (var i = 0; i < 20; i++) await SendAsync();
        Assert.Equal(1, world.Daemon.CountInLog("Refused a request from 127.0.0.1"));

        await world.PassAsync(TimeSpan.FromSeconds(10));
        await SendAsync();
        Assert.Equal(1, world.Daemon.CountInLog("19 more since the last such line"));
    }

    private static async Task<TcpClient> StallAsync(Uri endpoint, string sent)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, endpoint.Port);
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(sent));
        return client;
    }
}
