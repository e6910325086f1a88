using AccessSlack.Approvals;
using AccessSlack.Requests;
using SlackApi.Blocks;

namespace AccessSlack.Messages;

/// <summary>The dialog that asks for the reason of a decision: what it shows, and which answers count.</summary>
internal static class ReasonModal
{
    public const string CallbackId = "decide";
    public const string BlockId = "reason";
    public const string ActionId = "reason";

    private const int LongestList = 900;

    /// <param name="facts">Of the request.</param>
    /// <param name="cluster">Its cluster.</param>
    /// <param name="about">The button that was pressed.</param>
    /// <param name="least">At least 1: how many characters the rules ask for.</param>
    public static ComposedView Compose(RequestFacts facts, string cluster, ModalMetadata about, int least)
    {
        var verb = about.Proposed == RequestState.Approved ? "Approve" : "Deny";
        return new(
            CallbackId,
            about.Write(),
            $"{verb} request",
            verb,
            "Cancel",
            [Headline(facts, cluster), Field(least)]
        );
    }

    /// <summary>A view that only tells something, in the place of the form.</summary>
    /// <param name="mrkdwn">Not empty; what others wrote in it is escaped already.</param>
    public static ComposedView Notice(string mrkdwn) =>
        new("notice", PrivateMetadata: "", "Access request", Submit: "", "Close", SlackSections.Of(mrkdwn));

    private static SectionBlock Headline(RequestFacts facts, string cluster)
    {
        var roles = RequestMessage.List(facts.Roles, role => $"*{RequestMessage.Name(role)}*", LongestList);
        var wants = roles.Length == 0 ? "access" : roles;
        return new()
        {
            Text = new Markdown(
                $"{RequestMessage.Name(facts.User)} requests {wants} · {RequestMessage.Name(cluster)}",
                verbatim: true
            ),
        };
    }

    private static InputBlock Field(int least) => new()
    {
        BlockId = BlockId,
        Label = new PlainText("Reason", emoji: false),
        Hint = new PlainText(
                (least > 1 ? $"At least {least} characters. " : "")
                    + "Your reason is sent to Teleport, and everyone who can see the request in Slack can read it.",
                emoji: false
            ),
        Element = new PlainTextInput
        {
            ActionId = ActionId,
            Multiline = true,
            MinLength = least,
            MaxLength = ReasonCheck.LongestReason,
        },
    };
}
