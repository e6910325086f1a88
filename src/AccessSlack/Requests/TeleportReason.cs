using System.Globalization;
using System.Text;

namespace AccessSlack.Requests;

/// <summary>
/// A reason that was typed in Slack, as Teleport takes it: only what is visible, and within Teleport's limit
/// (docs/protocols/teleport.md 2.5).
/// </summary>
internal static class TeleportReason
{
    /// <summary>Teleport refuses more (InvalidArgument).</summary>
    public const int MostBytes = 4096;

    private const int LongestDelegator = 300;

    private const string Ellipsis = "…";

    /// <summary>For SetAccessRequestState, which names the delegator itself.</summary>
    public static string ForState(string typed) => Cut(SlackText.Tidy(typed));

    /// <summary>For a review, which has no delegator: the reason begins with it.</summary>
    /// <param name="delegator"><see cref="Decision.Delegator"/>.</param>
    /// <param name="typed">As typed, or empty.</param>
    public static string ForReview(string delegator, string typed) =>
        Cut($"{SlackText.Plain(delegator, LongestDelegator)}: {SlackText.Tidy(typed)}");

    /// <summary>By grapheme, so that no character a reader sees as one is torn.</summary>
    private static string Cut(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) <= MostBytes) return text;
        var (end, left) = (0, MostBytes - Encoding.UTF8.GetByteCount(Ellipsis));
        while (end < text.Length)
        {
            var next = end + StringInfo.GetNextTextElementLength(text.AsSpan(end));
            left -= Encoding.UTF8.GetByteCount(text.AsSpan(end, next - end));
            if (left < 0) break;
            end = next;
        }

        return text[..end] + Ellipsis;
    }
}
