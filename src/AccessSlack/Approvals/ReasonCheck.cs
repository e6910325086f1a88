using System.Globalization;
using AccessSlack.Requests.Text;

namespace AccessSlack.Approvals;

/// <summary>Whether a typed reason is accepted.</summary>
internal static class ReasonCheck
{
    /// <summary>In UTF-16 units: Slack's limit for an input field.</summary>
    public const int LongestReason = 3000;

    /// <summary>Why a reason is not accepted, in plain text to show below the field; null if it is accepted.</summary>
    /// <param name="typed">
    /// As received. Slack's client enforces the limits, but a forged submission may not.
    /// </param>
    /// <param name="minLength">How many characters the rules require; 0 if no reason is required.</param>
    public static string? Fault(string typed, int minLength)
    {
        if (typed.Length > LongestReason) return $"Please use at most {LongestReason} characters.";
        var length = Length(typed);
        if (length >= minLength) return null;
        return minLength == 1
            ? "Please enter a reason."
            : $"Please enter at least {minLength} characters. You entered {length}.";
    }

    /// <summary>
    /// In characters that a reader sees: invisible characters and runs of blanks do not make a reason longer.
    /// </summary>
    private static int Length(string typed) =>
        new StringInfo(SlackText.Plain(typed, LongestReason)).LengthInTextElements;
}
