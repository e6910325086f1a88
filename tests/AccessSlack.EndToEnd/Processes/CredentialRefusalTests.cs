using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.EndToEnd.Processes;

/// <summary>Exit 77: well-formed credentials that are refused. The words name who refused what, and the cure.</summary>
public class CredentialRefusalTests
{
    private static readonly DateTimeOffset LongAgo = new(2021, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset FarAhead = new(2094, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Role = ["does not permit", "access_request: [list, read, update]", "access_plugin_data: [list, read, update]"];

    private static readonly Dictionary<string, (Action<Site> Break, string[] Words)> Faults = new()
    {
        ["expired certificate"] = (site => Sign(site, site.Certificates.IssueClient(Site.User, notAfter: LongAgo)), ["auth.crt", "expired at 2021-01-01", "tctl auth sign"]),
        ["certificate not yet valid"] = (site => Sign(site, site.Certificates.IssueClient(Site.User, notBefore: FarAhead)), ["auth.crt", "valid from 2094-01-01", "clock"]),
        ["another host CA"] = (site => File.WriteAllText(site.File("auth.cas"), ClusterCertificates.Create("other").HostCa.ExportCertificatePem()), ["127.0.0.1:", "certificates", "of this cluster"]),
        ["watch not permitted"] = (site => site.Plugin.MayRead = false, Role),
        ["plugin data not permitted"] = (site => site.Plugin.MayUpdatePluginData = false, Role),
        ["another token"] = (site => site.Replace(site.Slack.Options.BotToken, "xoxb-1-other"), ["Slack refused the token (invalid_auth)", "Install the Slack app again"]),
        ["missing scope"] = (site => site.Slack.Scopes = [.. SlackSimulatorOptions.AllScopes.Remove("users:read.email")], ["scope users:read.email", "OAuth & Permissions", "install the app again"]),
    };

    public static TheoryData<string> FaultNames => [.. Faults.Keys];

    [Theory]
    [MemberData(nameof(FaultNames))]
    public async Task Start_Refused_Exits77AndNamesTheCure(string fault)
    {
        await using var site = await Site.CreateAsync();
        Faults[fault].Break(site);

        var (code, words) = await site.RefusalAsync();

        Assert.True(Faults[fault].Words.All(word => words.Contains(word, StringComparison.Ordinal)), words);
        Assert.Equal(77, code);
        Assert.Contains("ERROR Cannot start: ", Assert.Single(words.Split('\n'), line => line.Contains("ERROR", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.DoesNotContain("server on", words, StringComparison.Ordinal);
    }

    /// <summary>By an alert, as a real auth server does; .NET's TLS, on which the simulator stands, closes the connection without one.</summary>
    [Fact]
    public async Task Start_CertificateRefusedByAnAlert_Exits77AndNamesTheCure()
    {
        await using var site = await Site.CreateAsync();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        site.Replace(site.Teleport.Address, listener.LocalEndpoint.ToString()!);

        var refusal = site.RefusalAsync();
        using var connection = await listener.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.NotEqual(0, await connection.GetStream().ReadAsync(new byte[4096]));
        await connection.GetStream().WriteAsync(new byte[] { 21, 3, 3, 0, 2, 2, 42 }); // fatal, bad_certificate (RFC 8446 section 6)

        var (code, words) = await refusal;
        Assert.Equal(77, code);
        Assert.Contains($"Teleport at {listener.LocalEndpoint} refused us", words, StringComparison.Ordinal);
        Assert.Contains("check that they are of this cluster and in date", words, StringComparison.Ordinal);
    }

    private static void Sign(Site site, X509Certificate2 client)
    {
        var hostCas = File.ReadAllText(site.File("auth.cas"));
        site.Certificates.WriteFiles(Path.GetDirectoryName(site.File("auth.key"))!, "auth", client);
        Assert.Equal(hostCas, File.ReadAllText(site.File("auth.cas")));
    }
}
