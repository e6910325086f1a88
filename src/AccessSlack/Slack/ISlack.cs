using System.Collections.Immutable;
using AccessSlack.Messages;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;

namespace AccessSlack.Slack;

/// <summary>What the daemon asks of Slack. Failures are part of the result; only cancellation throws.</summary>
internal interface ISlack
{
    /// <summary>The id of our app; empty until Slack has told it with the first message.</summary>
    string AppId { get; }

    /// <summary>auth.test: who we are.</summary>
    Task<SlackResult<SlackApp>> AuthenticateAsync(CancellationToken cancel);

    /// <summary>
    /// Asks whether a message or reply may go to this channel or user now, because Slack takes about one a second
    /// there. Zero: go, the turn is spent. Otherwise ask again after that time; the place in the line is kept.
    /// </summary>
    /// <param name="to">A channel name or id, or a user.</param>
    /// <param name="who">What is to be sent: the same text from one question to the next.</param>
    /// <param name="isUrgent">Goes before whatever is not.</param>
    TimeSpan TurnToPost(string to, string who, bool isUrgent);

    /// <summary>
    /// Asks whether some message may be updated now; as <see cref="TurnToPost"/>, but all channels are one.
    /// </summary>
    TimeSpan TurnToUpdate(string who, bool isUrgent);

    /// <summary>Posts to a channel name or id, or opens the direct message of a user id.</summary>
    Task<SlackResult<PostedMessage>> PostAsync(string to, ComposedMessage message, CancellationToken cancel);

    /// <summary>Updates a message of ours; what Slack refused of it before is not tried again.</summary>
    Task<SlackResult<PostedMessage>> UpdateAsync(
        PostedMessage posted,
        ComposedMessage message,
        CancellationToken cancel
    );

    /// <summary>
    /// Looks where <see cref="PostAsync"/> would post for the message of a request: by its metadata and our own bot id.
    /// Needs scopes (channels:history, groups:history, im:history with im:write) that nothing else needs. A message
    /// that had to do without metadata is not found.
    /// </summary>
    /// <param name="to">Channel name or id, or user id.</param>
    /// <param name="requestId">Of the request.</param>
    /// <param name="botId">Ours.</param>
    /// <param name="since">The message cannot be older.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The earliest one; null when there is none among the newest thousand messages.</returns>
    Task<SlackResult<PostedMessage?>> FindPostedAsync(
        string to,
        string requestId,
        string botId,
        DateTimeOffset since,
        CancellationToken cancel
    );

    /// <summary>users.info, from memory if the answer is not older than <paramref name="maxAge"/>.</summary>
    Task<SlackResult<SlackUser>> GetUserAsync(string userId, TimeSpan maxAge, CancellationToken cancel);

    /// <summary>users.lookupByEmail, remembered for ten minutes.</summary>
    Task<SlackResult<SlackUser>> FindUserByEmailAsync(string email, CancellationToken cancel);

    /// <summary>
    /// The name of a channel given by id (conversations.info), for telling apart two spellings of one channel.
    /// </summary>
    Task<SlackResult<string>> GetChannelNameAsync(string channelId, CancellationToken cancel);

    /// <summary>conversations.info of a channel given by name or id, remembered for ten minutes.</summary>
    Task<SlackResult<ChannelInfo>> GetChannelAsync(string channel, CancellationToken cancel);

    /// <summary>
    /// The user ids in a user group, from memory if the answer is not older than <paramref name="freshness"/>, nor than
    /// ten minutes.
    /// </summary>
    /// <param name="handle">As people type it, with or without @; upper and lower case are one.</param>
    /// <param name="freshness">How old the answer may be.</param>
    /// <param name="cancel">Ends the wait.</param>
    Task<SlackResult<ImmutableHashSet<string>>> GroupMembersAsync(
        string handle,
        TimeSpan freshness,
        CancellationToken cancel
    );

    /// <summary>
    /// The user ids in a channel given by name or id, apps and guests among them; from memory as by
    /// <see cref="GroupMembersAsync"/>.
    /// </summary>
    Task<SlackResult<ImmutableHashSet<string>>> ChannelMembersAsync(
        string channel,
        TimeSpan freshness,
        CancellationToken cancel
    );

    /// <summary>
    /// Replies in the thread of a message, and tells nobody else. What Slack refuses of the reply is left out.
    /// </summary>
    Task<SlackResult<PostedMessage>> ReplyAsync(
        string channel,
        string ts,
        ComposedReply reply,
        CancellationToken cancel
    );

    /// <summary>Sends a notice to a user id, as a direct message, or to a channel.</summary>
    Task<SlackResult<PostedMessage>> SendAsync(string userOrChannel, ComposedReply reply, CancellationToken cancel);

    /// <summary>
    /// Opens a view for whoever clicked, at once or never: a trigger_id lives 3 s. Whatever the failure, it is no use
    /// to try the same one again.
    /// </summary>
    /// <returns>The id of the view.</returns>
    Task<SlackResult<string>> OpenViewAsync(Secret triggerId, ComposedView view, CancellationToken cancel);

    /// <summary>Tells only the person who clicked: by response_url, ephemeral message or direct message.</summary>
    Task<SlackResult<Done>> TellAsync(ReplyAddress to, string text, CancellationToken cancel);
}

/// <summary>The outcome of a call to Slack, by what to do about it: the classes of docs/protocols/slack.md 4.</summary>
internal abstract record SlackResult<T>
{
    private SlackResult() { }

    internal sealed record Ok(T Value) : SlackResult<T>;

    internal sealed record Failed(SlackFailure Failure) : SlackResult<T>;
}

/// <param name="Kind">What to do.</param>
/// <param name="Code">Slack's error code, or ours (<c>timeout</c>, <c>http_500</c>, <c>not_json</c>).</param>
/// <param name="Remedy">What a person can do about it; empty when waiting is enough. Holds no secret.</param>
/// <param name="RetryAfter">How long to wait at least, for <see cref="SlackFailureKind.TryLater"/>.</param>
internal sealed record SlackFailure(
    SlackFailureKind Kind,
    string Code,
    string Remedy = "",
    TimeSpan RetryAfter = default
);

internal enum SlackFailureKind
{
    /// <summary>
    /// Rate limit, outage, cut connection before anything was sent: try again after
    /// <see cref="SlackFailure.RetryAfter"/>.
    /// </summary>
    TryLater,

    /// <summary>It may have happened or not: look before doing it again.</summary>
    Ambiguous,

    /// <summary>This destination or user does not work; the others may.</summary>
    Destination,

    /// <summary>The message, view or trigger is gone, or never was ours.</summary>
    Gone,

    /// <summary>Token or scope: nothing works until a person mends it.</summary>
    Credentials,

    /// <summary>Slack did not accept what we sent, in its plainest form: our defect.</summary>
    Payload,
}

/// <summary>
/// Who we are in Slack. <paramref name="Scopes"/> are those granted to the token; empty when Slack does not name them.
/// </summary>
internal sealed record SlackApp(
    string TeamId,
    string TeamName,
    string EnterpriseId,
    string BotUserId,
    string BotUserName,
    string BotId,
    IReadOnlyList<string> Scopes
)
{
    /// <summary>Slack's clock when it answered, to the second; null when it did not tell.</summary>
    public DateTimeOffset? ServerTime { get; init; }
}

/// <param name="Channel">The id Slack answered with; the only one that later calls accept.</param>
/// <param name="Ts">Slack's message id in that channel; text, never a number.</param>
/// <param name="Degradation">What Slack refused of it.</param>
internal sealed record PostedMessage(string Channel, string Ts, Degradation Degradation);

/// <summary>
/// What conversations.info says of a channel. A flag Slack did not send is null: absent is not false.
/// </summary>
/// <param name="Id">The only name of it that all methods accept.</param>
/// <param name="Name">Without #.</param>
/// <param name="IsExternallyShared">Other companies read there (Slack Connect).</param>
/// <param name="IsArchived">Nobody can post there.</param>
/// <param name="IsMember">The bot is in it.</param>
internal sealed record ChannelInfo(string Id, string Name, bool? IsExternallyShared, bool? IsArchived, bool? IsMember);

/// <param name="ResponseUrl">From the payload, or empty. A credential: never logged.</param>
/// <param name="Channel">Where the click happened, or empty.</param>
/// <param name="UserId">The clicker.</param>
internal sealed record ReplyAddress(Secret ResponseUrl, string Channel, string UserId);

internal readonly record struct Done;
