namespace AccessSlack.Slack;

/// <summary>
/// Everything that the daemon asks of Slack, for callers that do not yet depend on one part only.
/// </summary>
internal interface ISlack : ISlackMessages, ISlackDirectory, ISlackModals
{
    /// <inheritdoc cref="ISlackMessages.AcquirePostPermit"/>
    TimeSpan TurnToPost(string to, string who, bool isUrgent) => AcquirePostPermit(to, who, isUrgent);

    /// <inheritdoc cref="ISlackMessages.AcquireUpdatePermit"/>
    TimeSpan TurnToUpdate(string who, bool isUrgent) => AcquireUpdatePermit(who, isUrgent);

    /// <inheritdoc cref="ISlackModals.RespondAsync"/>
    Task<SlackResult<Done>> TellAsync(ReplyAddress to, string text, CancellationToken cancel) =>
        RespondAsync(to, text, cancel);
}
