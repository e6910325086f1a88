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
