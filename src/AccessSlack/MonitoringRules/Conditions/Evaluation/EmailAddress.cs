namespace AccessSlack.MonitoringRules.Conditions.Evaluation;

/// <summary>
/// The part of an e-mail address before the @ sign: of <c>ann@example.com</c>, of <c>Ann &lt;ann@example.com&gt;</c>
/// and of <c>"ann b"@example.com</c>. Comments in parentheses, which RFC 5322 allows as well, are not read.
/// </summary>
internal static class EmailAddress
{
    private const string Special = "()<>[]:;@\\,\"";

    /// <returns>Null if it is not an address.</returns>
    public static string? Local(string text)
    {
        var address = text.AsSpan().Trim(" \t");
        if (address.EndsWith(">"))
        {
            var start = address.LastIndexOf('<');
            if (start < 0 || !IsDisplayName(address[..start].Trim(" \t"))) return null;
            address = address[(start + 1)..^1].Trim(" \t");
        }
        var at = address.LastIndexOf('@');
        return at > 0 && IsDomain(address[(at + 1)..]) ? Unquoted(address[..at]) : null;
    }

    private static string? Unquoted(ReadOnlySpan<char> local)
    {
        if (local[0] != '"') return IsDotAtom(local) ? local.ToString() : null;
        var content = QuotedContent(local);
        // Teleport takes what is before the first of several @ signs.
        return content?.Split('@')[0];
    }

    private static bool IsDisplayName(ReadOnlySpan<char> name)
    {
        if (name.StartsWith("\"")) return QuotedContent(name) is not null;
        foreach (var word in name.Split(' '))
            if (!name[word].IsEmpty && !IsAtoms(name[word])) return false;
        return true;
    }

    private static string? QuotedContent(ReadOnlySpan<char> quoted)
    {
        if (quoted.Length < 3 || !quoted.EndsWith("\"")) return null;
        var content = new System.Text.StringBuilder();
        for (var i = 1; i < quoted.Length - 1; i++)
        {
            if (quoted[i] == '"' || quoted[i] == '\\' && ++i == quoted.Length - 1) return null;
            if (quoted[i] < ' ' && quoted[i] != '\t' || quoted[i] == '\x7F') return null;
            content.Append(quoted[i]);
        }
        return content.ToString();
    }

    private static bool IsDomain(ReadOnlySpan<char> domain) => IsDotAtom(domain);

    private static bool IsDotAtom(ReadOnlySpan<char> text)
    {
        foreach (var part in text.Split('.'))
            if (text[part].IsEmpty || !IsAtoms(text[part])) return false;
        return true;
    }

    private static bool IsAtoms(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
            if (character <= ' ' || character == '\x7F' || Special.Contains(character)) return false;
        return true;
    }
}
