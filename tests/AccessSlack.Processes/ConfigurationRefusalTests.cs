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
        ["placeholder"] = (
            site => site.Replace(site.Slack.Options.BotToken, "<bot token>"),
            ["config.toml", "line 8", "slack.token", "placeholder"]
        ),
        ["signing secret that is none"] = (
            site => site.Replace(site.Slack.Options.SigningSecret, "abc"),
            ["config.toml", "line 9", "slack.secret", "32 hexadecimal digits"]
        ),
        ["environment variable that is not set"] = (
            site => site.Replace(site.Slack.Options.BotToken, "env:NO_SUCH_TOKEN"),
            ["config.toml", "line 8", "slack.token", "The environment variable NO_SUCH_TOKEN is not set"]
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

    /// <summary>The person who corrects the file also learns which files are missing.</summary>
    [Fact]
    public async Task Start_FaultsOfFilesAsWell_Exits78AndListsBoth()
    {
        await using var site = await Site.CreateAsync();
        site.Replace("recipients =", "recipient =");
        File.Delete(site.File("auth.key"));
        site.Replace(site.Slack.Options.BotToken, site.File("token"));

        var (code, words) = await site.RefusalAsync();

        Assert.Equal(78, code);
        string[] keys = ["teleport.client_key:", "slack.token:", "slack.recipient:"];
        Assert.All(keys, key => Assert.Single(words.Split('\n'), line => line.Contains(key, StringComparison.Ordinal)));
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
}
