using System.Text;

namespace AccessSlack.Requests.Text;

/// <summary>
/// Formats a reason typed in Slack for Teleport: only visible text, within Teleport's limit (docs/protocols/teleport.md
/// 2.5).
/// </summary>
internal static class TeleportReason
{
    /// <summary>Teleport rejects longer reasons (InvalidArgument).</summary>
    public const int MaxBytes = 4096;

    private const int MaxDelegatorLength = 300;

    /// <summary>For SetAccessRequestState, which has a field for the delegator.</summary>
    public static string ForState(string typed) => Cut(SlackText.Tidy(typed));

    /// <summary>
    /// For a review, which has no field for the delegator, so the reason begins with it. All on one line: a second one
    /// could begin like ours and name someone else.
    /// </summary>
    /// <param name="delegator"><see cref="Decision.Delegator"/>.</param>
    /// <param name="typed">As typed; may be empty.</param>
    public static string ForReview(string delegator, string typed) =>
        Cut($"{SlackText.Plain(delegator, MaxDelegatorLength)}: {TextCleaner.OneLine(typed)}");

    private static string Cut(string text) => Truncation.ByGrapheme(text, MaxBytes, Encoding.UTF8.GetByteCount);
}
