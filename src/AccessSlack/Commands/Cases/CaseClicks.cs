using System.Collections.Frozen;
using System.Collections.Immutable;
using AccessSlack.Configuration;
using AccessSlack.Requests;
using AccessSlack.Simulation.Cases;

namespace AccessSlack.Commands.Cases;

/// <summary>One click of a case.</summary>
internal static class CaseClicks
{
    private static readonly FrozenDictionary<string, RequestState> Decisions = new Dictionary<string, RequestState>
    {
        ["approve"] = RequestState.Approved,
        ["deny"] = RequestState.Denied,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static CaseClick Read(
        ConfigFile file,
        Section click,
        AccessRequest? request,
        CasePeople people,
        ImmutableDictionary<string, CasePerson> described,
        bool mayBePartial
    )
    {
        if (click.Text("who") is { } who) people.Check(who, described);
        else if (click.Find("who") is null)
            click.ReportMissing("who", "A click needs a person.", "Set who to an e-mail address or a Slack user ID.");
        if (click.Find("decision") is null)
            click.ReportMissing("decision", "A click needs a decision.", "Set decision to approve or deny.");
        var roles = click.Texts("roles");
        foreach (var role in roles) CheckRole(file, role, request);
        if (!mayBePartial && LeavesOpen(request, roles.Texts()))
            click.Report(
                click.Find("roles")!,
                "No rule is partial, so a click is always on all roles of the request.",
                "Remove roles, or name all of them."
            );
        return new(
            click.Text("who")?.Value ?? "",
            click.Choice("decision", RequestState.Approved, Decisions, "approve, deny"),
            roles.Texts(),
            click.Text("reason")?.Value
        );
    }

    /// <summary>A role that the request does not have is a fault of its own.</summary>
    private static bool LeavesOpen(AccessRequest? request, ImmutableArray<string> roles) =>
        request is not null
        && !roles.IsEmpty
        && roles.All(role => request.Roles.Contains(role))
        && !request.Roles.All(role => roles.Contains(role));

    public static void CheckRole(ConfigFile file, Item<string> role, AccessRequest? request)
    {
        if (request?.Roles.Contains(role.Value) != false) return;
        file.Report(
            role,
            "The request of this case does not ask for this role.",
            CaseKeys.Nearest(role.Value, request.Roles) is { } nearest
                ? $"Did you mean {nearest}?"
                : "Add it to the roles of the request, or remove it here."
        );
    }
}
