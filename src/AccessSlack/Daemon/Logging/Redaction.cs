using System.Text.RegularExpressions;

namespace AccessSlack.Daemon.Logging;

/// <summary>
/// The net below: no code of ours logs a secret (see <see cref="Secret"/>), but a library's exception may quote one.
/// </summary>
internal static class Redaction
{
    // Every match holds one of these. Most lines hold none, and the expression is not even made before the first that does: it takes long, and much memory.
    private static readonly string[] Marks = ["xox", "xapp-", "://hoo", "-----B"];

    /// <summary>Puts <c>***</c> for Slack tokens, Slack's webhook and response URLs, and PEM private keys, also when their end was cut off.</summary>
    public static string Apply(string text) => Array.Exists(Marks, mark => text.Contains(mark, StringComparison.OrdinalIgnoreCase)) ? Expression.Secrets.Replace(text, "***") : text;

    private static class Expression
    {
        // Without backtracking: log text is written by strangers, and must not be able to make the match slow.
        public static readonly Regex Secrets = new(
            """
            xox[a-z]?[-.][a-z0-9._%/+=-]+
            | xapp-[a-z0-9._-]+
            | https?://hooks\.slack[^\s"'<>]*
            | -----BEGIN\ [a-z0-9\ ]*PRIVATE\ KEY-----.*?(?:-----END\ [a-z0-9\ ]*PRIVATE\ KEY-----|\z)
            """,
            RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace);
    }
}
