using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using AccessSlack.Requests.Resources;
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
    /// Keeps the entry small regardless of what the requester wrote. Names and labels of resources are left out first,
    /// then the lists of roles and resources are truncated, because everything else must be remembered.
    /// </summary>
    public static Dictionary<string, string> Write(Ledger ledger)
    {
        var (detailBytes, listBytes) = (DetailsBudget.MaxBytes, MaxListBytes);
        var data = Write(ledger, detailBytes, listBytes);
        while (LedgerCodec.Size(data) > MaxEntryBytes && (detailBytes, listBytes) != (0, MinListBytes))
        {
            if (detailBytes > 0) detailBytes = detailBytes > MinListBytes ? detailBytes / 2 : 0;
            else listBytes /= 2;
            data = Write(ledger, detailBytes, listBytes);
        }

        return data;
    }

    private static Dictionary<string, string> Write(Ledger ledger, int detailBytes, int listBytes)
    {
        var facts = Shorten(ledger.Facts, listBytes);
        if (LedgerFeatures.HasChoices(ledger)) facts = facts with { Roles = ledger.Facts.Roles };
        facts = facts with { Details = DetailsBudget.Fit(facts.Details, detailBytes) };
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
        Constraints = Fitting(facts.Constraints, facts.Resources.Take(MaxResources), listBytes),
    };

    /// <summary>Where the parts of a resource do not fit, it is at least remembered that there are some.</summary>
    private static ImmutableSortedDictionary<string, ResourceConstraint> Fitting(
        ImmutableSortedDictionary<string, ResourceConstraint> constraints,
        IEnumerable<string> resources,
        int bytes
    )
    {
        var fitting = constraints.Clear().ToBuilder();
        foreach (var resource in resources.Where(constraints.ContainsKey))
        {
            var constraint = constraints[resource];
            if (Size(resource, constraint) > bytes) constraint = ResourceConstraint.Unknown;
            if ((bytes -= Size(resource, constraint)) < 0) break;
            fitting[resource] = constraint;
        }

        return fitting.ToImmutable();

        static int Size(string resource, ResourceConstraint constraint) =>
            JsonSerializer.SerializeToUtf8Bytes(Document(resource, constraint), LedgerJson.Constraint).Length + 1;
    }

    private static int JsonSize(string item) =>
        JsonEncodedText.Encode(item, LedgerJson.Encoder).EncodedUtf8Bytes.Length + 2;

    /// <summary>As many of the first items as fit, counting a separator for each.</summary>
    private static ImmutableArray<string> Fitting(IEnumerable<string> items, int bytes, Func<string, int> size) =>
        [.. items.TakeWhile(item => (bytes -= size(item) + 1) >= 0)];

    private static LedgerDocument Document(Ledger ledger, RequestFacts facts) => new()
    {
        Needs = LedgerFeatures.Of(ledger, facts),
        Digest = Text(ledger.Digest),
        Requester = Text(facts.User),
        Roles = [.. facts.Roles],
        Granted = facts.Roles.Length == ledger.Facts.Roles.Length ? RoleMask.Of(facts.Granted, facts.Roles) : null,
        Reason = Text(facts.Reason),
        ResolveReason = Text(facts.ResolveReason),
        Resources = [.. facts.Resources],
        Parts = facts.Constraints.IsEmpty
            ? null
            : [.. facts.Constraints.Select(part => Document(part.Key, part.Value))],
        Details = DetailsDocument.Of(facts.Details),
        Expires = facts.Expires?.ToUnixTimeSeconds(),
        From = facts.AccessFrom?.ToUnixTimeSeconds(),
        Access = facts.AccessUntil?.ToUnixTimeSeconds(),
        Kind = facts.Kind == RequestKind.ShortTerm ? null : facts.Kind.ToString(),
        Deliveries = [.. ledger.Deliveries.Select(Document)],
        Votes = ledger.Votes.IsEmpty
            ? null
            : [.. ledger.Votes.Take(Ledger.MaxVotes).Select(vote => Document(vote, facts.Roles))],
        Again = ledger.MustVoteAgain ? true : null,
        Decision = ledger.Decision is { } decision ? Document(decision, facts.Roles) : null,
        Notes = [.. ledger.Notifications.Take(Notification.MaxCount).Select(Document)],
        Resolution = ledger.Resolution?.ToString(),
        Reviews = ledger.ReviewsCount == 0 ? null : ledger.ReviewsCount,
        ReviewedBy = ledger.Reviews.IsEmpty ? null : [.. ledger.Reviews.Take(ReviewHistory.MaxCount).Select(Document)],
    };

    private static ConstraintDocument Document(string resource, ResourceConstraint constraint) =>
        new(resource, constraint.Kind.ToString(), Filled(constraint.Values));

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

    private static VoteDocument Document(Vote vote, ImmutableArray<string> roles) => new()
    {
        User = vote.SlackUserId,
        Person = vote.Person,
        Voter = vote.Voter == vote.Person ? null : vote.Voter,
        Choice = vote.Choice.ToString(),
        Choices = RoleMask.Of(vote.Choices, roles),
        Channel = vote.Channel,
        At = vote.ActionTs,
        Reason = Text(vote.Reason),
        Groups = vote.Groups.IsEmpty ? null : [.. vote.Groups.Select(group => group.ToString())],
        For = Filled(vote.Roles.Names),
        More = vote.Roles.More == 0 ? null : vote.Roles.More,
    };

    private static ReviewDocument Document(Review review) =>
        new(review.Author, review.Proposed.ToString(), Text(review.Reason));

    private static DecisionDocument Document(Decision decision, ImmutableArray<string> roles) =>
        new(
            decision.State.ToString(),
            Text(decision.SlackUserId),
            decision.Person,
            decision.Channel,
            decision.ActionTs,
            decision.Outcome.ToString(),
            Filled(decision.Roles.Names),
            decision.Roles.More == 0 ? null : decision.Roles.More,
            Text(decision.Author),
            RoleMask.Of(decision.Granted, roles),
            Text(decision.Process)
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
