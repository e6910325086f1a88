using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Messages.Partial;
using AccessSlack.Requests;
using AccessSlack.Requests.Text;

namespace AccessSlack.Messages;

/// <summary>
/// The votes in Slack and the reviews in Teleport so far, in mrkdwn, as a suffix to the state of a request.
/// </summary>
internal static class VoteText
{
    /// <summary>With reviews, progress and notes at their longest, the state still fits into one section.</summary>
    private const int MaxVotes = 800;

    private const int MaxThresholds = 200;
    private const string Separator = " · ";

    /// <summary>All votes and reviews so far, each part after a separator; may be empty.</summary>
    public static string Of(VoteTally? tally, ImmutableArray<Threshold> thresholds, RequestStatus.Pending pending)
    {
        IEnumerable<string> parts =
            [.. Votes(tally), Thresholds(thresholds, pending), Reviews(pending.Reviews), Submitted(pending)];
        return string.Concat(parts.Where(part => part.Length > 0).Select(part => Separator + part));
    }

    /// <summary>How many of the required approvals there are, each part after a separator; may be empty.</summary>
    public static string Progress(
        VoteTally? tally,
        ImmutableArray<Threshold> thresholds,
        RequestStatus.Pending pending
    )
    {
        string[] parts =
        [
            tally is null or { Verdict: Verdict.LinkOnly } ? "" : Progress(tally),
            Thresholds(thresholds, pending),
        ];
        return string.Concat(parts.Where(part => part.Length > 0).Select(part => Separator + part));
    }

    /// <summary>How many of the required approvals there are, if one is not enough, and who voted for what.</summary>
    private static IEnumerable<string> Votes(VoteTally? tally)
    {
        if (tally is null or { Verdict: Verdict.LinkOnly }) yield break;
        yield return Progress(tally);
        yield return MessageText.List(tally.Votes, Vote, MaxVotes, Separator);
    }

    private static string Vote(Vote vote) =>
        $"{MessageText.Mention(new(vote.SlackUserId, vote.Person))}: {Choice(vote)}" +
        MessageText.InParentheses(vote.Reason);

    /// <summary>What a vote says, and for which roles.</summary>
    public static string Choice(Vote vote) => vote.Choices.IsEmpty
        ? MessageText.Verb(vote.Choice) + MessageText.For(vote.Roles)
        : RoleText.Choices(vote.Choices);

    private static string Progress(VoteTally tally)
    {
        if (tally.IsByRole) return RoleText.States(tally);
        if (!tally.ShowsProgress) return "";
        if (tally.IsUniform(RequestState.Approved))
            return Approvals(tally.Roles[0]);
        return MessageText.List(
            tally.Roles,
            role => $"{Approvals(role)} for {MessageText.Name(role.Role)}",
            MessageText.MaxLine
        );
    }

    private static string Approvals(RoleTally role)
    {
        var (given, needed) = role.CountOf(RequestState.Approved);
        return $"{given} of {needed} approvals";
    }

    /// <summary>
    /// Teleport's own count. Only Teleport can evaluate filters, so for a threshold with a filter only the required
    /// number is shown.
    /// </summary>
    private static string Thresholds(ImmutableArray<Threshold> thresholds, RequestStatus.Pending pending)
    {
        ImmutableArray<string> counts =
        [
            .. thresholds.Where(threshold => threshold.Approve > 0)
                .Select(threshold => threshold.Filter.Length == 0
                    ? $"{pending.Approvals} of {threshold.Approve} approvals"
                    : $"{threshold.Approve} approvals from specific reviewers")
                .Distinct(),
        ];
        return counts.IsEmpty ? "" : $"Teleport: {MessageText.List(counts, text => text, MaxThresholds, " or ")}";
    }

    /// <summary>The reason, unless a review has given it, and the reviews made in Teleport until the end.</summary>
    public static string Of(RequestStatus.Resolved resolved)
    {
        var isOfAReview = resolved.By is null && resolved.Reviews.Any(review => review.Reason == resolved.Reason);
        return (isOfAReview ? "" : StatusText.Reason(resolved, SlackText.Inline))
            + (resolved.Reviews.IsEmpty ? "" : Separator + Reviews(resolved.Reviews));
    }

    private static string Reviews(ImmutableArray<Review> reviews) =>
        MessageText.List(reviews, Review, MessageText.MaxList, Separator);

    private static string Review(Review review) =>
        $"{MessageText.Name(review.Author)}: {MessageText.Verb(review.Proposed)}" +
        MessageText.InParentheses(review.Reason);

    private static string Submitted(RequestStatus.Pending pending) => pending.Submitted is { } review
        ? $"review submitted for {MessageText.Mention(new(review.SlackUserId, review.Decider))}: " +
            MessageText.Verb(review.State)
        : "";
}
