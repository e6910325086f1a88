using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using AccessSlack.Configuration;
using AccessSlack.Hosting.Checks;
using AccessSlack.Hosting.Checks.App;

namespace AccessSlack.Commands;

/// <summary><c>teleport-slack check</c>: one line per problem found, with its remedy.</summary>
internal static class CheckCommand
{
    public static Command Create(TextWriter output)
    {
        var config = ConfigOption.Create();
        var offline = new Option<bool>("--offline")
        {
            Description = "Check only the configuration and the files it names",
        };
        var publicUrl = new Option<bool>("--public-url")
        {
            Description = "Also call the running daemon through public_addr, as Slack does",
        };
        var format = new Option<string>("--format") { Description = "text or json", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json");
        var command = new Command("check", "Checks the configuration, Teleport and Slack; changes nothing")
        {
            config, offline, publicUrl, format,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(offline) && result.GetValue(publicUrl))
                result.AddError("--offline makes no calls, so --public-url cannot be given with it.");
        });
        command.SetAction(
            (arguments, cancel) =>
                RunAsync(
                    arguments.GetValue(config)!,
                    ReachOf(arguments.GetValue(offline), arguments.GetValue(publicUrl)),
                    arguments.GetValue(format) == "json",
                    output,
                    cancel
                )
        );
        return command;
    }

    private static CheckReach ReachOf(bool isOffline, bool isPublic) => (isOffline, isPublic) switch
    {
        (true, _) => CheckReach.Files,
        (_, true) => CheckReach.PublicAddress,
        _ => CheckReach.Services,
    };

    private static async Task<int> RunAsync(
        string path,
        CheckReach reach,
        bool asJson,
        TextWriter output,
        CancellationToken cancel
    )
    {
        var read = new ConfigReader(new SystemConfigSource()).Read(path);
        var report = read.IsValid
            ? await new ConfigurationCheck(read.Settings, TimeProvider.System, new Random()).RunAsync(reach, cancel)
            : new CheckReport([], []);
        report.Findings.InsertRange(
            0,
            CredentialCheck.AllProblems(read, TimeProvider.System).Select(problem => OfProblem(path, problem))
        );
        report.Findings.InsertRange(0, read.Warnings.Select(warning => OfWarning(path, warning)));
        report.Findings.AddRange(read.CertificateFiles.Where(IsRelative).Select(item => OfRelative(path, item)));
        if (read.IsValid)
        {
            report.Findings.AddRange(ConnectChecks.Run(read));
            report.Findings.AddRange(FilePermissions.Check(path, read));
        }

        report.Findings.AddRange(FileReadability.Check(FilesOf(path, read)));
        await output.WriteAsync(asJson ? Json(report) : Text(report));
        return report.HasFaults ? ExitCode.Faults : ExitCode.Ok;
    }

    private static Finding OfProblem(string path, Problem problem) =>
        Finding.Fault(CodeOf(problem), PlaceOf(path, problem), TextOf(problem), problem.Remedy);

    private static Finding OfWarning(string path, Problem warning) =>
        Finding.Warning("configuration", PlaceOf(path, warning), TextOf(warning), warning.Remedy);

    // A file that is missing is a fault, whose remedy says the same.
    private static bool IsRelative(Item<string> item) => !item.Value.StartsWith('/') && Path.Exists(item.Value);

    private static Finding OfRelative(string path, Item<string> item) => Finding.Warning(
        "relative_path",
        $"{path} line {item.Place.Line}",
        $"{item.Key}: {item.Value} was found from the directory in which you are; the service starts in another.",
        "Write the full path, which begins with /."
    );

    private static string CodeOf(Problem problem) => problem switch
    {
        { IsCredential: false } => "configuration",
        _ when CredentialCheck.IsListeners(problem.Key) => "listener_certificate",
        _ => "credentials",
    };

    private static string PlaceOf(string path, Problem problem) =>
        problem.Line > 0 ? $"{path} line {problem.Line}" : path;

    private static string TextOf(Problem problem) =>
        problem.Key.Length > 0 ? $"{problem.Key}: {problem.Message}" : problem.Message;

    private static IEnumerable<string> FilesOf(string path, ConfigResult read) =>
        FilePermissions.FilesOf(path, read).Select(file => Path.GetFullPath(file.File));

    private static string Line(Finding finding)
    {
        var kind = finding.IsFault ? "fault  " : "warning";
        return $"{kind}  {finding.Subject}: {finding.Message} {finding.Remedy}".TrimEnd();
    }

    private static string Text(CheckReport report)
    {
        IEnumerable<string> lines =
        [
            .. report.Facts.Select(fact => $"ok       {fact.Name}: {fact.Value}"),
            .. report.Findings.Select(Line),
            report.Findings.Count == 0
                ? "No problems found."
                : $"{Count(report, isFault: true, "fault")}, {Count(report, isFault: false, "warning")}.",
        ];
        return string.Concat(lines.Select(line => line + "\n"));
    }

    private static string Count(CheckReport report, bool isFault, string what) =>
        report.Findings.Count(finding => finding.IsFault == isFault) is var count && count == 1
            ? $"1 {what}"
            : $"{count} {what}s";

    private static string Json(CheckReport report)
    {
        var facts = new JsonObject();
        foreach (var (name, value) in report.Facts) facts[name] = value;
        var root = new JsonObject
        {
            ["ok"] = !report.HasFaults,
            ["facts"] = facts,
            ["findings"] = new JsonArray([.. report.Findings.Select(OfFinding)]),
        };
        return root.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n";
    }

    private static JsonObject OfFinding(Finding finding) => new()
    {
        ["level"] = finding.IsFault ? "fault" : "warning",
        ["code"] = finding.Code,
        ["subject"] = finding.Subject,
        ["message"] = finding.Message,
        ["cure"] = finding.Remedy,
    };
}
