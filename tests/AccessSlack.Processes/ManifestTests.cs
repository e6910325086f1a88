using System.Text.Json.Nodes;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.Processes;

/// <summary>
/// <c>manifest</c>: the app comes before its token, so the file may still lack what only the app gives.
/// </summary>
public class ManifestTests
{
    [Fact]
    public async Task Manifest_OfTheExampleConfiguration_IsYamlWithTheGuide()
    {
        await using var site = await Site.CreateAsync();
        var (_, example, _) = await DaemonProcess.RunAsync("configure");
        site.Toml = example.Replace("<channel name>", "access-requests", StringComparison.Ordinal);
        site.WriteToml();

        var (code, output, errors) = await DaemonProcess.RunAsync("manifest", "--config", site.File("config.toml"));

        Assert.Equal((0, ""), (code, errors));
        Assert.StartsWith("# The Slack app", output, StringComparison.Ordinal);
        Assert.Contains("api.slack.com/apps", output, StringComparison.Ordinal);
        Assert.Contains("public_addr is not set", output, StringComparison.Ordinal);
        Assert.Contains("\n      - \"users:read.email\"\n", output, StringComparison.Ordinal);
    }

    /// <summary>Which scopes the app needs depends on the recipients.</summary>
    [Fact]
    public async Task Manifest_RecipientsAreStillAPlaceholder_Exits78()
    {
        await using var site = await Site.CreateAsync();
        (_, site.Toml, _) = await DaemonProcess.RunAsync("configure");
        site.WriteToml();

        var (code, output, errors) = await DaemonProcess.RunAsync("manifest", "--config", site.File("config.toml"));

        Assert.Equal((78, ""), (code, output));
        Assert.Contains("slack.recipients: This is still the placeholder", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("slack.token", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Manifest_AsJson_IsNothingElse()
    {
        await using var site = await Site.CreateAsync();
        site.Toml += "[[approvals.rules]]\nroles = ['*']\napprovers = ['group:leads']\n";
        site.WriteToml();

        var (code, output, errors) = await DaemonProcess.RunAsync(
            "manifest",
            "-c",
            site.File("config.toml"),
            "--format",
            "json"
        );

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains(
            "usergroups:read",
            JsonNode.Parse(output)!["oauth_config"]!["scopes"]!["bot"]!
                .AsArray()
                .Select(scope => scope!.GetValue<string>())
        );
    }

    /// <summary>The app comes before its token, its secrets and its Home tab.</summary>
    [Theory]
    [InlineData("app_token = '/nowhere/app_token'\nclient_secret = '/nowhere/secret'", true)]
    [InlineData("app_token = '<app-level token>'\nclient_id = '<client id>'\nhome = true", true)]
    [InlineData("home = true", false)]
    public async Task Manifest_OfWhatOnlyTheAppGives_IsPrintedAnyway(string more, bool isSocket)
    {
        await using var site = await Site.CreateAsync();
        site.Replace("recipients =", more + "\nrecipients =");
        site.WriteToml();

        var (code, output, errors) = await DaemonProcess.RunAsync("manifest", "-c", site.File("config.toml"));

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains($"socket_mode_enabled: {(isSocket ? "true" : "false")}\n", output, StringComparison.Ordinal);
        Assert.Equal(isSocket, output.Contains("#   Socket Mode: on.", StringComparison.Ordinal));
        Assert.Equal(!isSocket, output.Contains("public_addr is not set", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Manifest_HomeWithNotifyOnlyAndNoSocket_Exits78()
    {
        await using var site = await Site.CreateAsync();
        site.Replace("recipients =", "home = true\nnotify_only = true\nrecipients =");
        site.WriteToml();

        var (code, output, errors) = await DaemonProcess.RunAsync("manifest", "-c", site.File("config.toml"));

        Assert.Equal((78, ""), (code, output));
        Assert.Contains("the Home tab would stay empty", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://slack.com/api/", "https://api.slack.com/apps")]
    [InlineData("https://slack-gov.com/api/", "https://api.slack-gov.com/apps")]
    public async Task Manifest_AsALink_OpensTheNewAppWithTheSameManifest(string api, string page)
    {
        await using var site = await Site.CreateAsync();
        site.Replace(site.Slack.ApiUrl.ToString(), api);
        site.Toml += "public_addr = 'https://slack.example.com'\n";
        site.WriteToml();

        var (code, output, errors) = await DaemonProcess.RunAsync("manifest", "-c", site.File("config.toml"), "--link");
        var (_, json, _) = await DaemonProcess.RunAsync("manifest", "-c", site.File("config.toml"), "--format", "json");

        Assert.Equal((0, ""), (code, errors));
        Assert.Matches(@"\A[!-~]+\n\z", output); // one line, without a blank
        Assert.InRange(output.Length, 1000, 8000);
        Assert.StartsWith(page + "?new_app=1&manifest_json=", output, StringComparison.Ordinal);
        var manifest = Uri.UnescapeDataString(output.TrimEnd().Split("manifest_json=")[1]);
        Assert.Equal(JsonNode.Parse(json)!.ToJsonString(), JsonNode.Parse(manifest)!.ToJsonString());
    }

    [Fact]
    public async Task Manifest_AsALinkWithoutAnAddress_SaysSo()
    {
        await using var site = await Site.CreateAsync();
        site.WriteToml();

        var (code, _, errors) = await DaemonProcess.RunAsync("manifest", "-c", site.File("config.toml"), "--link");

        Assert.Equal(0, code);
        Assert.Contains("warning: public_addr is not set", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Manifest_LinkAndFormat_Exits64()
    {
        var (code, output, errors) = await DaemonProcess.RunAsync("manifest", "--link", "--format", "yaml");

        Assert.Equal((64, ""), (code, output));
        Assert.Contains("Leave out --link or --format", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Manifest_WhatItReadsIsFaulty_Exits78()
    {
        await using var site = await Site.CreateAsync();
        site.Toml += "[[approvals.rules]]\nroles = ['*']\napprovers = ['leads']\n";
        site.WriteToml();

        var (code, output, errors) = await DaemonProcess.RunAsync("manifest", "-c", site.File("config.toml"));

        Assert.Equal((78, ""), (code, output));
        Assert.Contains("approvals.rules.approvers", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[slack\n")]
    [InlineData(null)]
    public async Task Manifest_NoSuchFileOrNoToml_Exits78(string? text)
    {
        await using var site = await Site.CreateAsync();
        if (text is not null) await File.WriteAllTextAsync(site.File("config.toml"), text);

        var (code, output, errors) = await DaemonProcess.RunAsync(
            "manifest",
            "-c",
            site.File(text is null ? "none.toml" : "config.toml")
        );

        Assert.Equal((78, ""), (code, output));
        Assert.NotEmpty(errors);
    }
}
