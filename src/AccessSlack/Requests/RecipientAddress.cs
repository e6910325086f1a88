namespace AccessSlack.Requests;

/// <summary>What a configured recipient is.</summary>
internal enum RecipientKind
{
    Channel,
    ChannelId,
    User,
    Email,
}

internal static class RecipientAddress
{
    // A letter for the kind, and at least eight upper-case letters or digits. Channel names have no upper case.
    private const int MinIdLength = 9;

    private const int MaxEmailLength = 254;

    /// <summary>
    /// Whether this can be an e-mail address. Requesters can write it, so only short, printable ASCII without
    /// characters that need quoting is accepted.
    /// </summary>
    public static bool IsEmail(string text) =>
        text.Length <= MaxEmailLength
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

    /// <summary>Whether this is the id of a user group.</summary>
    public static bool IsGroupId(string text) => text is ['S', ..] && IsId(text);

    private static bool IsId(string text) =>
        text.Length >= MinIdLength && text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c));
}
