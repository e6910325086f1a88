using AccessSlack.Approvals;
using AccessSlack.Requests;
using AccessSlack.Slack;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Hosting;

/// <summary>
/// Warns of configured channels that are shared with other companies (Slack Connect): whatever their people may decide,
/// they read who asks for what, and why. Only a warning: whatever fails here stops nothing, and is asked again at the
/// next start.
/// </summary>
internal sealed partial class SharedChannels(ISlackDirectory slack, TimeProvider time, ILogger logger)
{
    /// <summary>A start is not held up for longer by a Slack that takes its time.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public async Task WarnAsync(ApprovalPolicy policy, SlackApp app, CancellationToken cancel)
    {
        if (app.Scopes.Count > 0 && !app.Scopes.Any(scope => scope is "channels:read" or "groups:read"))
            return; // Slack would tell us nothing
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            await WarnAsync(policy, either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            Log.Unknown(logger, "further channels", "timeout");
        }
    }

    /// <summary>
    /// One after the other, and no more once Slack has had enough: real messages need the same rate limit.
    /// </summary>
    private async Task WarnAsync(ApprovalPolicy policy, CancellationToken cancel)
    {
        var warned = new HashSet<string>();
        foreach (var name in Channels(policy))
        {
            switch (await slack.GetChannelAsync(name, cancel))
            {
                case SlackResult<ChannelInfo>.Ok { Value: { IsExternallyShared: true } shared }
                    when warned.Add(shared.Id):
                    Log.Shared(
                        logger,
                        name,
                        policy.Settings.AllowExternal ? "allow_external lets them decide" : "they cannot decide"
                    );
                    break;
                case SlackResult<ChannelInfo>.Failed { Failure: var failure }:
                    Log.Unknown(logger, name, failure.Code);
                    if (failure.Kind == SlackFailureKind.TryLater) return;
                    break;
            }
        }
    }

    /// <summary>
    /// Where requests are told, and whose members may decide; those given by id first, because they cost one call.
    /// </summary>
    private static IEnumerable<string> Channels(ApprovalPolicy policy)
    {
        var told = policy
            .Recipients.Roles.Values.SelectMany(recipients => recipients)
            .Concat(policy.Recipients.Default);
        var deciding = policy
            .Settings.Rules.SelectMany(rule => rule.Approvers ?? [])
            .Where(approver => approver.Kind == ApproverKind.Channel)
            .Select(approver => approver.Name);
        return told.Concat(deciding)
            .Where(name => RecipientAddress.Kind(name) is RecipientKind.Channel or RecipientKind.ChannelId)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .OrderByDescending(RecipientAddress.Kind);
    }

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
            Message = "Cannot tell whether {Channel} is shared with other organizations ({Code})"
        )]
        public static partial void Unknown(ILogger logger, string channel, string code);
    }
}
