using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using AccessSlack.Requests.Text;

namespace AccessSlack.Requests.Serialization;

/// <summary>Reads a ledger from plugin data. Any plugin can write there, so nothing in it is trusted.</summary>
internal static class LedgerReader
{
    /// <summary>
    /// Reads an entry written by us or by the Go plugin, or a damaged one, of which only the Go plugin's keys are used.
    /// </summary>
    public static Ledger Read(IReadOnlyDictionary<string, string> data)
    {
        var go = GoPluginEntry.Read(data);
        var isOurs = long.TryParse(
            data.GetValueOrDefault(LedgerCodec.RevKey, ""),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var rev
        );
        return isOurs && Parse(data.GetValueOrDefault(LedgerCodec.DocumentKey, "")) is { } document
            ? Read(document, go, rev)
            : go with { Rev = rev, Notifications = Notification.ForOlderEntry(go.Resolution) };
    }

    private static LedgerDocument? Parse(string json)
    {
        try
        {
            return json.Length == 0 ? null : JsonSerializer.Deserialize(json, LedgerJson.Document);
        }
        catch (JsonException)
        {
            return null; // not written by us; the Go plugin's keys still hold the messages
        }
    }

    private static Ledger Read(LedgerDocument document, Ledger go, long rev)
    {
        var resolution = EnumName.Parse<Resolution>(document.Resolution) ?? go.Resolution;
        return go with
        {
            Rev = rev,
            Facts = go.Facts with
            {
                Resources = Texts(document.Resources),
                Expires = Time(document.Expires),
                AccessUntil = Time(document.Access),
            },
            Deliveries = [.. (document.Deliveries ?? []).Select(ReadDelivery).OfType<Delivery>()],
            Votes = [.. (document.Votes ?? []).Select(ReadVote).OfType<Vote>()],
            Decision = ReadDecision(document.Decision),
            Notifications = document.Notes is { } notes
                ? ReadNotifications(notes)
                : Notification.ForOlderEntry(resolution),
            Resolution = resolution,
        };
    }

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
    private static Decision? ReadDecision(DecisionDocument? document) =>
        document is { User.Length: > 0, Person.Length: > 0, Channel: { } channel, At: { } at }
        && EnumName.Parse<RequestState>(document.State) is { } state
        && state is RequestState.Approved or RequestState.Denied
        && EnumName.Parse<DecisionOutcome>(document.Outcome) is { } outcome
            ? new(state, document.User, document.Person, channel, at, outcome) { Seal = document.Seal ?? "" }
            : null;

    /// <summary>Null for anything that we could not have written. The seal shows whether we did.</summary>
    private static Vote? ReadVote(VoteDocument? document) =>
        document is { User.Length: > 0, Person.Length: > 0, Channel: { } channel, At: { } at }
        && EnumName.Parse<RequestState>(document.Choice) is { } choice
        && choice is RequestState.Approved or RequestState.Denied
        && (document.Voter ?? document.Person) is { Length: > 0 } voter
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
                Groups = [.. Texts(document.Groups).Select(Approver.Parse).OfType<Approver>()],
                Seal = document.Seal ?? "",
            }
            : null;

    private static ImmutableArray<string> Texts(ImmutableArray<string?>? items) =>
        [.. (items ?? []).OfType<string>().Where(item => item.Length > 0)];

    private static DateTimeOffset? Time(long? seconds) =>
        seconds is >= -62135596800 and <= 253402300799 ? DateTimeOffset.FromUnixTimeSeconds(seconds.Value) : null;
}
