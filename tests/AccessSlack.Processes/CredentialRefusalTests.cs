using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Testing;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.Processes;

/// <summary>Exit 77: well-formed credentials that are refused. The words name who refused what, and the cure.</summary>
public class CredentialRefusalTests
{
    private static readonly DateTimeOffset LongAgo = new(2021, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset FarAhead = new(2094, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Role =
    [
        "does not permit",
        "access_request: [list, read, update]",
        "access_plugin_data: [list, read, update]",
    ];

    private static readonly Dictionary<string, (Action<Site> Break, string[] Words)> Faults = new()
    {
        ["expired certificate"] = (
            site => Sign(site, site.Certificates.IssueClient(Site.User, notAfter: LongAgo)),
            [
                "line 4: teleport.client_crt: ",
                "auth.crt: the certificate expired at 2021-01-01",
                "Sign new files with: tctl auth sign --format=tls --user=access-slack --out=/",
            ]
        ),
        ["expired identity"] = (
            site => UseIdentity(site, site.Certificates.IssueClient(Site.User, notAfter: LongAgo)),
            [
                "identity: the certificate expired at 2021-01-01",
                "tctl auth sign --format=file --user=access-slack --out=/",
            ]
        ),
        ["certificate not yet valid"] = (
            site => Sign(site, site.Certificates.IssueClient(Site.User, notBefore: FarAhead)),
            ["auth.crt", "is not yet valid: it is valid from 2094-01-01", "Check the clock of this machine"]
        ),
        ["another cluster's host CA"] = (
            site =>
                File.WriteAllText(
                    site.File("auth.cas"),
                    ClusterCertificates.Create("other").HostCa.ExportCertificatePem()
                ),
            ["127.0.0.1:", "belongs to cluster", "auth.cas", "is of other", "set addr", "tctl auth sign"]
        ),
        ["identity of another cluster's host CA"] = (
            site => UseIdentity(site, site.Certificates.IssueClient(Site.User), ClusterCertificates.Create("other")),
            ["belongs to cluster", "identity", "is of other", "tctl auth sign --format=file"]
        ),
        ["host CA from before the rotation"] = (
            site => site.Teleport.RotateHostCa(),
            ["127.0.0.1:", "auth.cas is older than the rotation", "tctl auth sign --format=tls --user=access-slack"]
        ),
        ["identity not known to Teleport"] = (
            site => site.Teleport.FailNext("Ping", GrpcCode.PermissionDenied, message: "access denied: unknown user"),
            ["does not accept the certificate in", "auth.crt", "access denied: unknown user", "tctl auth sign"]
        ),
        ["unauthenticated"] = (
            site => site.Teleport.FailNext("Ping", GrpcCode.Unauthenticated, message: "bad credentials"),
            ["does not accept the certificate in", "auth.crt", "bad credentials", "tctl auth sign"]
        ),
        ["watch not permitted"] = (site => site.Plugin.MayRead = false, Role),
        ["plugin data not permitted"] = (site => site.Plugin.MayUpdatePluginData = false, Role),
        ["another token"] = (
            site => site.Replace(site.Slack.Options.BotToken, "xoxb-1-other"),
            ["Slack refused the token (invalid_auth)", "Install the Slack app again"]
        ),
        ["missing scope"] = (
            site => site.Slack.Scopes = [.. SlackSimulatorOptions.AllScopes.Remove("users:read.email")],
            ["scope users:read.email", "OAuth & Permissions", "install the app again"]
        ),
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
        Assert.Contains(
            "ERROR Cannot start: ",
            Assert.Single(words.Split('\n'), line => line.Contains("ERROR", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("server on", words, StringComparison.Ordinal);
    }

    /// <summary>
    /// What a server says that is no handshake; alerts as a real auth server sends them, which .NET's TLS, on which the
    /// simulator stands, cannot.
    /// </summary>
    [Theory]
    [InlineData(
        new byte[] { 21, 3, 3, 0, 2, 2, 42 },
        "does not accept the certificate in",
        "auth.crt",
        "TLS alert: bad certificate",
        "tctl auth sign --format=tls --user=access-slack"
    )]
    [InlineData(
        new byte[] { 21, 3, 3, 0, 2, 2, 48 },
        "does not accept the certificate in",
        "auth.crt",
        "TLS alert: unknown CA",
        "tctl auth sign --format=tls --user=access-slack"
    )]
    [InlineData(new byte[] { 21, 3, 3, 0, 2, 2, 120 }, "does not speak HTTP/2", "set addr (or auth_server)")]
    [InlineData(
        new byte[] { (byte)'H', (byte)'T', (byte)'T', (byte)'P', (byte)'/', (byte)'1' },
        "does not speak TLS",
        "set addr (or auth_server)"
    )]
    public async Task Start_NoHandshake_Exits77AndNamesTheCure(byte[] answer, params string[] words)
    {
        var (code, said) = await RefusedByAsync(async connection =>
        {
            Assert.NotEqual(0, await connection.ReadAsync(new byte[4096]));
            await connection.WriteAsync(answer);
        });

        Assert.True(words.All(word => said.Contains(word, StringComparison.Ordinal)), said);
        Assert.Equal(77, code);
    }

    [Fact]
    public async Task Start_OldProxyOrAnotherWebServer_Exits77AndSaysWhatAddressToUse()
    {
        using var authority = new ListenerAuthority();
        using var web = authority.Issue("proxy.example.com");
        var (code, said) = await RefusedByAsync(async connection =>
        {
            await using var tls = new SslStream(connection);
            await Assert.ThrowsAnyAsync<Exception>(async () =>
            {
                await tls.AuthenticateAsServerAsync(
                    new SslServerAuthenticationOptions
                    {
                        ServerCertificate = web,
                        ApplicationProtocols = [SslApplicationProtocol.Http2],
                    }
                );
                await tls.ReadExactlyAsync(new byte[1]);
            });
        });

        string[] words =
        [
            "is not an auth server",
            "its certificate is for proxy.example.com, issued by",
            "If it is the proxy, TLS does not pass through it",
            "port is 3025",
        ];
        Assert.True(words.All(word => said.Contains(word, StringComparison.Ordinal)), said);
        Assert.Equal(77, code);
    }

    /// <summary>
    /// In TLS 1.3 the refusal comes after the handshake, encrypted; OpenSSL refuses as an auth server does.
    /// </summary>
    [NeedsTheory(Needs.OpenSsl)]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task Start_CertificateOfAnotherUserCa_Exits77AndNamesTheFile(string version)
    {
        await using var site = await Site.CreateAsync();
        using var server = site.Certificates.IssueServer();
        using var key = server.GetECDsaPrivateKey()!;
        await File.WriteAllTextAsync(
            site.File("server.pem"),
            server.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n"
        );
        await File.WriteAllTextAsync(
            site.File("users.pem"),
            ClusterCertificates.Create("other").UserCa.ExportCertificatePem() + "\n"
        );
        string[] arguments =
        [
            "s_server",
            "-accept",
            "127.0.0.1:0",
            "-cert",
            site.File("server.pem"),
            "-key",
            site.File("server.pem"),
            "-CAfile",
            site.File("users.pem"),
            "-Verify",
            "1",
            "-verify_return_error",
            "-alpn",
            "h2",
            version,
        ];
        using var openssl = Process.Start(
            new ProcessStartInfo("openssl", arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        openssl.ErrorDataReceived += (_, _) => { };
        openssl.BeginErrorReadLine();
        var accept = "";
        while (!accept.StartsWith("ACCEPT ", StringComparison.Ordinal))
            accept = await openssl.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30))
                ?? throw new InvalidOperationException("openssl does not listen");
        site.Replace(site.Teleport.Address, accept["ACCEPT ".Length..]);

        var (code, words) = await site.RefusalAsync();
        openssl.Kill();

        Assert.Contains("does not accept the certificate in", words, StringComparison.Ordinal);
        Assert.Contains(
            "auth.crt (TLS alert: unknown CA): it is from another cluster",
            words,
            StringComparison.Ordinal
        );
        Assert.Equal(77, code);
    }

    private static async Task<(int ExitCode, string Words)> RefusedByAsync(Func<NetworkStream, Task> serveAsync)
    {
        await using var site = await Site.CreateAsync();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = listener.LocalEndpoint.ToString()!;
        site.Replace(site.Teleport.Address, address);
        var refusal = site.RefusalAsync();
        using (var connection = await listener.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromSeconds(30)))
        {
            listener.Stop(); // the test whether a proxy is there finds nothing
            await serveAsync(connection.GetStream()).WaitAsync(TimeSpan.FromSeconds(30));
        }

        var (code, words) = await refusal;
        Assert.Contains("Teleport cannot be used: ", words, StringComparison.Ordinal);
        Assert.Equal(2, words.Split(address).Length); // named once
        return (code, words);
    }

    private static void UseIdentity(Site site, X509Certificate2 client, ClusterCertificates? writer = null)
    {
        (writer ?? site.Certificates).WriteIdentity(site.File("identity"), client);
        site.Replace($"client_key = \"{site.File("auth.key")}\"", $"identity = \"{site.File("identity")}\"");
        site.Replace($"client_crt = \"{site.File("auth.crt")}\"", "");
        site.Replace($"root_cas = \"{site.File("auth.cas")}\"", "");
    }

    private static void Sign(Site site, X509Certificate2 client)
    {
        var hostCas = File.ReadAllText(site.File("auth.cas"));
        site.Certificates.WriteFiles(Path.GetDirectoryName(site.File("auth.key"))!, "auth", client);
        Assert.Equal(hostCas, File.ReadAllText(site.File("auth.cas")));
    }
}
