using AccessSlack.Approvals;
using AccessSlack.Diagnostics;
using AccessSlack.Requests.Text;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Interactions;

/// <summary>
/// Paces everything that one person presses, submits and types, before anything is looked up for it. Beyond the pace
/// only the person is answered, and that costs at most one call to Slack a minute.
/// </summary>
internal sealed partial class PersonPacing(
    IInteractionHandler next,
    Metrics metrics,
    TimeProvider time,
    ILogger<PersonPacing> logger
) : IInteractionHandler
{
    /// <summary>More than a person presses who clears a long queue of requests.</summary>
    internal const int Burst = 40;

    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Between two answers to presses of one person, and between two lines in the log.</summary>
    internal static readonly TimeSpan AnswerInterval = TimeSpan.FromMinutes(1);

    private readonly TokenBuckets _pace = new(time, Burst, Interval);
    private readonly TokenBuckets _answers = new(time, burst: 1, AnswerInterval);

    public Task<InteractionAnswer> HandleAsync(Interaction interaction, CancellationToken cancel) =>
        interaction.Person is { } person && _pace.Take(person) is { Ticks: > 0 } wait
            ? SlowDownAsync(interaction, person, Refusals.TooQuick(wait), cancel)
            : next.HandleAsync(interaction, cancel);

    public Task TellLateAsync(Interaction interaction, InteractionAnswer answer, CancellationToken cancel) =>
        next.TellLateAsync(interaction, answer, cancel);

    /// <summary>A form and a command show the answer themselves. A press cannot.</summary>
    private async Task<InteractionAnswer> SlowDownAsync(
        Interaction interaction,
        string person,
        Refusal refusal,
        CancellationToken cancel
    )
    {
        metrics.Clicked(refusal.Code);
        var answer = InteractionAnswer.Say(interaction, refusal.Sentence);
        if (_answers.Take(person) > TimeSpan.Zero) return answer;
        Log.TooQuick(logger, person);
        if (answer is InteractionAnswer.Nothing)
        {
            var told = new InteractionAnswer.Ephemeral(SlackText.Escape(refusal.Sentence));
            await next.TellLateAsync(interaction, told, cancel);
        }

        return answer;
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 7020,
            Level = LogLevel.Warning,
            Message = "{UserId} presses buttons or sends commands too quickly; those beyond the limit are not " +
                "processed (logged once a minute)"
        )]
        public static partial void TooQuick(ILogger logger, string userId);
    }
}
