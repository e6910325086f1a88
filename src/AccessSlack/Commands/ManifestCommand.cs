using System.Collections.Frozen;
using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using AccessSlack.Configuration;

namespace AccessSlack.Commands;

/// <summary>
/// <c>teleport-slack manifest</c>: prints the manifest of the Slack app that the configuration needs. The app exists
/// before its token, so values that only the app or Teleport can provide may still be missing from the file.
/// </summary>
internal static class ManifestCommand
{
    /// <summary>Beside what <see cref="DraftProblems"/> knows.</summary>
    private static readonly FrozenSet<string> NotYetNeeded = FrozenSet.Create(
        "app_token",
        "client_id",
        "client_secret",
        "https_key_file",
        "https_cert_file",
        "insecure"
    );

    /// <summary>Fewer escapes within escapes; the address is already long.</summary>
    private static readonly JsonSerializerOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create(TextWriter output, TextWriter errors)
    {
        var config = ConfigOption.Create();
        var format = new Option<string>("--format") { Description = "yaml or json", DefaultValueFactory = _ => "yaml" };
        format.AcceptOnlyFromAmong("yaml", "json");
        var link = new Option<bool>("--link")
        {
            Description = "Print the address that creates the app with the manifest filled in; not with --format",
        };
        var command = new Command("manifest", "Prints the manifest of the Slack app that this configuration needs")
        {
            config,
            format,
            link,
        };
        command.Validators.Add(parsed =>
        {
            if (parsed.GetValue(link) && parsed.GetResult(format) is { Implicit: false })
                parsed.AddError("--link prints an address, which has no format. Leave out --link or --format.");
        });
        command.SetAction(arguments =>
            Print(
                arguments.GetValue(config)!,
                arguments.GetValue(link) ? Link : arguments.GetValue(format) == "json" ? Json : Commented,
                output,
                errors
            )
        );
        return command;
    }

    private static int Print(string path, Func<Settings, string> write, TextWriter output, TextWriter errors)
    {
        var read = new ConfigReader(new SystemConfigSource()).Read(path);
        var faults = read.Problems.Where(problem => IsNeeded(problem, read.Draft)).ToList();
        foreach (var fault in faults) errors.WriteLine($"{path}: {fault}");
        foreach (var warning in read.Warnings) errors.WriteLine($"{path}: warning: {warning}");
        if (faults.Count > 0 || read.Draft is not { } settings) return ExitCode.Configuration;
        if (write == Link && ManifestGuide.LacksAddress(settings))
            errors.WriteLine($"{path}: warning: {ManifestGuide.NoAddress}");
        output.Write(write(settings));
        return ExitCode.Ok;
    }

    /// <summary>Only a start needs it.</summary>
    public static bool IsNotYetNeeded(Problem problem) => NotYetNeeded.Contains(problem.KeyName);

    private static bool IsNeeded(Problem problem, Settings? draft) =>
        !IsNotYetNeeded(problem) && DraftProblems.MattersBeforeStart(problem, draft);

    private static string Commented(Settings settings) =>
        ManifestGuide.Of(settings) + Yaml.Write(AppManifest.Of(settings));

    private static string Json(Settings settings) =>
        AppManifest.Of(settings).ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n";

    /// <summary>Slack opens "Create New App" with the manifest filled in; what it shows can still be changed.</summary>
    private static string Link(Settings settings) =>
        $"{ManifestGuide.AppsPage(settings.Slack.ApiUrl)}?new_app=1&manifest_json=" +
        Uri.EscapeDataString(AppManifest.Of(settings).ToJsonString(Compact)) + "\n";
}
