using System.Text.RegularExpressions;

namespace AccessSlack.Logging;

/// <summary>
/// The net below: no code of ours logs a secret (see <see cref="Secret"/>), but a library's exception may quote one.
/// </summary>
internal static partial class Redaction
{
    // Every match holds one of these, and most lines hold none.
    private static readonly string[] Marks = ["xox", "xapp-", "://hoo", "-----B"];

    /// <summary>
    /// Puts <c>***</c> for Slack tokens, Slack's webhook and response URLs, and PEM private keys, also when their end
    /// was cut off.
    /// </summary>
    public static string Apply(string text) =>
        Array.Exists(Marks, mark => text.Contains(mark, StringComparison.OrdinalIgnoreCase))
            ? Secrets().Replace(text, "***")
            : text;

    // Log text is written by strangers, and must not be able to make the match slow. It cannot: a repeated class ends
    // at the dash that begins the next mark, so no part of the text is tried from more than one beginning. An
    // expression that never backtracks would have to be made while the daemon runs, by an engine of 0.6 MB.
#pragma warning disable MA0009 // as said above; a test has hostile texts
    [GeneratedRegex(
        """
        xox[a-z]?[-.][a-z0-9._%/+=-]+
        | xapp-[a-z0-9._-]+
        | https?://hooks\.slack[^\s"'<>]*
        | -----BEGIN\ [a-z0-9\ ]*PRIVATE\ KEY-----.*?(?:-----END\ [a-z0-9\ ]*PRIVATE\ KEY-----|\z)
        """,
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline
            | RegexOptions.IgnorePatternWhitespace)]
#pragma warning restore MA0009
    private static partial Regex Secrets();
}
