using System.Collections.Frozen;
using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using AccessSlack.Configuration;

namespace AccessSlack.Commands;

/// <summary>
/// <c>teleport-slack manifest</c>: prints the manifest of the Slack app that the configuration needs. The app exists
/// before its token, so values that only the app or Teleport can provide may still be missing from the file.
/// </summary>
internal static class ManifestCommand
{
    private const string Guide = """
        # The Slack app that this configuration needs.
        # To create it, open https://api.slack.com/apps, choose "Create New App", "From a manifest", and paste this.
        # To update an existing app, paste it on the app's "App Manifest" page.
        # Then install the app to the workspace, and check these settings:
        #   Interactivity & Shortcuts: the request URL is the one below, and Slack can reach it.
        #   OAuth & Permissions: token rotation is off. Once turned on, it cannot be turned off again.
        # Copy the bot token and the signing secret into the configuration, and invite the bot to each channel.
        # Whenever the scopes change, install the app again.

        """;

    private const string NoAddress =
        "# public_addr is not set under [http]: replace your-host.invalid with the address that Slack calls.\n";

    private static readonly FrozenSet<string> NotYetNeeded = FrozenSet.Create(
        "addr",
        "auth_server",
        "client_key",
        "client_crt",
        "root_cas",
        "identity",
        "token",
        "secret",
        "https_key_file",
        "https_cert_file",
        "insecure"
    );

    public static Command Create(TextWriter output, TextWriter errors)
    {
        var config = ConfigOption.Create();
        var format = new Option<string>("--format") { Description = "yaml or json", DefaultValueFactory = _ => "yaml" };
        format.AcceptOnlyFromAmong("yaml", "json");
        var command = new Command("manifest", "Prints the manifest of the Slack app that this configuration needs")
        {
            config,
            format,
        };
        command.SetAction(arguments =>
            Print(arguments.GetValue(config)!, arguments.GetValue(format) == "json", output, errors)
        );
        return command;
    }

    private static int Print(string path, bool asJson, TextWriter output, TextWriter errors)
    {
        var read = new ConfigReader(new SystemConfigSource()).Read(path);
        var faults = read
            .Problems.Where(problem => !NotYetNeeded.Contains(problem.Key[(problem.Key.LastIndexOf('.') + 1)..]))
            .ToList();
        foreach (var fault in faults) errors.WriteLine($"{path}: {fault}");
        foreach (var warning in read.Warnings) errors.WriteLine($"{path}: warning: {warning}");
        if (faults.Count > 0 || read.Draft is not { } settings) return ExitCode.Configuration;
        var manifest = AppManifest.Of(settings);
        output.Write(
            asJson
                ? Json(manifest)
                : Guide + (settings.Http.PublicAddress is null ? NoAddress : "") + Yaml.Write(manifest)
        );
        return ExitCode.Ok;
    }

    private static string Json(JsonObject manifest) =>
        manifest.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n";
}
