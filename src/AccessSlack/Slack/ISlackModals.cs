using AccessSlack.Messages;

namespace AccessSlack.Slack;

/// <summary>
/// Responses to one person's interaction: modal views, and text that only this person sees. Failures are part of the
/// result; only cancellation throws.
/// </summary>
internal interface ISlackModals
{
    /// <summary>
    /// Opens a view for the person who clicked. It is tried once, whatever the failure, because a trigger_id expires
    /// after 3 s.
    /// </summary>
    /// <returns>The ID of the view.</returns>
    Task<SlackResult<string>> OpenViewAsync(Secret triggerId, ComposedView view, CancellationToken cancel);

    /// <summary>
    /// Sends text that only the person who clicked sees: by response_url, else as an ephemeral message, else as a
    /// direct message.
    /// </summary>
    Task<SlackResult<Done>> RespondAsync(ReplyAddress to, string text, CancellationToken cancel);
}

/// <param name="ResponseUrl">From the payload, or empty. A credential: never logged.</param>
/// <param name="Channel">The channel of the click, or empty.</param>
/// <param name="UserId">The person who clicked.</param>
internal sealed record ReplyAddress(Secret ResponseUrl, string Channel, string UserId);
