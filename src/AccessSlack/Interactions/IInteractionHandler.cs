
namespace AccessSlack.Interactions;

/// <summary>Where every verified interaction ends, whichever door it came through.</summary>
internal interface IInteractionHandler
{
    /// <summary>
    /// Completes when the person was answered, but for what the door itself should say. The door does not wait for it
    /// longer than Slack allows; then it says "still working" where Slack can show that.
    /// </summary>
    Task<InteractionAnswer> HandleAsync(Interaction interaction, CancellationToken cancel);

    /// <summary>
    /// Tells the person the answer that came too late for the door. Never called for
    /// <see cref="InteractionAnswer.Nothing"/>.
    /// </summary>
    Task TellLateAsync(Interaction interaction, InteractionAnswer answer, CancellationToken cancel);
}
