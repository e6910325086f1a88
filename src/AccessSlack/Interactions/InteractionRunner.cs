using AccessSlack.Interactions.Payloads;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Interactions;

/// <summary>
/// Answers an interaction within the time that Slack waits, whichever way it arrived. Work that takes longer continues,
/// and the person gets the result afterwards.
/// </summary>
internal sealed partial class InteractionRunner(
    IInteractionHandler handler,
    TimeProvider time,
    ILogger<InteractionRunner> logger
)
{
    /// <summary>Slack shows the user an error after 3 s.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2.5);

    private const string StillWorking = "Still working… I'll message you when I'm done.";
    private const string Stopping = "I'm shutting down right now. Please try again in a minute.";
    private const string Defect =
        "Something unexpected went wrong, and I can't tell how far I got. Check the request before you try again.";

    /// <returns>JSON for the acknowledgement; null if it has none.</returns>
    public async Task<byte[]?> AnswerAsync(Interaction interaction)
    {
        // Start the timer first: the work may run for a while before its first await.
        using var limit = new CancellationTokenSource(AnswerWithin, time);
        var work = RunAsync(interaction);
        await ((Task)work).WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Checked once, so that an answer that completes at this moment is sent either here or later, but not both.
        if (work.IsCompleted) return AnswerBody.Write(interaction, await work);
        _ = TellLateAsync(interaction, work);
        return AnswerBody.Write(interaction, InteractionAnswer.Say(interaction, StillWorking));
    }

    private async Task<InteractionAnswer> RunAsync(Interaction interaction)
    {
        try
        {
            // Not the connection's token: a click is finished even if Slack has stopped waiting for it.
            return await handler.HandleAsync(interaction, CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            Log.Stopped(logger);
            return InteractionAnswer.Say(interaction, Stopping);
        }
        catch (Exception defect)
        {
            Log.Defect(logger, defect); // a top loop: nothing else observes this task
            return InteractionAnswer.Say(interaction, Defect);
        }
    }

    private async Task TellLateAsync(Interaction interaction, Task<InteractionAnswer> work)
    {
        try
        {
            var answer = await work;
            if (answer is not InteractionAnswer.Nothing)
                await handler.TellLateAsync(interaction, answer, CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            Log.Stopped(logger);
        }
        catch (Exception defect)
        {
            Log.Defect(logger, defect); // nothing observes this task either
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 7700,
            Level = LogLevel.Warning,
            Message = "A click was not finished because the daemon is stopping"
        )]
        public static partial void Stopped(ILogger logger);

        [LoggerMessage(
            EventId = 7701,
            Level = LogLevel.Error,
            Message = "A click failed with an unexpected error and is not retried. Please report this"
        )]
        public static partial void Defect(ILogger logger, Exception defect);
    }
}
