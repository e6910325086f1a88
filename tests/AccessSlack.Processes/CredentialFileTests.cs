using System.Security.Cryptography;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.Processes;

/// <summary>
/// Exit 77: files that a good configuration names, and that may be written a minute later, so the unit tries again. The
/// words name the line, the key, the file and the cure, and hold no secret.
/// </summary>
public class CredentialFileTests
{
    private static readonly Dictionary<string, (Action<Site> Break, string[] Words)> Faults = new()
    {
        ["key of another certificate"] = (
            site => WriteKey(site.File("auth.key")),
            ["line 3: teleport.client_key: ", "does not belong", "auth.crt", "Sign new files with: tctl auth sign"]
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
            ["line 5: teleport.root_cas: ", "auth.cas does not exist.", "If tbot writes it", "tctl auth sign"]
        ),
        ["certificate file that is a folder"] = (
            site =>
            {
                File.Delete(site.File("auth.crt"));
                Directory.CreateDirectory(site.File("auth.crt"));
            },
            ["line 4: teleport.client_crt: ", "auth.crt is a directory. Name a file in it."]
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
            ["line 4: teleport.client_crt: ", "auth.crt does not exist.", "If tbot writes it", "tctl auth sign"]
        ),
        ["certificate file that is none"] = (
            site => File.WriteAllText(site.File("auth.crt"), "nothing\n"),
            ["auth.crt", "contains no certificate"]
        ),
        ["empty key file"] = (
            site => File.WriteAllText(site.File("auth.key"), ""),
            ["line 3: teleport.client_key: ", "auth.key: the file is empty.", "tctl auth sign"]
        ),
        ["key and certificate swapped"] = (
            site =>
            {
                site.Replace("auth.key", "auth.swap");
                site.Replace("auth.crt", "auth.key");
                site.Replace("auth.swap", "auth.crt");
            },
            ["line 3: teleport.client_key: ", "Exchange the values of client_key and client_crt"]
        ),
        ["mistyped name"] = (
            site => site.Replace("auth.key", "auht.key"),
            ["auht.key does not exist. Did you mean ", "auth.key?"]
        ),
        ["mistyped directory"] = (
            site => site.Replace(site.File("auth.key"), "/nowhere/plugins/auth.key"),
            ["/nowhere/plugins/auth.key does not exist. The directory /nowhere/plugins does not exist either"]
        ),
        ["path that a shell would expand"] = (
            site => site.Replace(site.File("auth.key"), "~/auth.key"),
            ["~/auth.key does not exist. Write the full path: ~ is expanded by a shell only."]
        ),
        ["relative path"] = (
            site => site.Replace(site.File("auth.key"), "no/auth.key"),
            ["no/auth.key does not exist. Write the full path, which begins with /"]
        ),
        ["missing file of the token"] = (
            site => site.Replace(site.Slack.Options.BotToken, site.File("token")),
            ["line 8: slack.token: ", "token does not exist."]
        ),
        ["empty file of the signing secret"] = (
            site =>
            {
                File.WriteAllText(site.File("secret"), "\n");
                site.Replace(site.Slack.Options.SigningSecret, site.File("secret"));
            },
            ["line 9: slack.secret: ", "The secret is empty. Write it into the file."]
        ),
        ["listener certificate that is none"] = (
            site =>
            {
                UseListenerFiles(site);
                File.WriteAllText(site.File("server.crt"), "nothing\n");
                WriteKey(site.File("server.key"));
            },
            ["line 16: http.https_cert_file: ", "server.crt contains no certificate in PEM."]
        ),
        ["listener key of another certificate"] = (
            site =>
            {
                UseListenerFiles(site);
                File.Copy(site.File("auth.crt"), site.File("server.crt"));
                WriteKey(site.File("server.key"));
            },
            ["http.https_cert_file: ", "server.key", "must belong"]
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
    };

    public static TheoryData<string> FaultNames => [.. Faults.Keys];

    [Theory]
    [MemberData(nameof(FaultNames))]
    public async Task Start_OneFault_Exits77AndNamesPlaceAndCure(string fault)
    {
        await using var site = await Site.CreateAsync();
        Faults[fault].Break(site);

        var (code, words) = await site.RefusalAsync();

        Assert.True(Faults[fault].Words.All(word => words.Contains(word, StringComparison.Ordinal)), words);
        Assert.Equal(77, code);
        Assert.Contains($"ERROR Cannot start: {site.File("config.toml")}: line ", words, StringComparison.Ordinal);
        Assert.Single(words.Split('\n'));
        Assert.Empty(site.Slack.Calls);
    }

    /// <summary>A boot before tbot and the secret store have written anything.</summary>
    [Fact]
    public async Task Start_EveryFileMissing_Exits77WithALineForEach()
    {
        await using var site = await Site.CreateAsync();
        UseListenerFiles(site);
        foreach (var name in new[] { "auth.key", "auth.crt", "auth.cas" }) File.Delete(site.File(name));
        site.Replace(site.Slack.Options.BotToken, site.File("token"));
        site.Replace(site.Slack.Options.SigningSecret, site.File("secret"));

        var (code, words) = await site.RefusalAsync();

        Assert.Equal(77, code);
        string[] keys =
        [
            "line 3: teleport.client_key: ",
            "line 4: teleport.client_crt: ",
            "line 5: teleport.root_cas: ",
            "line 8: slack.token: ",
            "line 9: slack.secret: ",
            "line 15: http.https_key_file: ",
            "line 16: http.https_cert_file: ",
        ];
        Assert.Equal(keys.Length, words.Split('\n').Length);
        Assert.All(keys, key =>
            Assert.Single(words.Split('\n'), line =>
                line.Contains(key, StringComparison.Ordinal)
                && line.Contains("does not exist", StringComparison.Ordinal)
            )
        );
    }

    /// <summary>What the unit's restarts lead to.</summary>
    [Fact]
    public async Task Start_AgainAfterTheFileWasWritten_Succeeds()
    {
        await using var site = await Site.CreateAsync();
        File.Move(site.File("auth.key"), site.File("later"));
        Assert.Equal(77, (await site.RefusalAsync()).ExitCode);

        File.Move(site.File("later"), site.File("auth.key"));
        await using var daemon = site.StartDaemon();

        await daemon.LineAsync("Starting insecure HTTP server on ");
    }

    [Fact]
    public async Task Reload_FilesGone_KeepsTheOldAndNamesEach()
    {
        await using var site = await Site.CreateAsync();
        await using var daemon = site.StartDaemon();
        await daemon.LineAsync("Starting insecure HTTP server on ");
        site.Replace(site.Slack.Options.SigningSecret, site.File("secret"));
        site.WriteToml();
        File.Delete(site.File("auth.key"));

        await daemon.SignalAsync(System.Runtime.InteropServices.PosixSignal.SIGHUP);

        await daemon.LineAsync("line 3: teleport.client_key: ");
        await daemon.LineAsync("line 9: slack.secret: ");
        await daemon.LineAsync("The previous configuration stays in effect");
        await site.AnnouncedAsync(site.Teleport.CreateRequest("alice", "dba"));
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
