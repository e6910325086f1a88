using AccessSlack.Approvals;
using AccessSlack.Requests;
using AccessSlack.Slack;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Hosting.Checks;

/// <summary>
/// Warns about configured channels that more people can enter than an operator may think: shared with other companies
/// (Slack Connect), public, or too large for their members to decide. A failure here prevents nothing.
/// </summary>
internal sealed partial class ChannelReview(ISlackDirectory slack, ILogger logger)
{
    /// <summary>One after the other, and stops at the first rate limit: real messages share it.</summary>
    /// <param name="policy">Has the channels, and the ids of their names.</param>
    /// <param name="app">Without the scopes, Slack would not tell.</param>
    /// <param name="cancel">Ends the review.</param>
    /// <returns>What is known of the names, and which of the channels are too large.</returns>
    public async Task<ResolvedPrincipals> RunAsync(ApprovalPolicy policy, SlackApp app, CancellationToken cancel)
    {
        var (found, areAllPublic) = (policy.Principals, true);
        if (!app.MayReadChannels)
        {
            WarnAboutScopes(policy, app, areAllPublic: false);
            return found;
        }

        foreach (var id in Channels(policy))
        {
            switch (await slack.GetChannelAsync(id, cancel))
            {
                case SlackResult<ChannelInfo>.Ok { Value: var channel }:
                    if (channel.IsArchived != true) Warn(policy, channel);
                    areAllPublic &= channel.IsPrivate == false;
                    found = found with
                    {
                        TooLarge = IsTooLarge(channel) ? found.TooLarge.Add(id) : found.TooLarge.Remove(id),
                        ChannelNames = found.ChannelNames.SetItem(id, channel.Name),
                    };
                    break;
                case SlackResult<ChannelInfo>.Failed { Failure: var failure }:
                    Log.Unknown(logger, id, failure.Code);
                    areAllPublic = false;
                    if (failure.Kind == SlackFailureKind.TryLater) return found;
                    break;
            }
        }

        WarnAboutScopes(policy, app, areAllPublic);
        return found;
    }

    private static bool IsTooLarge(ChannelInfo channel) => channel.MemberCount > ISlackDirectory.MostMembers;

    private void Warn(ApprovalPolicy policy, ChannelInfo channel)
    {
        if (channel.IsExternallyShared == true)
            Log.Shared(
                logger,
                channel.Name,
                policy.Settings.AllowExternal ? "allow_external lets them decide" : "they cannot decide"
            );
        if (!policy.TakesApproversFrom(channel.Id)) return;
        if (IsTooLarge(channel)) Log.TooLarge(logger, channel.Name, channel.Id);
        else if (channel.IsPrivate == false) Log.Public(logger, channel.Name, channel.Id);
    }

    private void WarnAboutScopes(ApprovalPolicy policy, SlackApp app, bool areAllPublic)
    {
        if (
            policy.DecidesByPlace
            && policy.Recipients.All.Any(recipient => ResolvedPrincipals.Of(recipient).IsGroupOfPeople)
            && app.MissingForMembers(areAllPublic) is { Length: > 0 } missing
        )
            Log.NoMembers(logger, missing);
    }

    /// <summary>
    /// Channels that get requests or whose members may decide, by their ids; a name whose id is not known stays out.
    /// </summary>
    private static IEnumerable<string> Channels(ApprovalPolicy policy) =>
        policy
            .Recipients.All.Select(ResolvedPrincipals.Of)
            .Concat(policy.Settings.Rules.SelectMany(rule => rule.Approvers ?? []))
            .Where(named => named.Kind == ApproverKind.Channel)
            .Select(policy.Principals.IdOf)
            .OfType<string>()
            .Where(id => !id.StartsWith('D'))
            .Distinct();

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1012,
            Level = LogLevel.Warning,
            Message = "The Slack channel {Channel} is shared with other organizations (Slack Connect): their members " +
                "can read who requests what, and why; {Rights}. Use a channel of your own, or stop sharing it"
        )]
        public static partial void Shared(ILogger logger, string channel, string rights);

        [LoggerMessage(
            EventId = 1013,
            Level = LogLevel.Debug,
            Message = "Cannot tell whether {Channel} is public, or shared with other organizations ({Code})"
        )]
        public static partial void Unknown(ILogger logger, string channel, string code);

        [LoggerMessage(
            EventId = 1034,
            Level = LogLevel.Warning,
            Message = "The Slack channel #{Channel} ({Id}) is public: anyone in the workspace can join it, and its " +
                "members can approve. Make it private, or name approvers under [[approvals.rules]]"
        )]
        public static partial void Public(ILogger logger, string channel, string id);

        [LoggerMessage(
            EventId = 1035,
            Level = LogLevel.Warning,
            Message = "The Slack channel #{Channel} ({Id}) has more than 10,000 members, so being one lets no one " +
                "decide: messages there carry a link instead of buttons, unless a rule names approvers. Use a " +
                "smaller channel"
        )]
        public static partial void TooLarge(ILogger logger, string channel, string id);

        [LoggerMessage(
            EventId = 1036,
            Level = LogLevel.Warning,
            Message = "The Slack app lacks {Scopes}, so whether people who click are members of the channel cannot " +
                "be checked: those who left it can still use a message that they have open. Add the scope on the " +
                "app's page OAuth & Permissions, and install the app again"
        )]
        public static partial void NoMembers(ILogger logger, string scopes);
    }
}
