using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Hosting.Checks;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Slack;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Hosting;

/// <summary>
/// Asks Slack for the ids of the names in the configuration, at the start and on reload, and reviews the channels. A
/// failure here prevents nothing: what Slack did not answer is asked again later.
/// </summary>
internal sealed partial class PrincipalResolver(ISlackDirectory slack, TimeProvider time, ILogger logger)
{
    /// <summary>A slow Slack must not delay the start any longer.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private const string NoChannel =
        "Create the channel, invite the bot if it is private, or correct the name; then reload the daemon";

    private const string NoGroup = "Create the user group, or correct the handle; then reload the daemon";

    private const string Stranger =
        "The account belongs to another organization, which can claim any address: give the user id instead";

    private static readonly SlackFailure NoScope = new(SlackFailureKind.Credentials, "missing_scope", "");

    /// <summary>Looks up every name: an operator has just confirmed them.</summary>
    /// <param name="policy">Has the names, and what is known of them.</param>
    /// <param name="app">Its scopes, and the organization that e-mail addresses must belong to.</param>
    /// <param name="cancel">Ends the wait.</param>
    public Task<ResolvedPrincipals> ResolveAsync(ApprovalPolicy policy, SlackApp app, CancellationToken cancel)
    {
        var names = Names(policy).ToList();
        var found = policy.Principals with { Missing = [], Unanswered = [.. names] };
        return ResolveAsync(names, policy with { Principals = found }, app, cancel);
    }

    /// <summary>
    /// Looks up what Slack did not answer. A name that did not exist stays without rights: someone else may have taken
    /// it since.
    /// </summary>
    public Task<ResolvedPrincipals> RetryAsync(ApprovalPolicy policy, SlackApp app, CancellationToken cancel) =>
        ResolveAsync([.. policy.Principals.Unanswered], policy, app, cancel);

    private async Task<ResolvedPrincipals> ResolveAsync(
        List<Approver> names,
        ApprovalPolicy policy,
        SlackApp app,
        CancellationToken cancel
    )
    {
        var mayTakeLong = app.MayReadChannels || names.Exists(named => named.Kind != ApproverKind.Channel);
        using var limit = mayTakeLong ? new CancellationTokenSource(Limit, time) : new();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        var found = policy.Principals;
        found = await TryAsync(found, principals => ChannelsAsync(names, principals, app, either.Token), cancel);
        found = await TryAsync(found, principals => GroupsAsync(names, principals, either.Token), cancel);
        foreach (var email in names.Where(named => named.Kind == ApproverKind.Email))
        {
            if (limit.IsCancellationRequested) break;
            found = await TryAsync(found, principals => EmailAsync(email, principals, app, either.Token), cancel);
        }

        LogIds(found, names);
        var review = new ChannelReview(slack, logger);
        return await TryAsync(
            found,
            principals => review.RunAsync(policy with { Principals = principals }, app, either.Token),
            cancel
        );
    }

    private static IEnumerable<Approver> Names(ApprovalPolicy policy) =>
        ResolvedPrincipals.NamedBy(policy.Recipients, policy.Settings).Where(named => !named.IsId);

    /// <summary>What was found before the limit is kept.</summary>
    private async Task<ResolvedPrincipals> TryAsync(
        ResolvedPrincipals before,
        Func<ResolvedPrincipals, Task<ResolvedPrincipals>> step,
        CancellationToken cancel
    )
    {
        try
        {
            return await step(before);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            Log.TimedOut(logger, Limit.TotalSeconds);
            return before;
        }
    }

    private async Task<ResolvedPrincipals> ChannelsAsync(
        List<Approver> names,
        ResolvedPrincipals found,
        SlackApp app,
        CancellationToken cancel
    )
    {
        var channels = names.Where(named => named.Kind == ApproverKind.Channel).ToList();
        if (channels.Count == 0) return found;
        if (!app.MayReadChannels) return Unknown(found, channels, NoScope);
        switch (await slack.FindChannelsAsync([.. channels.Select(channel => channel.Name)], cancel))
        {
            case SlackResult<ChannelSearch>.Ok { Value: var search }:
                return Channels(channels, search, found);
            case SlackResult<ChannelSearch>.Failed { Failure: var failure }:
                return Unknown(found, channels, failure);
            default:
                return found;
        }
    }

    private ResolvedPrincipals Channels(List<Approver> names, ChannelSearch search, ResolvedPrincipals found)
    {
        var left = names.Where(named => !search.Ids.ContainsKey(named.Name)).ToList();
        foreach (var named in names.Except(left)) found = Found(found, named, search.Ids[named.Name]);
        if (search.Failure is { } partial && left.Count > 0) return Unknown(found, left, partial);
        return left.Aggregate(found, (all, named) => Missing(all, named, "channel_not_found", RemedyFor(named)));
    }

    private static string RemedyFor(Approver channel) => RecipientAddress.MeantId(channel.Name) is { } id
        ? $"If {id} is meant: ids are written in capitals. {NoChannel}"
        : NoChannel;

    private async Task<ResolvedPrincipals> GroupsAsync(
        List<Approver> names,
        ResolvedPrincipals found,
        CancellationToken cancel
    )
    {
        var groups = names.Where(named => named.Kind == ApproverKind.Group).ToList();
        if (groups.Count == 0) return found;
        switch (await slack.GetGroupsAsync(cancel))
        {
            case SlackResult<ImmutableDictionary<string, GroupInfo>>.Ok { Value: var all }:
                foreach (var named in groups)
                    found = all.TryGetValue(named.Name, out var group) ? Found(found, named, group.Id)
                        : Missing(found, named, "no_such_subteam", NoGroup);
                return found;
            case SlackResult<ImmutableDictionary<string, GroupInfo>>.Failed { Failure: var failure }:
                return Unknown(found, groups, failure);
            default:
                return found;
        }
    }

    private async Task<ResolvedPrincipals> EmailAsync(
        Approver named,
        ResolvedPrincipals found,
        SlackApp app,
        CancellationToken cancel
    ) =>
        await slack.FindUserByEmailAsync(named.Name, cancel) switch
        {
            SlackResult<SlackUser>.Ok { Value: var user } =>
                ClickGuard.IsOurs(user, new(app.TeamId, app.EnterpriseId, app.BotId, AppId: ""))
                    ? Found(found, named, user.Id)
                    : Missing(found, named, "other_organization", Stranger),
            SlackResult<SlackUser>.Failed { Failure: { Kind: SlackFailureKind.Destination } failure } =>
                Missing(found, named, failure.Code, failure.Remedy),
            SlackResult<SlackUser>.Failed { Failure: var failure } => Unknown(found, [named], failure),
            _ => found,
        };

    private ResolvedPrincipals Found(ResolvedPrincipals known, Approver named, string id)
    {
        var found = known.With(named, id);
        if (found.IdOf(named) is not { } first || first == id || found.Moved.Contains((named, id)))
            return found with { Unanswered = found.Unanswered.Remove(named) };
        Log.Moved(logger, named.ToString(), id, first);
        return found with { Unanswered = found.Unanswered.Remove(named), Moved = found.Moved.Add((named, id)) };
    }

    private ResolvedPrincipals Missing(ResolvedPrincipals found, Approver named, string code, string remedy)
    {
        found = found with { Unanswered = found.Unanswered.Remove(named) };
        if (found.IdOf(named) is not null) return found;
        Log.Missing(logger, named.ToString(), code, remedy);
        return found with { Missing = found.Missing.Add(named) };
    }

    /// <summary>Without a permission it is no use to ask again.</summary>
    private ResolvedPrincipals Unknown(ResolvedPrincipals found, List<Approver> names, SlackFailure failure)
    {
        Log.Unknown(logger, string.Join(", ", names), failure.Code);
        return failure.Kind is SlackFailureKind.TryLater or SlackFailureKind.Ambiguous
            ? found
            : found with { Unanswered = found.Unanswered.Except(names) };
    }

    private void LogIds(ResolvedPrincipals found, List<Approver> names)
    {
        var known = names.Where(found.Ids.ContainsKey).Select(named => $"{named} = {found.Ids[named]}").ToList();
        if (known.Count > 0) Log.Ids(logger, string.Join(", ", known));
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1030,
            Level = LogLevel.Information,
            Message = "Resolved in Slack: {Ids}. Names can be taken over while the daemon is down; ids cannot"
        )]
        public static partial void Ids(ILogger logger, string ids);

        [LoggerMessage(
            EventId = 1031,
            Level = LogLevel.Warning,
            Message = "{Name} was not found in Slack ({Code}), so it gives no one any rights, even if it appears " +
                "later. {Cure}"
        )]
        public static partial void Missing(ILogger logger, string name, string code, string cure);

        [LoggerMessage(
            EventId = 1032,
            Level = LogLevel.Warning,
            Message = "Slack did not tell the ids of {Names} ({Code}), so each counts by its name until its id is " +
                "known. Give the ids instead"
        )]
        public static partial void Unknown(ILogger logger, string names, string code);

        [LoggerMessage(
            EventId = 1033,
            Level = LogLevel.Warning,
            Message = "{Name} now means another one in Slack ({Other}); until a restart it stays {Id}. If that is " +
                "right, restart the daemon; if not, find out who took the name, and give the id instead"
        )]
        public static partial void Moved(ILogger logger, string name, string other, string id);

        [LoggerMessage(
            EventId = 1037,
            Level = LogLevel.Warning,
            Message = "Slack took longer than {Seconds} s to tell the ids of the configured names; the rest is asked " +
                "for again later"
        )]
        public static partial void TimedOut(ILogger logger, double seconds);
    }
}
