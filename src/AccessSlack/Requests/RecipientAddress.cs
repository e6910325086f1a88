namespace AccessSlack.Requests;

/// <summary>What kind of place a configured recipient is.</summary>
internal enum RecipientKind
{
    Channel,
    ChannelId,
    User,
    Email,
}

internal static class RecipientAddress
{
    // Slack's ids: a kind letter and at least eight upper-case letters or digits. A channel name has no upper case.
    private const int ShortestId = 9;

    private const int LongestEmail = 254;

    /// <summary>
    /// Could this be somebody's e-mail address? For text that a requester wrote: short, printable ASCII, nothing that
    /// needs quoting.
    /// </summary>
    public static bool IsEmail(string text) =>
        text.Length <= LongestEmail
        && text.IndexOf('@') is > 0 and var at
        && at < text.Length - 1
        && text.All(c => c is > ' ' and <= '~' and not ('<' or '>' or '"' or '\\' or ','));

    public static RecipientKind Kind(string recipient) => recipient switch
    {
        _ when recipient.Contains('@') => RecipientKind.Email,
        ['U' or 'W', ..] when IsId(recipient) => RecipientKind.User,
        ['C' or 'G' or 'D', ..] when IsId(recipient) => RecipientKind.ChannelId,
        _ => RecipientKind.Channel,
    };

    /// <summary>Is this the id of a user group?</summary>
    public static bool IsGroupId(string text) => text is ['S', ..] && IsId(text);

    private static bool IsId(string text) =>
        text.Length >= ShortestId && text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c));
}
