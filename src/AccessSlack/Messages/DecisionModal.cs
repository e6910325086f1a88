using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Messages.Parts;
using AccessSlack.Requests;
using AccessSlack.Requests.Text;
using SlackApi.Blocks;

namespace AccessSlack.Messages;

/// <summary>
/// The dialog that completes a press: it lists everything that is requested, and asks for a reason if a rule demands
/// one.
/// </summary>
internal static class DecisionModal
{
    public const string CallbackId = "decide";
    public const string BlockId = "reason";
    public const string ActionId = "reason";

    public const string ReasonHint =
        "Your reason is sent to Teleport, and everyone who can see the request in Slack can read it.";

    /// <param name="facts">The request, with its roles in order.</param>
    /// <param name="cluster">Its cluster.</param>
    /// <param name="about">The button that was pressed, and the facts that its submission counts for.</param>
    /// <param name="minLength">How long a reason the rules demand; 0 for none.</param>
    /// <param name="lack">Why the dialog opens.</param>
    /// <param name="warnings">What the rules warn of.</param>
    public static ComposedView Compose(
        RequestFacts facts,
        string cluster,
        ModalMetadata about,
        int minLength,
        Refusal lack,
        ImmutableArray<string> warnings
    )
    {
        var verb = about.Proposed == RequestState.Approved ? "Approve" : "Deny";
        List<Block> blocks =
        [
            .. Facts(facts, cluster, lack),
            .. Warnings(warnings),
            .. minLength == 0 ? (Block[])[] : [Field(minLength)],
        ];
        return new(CallbackId, about.Write(), $"{verb} request", verb, "Cancel", blocks);
    }

    /// <summary>Everything that is requested, and before it what the person who pressed must not miss.</summary>
    public static IEnumerable<Block> Facts(RequestFacts facts, string cluster, Refusal lack) =>
    [
        .. Notice(lack),
        .. SlackSections.Of(Headline(facts, cluster)),
        .. RequestMessage.NamesAllRoles(facts)
            ? []
            : List("role", facts.Roles.Length, facts.Roles.Select(FullList.Name).Select(FullList.Line)),
        .. List("resource", facts.Resources.Length, new ResourceText(facts).Lines()),
    ];

    /// <summary>A view that shows only a text instead of the form.</summary>
    /// <param name="mrkdwn">Not empty; text written by others is already escaped.</param>
    public static ComposedView Notice(string mrkdwn) =>
        new("notice", PrivateMetadata: "", "Access request", Submit: "", "Close", SlackSections.Of(mrkdwn));

    public static ImmutableArray<SectionBlock> Warnings(ImmutableArray<string> warnings) =>
        WarningText.Of(warnings, SlackText.Inline) is { Length: > 0 } text ? SlackSections.Of(text) : [];

    /// <summary>What the person who pressed must not miss.</summary>
    private static ImmutableArray<SectionBlock> Notice(Refusal lack) =>
        lack == Refusals.MessageDiffers
            ? SlackSections.Of(
                "⚠️ *The message whose button you pressed was not what I had posted.* This is the true request:"
            )
        : lack == Refusals.RequestChanged
            ? SlackSections.Of("⚠️ *This request has changed since you saw it.* It is now:")
        : [];

    private static string Headline(RequestFacts facts, string cluster)
    {
        var roles = RequestMessage.NamesAllRoles(facts) ? MessageText.Roles(facts) : "the following";
        return $"{FullList.Name(facts.User)} requests {roles} · {MessageText.Name(cluster)}";
    }

    /// <summary>One line each, so that they can be counted and compared.</summary>
    private static ImmutableArray<SectionBlock> List(string noun, int count, IEnumerable<string> lines)
    {
        if (count == 0) return [];
        var title = count == 1 ? $"*1 {noun}*" : $"*{count} {noun}s*";
        return SlackSections.Of(string.Join('\n', lines.Prepend(title)));
    }

    private static InputBlock Field(int minLength) => Field(
        (minLength > 1 ? $"At least {minLength} characters. " : "")
            + ReasonHint,
        minLength
    );

    /// <summary>The field for the reason.</summary>
    /// <param name="hint">Below it.</param>
    /// <param name="minLength">What Slack's client demands; null if it may be left empty.</param>
    public static InputBlock Field(string hint, int? minLength = null) => new()
    {
        BlockId = BlockId,
        Label = new PlainText("Reason", emoji: false),
        Optional = minLength is null,
        Hint = new PlainText(hint, emoji: false),
        Element = new PlainTextInput
        {
            ActionId = ActionId,
            Multiline = true,
            MinLength = minLength,
            MaxLength = ReasonCheck.LongestReason,
        },
    };
}
