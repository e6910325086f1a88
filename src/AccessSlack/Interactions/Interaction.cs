using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Messages;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using SlackApi.Interaction;

namespace AccessSlack.Interactions;

/// <summary>What a signed, well-formed payload means.</summary>
internal abstract record Interaction
{
    private Interaction() { }

    /// <summary>The Slack user whose work this makes; null where nothing is done.</summary>
    public string? Person => this switch
    {
        Pressed { Click: var click } => click.UserId,
        Submitted { Click: var click } => click.UserId,
        Command { Slash: var slash } => slash.UserId,
        HomeOpened { Account.UserId: var userId } => userId,
        Unusable unusable => unusable.UserId,
        _ => null,
    };

    /// <summary>Approve or Deny was pressed.</summary>
    internal sealed record Pressed(Click Click) : Interaction;

    /// <summary>A form was submitted.</summary>
    /// <param name="Click">Who submitted it, and what the form is about. It is judged like a fresh click.</param>
    /// <param name="Reason">As typed; null if the form has no field for it.</param>
    /// <param name="Form">What the form says about itself; whether we opened it is not known yet.</param>
    internal sealed record Submitted(Click Click, string? Reason, ModalMetadata Form) : Interaction
    {
        /// <summary>
        /// What was chosen in its menus, by block_id: at most 100. Whether the form has such menus is not known yet.
        /// </summary>
        public IReadOnlyDictionary<string, ViewChoice> Choices { get; init; } =
            ImmutableDictionary<string, ViewChoice>.Empty;
    }

    /// <summary>The slash command was used.</summary>
    internal sealed record Command(SlashCommand Slash) : Interaction;

    /// <summary>Someone looks at the Home tab.</summary>
    /// <param name="Account">Who. It is judged like a click.</param>
    /// <param name="EventId">The same if Slack repeats the event.</param>
    internal sealed record HomeOpened(SlackActor Account, string EventId) : Interaction;

    /// <summary>Slack wants to know whether the address for events is ours.</summary>
    /// <param name="Challenge">What the answer must contain.</param>
    internal sealed record AddressCheck(string Challenge) : Interaction;

    /// <summary>A click or form that cannot be used; the person is told why.</summary>
    /// <param name="IsForm">It is a form, which can show the answer itself.</param>
    internal sealed record Unusable(
        Refusal Refusal,
        string UserId,
        string Channel,
        Secret ResponseUrl,
        bool IsForm = false
    ) : Interaction;

    /// <summary>
    /// Acknowledged, and nothing else: a link that opened the browser, or a kind of payload that is not used.
    /// </summary>
    internal sealed record Ignored(string Code) : Interaction;
}
