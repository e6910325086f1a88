using System.Buffers;

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

    /// <summary>Outside quotes, no address contains these (RFC 5322 section 3.2.3).</summary>
    private static readonly SearchValues<char> QuotedInEmail = SearchValues.Create("<>\"\\,:;()[]");

    /// <summary>
    /// Whether this can be an e-mail address. Requesters can write it, so only short, printable ASCII without
    /// characters that need quoting is accepted.
    /// </summary>
    public static bool IsEmail(string text) =>
        text.Length <= MaxEmailLength
        && text.IndexOf('@') is > 0 and var at
        && at < text.Length - 1
        && text.All(c => c is > ' ' and <= '~' && !QuotedInEmail.Contains(c));

    /// <summary>As in the configuration: without #, and in lower case unless it is an id or an address.</summary>
    public static string Normalize(string recipient) =>
        recipient.TrimStart('#') is var name && Kind(name) == RecipientKind.Channel && !IsGroupId(name)
            ? name.ToLowerInvariant()
            : name;

    /// <summary>The id that someone may have meant who wrote it in lower case; null if it cannot be one.</summary>
    public static string? MeantId(string channelName) =>
        channelName.ToUpperInvariant() is var id && id.Any(char.IsAsciiDigit) && Kind(id) != RecipientKind.Channel
        && !id.Contains('@')
            ? id
            : null;

    public static RecipientKind Kind(string recipient) => recipient switch
    {
        _ when recipient.Contains('@') => RecipientKind.Email,
        ['U' or 'W', ..] when IsId(recipient) => RecipientKind.User,
        ['C' or 'G' or 'D', ..] when IsId(recipient) => RecipientKind.ChannelId,
        _ => RecipientKind.Channel,
    };

    /// <summary>Whether this names a person: by a user id or an e-mail address.</summary>
    public static bool IsPerson(string recipient) => Kind(recipient) is RecipientKind.User or RecipientKind.Email;

    /// <summary>Whether this is the id of a user group.</summary>
    public static bool IsGroupId(string text) => text is ['S', ..] && IsId(text);

    private static bool IsId(string text) =>
        text.Length >= MinIdLength && text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c));
}
