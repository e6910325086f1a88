using AccessSlack.Daemon.Logging;
using AccessSlack.Interactions;
using AccessSlack.Requests;
using AccessSlack.Slack;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Daemon;

/// <summary>The chain of a verified click: guard, identity, queue, decision, answer (design section 2).</summary>
internal sealed partial class ClickHandler(ISlack slack, RequestWorkflow workflow, Identification identification, ILogger<ClickHandler> logger) : IInteractionHandler
{
    public Task<InteractionAnswer> HandleAsync(Interaction interaction, CancellationToken cancel) => interaction switch
    {
        Interaction.Pressed pressed => DecideAsync(pressed.Click, cancel),
        Interaction.Unusable unusable => RefuseAsync(unusable, cancel),
        Interaction.Ignored ignored => Ignore(ignored.Code),
        Interaction.Submitted => Ignore("unasked_form"),
        Interaction.Command => Ignore("unasked_command"),
        _ => throw new InvalidOperationException($"unknown interaction {interaction.GetType().Name}"),
    };

    public Task TellLateAsync(Interaction interaction, InteractionAnswer answer, CancellationToken cancel) => interaction switch
    {
        Interaction.Submitted { Click: var click } => TellAsync(new(click.ResponseUrl, click.Channel, click.UserId), answer.Text, cancel),
        Interaction.Command { Slash: var slash } => TellAsync(new(slash.ResponseUrl, slash.Channel, slash.UserId), answer.Text, cancel),
        _ => Task.CompletedTask, // told already, by the press itself
    };

    private async Task<InteractionAnswer> DecideAsync(Click click, CancellationToken cancel)
    {
        var (clicker, objection) = await identification.IdentifyAsync(click, cancel);
        var outcome = clicker is null ? new ClickOutcome.Refused(objection!) : await workflow.DecideAsync(click, clicker);
        LogClick(click, clicker, outcome);
        await TellAsync(new(click.ResponseUrl, click.Channel, click.UserId), outcome.Sentence, cancel);
        return InteractionAnswer.Nothing.Instance;
    }

    private async Task<InteractionAnswer> RefuseAsync(Interaction.Unusable unusable, CancellationToken cancel)
    {
        LogUnusable(unusable.UserId, unusable.Refusal.Code);
        if (unusable.IsForm) return InteractionAnswer.Say(unusable, unusable.Refusal.Sentence);
        await TellAsync(new(unusable.ResponseUrl, unusable.Channel, unusable.UserId), new ClickOutcome.Refused(unusable.Refusal).Sentence, cancel);
        return InteractionAnswer.Nothing.Instance;
    }

    private Task<InteractionAnswer> Ignore(string code)
    {
        LogIgnored(code);
        return Task.FromResult<InteractionAnswer>(InteractionAnswer.Nothing.Instance);
    }

    private async Task TellAsync(ReplyAddress clicker, string sentence, CancellationToken cancel)
    {
        var told = await slack.TellAsync(clicker, sentence, cancel);
        if (told is SlackResult<Done>.Failed { Failure: var failure }) LogUntold(clicker.UserId, failure.Code);
    }

    /// <summary>One structured event for every click; fields that nobody could find out are left out.</summary>
    private void LogClick(Click click, Clicker? clicker, ClickOutcome outcome) => logger.Event(
        LogLevel.Information,
        "Click",
        ("user_id", click.UserId),
        ("email", clicker?.Email),
        ("teleport_user", clicker?.TeleportUser),
        ("request_id", click.RequestId),
        ("decision", click.Proposed.ToString()),
        ("rule", outcome.Rules.Length > 0 ? outcome.Rules : null),
        ("outcome", outcome.Code),
        ("reason_length", 0));

    [LoggerMessage(Level = LogLevel.Warning, Message = "Clicker {UserId} could not be told the outcome ({Code})")]
    private partial void LogUntold(string userId, string code);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Refused a signed interaction of {UserId} ({Code})")]
    private partial void LogUnusable(string userId, string code);

    [LoggerMessage(Level = LogLevel.Information, Message = "Acknowledged an interaction that asks for nothing ({Code})")]
    private partial void LogIgnored(string code);
}
