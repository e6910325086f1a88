using System.Collections.Immutable;

namespace AccessSlack.Requests.Partial;

/// <summary>Which of the requested roles an approval grants.</summary>
/// <param name="Names">Sorted; empty with <see cref="All"/>.</param>
internal sealed record RoleGrant(ImmutableArray<string> Names)
{
    /// <summary>Everything that is requested.</summary>
    public static readonly RoleGrant All = new([]);

    public bool IsAll => Names.IsEmpty;

    /// <param name="granted">At least one.</param>
    /// <param name="requested">If it has no other roles, the grant is <see cref="All"/>.</param>
    public static RoleGrant Of(IEnumerable<string> granted, IEnumerable<string> requested)
    {
        ImmutableArray<string> names = [.. granted.Distinct().Order(StringComparer.Ordinal)];
        return requested.All(names.Contains) ? All : new(names);
    }

    public bool Includes(string role) => IsAll || Names.Contains(role);

    /// <summary>Those of the requested roles that it does not grant, in their order.</summary>
    public ImmutableArray<string> Refused(IEnumerable<string> requested) =>
        IsAll ? [] : [.. requested.Where(role => !Names.Contains(role)).Distinct()];

    /// <summary>By what it says: one that was read again is the same.</summary>
    public bool Equals(RoleGrant? other) =>
        other is not null && Names.SequenceEqual(other.Names, StringComparer.Ordinal);

    public override int GetHashCode() => Names.Length;
}
