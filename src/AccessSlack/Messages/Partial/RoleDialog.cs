using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Partial;
using AccessSlack.Requests;
using AccessSlack.Requests.Text;
using SlackApi.Blocks;

namespace AccessSlack.Messages.Partial;

/// <summary>
/// The dialog in which a person chooses for each role: it lists everything that is requested, and has a menu for each
/// choice that is theirs.
/// </summary>
internal static class RoleDialog
{
    public const string ActionId = "choice";
    public const string Approve = "approve";
    public const string Deny = "deny";
    public const string LeaveOpen = "open";

    private const string Explanation =
        "Each role is decided by itself. A role that you leave open keeps what you chose for it before. " +
        RoleText.UntilSettled;

    /// <summary>Names of roles stand in full above; a label can hold most of them.</summary>
    private const int MaxLabel = 1900;

    private static readonly Option Open = new("Leave open", LeaveOpen);

    /// <param name="facts">The request, with its roles in order.</param>
    /// <param name="cluster">Its cluster.</param>
    /// <param name="about">The button that was pressed, and what the submission counts for.</param>
    /// <param name="offered">What the person may choose.</param>
    /// <param name="warnings">Of the rules.</param>
    /// <param name="lack">Why the dialog opens.</param>
    public static ComposedView Compose(
        RequestFacts facts,
        string cluster,
        ModalMetadata about,
        OfferedRoles offered,
        ImmutableArray<string> warnings,
        Refusal lack
    )
    {
        List<Block> blocks =
        [
            .. DecisionModal.Facts(facts, cluster, lack),
            .. DecisionModal.Warnings(warnings),
            SlackSections.Mrkdwn(Explanation),
            .. offered.Units.SelectMany(unit => Choice(offered, unit)),
            .. offered.Others.IsEmpty
                ? []
                : SlackSections.Of(Lines(offered.Others.Select(Item).Prepend("*Others decide*"))),
            DecisionModal.Field($"{DecisionModal.ReasonHint} A rule may require one for what you choose."),
        ];
        return new(DecisionModal.CallbackId, about.Write(), "Decide each role", "Submit", "Cancel", blocks);
    }

    private static IEnumerable<Block> Choice(OfferedRoles offered, RoleUnit unit)
    {
        if (unit.Roles.Length > 1)
            foreach (var section in SlackSections.Of(Lines(unit.Roles.Select(Item).Prepend("*Decided together*"))))
                yield return section;
        yield return new InputBlock
        {
            BlockId = offered.IdOf(unit),
            Label = new PlainText(Label(unit), emoji: false),
            Element = new StaticSelect
            {
                ActionId = ActionId,
                Options = [Open, new("Approve", Approve), new("Deny", Deny)],
                InitialOption = Open,
            },
        };
    }

    private static string Label(RoleUnit unit) => unit.Roles.Length > 1
        ? $"These {unit.Roles.Length} roles together"
        : SlackText.Name(unit.Roles[0], MaxLabel, SlackText.Plain);

    private static string Item(string role) => FullList.Line(FullList.Name(role));

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines);
}
