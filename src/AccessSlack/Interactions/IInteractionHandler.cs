
namespace AccessSlack.Interactions;

/// <summary>Handles every verified interaction, whichever way it arrived.</summary>
internal interface IInteractionHandler
{
    /// <summary>
    /// Completes with the answer for the HTTP response. The endpoint waits no longer than Slack allows; after that it
    /// answers "still working" if Slack can show that.
    /// </summary>
    Task<InteractionAnswer> HandleAsync(Interaction interaction, CancellationToken cancel);

    /// <summary>
    /// Sends the person an answer that came too late for the HTTP response. Never called for
    /// <see cref="InteractionAnswer.Nothing"/>.
    /// </summary>
    Task TellLateAsync(Interaction interaction, InteractionAnswer answer, CancellationToken cancel);
}
