using AccessSlack.Messages;

namespace AccessSlack.Slack;

/// <summary>
/// The Home tab of the app, of which each person sees their own. Failures are part of the result; only cancellation
/// throws.
/// </summary>
internal interface ISlackHome
{
    /// <summary>The code of a failure: the app has no Home tab in Slack.</summary>
    const string NotEnabled = "not_enabled";

    /// <summary>The code of a failure: someone else has published since, for example another replica.</summary>
    const string HashConflict = "hash_conflict";

    /// <summary>Replaces what a person sees, whether or not they are looking at it.</summary>
    /// <param name="userId">The person.</param>
    /// <param name="tab">What they see from now on.</param>
    /// <param name="hash">Of the content that is to be replaced; empty to replace any.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <returns>The hash of the new content.</returns>
    Task<SlackResult<string>> PublishAsync(string userId, ComposedHome tab, string hash, CancellationToken cancel);

    /// <summary>The address of a message; asked for once, because it never changes.</summary>
    Task<SlackResult<Uri>> FindPermalinkAsync(string channel, string ts, CancellationToken cancel);
}
