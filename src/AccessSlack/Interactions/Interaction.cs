using AccessSlack.Approvals;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;

namespace AccessSlack.Interactions;

/// <summary>What a signed, well-formed payload turned out to be.</summary>
internal abstract record Interaction
{
    private Interaction() { }

    /// <summary>Approve or Deny was pressed.</summary>
    internal sealed record Pressed(Click Click) : Interaction;

    /// <summary>The form with the reason was submitted.</summary>
    /// <param name="Click">
    /// Who, and what the form says it is about: that is only an address, and judged like a fresh press.
    /// </param>
    /// <param name="Reason">As typed.</param>
    internal sealed record Submitted(Click Click, string Reason) : Interaction;

    /// <summary>The slash command was used.</summary>
    internal sealed record Command(SlashCommand Slash) : Interaction;

    /// <summary>A press or a form that can mean nothing to us; the person is told why.</summary>
    /// <param name="IsForm">It was a form, which itself can show the answer.</param>
    internal sealed record Unusable(
        Refusal Refusal,
        string UserId,
        string Channel,
        Secret ResponseUrl,
        bool IsForm = false
    ) : Interaction;

    /// <summary>
    /// Acknowledged, and nothing else: a link that opened the browser, or a kind of payload we have no use for.
    /// </summary>
    internal sealed record Ignored(string Code) : Interaction;
}
