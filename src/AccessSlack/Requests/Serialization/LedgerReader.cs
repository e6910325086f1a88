using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using AccessSlack.Requests.Partial;
using AccessSlack.Requests.Resources;
using AccessSlack.Requests.Text;

namespace AccessSlack.Requests.Serialization;

/// <summary>Reads an entry of the plugin data. Any plugin can write there, so nothing in it is trusted.</summary>
internal static class LedgerReader
{
    /// <summary>More than any request has.</summary>
    private const int MaxRoles = 10_000;

    /// <param name="data">The entry.</param>
    /// <param name="trust">What its seals prove.</param>
    public static LedgerEntry Read(IReadOnlyDictionary<string, string> data, SealTrust trust)
    {
        var text = data.GetValueOrDefault(LedgerCodec.RevKey, "");
        if (text.Length == 0) return new(EntryOrigin.GoPlugin, text, GoPluginEntry.Read(data));
        var document = Parse(data.GetValueOrDefault(LedgerCodec.DocumentKey, ""));
        var isNumber = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rev);
        if (trust == SealTrust.None || document is null || !isNumber || rev is < 1 or > LedgerCodec.MaxRev)
            return new(EntryOrigin.Unsealed, text, Hints(data, document, rev));
        var ledger = Read(document, rev) with { Seal = data[LedgerCodec.SealKey] };
        return new(EntryOrigin.Ours, text, trust == SealTrust.Authority ? ledger : ledger.WithoutAuthority());
    }

    /// <summary>Where messages may be; and nothing else, because nothing else could be verified.</summary>
    private static Ledger Hints(IReadOnlyDictionary<string, string> data, LedgerDocument? document, long rev) => new()
    {
        Rev = rev is >= 1 and <= LedgerCodec.MaxRev ? rev : 0,
        Facts = new() { User = "" },
        MustVoteAgain = document is { Votes: { IsDefaultOrEmpty: false } } or { Decision: not null },
        Deliveries = document is null ? GoPluginEntry.Read(data).Deliveries : ReadDeliveries(document),
    };

    private static LedgerDocument? Parse(string json)
    {
        try
        {
            return json.Length == 0 ? null : JsonSerializer.Deserialize(json, LedgerJson.Document);
        }
        catch (JsonException)
        {
            return null; // not written by us; the Go plugin's keys may still name the messages
        }
    }

    private static Ledger Read(LedgerDocument document, long rev) => new()
    {
        Rev = rev,
        Digest = document.Digest ?? "",
        NeedsNewerRelease = NeedsNewerRelease(document),
        Facts = new()
        {
            User = document.Requester ?? "",
            Roles = Texts(document.Roles),
            Granted = RoleMask.ReadGrant(document.Granted, Texts(document.Roles)) ?? RoleGrant.All,
            Reason = document.Reason ?? "",
            ResolveReason = document.ResolveReason ?? "",
            Resources = Texts(document.Resources),
            Constraints = ReadConstraints(document.Parts ?? []),
            Details = document.Details?.Read() ?? RequestDetails.None,
            Expires = ForeignTime.Of(document.Expires),
            AccessFrom = ForeignTime.Of(document.From),
            AccessUntil = ForeignTime.Of(document.Access),
            Kind = document.Kind is { } kind ? EnumName.Parse<RequestKind>(kind) ?? RequestKind.Unknown : default,
        },
        Deliveries = ReadDeliveries(document),
        Votes =
            [.. (document.Votes ?? []).Select(vote => ReadVote(vote, Texts(document.Roles))).OfType<Vote>()],
        MustVoteAgain = document.Again ?? false,
        Decision = ReadDecision(document.Decision, Texts(document.Roles)),
        Notifications = ReadNotifications(document.Notes ?? []),
        Resolution = EnumName.Parse<Resolution>(document.Resolution),
        ReviewsCount = document.Reviews ?? 0,
        Reviews = document.ReviewedBy is { } reviewed
            ? [.. reviewed.OfType<ReviewDocument>().Take(ReviewHistory.MaxCount).Select(ReadReview)]
            : [],
    };

    /// <summary>What cannot be read narrows the access in an unknown way.</summary>
    private static ImmutableSortedDictionary<string, ResourceConstraint> ReadConstraints(
        ImmutableArray<ConstraintDocument?> parts
    ) =>
        parts
            .OfType<ConstraintDocument>()
            .Where(part => part.Resource is { Length: > 0 })
            .DistinctBy(part => part.Resource)
            .ToImmutableSortedDictionary(
                part => part.Resource!,
                part => (EnumName.Parse<ConstraintKind>(part.Kind), Texts(part.Values)) is ({ } kind, [_, ..] values)
                    ? new(kind, values)
                    : ResourceConstraint.Unknown,
                StringComparer.Ordinal
            );

    /// <summary>A later release names what may not be ignored.</summary>
    private static bool NeedsNewerRelease(LedgerDocument document) =>
        !LedgerFeatures.AreKnown(document.Needs)
        || document.Digest is { Length: > 0 } digest && !RequestDigest.IsKnown(digest);

    private static ImmutableArray<Delivery> ReadDeliveries(LedgerDocument document) =>
        [.. (document.Deliveries ?? []).Select(ReadDelivery).OfType<Delivery>()];

    /// <summary>Enforces the limits on count and length that we write with, and unique keys.</summary>
    private static ImmutableArray<Notification> ReadNotifications(ImmutableArray<NotificationDocument?> documents) =>
        [
            .. documents
                .OfType<NotificationDocument>()
                .Where(document =>
                    document is { Key.Length: > 0 and <= Notification.MaxLength }
                    && document is { Stamp.Length: <= Notification.MaxLength }
                )
                .DistinctBy(document => document.Key)
                .Take(Notification.MaxCount)
                .Select(document => new Notification(document.Key!, document.Stamp!)
                {
                    Waiting = Destinations(document.Wait),
                    Claimed = Destinations(document.Claim),
                    By = document.By is { Length: <= Notification.MaxLength } by ? by : "",
                }),
        ];

    private static ImmutableArray<string> Destinations(ImmutableArray<string?>? items) =>
        [.. Texts(items).Where(item => item.Length <= Notification.MaxLength).Take(Notification.MaxCount)];

    private static Delivery? ReadDelivery(DeliveryDocument? document) => (Texts(document?.Names), document) switch
    {
        ({ IsEmpty: true }, _) or (_, null) => null,
        (var names, { Channel.Length: > 0, Ts.Length: > 0 } posted) => new Delivery.Posted(
            names,
            posted.Channel,
            posted.Ts,
            posted.View ?? "",
            ReadDegradation(posted)
        )
        {
            Shown = posted.Shown ?? "",
            ShownBefore = posted.Before ?? "",
            Facts = posted.Facts ?? "",
        },
        (var names, { Claim.Length: > 0 } claimed) => new Delivery.Claimed(names, claimed.Claim),
        (var names, var failed) => new Delivery.Failed(names, failed.Failed ?? ""),
    };

    private static Degradation ReadDegradation(DeliveryDocument posted) => (posted.Plain, posted.Blocks) switch
    {
        (true, true) => Degradation.Metadata,
        (true, _) => Degradation.Blocks,
        _ => Degradation.Nothing,
    };

    /// <summary>
    /// Null if it could not be carried out: that takes a state to set, a person to name, and the location of the click.
    /// </summary>
    private static Decision? ReadDecision(DecisionDocument? document, ImmutableArray<string> roles) =>
        document is { User: null } ? AutomaticDecision.Read(document) : ReadClicked(document, roles);

    private static Decision? ReadClicked(DecisionDocument? document, ImmutableArray<string> roles) =>
        document is { User.Length: > 0, Person.Length: > 0, Channel: { } channel, At: { } at }
        && EnumName.Parse<RequestState>(document.State) is { } state
        && state is RequestState.Approved or RequestState.Denied
        && EnumName.Parse<DecisionOutcome>(document.Outcome) is { } outcome
        && Encoding.UTF8.GetByteCount(document.Author ?? "") <= Decision.MaxAuthorBytes
        && RoleMask.ReadGrant(document.Granted, roles) is { } granted
        && document.By is null
            ? new(state, document.User, document.Person, channel, at, outcome)
            {
                Author = document.Author ?? "",
                Granted = granted,
                Roles = ReadRoles(document.For, document.More),
            }
            : null;

    /// <summary>Within the limits that we write with.</summary>
    private static RoleShare ReadRoles(ImmutableArray<string?>? names, int? more)
    {
        var share = RoleShare.Of(Texts(names));
        return share with { More = share.More + Math.Clamp(more ?? 0, 0, MaxRoles) };
    }

    /// <summary>Null for anything that we could not have written.</summary>
    private static Vote? ReadVote(VoteDocument? document, ImmutableArray<string> roles) =>
        document is { User.Length: > 0, Person.Length: > 0, Channel: { } channel, At: { } at }
        && EnumName.Parse<RequestState>(document.Choice) is { } choice
        && choice is RequestState.Approved or RequestState.Denied
        && (document.Voter ?? document.Person) is { Length: > 0 } voter
        && RoleMask.ReadChoices(document.Choices, roles) is { } choices
            ? new(
                voter,
                document.User,
                document.Person,
                choice,
                channel,
                at,
                Truncation.ToBytes(document.Reason ?? "", Ledger.MaxReasonBytes)
            )
            {
                Choices = choices,
                Groups = [.. Texts(document.Groups).Select(Approver.Parse).OfType<Approver>()],
                Roles = ReadRoles(document.For, document.More),
            }
            : null;

    private static Review ReadReview(ReviewDocument document) => new(
        document.User ?? "",
        EnumName.Parse<RequestState>(document.Choice) ?? RequestState.Unknown,
        Truncation.ToBytes(document.Reason ?? "", Ledger.MaxReasonBytes)
    );

    private static ImmutableArray<string> Texts(ImmutableArray<string?>? items) =>
        [.. (items ?? []).OfType<string>().Where(item => item.Length > 0)];
}
