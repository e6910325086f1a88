using System.Text.RegularExpressions;

namespace AccessSlack.Logging;

/// <summary>
/// A final filter: our code never logs a secret (see <see cref="Secret"/>), but a library's exception may quote one.
/// </summary>
internal static partial class Redaction
{
    // Every match contains one of these, and most lines contain none.
    private static readonly string[] Marks = ["xox", "xapp-", "://hoo", "-----B"];

    /// <summary>
    /// Replaces Slack tokens, Slack's webhook and response URLs, and PEM private keys by <c>***</c>, even if their end
    /// was cut off.
    /// </summary>
    public static string Apply(string text) =>
        Array.Exists(Marks, mark => text.Contains(mark, StringComparison.OrdinalIgnoreCase))
            ? Secrets().Replace(text, "***")
            : text;

    // Log text comes from strangers, and must not be able to slow the match down. It cannot: each repeated class ends
    // at the dash that begins the next mark, so no part of the text is tried from more than one start. A
    // non-backtracking expression would have to be built at run time, by an engine of 0.6 MB.
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
