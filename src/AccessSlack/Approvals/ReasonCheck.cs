using System.Globalization;
using AccessSlack.Requests.Text;

namespace AccessSlack.Approvals;

/// <summary>Which reasons count.</summary>
internal static class ReasonCheck
{
    /// <summary>Of what is typed, in UTF-16 units: Slack's limit for a field.</summary>
    public const int LongestReason = 3000;

    /// <summary>Why this is no reason that counts, in plain text for under the field; null when it is one.</summary>
    /// <param name="typed">
    /// As it came: Slack's client keeps to the limits, and whoever forges a submission does not.
    /// </param>
    /// <param name="least">How many characters the rules ask for; 0 when no rule asks for a reason.</param>
    public static string? Fault(string typed, int least)
    {
        if (typed.Length > LongestReason) return $"Please use at most {LongestReason} characters.";
        var length = Length(typed);
        if (length >= least) return null;
        return least == 1
            ? "Please enter a reason."
            : $"Please enter at least {least} characters. You entered {length}.";
    }

    /// <summary>
    /// Characters that a reader sees: neither what is invisible nor a run of blanks makes a reason longer.
    /// </summary>
    private static int Length(string typed) =>
        new StringInfo(SlackText.Plain(typed, LongestReason)).LengthInTextElements;
}
