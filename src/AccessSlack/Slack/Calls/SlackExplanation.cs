using System.Buffers;

namespace AccessSlack.Slack.Calls;

/// <summary>What Slack says about a call that it refused.</summary>
internal static class SlackExplanation
{
    private static readonly SearchValues<char> Quoting = SearchValues.Create(":\"'`“<");

    /// <summary>
    /// Slack's text without what it may quote of the message, because a requester's text must not be logged. The JSON
    /// pointer stays.
    /// </summary>
    public static string WithoutQuotes(string message)
    {
        var at = message.LastIndexOf(" [json-pointer:/", StringComparison.Ordinal);
        var (words, pointer) = at < 0 ? (message, "") : (message[..at], message[at..]);
        var quote = words.AsSpan().IndexOfAny(Quoting);
        return (quote < 0 ? words : $"{words[..quote].TrimEnd()} …")
            + (pointer.All(c => char.IsAsciiLetterOrDigit(c) || " [:/]_-".Contains(c)) ? pointer : "");
    }
}
