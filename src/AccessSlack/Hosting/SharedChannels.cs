using AccessSlack.Approvals;
using AccessSlack.Requests;
using AccessSlack.Slack;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Hosting;

/// <summary>
/// Warns about configured channels that are shared with other companies (Slack Connect): even if their members cannot
/// decide, they can read who requests what, and why. A failure here prevents nothing; the next start checks again.
/// </summary>
internal sealed partial class SharedChannels(ISlackDirectory slack, TimeProvider time, ILogger logger)
{
    /// <summary>A slow Slack must not delay the start any longer.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public async Task WarnAsync(ApprovalPolicy policy, SlackApp app, CancellationToken cancel)
    {
        if (app.Scopes.Count > 0 && !app.Scopes.Any(scope => scope is "channels:read" or "groups:read"))
            return; // Slack would not return them
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

    /// <summary>One after the other, and stops at the first rate limit: real messages share it.</summary>
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
    /// Channels that get requests or whose members may decide. Ids come first, because they cost only one call each.
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
