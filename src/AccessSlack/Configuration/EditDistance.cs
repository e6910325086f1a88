namespace AccessSlack.Configuration;

internal static class EditDistance
{
    /// <summary>Longer than any key, even with typing errors.</summary>
    private const int MaxLength = 64;

    /// <summary>
    /// How many letters must be inserted, deleted or changed, ignoring case (Levenshtein). Only the first 64 letters
    /// count.
    /// </summary>
    public static int Between(string a, string b)
    {
        (a, b) = (Shorten(a), Shorten(b));
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 0; i < a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i + 1;
            for (var j = 0; j < b.Length; j++)
            {
                var change = diagonal + (a[i] == b[j] ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(change, Math.Min(row[j], diagonal) + 1);
            }
        }

        return row[^1];
    }

    private static string Shorten(string text) =>
        (text.Length > MaxLength ? text[..MaxLength] : text).ToUpperInvariant();
}
