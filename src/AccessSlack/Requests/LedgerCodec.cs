using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace AccessSlack.Requests;

/// <summary>
/// Ledger to plugin data and back. The Go plugin's keys are always written, so that it could take over again;
/// <c>rev</c> and <c>v1</c> stand beside them. An entry without <c>rev</c> is the Go plugin's
/// (docs/protocols/teleport.md 4.5).
/// </summary>
internal static class LedgerCodec
{
    /// <summary>Key of the write counter; every write expects the value it read.</summary>
    public const string RevKey = "rev";

    /// <summary>
    /// In bytes; what is cut off here is not shown either, so that a message does not change when the request is gone.
    /// </summary>
    public const int LongestReason = 512;

    /// <summary>In bytes, of all votes together.</summary>
    public const int RoomForVoteReasons = 4 * 1024;

    /// <summary>
    /// In bytes. Teleport would take more; but everybody's plugin data of a request share what it takes.
    /// </summary>
    private const int LargestEntry = 32 * 1024;

    private const int LongestList = 6 * 1024;
    private const int SmallestList = 512;
    private const int MostResources = 50;

    // The default would spend six bytes on every character beyond ASCII; no browser ever sees this JSON.
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private static readonly JsonTypeInfo<LedgerDocument> Json =
        (JsonTypeInfo<LedgerDocument>)
            new JsonSerializerOptions(LedgerJson.Default.Options) { Encoder = Encoder }.GetTypeInfo(
                typeof(LedgerDocument)
            );

    /// <summary>
    /// Whatever a requester writes, the entry stays small: lists of roles and resources give way to what we must
    /// remember.
    /// </summary>
    public static Dictionary<string, string> Write(Ledger ledger)
    {
        var (room, data) = (LongestList, Write(ledger, LongestList));
        while (Size(data) > LargestEntry && room > SmallestList) data = Write(ledger, room /= 2);
        return data;
    }

    /// <summary>In bytes, as Teleport counts them.</summary>
    public static int Size(IReadOnlyDictionary<string, string> data) =>
        data.Sum(entry => Encoding.UTF8.GetByteCount(entry.Key) + Encoding.UTF8.GetByteCount(entry.Value));

    private static Dictionary<string, string> Write(Ledger ledger, int room)
    {
        var facts = Shorten(ledger.Facts, room);
        return new()
        {
            ["user"] = facts.User,
            ["roles"] = string.Join(',', facts.Roles),
            ["request_reason"] = facts.Reason,
            ["messages"] = string.Join(',', ledger.Posted.Select(m => $"{m.Channel}/{m.Ts}")),
            ["reviews_count"] = ledger.ReviewsCount.ToString(CultureInfo.InvariantCulture),
            ["resolution"] = GoResolution(ledger.Resolution),
            ["resolve_reason"] = facts.ResolveReason,
            [RevKey] = ledger.Rev.ToString(CultureInfo.InvariantCulture),
            ["v1"] = JsonSerializer.Serialize(Document(ledger, facts), Json),
        };
    }

    /// <summary>
    /// Reads whatever is there: an entry of ours, one of the Go plugin, or one that somebody damaged (then its Go keys
    /// count).
    /// </summary>
    public static Ledger Read(IReadOnlyDictionary<string, string> data)
    {
        var go = ReadGo(data);
        var document = ReadDocument(data.GetValueOrDefault("v1", ""));
        var isOurs = long.TryParse(
            data.GetValueOrDefault(RevKey, ""),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var rev
        );
        if (!isOurs || document is null)
            return go with { Rev = rev, Notifications = Notification.Before(go.Resolution) };
        var resolution = Named<Resolution>(document.Resolution) ?? go.Resolution;
        return go with
        {
            Rev = rev,
            Facts = go.Facts with
            {
                Resources = Texts(document.Resources),
                Expires = Time(document.Expires),
                AccessUntil = Time(document.Access),
            },
            Deliveries = [.. (document.Deliveries ?? []).Select(Delivery).OfType<Delivery>()],
            Votes = [.. (document.Votes ?? []).Select(Vote).OfType<Vote>()],
            Decision = Decision(document.Decision),
            Notifications = document.Notes is { } notes ? ReadNotes(notes) : Notification.Before(resolution),
            Resolution = resolution,
        };
    }

    private static Ledger ReadGo(IReadOnlyDictionary<string, string> data) => new()
    {
        Facts = new()
        {
            User = data.GetValueOrDefault("user", ""),
            Roles = [.. data.GetValueOrDefault("roles", "").Split(',', StringSplitOptions.RemoveEmptyEntries)],
            Reason = data.GetValueOrDefault("request_reason", ""),
            ResolveReason = data.GetValueOrDefault("resolve_reason", ""),
        },
        Deliveries =
            [
                .. GoMessages(data)
                    .Select(m => new Delivery.Posted(
                        Requests.Delivery.NamesOfGoPlugin(m.Channel),
                        m.Channel,
                        m.Ts,
                        View: "",
                        Degradation.Nothing
                    )),
            ],
        ReviewsCount = int.TryParse(
                data.GetValueOrDefault("reviews_count", ""),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var count
            )
                ? count
                : 0,
        Resolution = Named<Resolution>(data.GetValueOrDefault("resolution", "")),
    };

    /// <summary>
    /// <c>channel/ts,...</c>, or the oldest form with a single <c>channel_id</c> and <c>timestamp</c>.
    /// </summary>
    private static IEnumerable<(string Channel, string Ts)> GoMessages(IReadOnlyDictionary<string, string> data)
    {
        var pairs = data.GetValueOrDefault("messages", "").Split(',', StringSplitOptions.RemoveEmptyEntries).ToList();
        if (pairs.Count == 0)
            pairs.Add(data.GetValueOrDefault("channel_id", "") + "/" + data.GetValueOrDefault("timestamp", ""));
        return pairs
            .Select(pair => pair.Split('/'))
            .Where(parts => parts is [{ Length: > 0 }, { Length: > 0 }])
            .Select(parts => (parts[0], parts[1]));
    }

    private static string GoResolution(Resolution? resolution) => resolution switch
    {
        null => "",
        Resolution.Removed or Resolution.Unknown => "EXPIRED",
        var other => other.Value.ToString().ToUpperInvariant(),
    };

    private static RequestFacts Shorten(RequestFacts facts, int room) => facts with
    {
        User = SlackText.CutBytes(facts.User, LongestReason),
        Reason = SlackText.CutBytes(facts.Reason, LongestReason),
        ResolveReason = SlackText.CutBytes(facts.ResolveReason, LongestReason),
        Roles = Fitting(facts.Roles, room, Encoding.UTF8.GetByteCount),
        Resources = Fitting(facts.Resources.Take(MostResources), room, item =>
            JsonEncodedText.Encode(item, Encoder).EncodedUtf8Bytes.Length + 2
            ),
    };

    private static ImmutableArray<string> Fitting(IEnumerable<string> items, int room, Func<string, int> size) =>
        [.. items.TakeWhile(item => (room -= size(item) + 1) >= 0)];

    private static LedgerDocument Document(Ledger ledger, RequestFacts facts) => new()
    {
        Resources = [.. facts.Resources],
        Expires = facts.Expires?.ToUnixTimeSeconds(),
        Access = facts.AccessUntil?.ToUnixTimeSeconds(),
        Deliveries = [.. ledger.Deliveries.Select(Document)],
        Votes = ledger.Votes.IsEmpty ? null : [.. ledger.Votes.Take(Ledger.MostVotes).Select(Document)],
        Decision = ledger.Decision is { } d
                ? new(d.State.ToString(), d.SlackUserId, d.Person, d.Channel, d.ActionTs, d.Outcome.ToString(), d.Seal)
                : null,
        Notes =
            [
                .. ledger
                    .Notifications.Take(Notification.Most)
                    .Select(note => new NoteDocument(
                        note.Key,
                        note.Stamp,
                        Filled(note.Waiting),
                        Filled(note.Claimed),
                        note.Claimed.IsEmpty ? null : note.By
                    )),
            ],
        Resolution = ledger.Resolution?.ToString(),
    };

    private static ImmutableArray<string?>? Filled(ImmutableArray<string> items) => items.IsEmpty ? null : [.. items];

    /// <summary>At most as many as we write, of the length that we write, each key once.</summary>
    private static ImmutableArray<Notification> ReadNotes(ImmutableArray<NoteDocument?> documents) =>
        [
            .. documents
                .OfType<NoteDocument>()
                .Where(note =>
                    note
                        is {
                            Key.Length: > 0 and <= Notification.LongestWord,
                            Stamp.Length: <= Notification.LongestWord
                        }
                )
                .DistinctBy(note => note.Key)
                .Take(Notification.Most)
                .Select(note => new Notification(note.Key!, note.Stamp!)
                {
                    Waiting = Destinations(note.Wait),
                    Claimed = Destinations(note.Claim),
                    By = note.By is { Length: <= Notification.LongestWord } by ? by : "",
                }),
        ];

    private static ImmutableArray<string> Destinations(ImmutableArray<string?>? items) =>
        [.. Texts(items).Where(item => item.Length <= Notification.LongestWord).Take(Notification.Most)];

    private static DeliveryDocument Document(Delivery delivery) => delivery switch
    {
        Delivery.Claimed d => new() { Names = [.. d.Names], Claim = d.Address },
        Delivery.Posted d => new()
        {
            Names = [.. d.Names],
            Channel = d.Channel,
            Ts = d.Ts,
            View = d.View,
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
        Reason = vote.Reason.Length == 0 ? null : vote.Reason,
        Groups = vote.Groups.IsEmpty ? null : [.. vote.Groups.Select(group => group.ToString())],
        Seal = vote.Seal,
    };

    private static Delivery? Delivery(DeliveryDocument? document) => (Texts(document?.Names), document) switch
    {
        ({ IsEmpty: true }, _) or (_, null) => null,
        (var names, { Channel.Length: > 0, Ts.Length: > 0 } posted) => new Delivery.Posted(
            names,
            posted.Channel,
            posted.Ts,
            posted.View ?? "",
            DegradationOf(posted)
        ),
        (var names, { Claim.Length: > 0 } claimed) => new Delivery.Claimed(names, claimed.Claim),
        (var names, var failed) => new Delivery.Failed(names, failed.Failed ?? ""),
    };

    private static Degradation DegradationOf(DeliveryDocument posted) => (posted.Plain, posted.Blocks) switch
    {
        (true, true) => Degradation.Metadata,
        (true, _) => Degradation.Blocks,
        _ => Degradation.Nothing,
    };

    /// <summary>
    /// Only a decision that could be carried out is one: a state to set, a person to name, a place it was made at.
    /// </summary>
    private static Decision? Decision(DecisionDocument? document) =>
        document is { User.Length: > 0, Person.Length: > 0, Channel: { } channel, At: { } at }
        && Named<RequestState>(document.State) is { } state and (RequestState.Approved or RequestState.Denied)
        && Named<DecisionOutcome>(document.Outcome) is { } outcome
            ? new(state, document.User, document.Person, channel, at, outcome) { Seal = document.Seal ?? "" }
            : null;

    /// <summary>Only what we could have written is a vote; whether we did, its seal tells.</summary>
    private static Vote? Vote(VoteDocument? document) =>
        document is { User.Length: > 0, Person.Length: > 0, Channel: { } channel, At: { } at }
        && Named<RequestState>(document.Choice) is { } choice and (RequestState.Approved or RequestState.Denied)
        && (document.Voter ?? document.Person) is { Length: > 0 } voter
            ? new(
                voter,
                document.User,
                document.Person,
                choice,
                channel,
                at,
                SlackText.CutBytes(document.Reason ?? "", LongestReason)
            )
            {
                Groups = [.. Texts(document.Groups).Select(Approver.Parse).OfType<Approver>()],
                Seal = document.Seal ?? "",
            }
            : null;

    /// <summary>An enum value by its name, in any case; numbers are no names.</summary>
    private static T? Named<T>(string? name) where T : struct, Enum =>
        name is [not (>= '0' and <= '9' or '-' or '+'), ..]
        && Enum.TryParse<T>(name, ignoreCase: true, out var value)
        && Enum.IsDefined(value)
            ? value
            : null;

    private static ImmutableArray<string> Texts(ImmutableArray<string?>? items) =>
        [.. (items ?? []).OfType<string>().Where(item => item.Length > 0)];

    private static DateTimeOffset? Time(long? seconds) =>
        seconds is >= -62135596800 and <= 253402300799 ? DateTimeOffset.FromUnixTimeSeconds(seconds.Value) : null;

    private static LedgerDocument? ReadDocument(string json)
    {
        try
        {
            return json.Length == 0 ? null : JsonSerializer.Deserialize(json, Json);
        }
        catch (JsonException)
        {
            return null; // somebody else's write; the Go keys still hold the messages
        }
    }
}

internal sealed record LedgerDocument
{
    public ImmutableArray<string?>? Resources { get; init; }
    public long? Expires { get; init; }
    public long? Access { get; init; }
    public ImmutableArray<DeliveryDocument?>? Deliveries { get; init; }
    public ImmutableArray<VoteDocument?>? Votes { get; init; }
    public DecisionDocument? Decision { get; init; }

    /// <summary>Absent in what earlier releases wrote.</summary>
    public ImmutableArray<NoteDocument?>? Notes { get; init; }
    public string? Resolution { get; init; }
}

internal sealed record DeliveryDocument
{
    public ImmutableArray<string?>? Names { get; init; }
    public string? Claim { get; init; }
    public string? Channel { get; init; }
    public string? Ts { get; init; }
    public string? View { get; init; }

    /// <summary>Slack refused something of it.</summary>
    public bool? Plain { get; init; }

    /// <summary>Beside <see cref="Plain"/>: it was not the blocks.</summary>
    public bool? Blocks { get; init; }
    public string? Failed { get; init; }
}

internal sealed record VoteDocument
{
    public string? User { get; init; }
    public string? Person { get; init; }

    /// <summary>Left out when it is the same as <see cref="Person"/>.</summary>
    public string? Voter { get; init; }
    public string? Choice { get; init; }
    public string? Channel { get; init; }
    public string? At { get; init; }
    public string? Reason { get; init; }
    public ImmutableArray<string?>? Groups { get; init; }
    public string? Seal { get; init; }
}

/// <summary>Done when neither <paramref name="Wait"/> nor <paramref name="Claim"/> is left.</summary>
internal sealed record NoteDocument(
    string? Key,
    string? Stamp,
    ImmutableArray<string?>? Wait,
    ImmutableArray<string?>? Claim,
    string? By
);

internal sealed record DecisionDocument(
    string? State,
    string? User,
    string? Person,
    string? Channel,
    string? At,
    string? Outcome,
    string? Seal
);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(LedgerDocument))]
internal sealed partial class LedgerJson : JsonSerializerContext;
