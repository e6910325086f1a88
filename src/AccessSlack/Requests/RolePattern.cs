namespace AccessSlack.Requests;

/// <summary>A role name in which <c>*</c> matches any number of characters. Case-sensitive, as in Teleport.</summary>
internal static class RolePattern
{
    public static bool Matches(string pattern, string role)
    {
        var parts = pattern.Split('*');
        if (parts.Length == 1) return pattern == role;
        if (!role.StartsWith(parts[0], StringComparison.Ordinal)) return false;
        var rest = role.AsSpan(parts[0].Length);
        foreach (var part in parts.AsSpan(1, parts.Length - 2))
        {
            var at = rest.IndexOf(part, StringComparison.Ordinal);
            if (at < 0) return false;
            rest = rest[(at + part.Length)..];
        }

        return rest.EndsWith(parts[^1], StringComparison.Ordinal);
    }
}
