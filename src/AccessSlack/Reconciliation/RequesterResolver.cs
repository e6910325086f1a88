using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Slack;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Reconciliation;

/// <summary>Who a requester is in Slack. Not knowing is ordinary, and no reason to trouble anybody.</summary>
internal sealed partial class RequesterResolver(ISlack slack, CurrentTerms terms, ILogger<RequesterResolver> logger)
{
    private readonly HashSet<string> _ambiguous = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A user id; or the failure of a look-up; or neither, when nobody is known.</summary>
    public async Task<(string? UserId, SlackFailure? Failure)> FindAsync(string teleportUser, CancellationToken cancel)
    {
        switch (RequesterAddress.Of(teleportUser, terms.Now.Policy.Settings.Users))
        {
            case RequesterAddress.SlackUserId known:
                return (known.Id, null);
            case RequesterAddress.Email email:
                return await FindByEmailAsync(email.Address, cancel);
            case RequesterAddress.Several:
                SaySeveral(teleportUser);
                return (null, null);
            default:
                Log.Unknown(logger, teleportUser);
                return (null, null);
        }
    }

    private async Task<(string? UserId, SlackFailure? Failure)> FindByEmailAsync(string email, CancellationToken cancel)
    {
        var found = await slack.FindUserByEmailAsync(email, cancel);
        if (found is SlackResult<SlackUser>.Ok { Value: var user }) return (user.Id, null);
        if (found is SlackResult<SlackUser>.Failed { Failure: { Code: not "users_not_found" } failure })
            return (null, failure);
        Log.Unknown(logger, email);
        return (null, null);
    }

    /// <summary>Once for each name; there are no more than [users] has.</summary>
    private void SaySeveral(string teleportUser)
    {
        lock (_ambiguous) if (!_ambiguous.Add(teleportUser)) return;
        Log.Several(logger, teleportUser);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 5021,
            Level = LogLevel.Warning,
            Message = "[users] names several Slack accounts for {Requester}, so that none of them is told about the " +
                "requests. Leave one of them"
        )]
        public static partial void Several(ILogger logger, string requester);

        [LoggerMessage(
            EventId = 5022,
            Level = LogLevel.Debug,
            Message = "Requester {Requester} is nobody in Slack that I could find, and is not told. Name the account " +
                "under [users]"
        )]
        public static partial void Unknown(ILogger logger, string requester);
    }
}
