using System.Globalization;
using SlackApi.Blocks;

namespace AccessSlack.Requests;

/// <summary>The dialog that asks for the reason of a decision: what it shows, and which answers count.</summary>
internal static class ReasonModal
{
    public const string CallbackId = "decide";
    public const string BlockId = "reason";
    public const string ActionId = "reason";

    /// <summary>Of what is typed, in UTF-16 units: Slack's limit for a field.</summary>
    public const int LongestReason = 3000;

    private const int LongestList = 900;

    /// <param name="facts">Of the request.</param>
    /// <param name="cluster">Its cluster.</param>
    /// <param name="about">The button that was pressed.</param>
    /// <param name="least">At least 1: how many characters the rules ask for.</param>
    public static ComposedView Compose(RequestFacts facts, string cluster, ModalMetadata about, int least)
    {
        var verb = about.Proposed == RequestState.Approved ? "Approve" : "Deny";
        return new(CallbackId, about.Write(), $"{verb} request", verb, "Cancel", [Headline(facts, cluster), Field(least)]);
    }

    /// <summary>A view that only tells something, in the place of the form.</summary>
    /// <param name="mrkdwn">Not empty; what others wrote in it is escaped already.</param>
    public static ComposedView Notice(string mrkdwn) => new("notice", PrivateMetadata: "", "Access request", Submit: "", "Close", SlackSections.Of(mrkdwn));

    /// <summary>Why this is no reason that counts, in plain text for under the field; null when it is one.</summary>
    /// <param name="typed">As it came: Slack's client keeps to the limits, and whoever forges a submission does not.</param>
    /// <param name="least">See <see cref="Compose"/>; 0 when no rule asks for a reason.</param>
    public static string? Fault(string typed, int least)
    {
        if (typed.Length > LongestReason) return $"Please use at most {LongestReason} characters.";
        var length = Length(typed);
        if (length >= least) return null;
        return least == 1
            ? "Please enter a reason."
            : $"Please enter at least {least} characters. You entered {length}.";
    }

    /// <summary>Characters that a reader sees: neither what is invisible nor a run of blanks makes a reason longer.</summary>
    private static int Length(string typed) => new StringInfo(SlackText.Plain(typed, LongestReason)).LengthInTextElements;

    private static SectionBlock Headline(RequestFacts facts, string cluster)
    {
        var roles = RequestMessage.List(facts.Roles, role => $"*{RequestMessage.Name(role)}*", LongestList);
        var wants = roles.Length == 0 ? "access" : roles;
        return new() { Text = new Markdown($"{RequestMessage.Name(facts.User)} requests {wants} · {RequestMessage.Name(cluster)}", verbatim: true) };
    }

    private static InputBlock Field(int least) => new()
    {
        BlockId = BlockId,
        Label = new PlainText("Reason", emoji: false),
        Hint = new PlainText(
            (least > 1 ? $"At least {least} characters. " : "") +
            "Your reason is sent to Teleport, and everyone who can see the request in Slack can read it.",
            emoji: false),
        Element = new PlainTextInput { ActionId = ActionId, Multiline = true, MinLength = least, MaxLength = LongestReason },
    };
}
