using AccessSlack.Requests.Slack;
using AccessSlack.Slack.Calls;
using SlackApi;

namespace AccessSlack.Slack.Lookups;

/// <summary>Users by ID or by e-mail address.</summary>
internal sealed class UserLookup(SlackCaller caller, TimeProvider time)
{
    private const int MaxCached = 10_000;
    private const int MaxEmailLength = 254;
    private const string InfoMethod = "users.info";
    private const string EmailMethod = "users.lookupByEmail";
    private const string UnknownEmail = "users_not_found";

    private readonly ResponseCache<SlackUser> _byId = new(time, MaxCached);

    // An unknown address is common and looked up often, so that answer is cached too.
    private readonly ResponseCache<SlackUser> _byEmail = new(
        time,
        MaxCached,
        result => result is SlackResult<SlackUser>.Ok || result.Code() == UnknownEmail
    );

    /// <inheritdoc cref="ISlackDirectory.GetUserAsync"/>
    public Task<SlackResult<SlackUser>> GetAsync(string userId, TimeSpan maxAge, CancellationToken cancel) =>
        SlackIds.IsUser(userId)
            ? _byId.GetAsync(userId, maxAge, () => FetchAsync(userId), cancel)
            : Task.FromResult(SlackResults.Destination<SlackUser>("user_not_found", "This is not a Slack user id."));

    /// <inheritdoc cref="ISlackDirectory.FindUserByEmailAsync"/>
    public Task<SlackResult<SlackUser>> FindByEmailAsync(string email, CancellationToken cancel) =>
        IsEmail(email)
            ? _byEmail.GetAsync(email, ChannelLookup.CacheTime, () => FetchByEmailAsync(email), cancel)
            : Task.FromResult(SlackResults.Destination<SlackUser>(UnknownEmail, "This is not an e-mail address."));

    /// <summary>https://docs.slack.dev/reference/methods/users.info</summary>
    private Task<SlackResult<SlackUser>> FetchAsync(string userId) =>
        caller.CallAsync(
            InfoMethod,
            repeatable: true,
            async (api, limit) => ToUser(InfoMethod, await api.Users.Info(userId, limit)),
            CancellationToken.None
        );

    /// <summary>https://docs.slack.dev/reference/methods/users.lookupByEmail</summary>
    private Task<SlackResult<SlackUser>> FetchByEmailAsync(string email) =>
        caller.CallAsync(
            EmailMethod,
            repeatable: true,
            async (api, limit) => ToUser(EmailMethod, await api.Users.LookupByEmail(email, limit)),
            CancellationToken.None
        );

    private static bool IsEmail(string email) =>
        email.Length <= MaxEmailLength
        && email.IndexOf('@') > 0
        && !email.Any(c => char.IsControl(c) || char.IsWhiteSpace(c));

    private static SlackUser ToUser(string method, User user) => new()
    {
        Id = SlackIds.RequireUser(user.Id, method),
        TeamId = user.TeamId,
        Email = user.Profile.Email,
        DisplayName = DisplayName(user),
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
        IsAdmin = user.IsAdmin,
        IsOwner = user.IsOwner,
    };

    private static string DisplayName(User user) => user switch
    {
        { Profile.DisplayName: { Length: > 0 } name } => name,
        { Profile.RealName: { Length: > 0 } name } => name,
        _ => user.Name,
    };
}
