using System.Security.Cryptography;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.Processes;

/// <summary>
/// Exit 78: what a person must correct before a start can succeed. The words name the file and the cure, and hold no
/// secret.
/// </summary>
public class ConfigurationRefusalTests
{
    private static readonly Dictionary<string, (Action<Site> Break, string[] Words)> Faults = new()
    {
        ["broken TOML"] = (
            site => site.Replace("[slack]", "[slack"),
            ["config.toml", "line 7, column 7", "must end with ]"]
        ),
        ["token without quotes"] = (
            site => site.Replace($"\"{site.Slack.Options.BotToken}\"", site.Slack.Options.BotToken),
            ["config.toml", "line 8, column 9", "text needs quotes"]),
        ["token without a closing quote"] = (
            site => site.Replace($"{site.Slack.Options.BotToken}\"", site.Slack.Options.BotToken),
            ["config.toml", "line 8, column 9", "no closing quote"]
        ),
        ["unknown key"] = (
            site => site.Replace("secret =", "sicret ="),
            ["config.toml", "line 9", "sicret", "Did you mean secret?"]
        ),
        ["key of another certificate"] = (
            site => WriteKey(site.File("auth.key")),
            ["auth.key", "does not belong", "auth.crt", "tctl auth sign"]
        ),
        ["OpenSSH key"] = (
            site => WritePem(site.File("auth.key"), "OPENSSH PRIVATE KEY"),
            ["auth.key", "OpenSSH", "tctl auth sign"]
        ),
        ["key with a passphrase"] = (
            site => WritePem(site.File("auth.key"), "ENCRYPTED PRIVATE KEY"),
            ["auth.key", "passphrase", "tctl auth sign"]
        ),
        ["Ed25519 key"] = (
            site =>
                File.WriteAllText(
                    site.File("auth.key"),
                    PemEncoding.WriteString(
                        "PRIVATE KEY",
                        [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20, .. new byte[32]]
                    )
                ),
            ["auth.key", "Ed25519", "tctl auth sign"]
        ),
        ["missing host CAs"] = (
            site => File.Delete(site.File("auth.cas")),
            ["auth.cas", "there is no such file", "tctl auth sign"]
        ),
        ["certificate file that is a folder"] = (
            site =>
            {
                File.Delete(site.File("auth.crt"));
                Directory.CreateDirectory(site.File("auth.crt"));
            },
            ["auth.crt", "cannot be read", "let the daemon's user read it"]
        ),
        ["several client certificates"] = (
            site => File.AppendAllText(site.File("auth.crt"), File.ReadAllText(site.File("auth.cas"))),
            ["auth.crt", "several certificates", "root_cas"]
        ),
        ["host CAs that are none"] = (
            site => File.Copy(site.File("auth.crt"), site.File("auth.cas"), overwrite: true),
            ["auth.cas", "contains no host CA", "tctl auth sign"]
        ),
        ["missing certificate file"] = (
            site => File.Delete(site.File("auth.crt")),
            ["auth.crt", "there is no such file", "tctl auth sign"]
        ),
        ["certificate file that is none"] = (
            site => File.WriteAllText(site.File("auth.crt"), "nothing\n"),
            ["auth.crt", "contains no certificate"]
        ),
        ["missing listener certificate"] = (site => UseListenerFiles(site), ["listener", "server.crt", "PEM"]),
        ["listener certificate that is none"] = (
            site =>
            {
                UseListenerFiles(site);
                File.WriteAllText(site.File("server.crt"), "nothing\n");
                WriteKey(site.File("server.key"));
            },
            ["listener", "server.crt", "PEM"]
        ),
        ["listener key of another certificate"] = (
            site =>
            {
                UseListenerFiles(site);
                File.Copy(site.File("auth.crt"), site.File("server.crt"));
                WriteKey(site.File("server.key"));
            },
            ["listener", "server.key", "must belong"]
        ),
        ["listener certificate that is a client's"] = (
            site =>
            {
                UseListenerFiles(site);
                File.Copy(site.File("auth.crt"), site.File("server.crt"));
                File.Copy(site.File("auth.key"), site.File("server.key"));
            },
            ["listener", "server.crt", "server authentication"]
        ),
        ["log that cannot be written"] = (
            site => site.Toml += $"[log]\noutput = \"{site.File("nowhere/at.log")}\"\n",
            ["at.log", "Cannot write the log", "Could not find a part of the path", "[log]"]
        ),
    };

    public static TheoryData<string> FaultNames => [.. Faults.Keys];

    [Theory]
    [MemberData(nameof(FaultNames))]
    public async Task Start_OneFault_Exits78AndNamesPlaceAndCure(string fault)
    {
        await using var site = await Site.CreateAsync();
        Faults[fault].Break(site);

        var (code, words) = await site.RefusalAsync();

        Assert.True(Faults[fault].Words.All(word => words.Contains(word, StringComparison.Ordinal)), words);
        Assert.Equal(78, code);
        Assert.Single(words.Split('\n'));
        Assert.Empty(site.Slack.Calls);
    }

    [Fact]
    public async Task Start_NoFile_Exits78AndNamesIt()
    {
        var (code, output, errors) = await DaemonProcess.RunAsync("start", "-c", "/nowhere/teleport-slack.toml");

        Assert.Equal((78, ""), (code, output));
        Assert.Contains("/nowhere/teleport-slack.toml does not exist", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ManyFaults_Exits78WithALineForEach()
    {
        await using var site = await Site.CreateAsync();
        site.Replace("client_key", "klient_key");
        site.Replace("xoxb-", "xoxp-");
        site.Replace("insecure = true", "insecure = \"yes\"");
        site.Replace("recipients = [\"access\"]", "");

        var (code, words) = await site.RefusalAsync();

        Assert.Equal(78, code);
        Assert.DoesNotContain("sandbox", words, StringComparison.Ordinal);
        string[] keys =
        [
            "teleport.klient_key",
            "teleport.client_crt",
            "slack.token",
            "slack.recipients",
            "http.insecure",
        ];
        Assert.All(keys, key =>
            Assert.Contains(words.Split('\n'), line =>
                line.StartsWith(site.File("config.toml"), StringComparison.Ordinal)
                && line.Contains(key + ":", StringComparison.Ordinal)
            )
        );
    }

    private static void UseListenerFiles(Site site) => site.Replace("insecure = true", $"""
        https_key_file = "{site.File("server.key")}"
        https_cert_file = "{site.File("server.crt")}"
        """);

    private static void WriteKey(string file)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(file, key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    private static void WritePem(string file, string label) =>
        File.WriteAllText(file, PemEncoding.WriteString(label, new byte[96]) + "\n");
}
