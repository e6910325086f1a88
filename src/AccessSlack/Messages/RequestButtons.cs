using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Requests;
using SlackApi.Blocks;

namespace AccessSlack.Messages;

/// <summary>The buttons below a message.</summary>
internal static class RequestButtons
{
    // The Go plugin's ids, so that each can process clicks on the other's messages.
    public const string BlockId = "approve_or_deny";
    public const string ApproveId = "approve_request";
    public const string DenyId = "deny_request";
    public const string OpenId = "open_request";

    /// <summary>Slack's limit for the text of a confirmation.</summary>
    private const int MaxConfirmation = 300;

    /// <summary>One block, or none if there are no buttons.</summary>
    public static ImmutableArray<Block> Of(RequestView view)
    {
        List<ActionElement> buttons = [];
        if (view.Offer == Offer.Decide)
        {
            buttons.Add(Decide(view, ApproveId, "Approve", ButtonStyle.Primary));
            buttons.Add(Decide(view, DenyId, "Deny", ButtonStyle.Danger));
        }

        if (view.Offer != Offer.Nothing && view.Link is { } link) buttons.Add(Open(view, link));
        return buttons.Count == 0 ? [] : [new ActionsBlock { BlockId = BlockId, Elements = buttons }];
    }

    private static Button Decide(RequestView view, string actionId, string verb, ButtonStyle style) => new()
    {
        ActionId = actionId,
        Text = new PlainText(verb, emoji: false),
        Value = view.RequestId,
        Style = style,
        Confirm = view.Confirms && Confirmation(view.Facts) is { } what ? Confirm(what, verb, style) : null,
    };

    private static Button Open(RequestView view, Uri link) => new()
    {
        ActionId = OpenId,
        Text = new PlainText("Open in Teleport", emoji: false),
        Url = link.AbsoluteUri,
        Value = view.RequestId,
    };

    /// <summary>
    /// Repeats what is requested, so that one message is not mistaken for another. Null if that does not fit: then a
    /// press opens our own dialog instead.
    /// </summary>
    public static string? Confirmation(RequestFacts facts) =>
        RequestMessage.NamesAllRoles(facts)
        && RequestMessage.PlainHeadline(facts, MaxConfirmation) is { Length: <= MaxConfirmation } headline
        && MessageText.IsListed(facts.Roles, MessageText.PlainName, MaxConfirmation)
            ? headline
            : null;

    private static ConfirmationDialog Confirm(string what, string verb, ButtonStyle style) => new()
    {
        Title = new PlainText($"{verb} this request?", emoji: false),
        Text = new PlainText(what, emoji: false),
        Confirm = new PlainText(verb, emoji: false),
        Deny = new PlainText("Cancel", emoji: false),
        Style = style,
    };
}
