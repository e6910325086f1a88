using AccessSlack.Messages;
using AccessSlack.Requests.Text;

namespace AccessSlack.Interactions;

/// <summary>
/// What the HTTP response to an interaction shows; anything more is sent as a message of its own.
/// </summary>
internal abstract record InteractionAnswer
{
    private InteractionAnswer() { }

    /// <summary>The press is acknowledged; a form closes.</summary>
    internal sealed record Nothing : InteractionAnswer
    {
        public static readonly Nothing Instance = new();
    }

    /// <summary>The form stays, with the fault under the field for the reason.</summary>
    /// <param name="Fault">Plain text, as Slack shows it there.</param>
    internal sealed record InlineErrors(string Fault) : InteractionAnswer;

    /// <summary>The form stays, with what it must show now.</summary>
    /// <param name="Form">The new form.</param>
    /// <param name="Sentence">The same in words, in mrkdwn.</param>
    internal sealed record Renewed(ComposedView Form, string Sentence) : InteractionAnswer;

    /// <summary>This replaces the form.</summary>
    /// <param name="Sentence">In mrkdwn, with user input already escaped.</param>
    internal sealed record Shown(string Sentence) : InteractionAnswer;

    /// <summary>The answer to a slash command, for its user alone.</summary>
    /// <param name="Sentence">In mrkdwn, with user input already escaped.</param>
    internal sealed record Ephemeral(string Sentence) : InteractionAnswer;

    /// <summary>The same in a message, in mrkdwn; empty for <see cref="Nothing"/>.</summary>
    public string Text => this switch
    {
        InlineErrors errors => SlackText.Escape(errors.Fault),
        Renewed renewed => renewed.Sentence,
        Shown shown => shown.Sentence,
        Ephemeral ephemeral => ephemeral.Sentence,
        _ => "",
    };

    /// <summary>A plain sentence, if this kind of interaction can show one. A click on a button cannot.</summary>
    /// <param name="to">What was done.</param>
    /// <param name="sentence">Plain text.</param>
    public static InteractionAnswer Say(Interaction to, string sentence) => to switch
    {
        Interaction.Submitted or Interaction.Unusable { IsForm: true } => new Shown(SlackText.Escape(sentence)),
        Interaction.Command => new Ephemeral(SlackText.Escape(sentence)),
        _ => Nothing.Instance,
    };
}
