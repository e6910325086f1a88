using System.Collections.Immutable;
using AccessSlack.Requests;
using AccessSlack.Slack;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Daemon;

/// <summary>
/// Tells the operator at the start, and after a reload, which rules only look as if somebody could decide: clicks find out one by one,
/// and too late. Slack may know those people tomorrow, so none of this ends the start.
/// </summary>
internal sealed partial class RuleChecks(ISlack slack, ILogger<RuleChecks> logger)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromMinutes(10);

    /// <summary>Each costs a call, of which Slack allows about a hundred a minute.</summary>
    private const int MostUsers = 50;

    /// <param name="policy">Whose rules.</param>
    /// <param name="botUserId">Our own: it is in the channels, and never votes.</param>
    /// <param name="cancel">Ends the checks.</param>
    public async Task RunAsync(ApprovalPolicy policy, string botUserId, CancellationToken cancel)
    {
        if (!policy.CanDecide) return;
        for (var i = 0; i < policy.Settings.Rules.Length; i++) await CheckAsync(policy.Settings, i, botUserId, cancel);
        foreach (var id in policy.Settings.Users.Keys.Take(MostUsers))
            if (await slack.GetUserAsync(id, Freshness, cancel) is SlackResult<SlackUser>.Failed { Failure: { Kind: SlackFailureKind.Destination } failure }) LogNobody(id, failure.Code, failure.Cure);
    }

    private async Task CheckAsync(ApprovalSettings settings, int index, string botUserId, CancellationToken cancel)
    {
        var rule = settings.Rules[index];
        if (rule is { Approvers: null } or { Buttons: Buttons.Link }) return;
        var (people, isCertain) = (new HashSet<string>(StringComparer.OrdinalIgnoreCase), true);
        foreach (var approver in rule.Approvers.Value)
        {
            switch (await FindAsync(approver, cancel))
            {
                case SlackResult<ImmutableHashSet<string>>.Ok { Value: var found }:
                    people.UnionWith(found.Remove(botUserId).Select(id => settings.Users.GetValueOrDefault(id, id)));
                    break;
                case SlackResult<ImmutableHashSet<string>>.Failed { Failure: var failure }:
                    LogUnknown(index + 1, approver.ToString(), failure.Code, failure.Cure);
                    isCertain &= failure.Kind == SlackFailureKind.Destination;
                    break;
            }
        }

        var needed = Math.Max(rule.Required, rule.DenyRequired);
        if (isCertain && people.Count < needed) LogNeverMet(index + 1, needed, people.Count);
    }

    /// <summary>At most these; who of them is a guest or a bot shows at the click.</summary>
    private async Task<SlackResult<ImmutableHashSet<string>>> FindAsync(Approver approver, CancellationToken cancel) => approver.Kind switch
    {
        ApproverKind.User => Alone(await slack.GetUserAsync(approver.Name, Freshness, cancel)),
        ApproverKind.Email => Alone(await slack.FindUserByEmailAsync(approver.Name, cancel)),
        ApproverKind.Group => await slack.GroupMembersAsync(approver.Name, Freshness, cancel),
        _ => await slack.ChannelMembersAsync(approver.Name, Freshness, cancel),
    };

    private static SlackResult<ImmutableHashSet<string>> Alone(SlackResult<SlackUser> found) => found switch
    {
        SlackResult<SlackUser>.Ok { Value: var user } => new SlackResult<ImmutableHashSet<string>>.Ok(user.Deleted == true ? [] : [user.Id]),
        SlackResult<SlackUser>.Failed { Failure: var failure } => new SlackResult<ImmutableHashSet<string>>.Failed(failure),
        _ => throw new InvalidOperationException("unknown result"),
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "Rule {Number} of [approvals] names {Approver}, whom Slack does not tell ({Code}). Until it does, clicks that this could decide are refused. {Cure}")]
    private partial void LogUnknown(int number, string approver, string code, string cure);

    [LoggerMessage(Level = LogLevel.Error, Message = "Rule {Number} of [approvals] can never be met: {Needed} people must agree, and it names only {Found} whom Slack knows. Name more approvers, or lower the number")]
    private partial void LogNeverMet(int number, int needed, int found);

    [LoggerMessage(Level = LogLevel.Warning, Message = "[users] names {UserId}, and Slack knows nobody of that id ({Code}). {Cure}")]
    private partial void LogNobody(string userId, string code, string cure);
}
