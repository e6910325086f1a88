using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.EndToEnd.Service;

/// <summary>The daemon's own listener with a certificate that is renewed while it runs.</summary>
public class ListenerTlsTests
{
    [Fact]
    public async Task Certificate_Renewed_IsShownAfterTenSecondsAndClicksGoOn()
    {
        using var authority = new ListenerAuthority();
        await using var world = await StartAsync(authority);
        var before = await ShownAsync(world, authority);
        authority.Write(world.File("server.crt"), world.File("server.key"));

        Assert.Equal(before, await ShownAsync(world, authority));
        await world.PassAsync(TimeSpan.FromSeconds(10));
        Assert.NotEqual(before, await ShownAsync(world, authority));

        Assert.Equal(1, world.Daemon.CountInLog("was replaced"));
        await AssertClickDecidesAsync(world);
    }

    [Fact]
    public async Task Certificate_SpoiledWhileRunning_TheOldOneGoesOnWithOneWarning()
    {
        using var authority = new ListenerAuthority();
        await using var world = await StartAsync(authority);
        var before = await ShownAsync(world, authority);
        authority.Write(world.File("server.crt"), world.File("other.key"));

        for (var look = 0; look < 2; look++)
        {
            await world.PassAsync(TimeSpan.FromSeconds(10));
            Assert.Equal(before, await ShownAsync(world, authority));
        }

        Assert.Equal(1, world.Daemon.CountInLog("keeps its old certificate"));
        await AssertClickDecidesAsync(world);
    }

    private static async Task<World> StartAsync(ListenerAuthority authority)
    {
        var world = await World.PrepareAsync(new()
        {
            Http = """
                https_key_file = "FOLDER/server.key"
                https_cert_file = "FOLDER/server.crt"
                """,
            SlackOptions = new() { TrustedRoot = authority.Root },
        });
        authority.Write(world.File("server.crt"), world.File("server.key"));
        await world.StartReplicaAsync();
        return world;
    }

    private static async Task AssertClickDecidesAsync(World world)
    {
        var (id, message) = await world.RequestAsync();
        Assert.Equal(200, (await world.ClickAsync(world.Bob, message, World.Approve)).Status);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    /// <summary>The public key that a new connection sees.</summary>
    private static async Task<string> ShownAsync(World world, ListenerAuthority authority)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, world.Daemon.Endpoint.Port);
        await using var tls = new SslStream(client.GetStream());
        var trust = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        trust.CustomTrustStore.Add(authority.Root);
        await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = "127.0.0.1", CertificateChainPolicy = trust }
            )
            .WaitAsync(TimeSpan.FromSeconds(30));
        return tls.RemoteCertificate!.GetPublicKeyString();
    }
}
