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

    /// <summary>In characters, for those of one list: there must be room for what was typed.</summary>
    private const int MaxNames = 600;

    /// <summary>For SetAccessRequestState, which has a field for the delegator.</summary>
    public static string ForState(string typed) => Cut(SlackText.Tidy(typed));

    /// <summary>
    /// The same for an approval of a part: an auditor must not have to compare it with the request. What was typed
    /// comes below, and cannot take the place of the first line.
    /// </summary>
    public static string ForGrant(IEnumerable<string> granted, IEnumerable<string> refused, string typed) =>
        Cut($"Granted: {Names(granted)}. Not granted: {Names(refused)}.\n{SlackText.Tidy(typed)}".TrimEnd());

    private static string Names(IEnumerable<string> roles) =>
        Truncation.ByGrapheme(TextCleaner.OneLine(string.Join(", ", roles)), MaxNames);

    /// <summary>
    /// For a review, which has no field for the delegator, so the reason begins with it. All on one line: a second one
    /// could begin like ours and name someone else.
    /// </summary>
    /// <param name="delegator"><see cref="Decision.Delegator"/>.</param>
    /// <param name="typed">As typed; may be empty.</param>
    public static string ForReview(string delegator, string typed) =>
        Cut($"{Prefix(delegator)} {TextCleaner.OneLine(typed)}");

    /// <summary>Whether it is the reason of a review that we submitted for this person.</summary>
    public static bool Names(string reason, string delegator) =>
        reason.StartsWith(Prefix(delegator), StringComparison.Ordinal);

    /// <summary>What the person typed, from the reason of a review or of what it resolved.</summary>
    public static string Typed(string reason, string delegator) =>
        Names(reason, delegator) ? reason[Prefix(delegator).Length..].TrimStart() : reason;

    private static string Prefix(string delegator) => $"{SlackText.Plain(delegator, MaxDelegatorLength)}:";

    private static string Cut(string text) => Truncation.ByGrapheme(text, MaxBytes, Encoding.UTF8.GetByteCount);
}
