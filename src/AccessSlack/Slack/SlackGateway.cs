using System.Collections.Immutable;
using System.Net;
using AccessSlack.Requests.Slack;
using Microsoft.Extensions.Logging;
using SlackApi;
using SlackApi.WebApi;

namespace AccessSlack.Slack;

/// <summary>
/// Slack over its Web API. Each call has ten seconds; a method that Slack wants left alone is not called before its
/// time, and messages go at a pace that Slack bears.
/// </summary>
internal sealed partial class SlackGateway : ISlack
{
    /// <summary>The limit of one call.</summary>
    internal static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(10);

    private const int Remembered = 10_000;
    private const int MemberLists = 500;
    private const int LongestEmail = 254;
    private const string NoUserId = "This is no user id of Slack.";
    private static readonly TimeSpan NamesKeep = TimeSpan.FromMinutes(10);

    private readonly SlackOptions _options;
    private readonly SlackApiClient _slack;
    private readonly RetryAfterGate _pauses;
    private readonly Turns _posts;
    private readonly Turns _updates;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly AnswerCache<SlackUser> _users;
    private readonly AnswerCache<SlackUser> _emails;
    private readonly AnswerCache<ChannelInfo> _channels;
    private readonly AnswerCache<string> _channelIds;
    private readonly AnswerCache<IReadOnlyList<UserGroup>> _groups;
    private readonly AnswerCache<ImmutableHashSet<string>> _members;

    /// <param name="options">Where, with which token, and whether to join channels.</param>
    /// <param name="http">From <see cref="SlackConnection"/>; stays the caller's.</param>
    /// <param name="time">For limits, pauses and ages.</param>
    /// <param name="random">Spreads pauses.</param>
    /// <param name="log">For what callers do not see: degraded messages, and detours to a clicker.</param>
    public SlackGateway(
        SlackOptions options,
        HttpMessageInvoker http,
        TimeProvider time,
        Random random,
        ILogger<SlackGateway> log
    )
    {
        (_options, _time, _log) = (options, time, log);
        _slack = new(http, options.ApiUrl, () => options.Token().Reveal());
        _pauses = new(time, random);
        (_posts, _updates) = (new(BurstOfPosts, time), new(BurstOfUpdates, time));
        _users = new(time, Remembered, IsOk);
        _emails = new(time, Remembered, result =>
            IsOk(result) || result is SlackResult<SlackUser>.Failed { Failure.Code: "users_not_found" }
        );
        _channels = new(time, Remembered, IsOk);
        _channelIds = new(time, Remembered, IsOk);
        _groups = new(time, capacity: 1, IsOk);
        _members = new(time, MemberLists, IsOk);
    }

    public string AppId { get; private set; } = "";

    public Task<SlackResult<SlackApp>> AuthenticateAsync(CancellationToken cancel) =>
        CallAsync(
            "auth.test",
            repeatable: true,
            async limit =>
            {
                var us = await _slack.Auth.Test(limit);
                return new SlackApp(us.TeamId, us.Team, us.EnterpriseId, us.UserId, us.User, us.BotId, us.Scopes)
                {
                    ServerTime = us.Date,
                };
            },
            cancel
        );

    public Task<SlackResult<SlackUser>> GetUserAsync(string userId, TimeSpan maxAge, CancellationToken cancel)
    {
        if (!SlackIds.IsUser(userId)) return Refused<SlackUser>("user_not_found", NoUserId);
        return _users.GetAsync(
            userId,
            maxAge,
            () =>
                CallAsync(
                    "users.info",
                    repeatable: true,
                    async limit => ToUser("users.info", await _slack.Users.Info(userId, limit)),
                    CancellationToken.None
                ),
            cancel
        );
    }

    public Task<SlackResult<SlackUser>> FindUserByEmailAsync(string email, CancellationToken cancel)
    {
        if (!IsEmail(email)) return Refused<SlackUser>("users_not_found", "This is no e-mail address.");
        return _emails.GetAsync(
            email,
            NamesKeep,
            () =>
                CallAsync(
                    "users.lookupByEmail",
                    repeatable: true,
                    async limit => ToUser("users.lookupByEmail", await _slack.Users.LookupByEmail(email, limit)),
                    CancellationToken.None
                ),
            cancel
        );
    }

    public async Task<SlackResult<Done>> TellAsync(ReplyAddress to, string text, CancellationToken cancel)
    {
        var cut = MessageForm.Text(text);
        if (ResponseUrls.Accept(to.ResponseUrl.Reveal(), _options.ApiUrl) is { } url)
        {
            var answered = await TellOnceAsync(
                "response_url",
                limit => _slack.Respond(url, new MessageResponse { Text = cut }, limit),
                cancel
            );
            if (IsOk(answered)) return answered;
        }

        if (to.Channel.Length > 0)
        {
            var shown = await TellOnceAsync(
                "chat.postEphemeral",
                limit => _slack.Chat.PostEphemeral(to.UserId, new Message { Channel = to.Channel, Text = cut }, limit),
                cancel
            );
            if (IsOk(shown)) return shown;
        }

        // Any other address could be a channel, where everybody would read it.
        if (!SlackIds.IsUser(to.UserId)) return await Refused<Done>("user_not_found", NoUserId);
        return await TellOnceAsync(
            "chat.postMessage",
            limit => _slack.Chat.PostMessage(new Message { Channel = to.UserId, Text = cut }, limit),
            cancel
        );
    }

    private async Task<SlackResult<Done>> TellOnceAsync(
        string method,
        Func<CancellationToken, Task> tell,
        CancellationToken cancel
    )
    {
        var result = await CallAsync(method, repeatable: false, async limit =>
        {
            await tell(limit);
            return default(Done);
        }, cancel);
        if (result is SlackResult<Done>.Failed { Failure: var failure }) Log.NotTold(_log, method, failure.Code);
        return result;
    }

    private async Task<SlackResult<T>> CallAsync<T>(
        string method,
        bool repeatable,
        Func<CancellationToken, Task<T>> call,
        CancellationToken cancel,
        TimeSpan? within = null
    )
    {
        var rest = _pauses.Remaining(method);
        if (rest > TimeSpan.Zero)
            return new SlackResult<T>.Failed(new(SlackFailureKind.TryLater, "ratelimited", RetryAfter: rest));
        using var limit = new CancellationTokenSource(within ?? CallLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            return new SlackResult<T>.Ok(await call(either.Token));
        }
        catch (Exception e) when (SlackFailures.Classify(e, repeatable) is { } failure)
        {
            cancel.ThrowIfCancellationRequested();
            var wait = e is SlackRateLimitException ? Pause(method, failure.RetryAfter) : failure.RetryAfter;
            failure = failure with { RetryAfter = wait };
            SlowDown(method, failure, e is SlackRateLimitException);
            return new SlackResult<T>.Failed(failure);
        }
    }

    private static bool IsOk<T>(SlackResult<T> result) => result is SlackResult<T>.Ok;

    private static Task<SlackResult<T>> Refused<T>(string code, string cure) =>
        Task.FromResult<SlackResult<T>>(new SlackResult<T>.Failed(new(SlackFailureKind.Destination, code, cure)));

    private static bool IsEmail(string email) =>
        email.Length <= LongestEmail
        && email.IndexOf('@') > 0
        && !email.Any(c => char.IsControl(c) || char.IsWhiteSpace(c));

    private static SlackHttpException Unreadable(string method) => new(method, HttpStatusCode.OK, "not_json");

    private static SlackUser ToUser(string method, User user) => new()
    {
        Id = SlackIds.IsUser(user.Id) ? user.Id : throw Unreadable(method),
        TeamId = user.TeamId,
        Email = user.Profile.Email,
        DisplayName = new[] { user.Profile.DisplayName, user.Profile.RealName, user.Name }.FirstOrDefault(name =>
            name.Length > 0
            ) ?? "",
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
}
