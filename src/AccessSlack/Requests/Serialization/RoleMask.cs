using System.Collections.Immutable;
using AccessSlack.Requests.Partial;

namespace AccessSlack.Requests.Serialization;

/// <summary>
/// Something about each role, as one letter for each in the order of the entry's <c>roles</c>: the names themselves
/// would not fit for many votes. One that does not fit the roles says nothing.
/// </summary>
internal static class RoleMask
{
    private const char Approved = 'a';
    private const char Denied = 'd';
    private const char Granted = 'g';
    private const char Nothing = '-';

    /// <summary>Null if nothing was chosen.</summary>
    public static string? Of(RoleChoices choices, ImmutableArray<string> roles) =>
        choices.IsEmpty
            ? null
            : string.Concat(roles.Select(role => choices.ByRole.TryGetValue(role, out var choice)
                ? choice == RequestState.Approved ? Approved : Denied
                : Nothing));

    /// <summary>Null if everything is granted.</summary>
    public static string? Of(RoleGrant grant, ImmutableArray<string> roles) =>
        grant.IsAll ? null : string.Concat(roles.Select(role => grant.Includes(role) ? Granted : Nothing));

    /// <summary>Null for anything that we could not have written.</summary>
    public static RoleChoices? ReadChoices(string? mask, ImmutableArray<string> roles)
    {
        if (mask is null) return RoleChoices.None;
        if (mask.Length != roles.Length || !mask.All(letter => letter is Approved or Denied or Nothing)) return null;
        var choices = RoleChoices.None.With(
            roles
                .Zip(mask)
                .Where(pair => pair.Second != Nothing)
                .Select(pair => KeyValuePair.Create(
                    pair.First,
                    pair.Second == Approved ? RequestState.Approved : RequestState.Denied
                ))
        );
        return choices.IsEmpty ? null : choices;
    }

    /// <inheritdoc cref="ReadChoices"/>
    public static RoleGrant? ReadGrant(string? mask, ImmutableArray<string> roles)
    {
        if (mask is null) return RoleGrant.All;
        if (mask.Length != roles.Length || !mask.All(letter => letter is Granted or Nothing)) return null;
        if (!mask.Contains(Granted) || !mask.Contains(Nothing)) return null;
        return RoleGrant.Of(
            roles.Zip(mask).Where(pair => pair.Second == Granted).Select(pair => pair.First),
            roles
        );
    }
}
