using System.Collections.Concurrent;
using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;
using AccessSlack.Teleport;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Reconciliation.Details;

/// <summary>
/// The Slack accounts of suggested reviewers who are neither in [users] nor e-mail addresses, by the trait of their
/// Teleport user. The requester chose the names, so there are few look-ups, and no answer that is not one Slack user.
/// </summary>
internal sealed partial class ReviewerAccounts(
    ITeleport teleport,
    CurrentPolicy policy,
    TimeProvider time,
    ILogger<ReviewerAccounts> logger
) : IDetailSource
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    /// <summary>Beyond it everything is looked up again.</summary>
    private const int MaxKept = 1000;

    private volatile Answers? _answers;

    public async Task<Func<RequestDetails, RequestDetails>?> FindAsync(
        AccessRequest request,
        CancellationToken cancel
    )
    {
        if (Names(request) is not { Count: > 0 } names) return null;
        using var limit = new CancellationTokenSource(RequestDetailsFinder.Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        var found = await Task.WhenAll(names.Select(name => FindAsync(name, either.Token, cancel)));
        var accounts = found
            .Where(account => account.Id is not null)
            .ToImmutableSortedDictionary(account => account.Name, account => account.Id!, StringComparer.Ordinal);
        return accounts.IsEmpty ? null : details => details with { Reviewers = accounts };
    }

    private List<string> Names(AccessRequest request)
    {
        if (request.SuggestedReviewers.IsEmpty || !policy.Now.Facts.MayReadUsers) return [];
        var users = policy.Now.Policy.Settings.Users;
        return
        [
            .. request
                .SuggestedReviewers.Where(name =>
                    name.Length > 0 && RequesterAddress.Of(name, users) is RequesterAddress.Unknown
                )
                .Distinct(StringComparer.Ordinal)
                .Take(Audience.MaxSuggestedReviewers),
        ];
    }

    private async Task<(string Name, string? Id)> FindAsync(
        string name,
        CancellationToken limit,
        CancellationToken cancel
    )
    {
        var answers = Known();
        if (answers.ByName.TryGetValue(name, out var known) && time.GetUtcNow() < known.Until) return (name, known.Id);
        try
        {
            var id = TheOnly(name, await teleport.FindSlackIdsAsync(name, answers.Settings.SlackIdTrait, limit));
            if (answers.ByName.Count >= MaxKept) answers.ByName.Clear();
            answers.ByName[name] = (id, time.GetUtcNow() + Kept);
            return (name, id);
        }
        catch (TeleportException e)
        {
            Log.NoAnswer(logger, name, e.Message);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            Log.NoAnswer(logger, name, "no answer in time");
        }

        return (name, null);
    }

    /// <summary>After a reload, everything is asked again: the trait may be another one, or corrected.</summary>
    private Answers Known()
    {
        var settings = policy.Now.Policy.Settings;
        return _answers is { } known && ReferenceEquals(known.Settings, settings) ? known : _answers = new(settings);
    }

    /// <summary>With several accounts we would have to guess whom the requester means.</summary>
    private string? TheOnly(string name, ImmutableArray<string> ids)
    {
        if (ids is [var id] && RecipientAddress.Kind(id) == RecipientKind.User) return id;
        Log.NotOne(logger, name, ids.Length);
        return null;
    }

    private sealed record Answers(ApprovalSettings Settings)
    {
        public ConcurrentDictionary<string, (string? Id, DateTimeOffset Until)> ByName { get; } =
            new(StringComparer.Ordinal);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 5880,
            Level = LogLevel.Debug,
            Message = "Suggested reviewer {Reviewer} is not notified; their Slack account is unknown: {Detail}"
        )]
        public static partial void NoAnswer(ILogger logger, string reviewer, string detail);

        [LoggerMessage(
            EventId = 5881,
            Level = LogLevel.Debug,
            Message = "Suggested reviewer {Reviewer} is not notified: the trait of the Teleport user has {Count} " +
                "values, and exactly one Slack user ID is needed"
        )]
        public static partial void NotOne(ILogger logger, string reviewer, int count);
    }
}
