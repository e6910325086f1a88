namespace AccessSlack.Slack;

/// <summary>
/// What an id of Slack looks like. One of another form is never passed on: it would change meaning in a query, in a
/// ledger, or as an address.
/// </summary>
internal static class SlackIds
{
    private const int Longest = 32;

    /// <summary>Letters and digits, at most 32.</summary>
    public static bool IsId(string id) => id.Length is > 0 and <= Longest && id.All(char.IsAsciiLetterOrDigit);

    /// <summary>An id that is a user's, also of an organisation.</summary>
    public static bool IsUser(string id) => id is ['U' or 'W', _, ..] && IsId(id);

    /// <summary>A message id: digits and points, at most 32.</summary>
    public static bool IsTs(string ts) =>
        ts.Length is > 0 and <= Longest && ts.All(c => char.IsAsciiDigit(c) || c == '.');
}
