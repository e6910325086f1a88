using System.Buffers;

namespace AccessSlack.Requests.Slack;

/// <summary>Why a text can never be a recipient.</summary>
/// <param name="Message">A sentence.</param>
/// <param name="Remedy">What to write instead.</param>
internal sealed record RecipientFault(string Message, string Remedy)
{
    private const string Usual = "Write a channel name or id, a user id, or an e-mail address.";

    /// <summary>Of a channel in Slack.</summary>
    private const int LongestName = 80;

    private static readonly SearchValues<char> NeverInAName =
        SearchValues.Create("!\"#$%&'()*+/:;<=>?[\\]^`{|}~“”„‘’‚");

    /// <summary>What can never be a recipient. Whether it exists is for Slack to say.</summary>
    public static RecipientFault? Of(string name) => name switch
    {
        "" => new("The name of the recipient is missing.", Usual),
        ['@', ..] => new("Slack cannot look up @names.", Usual),
        _ when name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) =>
            new("A recipient must not contain blanks.", Usual),
        _ when name.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) =>
            new("This is a link to an e-mail address.", "Write the address without mailto:."),
        _ when name.Contains("://", StringComparison.Ordinal) =>
            new("This is a link.", "Of a link to a channel write only the id after /archives/, which begins with C."),
        _ when name.StartsWith("group:", StringComparison.OrdinalIgnoreCase) || IsGroupId(name) =>
            new("A user group cannot receive messages.", "Name a channel of the group, or its members."),
        _ when name.StartsWith("channel:", StringComparison.OrdinalIgnoreCase) =>
            new("The prefix channel: is only for approvers.", "Write the name or id without channel:."),
        _ when name.Contains(',') => new("This names several recipients.", "Write a list: [\"one\", \"two\"]."),
        _ when name.Contains('@') =>
            RecipientAddress.IsEmail(name) ? null : new("This is not an e-mail address.", Usual),
        _ when name.Length > LongestName => new("No channel has such a long name.", Usual),
        _ when name.AsSpan().ContainsAny(NeverInAName) =>
            new("No channel name contains such a character.", Usual),
        _ => null,
    };

    /// <summary>A word in capitals is more likely the name of a channel.</summary>
    private static bool IsGroupId(string name) => RecipientAddress.IsGroupId(name) && name.Any(char.IsAsciiDigit);
}
