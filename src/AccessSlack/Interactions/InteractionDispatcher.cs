using AccessSlack.Approvals;
using AccessSlack.Diagnostics;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Slack;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Interactions;

/// <summary>Hands each kind of interaction to its handler, and tells the person the outcome.</summary>
internal sealed partial class InteractionDispatcher(
    ISlackModals slack,
    ClickHandler clicks,
    DecisionModalHandler forms,
    SlashCommandHandler commands,
    Metrics metrics,
    ILogger<InteractionDispatcher> logger
) : IInteractionHandler
{
    private readonly InFlight _inFlight = new(metrics.FoundDefect);

    public Task<InteractionAnswer> HandleAsync(Interaction interaction, CancellationToken cancel) =>
        _inFlight.TrackAsync(DispatchAsync(interaction, cancel));

    /// <summary>Completes when no click is being handled.</summary>
    public Task WhenDoneAsync() => _inFlight.WhenDoneAsync();

    public Task TellLateAsync(Interaction interaction, InteractionAnswer answer, CancellationToken cancel) =>
        _inFlight.TrackAsync(AnswerLateAsync(interaction, answer, cancel));

    private Task<InteractionAnswer> DispatchAsync(Interaction interaction, CancellationToken cancel) =>
        interaction switch
        {
            Interaction.Pressed pressed => PressAsync(pressed.Click, cancel),
            Interaction.Submitted form => SubmitAsync(form, cancel),
            Interaction.Command command => CommandAsync(command.Slash, cancel),
            Interaction.Unusable unusable => RefuseAsync(unusable, cancel),
            Interaction.AddressCheck => Ignore("url_verification"),
            Interaction.Ignored ignored => Ignore(ignored.Code),
            _ => throw new InvalidOperationException($"unknown interaction {interaction.GetType().Name}"),
        };

    private Task AnswerLateAsync(Interaction interaction, InteractionAnswer answer, CancellationToken cancel) =>
        interaction switch
        {
            Interaction.Pressed { Click: var click } => TellAsync(
                new(click.ResponseUrl, click.Channel, click.UserId),
                answer.Text,
                cancel
            ),
            Interaction.Unusable unusable => TellAsync(
                new(unusable.ResponseUrl, unusable.Channel, unusable.UserId),
                answer.Text,
                cancel
            ),
            Interaction.Submitted { Click: var click } => TellAsync(
                new(click.ResponseUrl, click.Channel, click.UserId),
                answer.Text,
                cancel
            ),
            Interaction.Command { Slash: var slash } => TellAsync(
                new(slash.ResponseUrl, slash.Channel, slash.UserId),
                answer.Text,
                cancel
            ),
            _ => Task.CompletedTask,
        };

    private async Task<InteractionAnswer> PressAsync(Click press, CancellationToken cancel)
    {
        var click = forms.Read(press);
        if (await forms.FindLackAsync(click, cancel) is { } lack)
        {
            var refusal = await forms.OpenAsync(click, lack, cancel);
            if (refusal is null) metrics.Clicked("form_opened");
            else clicks.Report(click, refusal);
            if (refusal is not null) await TellAsync(click, new ClickOutcome.Refused(refusal), cancel);
            return InteractionAnswer.Nothing.Instance;
        }

        var outcome = await clicks.DecideAsync(click, reason: "", cancel);
        await forms.RestoreAsync(click, outcome);
        await TellAsync(click, outcome, cancel);
        return InteractionAnswer.Nothing.Instance;
    }

    /// <summary>
    /// The form stays open for a better reason or for changed facts, gives way to a refusal, and closes when the click
    /// counted.
    /// </summary>
    private async Task<InteractionAnswer> SubmitAsync(Interaction.Submitted form, CancellationToken cancel)
    {
        if (await forms.ReopenAsync(form, cancel) is { } again)
        {
            if (again is InteractionAnswer.Shown) clicks.Report(form.Click, Refusals.ForeignForm);
            else metrics.Clicked("form_kept");
            return again;
        }

        var outcome = await clicks.DecideAsync(form.Click, form.Reason ?? "", cancel);
        if (await forms.RenewAsync(form, outcome, cancel) is { } now) return now;
        if (outcome is ClickOutcome.Refused or ClickOutcome.Working)
            return new InteractionAnswer.Shown(outcome.Sentence);
        await TellAsync(form.Click, outcome, cancel);
        return InteractionAnswer.Nothing.Instance;
    }

    private async Task<InteractionAnswer> CommandAsync(SlashCommand slash, CancellationToken cancel) =>
        new InteractionAnswer.Ephemeral(await commands.AnswerAsync(slash, cancel));

    private async Task<InteractionAnswer> RefuseAsync(Interaction.Unusable unusable, CancellationToken cancel)
    {
        metrics.Clicked(unusable.Refusal.Code);
        Log.Unusable(logger, unusable.UserId, unusable.Refusal.Code);
        if (unusable.IsForm) return InteractionAnswer.Say(unusable, unusable.Refusal.Sentence);
        await TellAsync(
            new(unusable.ResponseUrl, unusable.Channel, unusable.UserId),
            new ClickOutcome.Refused(unusable.Refusal).Sentence,
            cancel
        );
        return InteractionAnswer.Nothing.Instance;
    }

    private Task<InteractionAnswer> Ignore(string code)
    {
        Log.Ignored(logger, code);
        return Task.FromResult<InteractionAnswer>(InteractionAnswer.Nothing.Instance);
    }

    private Task TellAsync(Click click, ClickOutcome outcome, CancellationToken cancel) =>
        TellAsync(new(click.ResponseUrl, click.Channel, click.UserId), outcome.Sentence, cancel);

    private async Task TellAsync(ReplyAddress person, string sentence, CancellationToken cancel)
    {
        var told = await slack.RespondAsync(person, sentence, cancel);
        if (told is SlackResult<Done>.Failed { Failure: var failure })
            Log.OutcomeNotSent(logger, person.UserId, failure.Code);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 7000,
            Level = LogLevel.Warning,
            Message = "The outcome could not be sent to {UserId} ({Code})"
        )]
        public static partial void OutcomeNotSent(ILogger logger, string userId, string code);

        [LoggerMessage(
            EventId = 7001,
            Level = LogLevel.Warning,
            Message = "Refused a signed interaction of {UserId} ({Code})"
        )]
        public static partial void Unusable(ILogger logger, string userId, string code);

        [LoggerMessage(
            EventId = 7002,
            Level = LogLevel.Information,
            Message = "Acknowledged an interaction that needs no action ({Code})"
        )]
        public static partial void Ignored(ILogger logger, string code);
    }
}
