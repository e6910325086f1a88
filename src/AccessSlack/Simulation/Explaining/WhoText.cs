using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Messages;
using AccessSlack.Requests;

namespace AccessSlack.Simulation.Explaining;

/// <summary>The answer to <c>/teleport who ID</c> in mrkdwn: who may decide, by which rule, and what is missing.</summary>
internal static class WhoText
{
    /// <summary>For all roles together; a section of a message takes 3000 characters.</summary>
    private const int MaxText = 2500;

    private const int MaxApprovers = 250;

    /// <param name="view">What the answer to <c>show</c> is made from.</param>
    /// <param name="policy">In force now.</param>
    /// <param name="request">It exists.</param>
    /// <param name="ledger">Null if nothing was posted yet.</param>
    /// <param name="mayDecide">The person who asks may decide it.</param>
    public static string Of(
        RequestView view,
        ApprovalPolicy policy,
        AccessRequest request,
        Ledger? ledger,
        bool mayDecide
    )
    {
        var known = ledger ?? new() { Facts = RequestFacts.Of(request) };
        var roles = Explainer.RolesOf(policy, request, known);
        var left = MaxText;
        List<string> lines =
        [
            .. roles.Select(role => LineOf(policy, request, known, role)).TakeWhile(line => (left -= line.Length + 1) >= 0),
        ];
        if (lines.Count < roles.Length) lines.Add($"+ {roles.Length - lines.Count} more roles");
        if (roles.IsEmpty) lines.Add("It names no role, so it is decided in Teleport.");
        return string.Join('\n', [SlashCommands.Title(view), .. lines, Summary(policy, request, roles, mayDecide)]);
    }

    private static string Summary(
        ApprovalPolicy policy,
        AccessRequest request,
        ImmutableArray<RoleDecision> roles,
        bool mayDecide
    )
    {
        if (request.State != RequestState.Pending) return "It is not waiting for a decision any more.";
        if (!policy.CanDecide || roles.Any(role => role.Why is not null))
            return "It can't be approved or denied in Slack, only in Teleport.";
        return mayDecide ? "You can decide it." : "You can't decide it.";
    }

    private static string LineOf(ApprovalPolicy policy, AccessRequest request, Ledger ledger, RoleDecision role)
    {
        var name = $"• *{MessageText.Name(role.Role)}*";
        var rule = role.Number == 0 ? "" : $" · rule {MessageText.Name(role.Name)}";
        if (role.Why is not null) return $"{name}{rule} · only in Teleport";
        return $"{name}{rule} · {Missing(role.Tally)} · {Approvers(policy, request, ledger, role)}";
    }

    private static string Missing(RoleTally tally)
    {
        var (approvals, needed) = tally.CountOf(RequestState.Approved);
        var (denials, deny) = tally.CountOf(RequestState.Denied);
        var denied = deny == 1 && denials == 0 ? "" : $", {denials} of {deny} denials";
        return $"{approvals} of {needed} {(needed == 1 ? "approval" : "approvals")}{denied}";
    }

    private static string Approvers(ApprovalPolicy policy, AccessRequest request, Ledger ledger, RoleDecision role)
    {
        if (role.Tally.Rule?.Approvers is { } named) return MessageText.List(named, OfApprover, MaxApprovers);
        ImmutableArray<Delivery.Posted> places =
            [.. ledger.Posted.Where(place => policy.Places.HasApprovers(request, role.Role, place))];
        return places.IsEmpty ? "no one who was told" : MessageText.List(places, OfPlace, MaxApprovers);
    }

    private static string OfApprover(Approver approver) => approver.Kind switch
    {
        ApproverKind.User => $"<@{approver.Name}>",
        ApproverKind.Group => $"members of @{MessageText.Name(approver.Name)}",
        ApproverKind.Channel when approver.IsId => $"members of <#{approver.Name}>",
        ApproverKind.Channel => $"members of #{MessageText.Name(approver.Name)}",
        _ => MessageText.Name(approver.Name),
    };

    private static string OfPlace(Delivery.Posted place) =>
        place.IsDirect ? MessageText.Name(place.Names[0]) : $"members of <#{place.Channel}>";
}
