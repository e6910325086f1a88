using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using AccessSlack.Requests.Text;

namespace AccessSlack.Requests.Serialization;

/// <summary>Writes a ledger as plugin data, within the size limit of an entry.</summary>
internal static class LedgerWriter
{
    /// <summary>
    /// In bytes. Teleport would accept more, but its limit is for the plugin data of all plugins together.
    /// </summary>
    private const int MaxEntryBytes = 32 * 1024;

    private const int MaxListBytes = 6 * 1024;
    private const int MinListBytes = 512;
    private const int MaxResources = 50;

    /// <summary>
    /// Keeps the entry small regardless of what the requester wrote. The lists of roles and resources are truncated
    /// first, because everything else must be remembered.
    /// </summary>
    public static Dictionary<string, string> Write(Ledger ledger)
    {
        var (listBytes, data) = (MaxListBytes, Write(ledger, MaxListBytes));
        while (LedgerCodec.Size(data) > MaxEntryBytes && listBytes > MinListBytes)
            data = Write(ledger, listBytes /= 2);
        return data;
    }

    private static Dictionary<string, string> Write(Ledger ledger, int listBytes)
    {
        var facts = Shorten(ledger.Facts, listBytes);
        var data = GoPluginEntry.Write(ledger, facts);
        data[LedgerCodec.RevKey] = ledger.Rev.ToString(CultureInfo.InvariantCulture);
        data[LedgerCodec.DocumentKey] = JsonSerializer.Serialize(Document(ledger, facts), LedgerJson.Document);
        return data;
    }

    private static RequestFacts Shorten(RequestFacts facts, int listBytes) => facts with
    {
        User = Truncation.ToBytes(facts.User, Ledger.MaxReasonBytes),
        Reason = Truncation.ToBytes(facts.Reason, Ledger.MaxReasonBytes),
        ResolveReason = Truncation.ToBytes(facts.ResolveReason, Ledger.MaxReasonBytes),
        Roles = Fitting(facts.Roles, listBytes, Encoding.UTF8.GetByteCount),
        Resources = Fitting(facts.Resources.Take(MaxResources), listBytes, JsonSize),
    };

    private static int JsonSize(string item) =>
        JsonEncodedText.Encode(item, LedgerJson.Encoder).EncodedUtf8Bytes.Length + 2;

    /// <summary>As many of the first items as fit, counting a separator for each.</summary>
    private static ImmutableArray<string> Fitting(IEnumerable<string> items, int bytes, Func<string, int> size) =>
        [.. items.TakeWhile(item => (bytes -= size(item) + 1) >= 0)];

    private static LedgerDocument Document(Ledger ledger, RequestFacts facts) => new()
    {
        Needs = LedgerFeatures.Of(ledger, facts),
        RuleRecipients = Filled(facts.Details.RuleRecipients),
        Digest = Text(ledger.Digest),
        Requester = Text(facts.User),
        Roles = [.. facts.Roles],
        Reason = Text(facts.Reason),
        ResolveReason = Text(facts.ResolveReason),
        Resources = [.. facts.Resources],
        Expires = facts.Expires?.ToUnixTimeSeconds(),
        From = facts.AccessFrom?.ToUnixTimeSeconds(),
        Access = facts.AccessUntil?.ToUnixTimeSeconds(),
        Kind = facts.Kind == RequestKind.ShortTerm ? null : facts.Kind.ToString(),
        Reviewers = ReviewerCodec.Write(facts.Details.Reviewers),
        Deliveries = [.. ledger.Deliveries.Select(Document)],
        Votes = ledger.Votes.IsEmpty ? null : [.. ledger.Votes.Take(Ledger.MaxVotes).Select(Document)],
        Again = ledger.MustVoteAgain ? true : null,
        Decision = ledger.Decision is { } decision ? Document(decision) : null,
        Notes = [.. ledger.Notifications.Take(Notification.MaxCount).Select(Document)],
        Resolution = ledger.Resolution?.ToString(),
        Reviews = ledger.ReviewsCount == 0 ? null : ledger.ReviewsCount,
        ReviewedBy = ledger.Reviews.IsEmpty ? null : [.. ledger.Reviews.Take(ReviewHistory.MaxCount).Select(Document)],
    };

    private static string? Text(string text) => text.Length == 0 ? null : text;

    private static DeliveryDocument Document(Delivery delivery) => delivery switch
    {
        Delivery.Claimed d => new() { Names = [.. d.Names], Claim = d.Address },
        Delivery.Posted d => new()
        {
            Names = [.. d.Names],
            Channel = d.Channel,
            Ts = d.Ts,
            View = d.View,
            Shown = Text(d.Shown),
            Before = Text(d.ShownBefore),
            Facts = Text(d.Facts),
            Plain = d.Degradation == Degradation.Nothing ? null : true,
            Blocks = d.Degradation == Degradation.Metadata ? true : null,
        },
        Delivery.Failed d => new() { Names = [.. d.Names], Failed = d.Code },
        _ => throw new InvalidOperationException($"unknown delivery {delivery.GetType().Name}"),
    };

    private static VoteDocument Document(Vote vote) => new()
    {
        User = vote.SlackUserId,
        Person = vote.Person,
        Voter = vote.Voter == vote.Person ? null : vote.Voter,
        Choice = vote.Choice.ToString(),
        Channel = vote.Channel,
        At = vote.ActionTs,
        Reason = Text(vote.Reason),
        Groups = vote.Groups.IsEmpty ? null : [.. vote.Groups.Select(group => group.ToString())],
        For = Filled(vote.Roles.Names),
        More = vote.Roles.More == 0 ? null : vote.Roles.More,
    };

    private static ReviewDocument Document(Review review) =>
        new(review.Author, review.Proposed.ToString(), Text(review.Reason));

    private static DecisionDocument Document(Decision decision) =>
        new(
            decision.State.ToString(),
            decision.SlackUserId,
            decision.Person,
            decision.Channel,
            decision.ActionTs,
            decision.Outcome.ToString(),
            Filled(decision.Roles.Names),
            decision.Roles.More == 0 ? null : decision.Roles.More,
            Text(decision.Author)
        );

    private static NotificationDocument Document(Notification notification) =>
        new(
            notification.Key,
            notification.Stamp,
            Filled(notification.Waiting),
            Filled(notification.Claimed),
            notification.Claimed.IsEmpty ? null : notification.By
        );

    private static ImmutableArray<string?>? Filled(ImmutableArray<string> items) => items.IsEmpty ? null : [.. items];
}
