using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Slack;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Reconciliation;

/// <summary>A requester's Slack account.</summary>
internal abstract record RequesterAccount
{
    private RequesterAccount() { }

    internal sealed record Known(string UserId) : RequesterAccount;

    internal sealed record Unknown : RequesterAccount
    {
        public static readonly Unknown Instance = new();
    }

    /// <summary>The look-up failed.</summary>
    internal sealed record Failed(SlackFailure Failure) : RequesterAccount;
}

/// <summary>Finds a requester's Slack account. An unknown one is ordinary, and no reason for an alarm.</summary>
internal sealed partial class RequesterResolver(
    ISlackDirectory slack,
    CurrentPolicy policy,
    ILogger<RequesterResolver> logger
)
{
    private readonly HashSet<string> _ambiguous = new(StringComparer.OrdinalIgnoreCase);

    public async Task<RequesterAccount> FindAsync(string teleportUser, CancellationToken cancel)
    {
        switch (RequesterAddress.Of(teleportUser, policy.Now.Policy.Settings.Users))
        {
            case RequesterAddress.SlackUserId known:
                return new RequesterAccount.Known(known.Id);
            case RequesterAddress.Email email:
                return await FindByEmailAsync(email.Address, cancel);
            case RequesterAddress.Several:
                WarnAboutSeveral(teleportUser);
                return RequesterAccount.Unknown.Instance;
            default:
                Log.Unknown(logger, teleportUser);
                return RequesterAccount.Unknown.Instance;
        }
    }

    private async Task<RequesterAccount> FindByEmailAsync(string email, CancellationToken cancel)
    {
        var found = await slack.FindUserByEmailAsync(email, cancel);
        if (found is SlackResult<SlackUser>.Ok { Value: var user }) return new RequesterAccount.Known(user.Id);
        if (found is SlackResult<SlackUser>.Failed { Failure: { Code: not "users_not_found" } failure })
            return new RequesterAccount.Failed(failure);
        Log.Unknown(logger, email);
        return RequesterAccount.Unknown.Instance;
    }

    /// <summary>Once for each name; there are no more than [users] has.</summary>
    private void WarnAboutSeveral(string teleportUser)
    {
        lock (_ambiguous) if (!_ambiguous.Add(teleportUser)) return;
        Log.Several(logger, teleportUser);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 5021,
            Level = LogLevel.Warning,
            Message = "[users] names several Slack accounts for {Requester}, so none of them is notified of their " +
                "requests. Keep only one of them"
        )]
        public static partial void Several(ILogger logger, string requester);

        [LoggerMessage(
            EventId = 5022,
            Level = LogLevel.Debug,
            Message = "Requester {Requester} was not found in Slack and is not notified. Name the account under [users]"
        )]
        public static partial void Unknown(ILogger logger, string requester);
    }
}
