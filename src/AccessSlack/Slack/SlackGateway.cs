using System.Net;
using AccessSlack.Requests;
using Microsoft.Extensions.Logging;
using SlackNet;
using SlackNet.WebApi;

namespace AccessSlack.Slack;

/// <summary>Slack over its Web API. Each call has ten seconds; a method that Slack wants left alone is not called before its time.</summary>
internal sealed partial class SlackGateway : ISlack
{
    /// <summary>The limit of one call.</summary>
    internal static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(10);

    private const int Remembered = 10_000;
    private const int LongestEmail = 254;
    private const string NoUserId = "This is no user id of Slack.";
    private static readonly TimeSpan NamesKeep = TimeSpan.FromMinutes(10);

    private readonly SlackOptions _options;
    private readonly SlackApiClient _slack;
    private readonly MethodPauses _pauses;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly AnswerCache<SlackUser> _users;
    private readonly AnswerCache<SlackUser> _emails;
    private readonly AnswerCache<string> _channels;
    private readonly AnswerCache<string> _channelIds;

    /// <param name="options">Where, with which token, and whether to join channels.</param>
    /// <param name="http">From <see cref="SlackConnection"/>; stays the caller's.</param>
    /// <param name="time">For limits, pauses and ages.</param>
    /// <param name="random">Spreads pauses.</param>
    /// <param name="log">For what callers do not see: degraded messages, and detours to a clicker.</param>
    public SlackGateway(SlackOptions options, HttpMessageInvoker http, TimeProvider time, Random random, ILogger<SlackGateway> log)
    {
        (_options, _time, _log) = (options, time, log);
        _slack = new(http, options.ApiUrl, () => options.Token().Reveal());
        _pauses = new(time, random);
        _users = new(time, Remembered, IsOk);
        _emails = new(time, Remembered, result => IsOk(result) || result is SlackResult<SlackUser>.Failed { Failure.Code: "users_not_found" });
        _channels = new(time, Remembered, IsOk);
        _channelIds = new(time, Remembered, IsOk);
    }

    public string AppId { get; private set; } = "";

    public Task<SlackResult<SlackApp>> AuthenticateAsync(CancellationToken cancel) => CallAsync("auth.test", repeatable: true, async limit =>
    {
        var us = await _slack.Auth.Test(limit);
        return new SlackApp(us.TeamId, us.Team, us.EnterpriseId, us.UserId, us.User, us.BotId, us.Scopes);
    }, cancel);

    public Task<SlackResult<PostedMessage>> PostAsync(string to, ComposedMessage message, CancellationToken cancel) => SendAsync(to, message.RequestId, MessageForm.Best, form =>
        CallAsync("chat.postMessage", repeatable: false, async limit =>
        {
            var posted = await _slack.Chat.PostMessage(form.Post(to, message), limit);
            if (SlackIds.IsId(posted.AppId)) AppId = posted.AppId;
            return Place("chat.postMessage", posted.Channel, posted.Ts, form);
        }, cancel), cancel);

    public Task<SlackResult<PostedMessage>> UpdateAsync(PostedMessage posted, ComposedMessage message, CancellationToken cancel) => SendAsync(posted.Channel, message.RequestId, MessageForm.After(posted.Lacks), form =>
        CallAsync("chat.update", repeatable: true, async limit =>
        {
            var updated = await _slack.Chat.Update(form.Update(posted.Channel, posted.Ts, message), limit);
            return Place("chat.update", updated.Channel, updated.Ts, form);
        }, cancel), cancel);

    public Task<SlackResult<SlackUser>> GetUserAsync(string userId, TimeSpan maxAge, CancellationToken cancel)
    {
        if (!SlackIds.IsUser(userId)) return Refused<SlackUser>("user_not_found", NoUserId);
        return _users.GetAsync(userId, maxAge, () => CallAsync("users.info", repeatable: true, async limit => ToUser("users.info", await _slack.Users.Info(userId, limit)), CancellationToken.None), cancel);
    }

    public Task<SlackResult<SlackUser>> FindUserByEmailAsync(string email, CancellationToken cancel)
    {
        if (!IsEmail(email)) return Refused<SlackUser>("users_not_found", "This is no e-mail address.");
        return _emails.GetAsync(email, NamesKeep, () => CallAsync("users.lookupByEmail", repeatable: true, async limit => ToUser("users.lookupByEmail", await _slack.Users.LookupByEmail(email, limit)), CancellationToken.None), cancel);
    }

    public Task<SlackResult<string>> GetChannelNameAsync(string channelId, CancellationToken cancel) =>
        _channels.GetAsync(channelId, NamesKeep, () => CallAsync("conversations.info", repeatable: true, async limit => (await _slack.Conversations.Info(channelId, limit)).Name, CancellationToken.None), cancel);

    public async Task<SlackResult<Done>> TellAsync(ReplyAddress to, string text, CancellationToken cancel)
    {
        var cut = MessageForm.Text(text);
        if (ResponseUrls.Accept(to.ResponseUrl.Reveal(), _options.ApiUrl) is { } url)
        {
            var answered = await TellOnceAsync("response_url", limit => _slack.Respond(url, new MessageResponse { Text = cut }, limit), cancel);
            if (IsOk(answered)) return answered;
        }

        if (to.Channel.Length > 0)
        {
            var shown = await TellOnceAsync("chat.postEphemeral", limit => _slack.Chat.PostEphemeral(to.UserId, new Message { Channel = to.Channel, Text = cut }, limit), cancel);
            if (IsOk(shown)) return shown;
        }

        // Any other address could be a channel, where everybody would read it.
        if (!SlackIds.IsUser(to.UserId)) return await Refused<Done>("user_not_found", NoUserId);
        return await TellOnceAsync("chat.postMessage", limit => _slack.Chat.PostMessage(new Message { Channel = to.UserId, Text = cut }, limit), cancel);
    }

    private async Task<SlackResult<Done>> TellOnceAsync(string method, Func<CancellationToken, Task> tell, CancellationToken cancel)
    {
        var result = await CallAsync(method, repeatable: false, async limit =>
        {
            await tell(limit);
            return default(Done);
        }, cancel);
        if (result is SlackResult<Done>.Failed { Failure: var failure }) Log.NotTold(_log, method, failure.Code);
        return result;
    }

    // Ends: each turn makes the message plainer or joins the channel, and both are possible only a few times.
    private async Task<SlackResult<PostedMessage>> SendAsync(string channel, string requestId, MessageForm form, Func<MessageForm, Task<SlackResult<PostedMessage>>> send, CancellationToken cancel)
    {
        var mayJoin = _options.AutoJoin();
        while (true)
        {
            var result = await send(form);
            if (result is not SlackResult<PostedMessage>.Failed { Failure: var failure }) return result;
            if (mayJoin && failure.Code == "not_in_channel")
            {
                mayJoin = false;
                if (!await JoinAsync(channel, cancel)) return result;
            }
            else if (form.Plainer(failure) is { } plainer)
            {
                Log.Degraded(_log, requestId, channel, failure.Code, plainer.Plainness, plainer.WithMetadata, failure.Cure);
                form = plainer;
            }
            else
            {
                return result;
            }
        }
    }

    private async Task<SlackResult<T>> CallAsync<T>(string method, bool repeatable, Func<CancellationToken, Task<T>> call, CancellationToken cancel)
    {
        var rest = _pauses.Remaining(method);
        if (rest > TimeSpan.Zero) return new SlackResult<T>.Failed(new(SlackFailureKind.TryLater, "ratelimited", RetryAfter: rest));
        using var limit = new CancellationTokenSource(CallLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            return new SlackResult<T>.Ok(await call(either.Token));
        }
        catch (Exception e) when (SlackFailures.Classify(e, repeatable) is { } failure)
        {
            cancel.ThrowIfCancellationRequested();
            var wait = e is SlackRateLimitException ? _pauses.Pause(method, failure.RetryAfter) : failure.RetryAfter;
            return new SlackResult<T>.Failed(failure with { RetryAfter = wait });
        }
    }

    private static bool IsOk<T>(SlackResult<T> result) => result is SlackResult<T>.Ok;

    private static Task<SlackResult<T>> Refused<T>(string code, string cure) =>
        Task.FromResult<SlackResult<T>>(new SlackResult<T>.Failed(new(SlackFailureKind.Destination, code, cure)));

    private static bool IsEmail(string email) => email.Length <= LongestEmail && email.IndexOf('@') > 0 && !email.Any(c => char.IsControl(c) || char.IsWhiteSpace(c));

    private static PostedMessage Place(string method, string channel, string ts, MessageForm form) =>
        SlackIds.IsId(channel) && SlackIds.IsTs(ts) ? new(channel, ts, form.Lacks) : throw Unreadable(method);

    private static SlackHttpException Unreadable(string method) => new(method, HttpStatusCode.OK, "not_json");

    private static SlackUser ToUser(string method, User user) => new()
    {
        Id = SlackIds.IsUser(user.Id) ? user.Id : throw Unreadable(method),
        TeamId = user.TeamId,
        Email = user.Profile.Email,
        DisplayName = new[] { user.Profile.DisplayName, user.Profile.RealName, user.Name }.FirstOrDefault(name => name.Length > 0) ?? "",
        EnterpriseId = user.EnterpriseId,
        Deleted = user.Deleted,
        IsBot = user.IsBot,
        IsAppUser = user.IsAppUser,
        IsWorkflowBot = user.IsWorkflowBot,
        IsRestricted = user.IsRestricted,
        IsUltraRestricted = user.IsUltraRestricted,
        IsStranger = user.IsStranger,
        IsInvitedUser = user.IsInvitedUser,
        IsEmailConfirmed = user.IsEmailConfirmed,
    };

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Slack refused the message of request {RequestId} in {Channel} ({Code}), so a plainer one is sent: form {Form}, with metadata {Metadata}. {Detail}")]
        public static partial void Degraded(ILogger log, string requestId, string channel, string code, Plainness form, bool metadata, string detail);

        [LoggerMessage(Level = LogLevel.Debug, Message = "The clicker could not be answered by {Method} ({Code})")]
        public static partial void NotTold(ILogger log, string method, string code);
    }
}
