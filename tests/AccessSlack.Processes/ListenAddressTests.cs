using System.Net;
using System.Net.Sockets;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.Processes;

/// <summary>Exit 69: the daemon cannot listen on the configured address.</summary>
public class ListenAddressTests
{
    [Theory]
    [InlineData("listen_addr = \"127.0.0.1:0\"", "listen_addr = \"TAKEN\"")]
    [InlineData("insecure = true", "insecure = true\ndiagnostics_addr = \"TAKEN\"")]
    public async Task Start_AddressInUse_Exits69AndNamesIt(string line, string replacement)
    {
        await using var site = await Site.CreateAsync();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        site.Replace(line, replacement.Replace("TAKEN", other.LocalEndpoint.ToString(), StringComparison.Ordinal));

        await AssertCannotListenAsync(site, other.LocalEndpoint.ToString()!);
    }

    [Fact]
    public async Task Start_AddressOfAnotherMachine_Exits69AndNamesIt()
    {
        await using var site = await Site.CreateAsync();
        site.Replace("127.0.0.1:0", "192.0.2.1:8081"); // TEST-NET-1, of no machine

        await AssertCannotListenAsync(site, "192.0.2.1:8081");
    }

    private static async Task AssertCannotListenAsync(Site site, string address)
    {
        var (code, words) = await site.RefusalAsync();

        Assert.True(code == 69 && words.Split("ERROR").Length == 2, $"{code}: {words}");
        var error = Assert.Single(words.Split('\n'), line => line.Contains("ERROR", StringComparison.Ordinal));
        Assert.Contains(address, error, StringComparison.Ordinal);
        Assert.Contains("under [http]", error, StringComparison.Ordinal);
    }
}
