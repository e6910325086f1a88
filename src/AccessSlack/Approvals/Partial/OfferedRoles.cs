using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using AccessSlack.Approvals.Rules;
using AccessSlack.Requests;
using AccessSlack.Requests.Partial;

namespace AccessSlack.Approvals.Partial;

/// <summary>What one person may choose in the dialog of a request that is decided role by role.</summary>
/// <param name="Units">
/// Each is one choice, and has only the roles that this person may decide.
/// </param>
/// <param name="Others">The roles that others decide.</param>
/// <param name="Facts">The <see cref="RequestDigest"/> of the request.</param>
internal sealed record OfferedRoles(ImmutableArray<RoleUnit> Units, ImmutableArray<string> Others, string Facts)
{
    private const string Prefix = "role-";

    /// <summary>
    /// Identifies all choices together. The dialog carries it under our MAC, so a choice cannot come to mean more than
    /// was shown because rules or memberships have changed since.
    /// </summary>
    public string Digest => Hash(Units.SelectMany(unit => unit.Roles.Prepend("unit")));

    /// <summary>
    /// The block_id of a choice. Slack's clients keep what was chosen under an id when a dialog is replaced, so another
    /// role, or another request, has another one.
    /// </summary>
    public string IdOf(RoleUnit unit) => Prefix + Hash(unit.Roles.Prepend($"{unit.IsBlock}"));

    public static OfferedRoles To(
        ApprovalPolicy policy,
        VoterRights who,
        Delivery.Posted message,
        AccessRequest request
    )
    {
        bool IsTheirs(string role) => policy.MayDecide(role, request, who, [message]);
        var units = policy.UnitsOf(request);
        return new(
            [
                .. units
                    .Select(unit => unit with { Roles = [.. unit.Roles.Where(IsTheirs)] })
                    .Where(unit => !unit.Roles.IsEmpty),
            ],
            [.. units.SelectMany(unit => unit.Roles).Where(role => !IsTheirs(role))],
            request.Digest
        );
    }

    /// <summary>Null if a click that is otherwise accepted says what it chooses.</summary>
    public static Refusal? Judge(
        ApprovalPolicy policy,
        Click click,
        VoterRights who,
        Delivery.Posted message,
        AccessRequest request
    )
    {
        if (!policy.DecidesByRole(request)) return click.Choices is null ? null : PartialRefusals.OfferChanged;
        if (click.Choices is not { } chosen)
            return click.Proposed == RequestState.Approved ? PartialRefusals.ChooseRoles : null;
        return To(policy, who, message, request).Judge(click, chosen, request);
    }

    /// <summary>
    /// What a click chooses, once it was judged; <see cref="RoleChoices.None"/> if it is on the request as a whole.
    /// Deny refuses all roles that the person may decide.
    /// </summary>
    public static RoleChoices ChosenBy(
        ApprovalPolicy policy,
        Click click,
        VoterRights who,
        Delivery.Posted message,
        AccessRequest request
    )
    {
        if (!policy.DecidesByRole(request)) return RoleChoices.None;
        var offered = To(policy, who, message, request);
        return click.Choices is { } chosen
            ? offered.Read(chosen)
            : RoleChoices.Of(offered.Units.SelectMany(unit => unit.Roles), click.Proposed);
    }

    private Refusal? Judge(Click click, ImmutableDictionary<string, RequestState> chosen, AccessRequest request)
    {
        var theirs = Units.Select(IdOf).ToHashSet(StringComparer.Ordinal);
        var foreign = chosen.Keys.Where(id => !theirs.Contains(id)).ToList();
        if (foreign.Count == 0 && chosen.ContainsValue(RequestState.Unknown)) return PartialRefusals.UnknownRole;
        if (click.OfferedDigest != Digest) return PartialRefusals.OfferChanged;
        if (foreign.Count > 0)
            return foreign.Exists(id => request.Roles.Any(role => id == IdOf(new([role], IsBlock: false))))
                ? PartialRefusals.NotYourRole
                : PartialRefusals.UnknownRole;
        return chosen.IsEmpty ? PartialRefusals.NothingChosen : null;
    }

    private RoleChoices Read(ImmutableDictionary<string, RequestState> chosen) =>
        RoleChoices.None.With(
            Units
                .Where(unit => chosen.ContainsKey(IdOf(unit)))
                .SelectMany(unit => unit.Roles.Select(role => KeyValuePair.Create(role, chosen[IdOf(unit)])))
        );

    private string Hash(IEnumerable<string> parts)
    {
        var text = string.Concat(parts.Prepend(Facts).Select(part => $"{part.Length}:{part}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }
}

/// <summary>How long a reason a click must give.</summary>
internal static class ChoiceReasons
{
    /// <summary>
    /// What the rules demand of the choices that were made; otherwise of the button that was pressed.
    /// </summary>
    public static int MinReasonLength(
        this ApprovalPolicy policy,
        AccessRequest request,
        Click click,
        VoterRights who,
        Delivery.Posted message
    ) =>
        click.Choices is null
            ? policy.MinReasonLength(request, click.Proposed)
            : OfferedRoles.ChosenBy(policy, click, who, message, request).ByRole
                .Select(choice => policy.RuleFor(choice.Key, request)?.MinReasonLength(choice.Value) ?? 0)
                .DefaultIfEmpty()
                .Max();
}
