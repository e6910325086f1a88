using System.Collections.Immutable;

namespace AccessSlack.Requests.Partial;

/// <summary>What one person chose for each role of a request that is decided role by role.</summary>
/// <param name="ByRole">Approved or Denied; a role that was left open is missing.</param>
internal sealed record RoleChoices(ImmutableSortedDictionary<string, RequestState> ByRole)
{
    /// <summary>Of a vote on the request as a whole.</summary>
    public static readonly RoleChoices None =
        new(ImmutableSortedDictionary.Create<string, RequestState>(StringComparer.Ordinal));

    public bool IsEmpty => ByRole.IsEmpty;

    public static RoleChoices Of(IEnumerable<string> roles, RequestState choice) =>
        None.With(roles.Distinct().Select(role => KeyValuePair.Create(role, choice)));

    public RoleChoices With(IEnumerable<KeyValuePair<string, RequestState>> more) => new(ByRole.SetItems(more));

    /// <summary>The roles for which this was chosen, by name.</summary>
    public ImmutableArray<string> Of(RequestState choice) =>
        [.. ByRole.Where(entry => entry.Value == choice).Select(entry => entry.Key)];

    /// <summary>Only what was chosen for these roles.</summary>
    public RoleChoices Within(IReadOnlyCollection<string> roles) =>
        new(ByRole.RemoveRange(ByRole.Keys.Where(role => !roles.Contains(role))));

    /// <summary>In one word: whether anything is approved.</summary>
    public RequestState Overall => ByRole.ContainsValue(RequestState.Approved)
        ? RequestState.Approved
        : RequestState.Denied;

    /// <summary>By what it says: one that was read again is the same.</summary>
    public bool Equals(RoleChoices? other) => other is not null && ByRole.SequenceEqual(other.ByRole);

    public override int GetHashCode() => ByRole.Count;
}
