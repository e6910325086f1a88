using AccessSlack.Approvals;
using AccessSlack.Requests;
using SlackApi.Blocks;

namespace AccessSlack.Messages;

/// <summary>The dialog that asks for the reason of a decision.</summary>
internal static class ReasonModal
{
    public const string CallbackId = "decide";
    public const string BlockId = "reason";
    public const string ActionId = "reason";

    /// <param name="facts">The request.</param>
    /// <param name="cluster">Its cluster.</param>
    /// <param name="about">The button that was clicked.</param>
    /// <param name="minLength">How many characters the rules require; at least 1.</param>
    public static ComposedView Compose(RequestFacts facts, string cluster, ModalMetadata about, int minLength)
    {
        var verb = about.Proposed == RequestState.Approved ? "Approve" : "Deny";
        return new(
            CallbackId,
            about.Write(),
            $"{verb} request",
            verb,
            "Cancel",
            [Headline(facts, cluster), Field(minLength)]
        );
    }

    /// <summary>A view that shows only a text instead of the form.</summary>
    /// <param name="mrkdwn">Not empty; text written by others is already escaped.</param>
    public static ComposedView Notice(string mrkdwn) =>
        new("notice", PrivateMetadata: "", "Access request", Submit: "", "Close", SlackSections.Of(mrkdwn));

    private static SectionBlock Headline(RequestFacts facts, string cluster) =>
        SlackSections.Mrkdwn($"{MessageText.Headline(facts)} · {MessageText.Name(cluster)}");

    private static InputBlock Field(int minLength) => new()
    {
        BlockId = BlockId,
        Label = new PlainText("Reason", emoji: false),
        Hint = new PlainText(
                (minLength > 1 ? $"At least {minLength} characters. " : "")
                    + "Your reason is sent to Teleport, and everyone who can see the request in Slack can read it.",
                emoji: false
            ),
        Element = new PlainTextInput
        {
            ActionId = ActionId,
            Multiline = true,
            MinLength = minLength,
            MaxLength = ReasonCheck.LongestReason,
        },
    };
}
