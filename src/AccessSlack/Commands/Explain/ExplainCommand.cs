using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using AccessSlack.Commands.Cases;
using AccessSlack.Configuration;
using AccessSlack.Hosting.Checks;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;

namespace AccessSlack.Commands.Explain;

/// <summary><c>teleport-slack explain</c>: who is told of a request, who may decide it, and why.</summary>
internal static class ExplainCommand
{
    public static Command Create(TextWriter output, TextWriter errors)
    {
        var config = ConfigOption.Create();
        var id = new Argument<string?>("ID")
        {
            Description = "A request in Teleport",
            Arity = ArgumentArity.ZeroOrOne,
        };
        id.Validators.Add(UsageFault.RejectOption);
        var roles = new Option<string?>("--roles") { Description = "Roles of a request that is not made yet: R,…" };
        var requester = new Option<string?>("--requester") { Description = "Its requester, a Teleport user" };
        var resources = new Option<string?>("--resources") { Description = "Its resources: KIND/NAME,…" };
        var cluster = new Option<string?>("--cluster") { Description = "Its cluster" };
        var who = new Option<string?>("--as") { Description = "Say what a click by this Slack ID or e-mail would do" };
        var offline = new Option<bool>("--offline") { Description = "Make no calls; names stand as configured" };
        var format = new Option<string>("--format") { Description = "text or json", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json");
        var command = new Command("explain", "Says who may decide a request, and why; changes nothing")
        {
            config, id, roles, requester, resources, cluster, who, offline, format,
        };
        command.Validators.Add(parsed =>
        {
            if (Fault(parsed) is { } fault) parsed.AddError(fault);
        });
        command.SetAction((parsed, cancel) => RunAsync(
            parsed.GetValue(config)!,
            new(parsed.GetValue(id), parsed.GetValue(who), parsed.GetValue(offline), parsed.GetValue(format) == "json")
            {
                Roles = List(parsed.GetValue(roles)),
                Requester = parsed.GetValue(requester) ?? "",
                Resources = [.. List(parsed.GetValue(resources)).Select(CaseRequest.Resource).OfType<ResourceId>()],
                Cluster = parsed.GetValue(cluster),
            },
            output,
            errors,
            cancel
        ));
        return command;

        string? Fault(CommandResult parsed)
        {
            var hasId = parsed.GetValue(id) is not null;
            var isDescribed = parsed.GetResult(roles) is not null;
            if (UsageFault.IsOption(parsed.GetValue(id) ?? "")) return null; // the argument says it
            if (hasId && isDescribed) return "Give an ID or --roles, not both: a request has its own roles.";
            if (!hasId && !isDescribed) return "Give the ID of a request, or describe one with --roles.";
            if (hasId && parsed.GetValue(offline))
                return "--offline makes no calls, so no request can be looked up: describe it with --roles.";
            if (hasId && (parsed.GetResult(requester) ?? parsed.GetResult(resources) ?? parsed.GetResult(cluster))
                is not null)
                return "--requester, --resources and --cluster describe a request, and need --roles.";
            if (parsed.GetValue(id) is { } one && !RequestIds.IsPossible(one)) return "This is not a request ID.";
            if (parsed.GetValue(who) is { } person && !CasePeople.IsName(person))
                return "--as needs a Slack user ID (U…) or an e-mail address.";
            if (isDescribed && List(parsed.GetValue(roles)).IsEmpty) return "--roles needs at least one role.";
            return List(parsed.GetValue(resources)).Any(resource => CaseRequest.Resource(resource) is null)
                ? "--resources needs KIND/NAME, for example node/db-1."
                : null;
        }
    }

    private static ImmutableArray<string> List(string? text) =>
        [.. (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private static async Task<int> RunAsync(
        string path,
        ExplainOptions options,
        TextWriter output,
        TextWriter errors,
        CancellationToken cancel
    )
    {
        var read = new ConfigReader(new SystemConfigSource()).Read(path);
        var problems = options.IsOffline
            ? [.. read.Problems.Where(problem => TestCommand.IsNeeded(problem, read.Draft))]
            : CredentialCheck.AllProblems(read, TimeProvider.System);
        foreach (var problem in problems) await errors.WriteLineAsync($"{path}: {problem}");
        if (!problems.IsEmpty || read.Draft is not { } settings)
            return problems.All(problem => problem.IsCredential) ? ExitCode.NotPermitted : ExitCode.Configuration;
        try
        {
            var explained = options.IsOffline
                ? ExplainOffline.Explain(settings, CaseRun.PolicyOf(settings, read.Problems), options)
                : await ExplainLive.ExplainAsync(settings, options, TimeProvider.System, cancel);
            var places = PolicyPlaces.Of(read.Text);
            await output.WriteAsync(
                options.AsJson ? ExplanationJson.Of(explained, places) : ExplanationText.Of(explained, places)
            );
            return ExitCode.Ok;
        }
        catch (StartException e)
        {
            await errors.WriteLineAsync(e.Message.TrimEnd('.') + ".");
            return e.ExitCode;
        }
    }
}

/// <param name="Id">Of a request in Teleport; null for one that is described.</param>
/// <param name="As">Whose click is asked about; null for none.</param>
/// <param name="IsOffline">No calls.</param>
/// <param name="AsJson">For tools.</param>
internal sealed record ExplainOptions(string? Id, string? As, bool IsOffline, bool AsJson)
{
    public ImmutableArray<string> Roles { get; init; } = [];

    public string Requester { get; init; } = "";

    public ImmutableArray<ResourceId> Resources { get; init; } = [];

    public string? Cluster { get; init; }

    /// <summary>The request that the options describe.</summary>
    public AccessRequest Describe(DateTimeOffset now) => CaseRequest.Make(Requester, Roles, Resources, now);
}
