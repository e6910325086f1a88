using System.Collections.Immutable;

namespace AccessSlack.Requests;

/// <summary>
/// Who is notified about a role (docs/design/approvals.md). Recipients are channel names without #, channel ids, user
/// ids or e-mail addresses.
/// </summary>
/// <param name="Roles">role_to_recipients: a role name, a pattern with <c>*</c>, or <c>*</c> alone.</param>
/// <param name="Default">recipients: for roles that nothing else matches.</param>
internal sealed record RecipientMap(
    ImmutableDictionary<string, ImmutableArray<string>> Roles,
    ImmutableArray<string> Default
)
{
    /// <summary>Every recipient of every role, without duplicates.</summary>
    public IEnumerable<string> All =>
        Roles.Values.Append(Default).SelectMany(recipients => recipients).Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>Who is told about a role of this request; only they get authority by being named.</summary>
    public ImmutableArray<string> For(AccessRequest request, string role) => For(role);

    /// <summary>
    /// The exact entry for the role; otherwise the union of all matching patterns except <c>*</c>; otherwise <c>*</c>;
    /// otherwise the default.
    /// </summary>
    public ImmutableArray<string> For(string role)
    {
        if (Roles.TryGetValue(role, out var exact)) return exact;
        var matching = Roles.Where(entry => entry.Key != "*" && RolePattern.Matches(entry.Key, role)).ToList();
        if (matching.Count > 0)
            return
            [
                .. matching
                    .SelectMany(entry => entry.Value)
                    .Distinct(StringComparer.OrdinalIgnoreCase)
                    .Order(StringComparer.Ordinal),
            ];
        return Roles.TryGetValue("*", out var any) ? any : Default;
    }
}
