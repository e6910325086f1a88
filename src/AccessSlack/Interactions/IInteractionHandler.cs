using AccessSlack.Requests;

namespace AccessSlack.Interactions;

/// <summary>Where every verified interaction ends, whichever door it came through.</summary>
internal interface IInteractionHandler
{
    /// <summary>Completes when the clicker was answered. The door does not wait for it longer than Slack allows.</summary>
    Task HandleAsync(Interaction interaction, CancellationToken cancel);
}
