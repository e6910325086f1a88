using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace AccessSlack.Requests.Serialization;

/// <summary>The JSON document under the key <c>v1</c>.</summary>
internal sealed record LedgerDocument
{
    /// <summary>
    /// Features without which a release must neither decide nor write; absent if there are none. A release that does
    /// not know one leaves the request to a newer one.
    /// </summary>
    public ImmutableArray<string?>? Needs { get; init; }

    /// <summary>See <see cref="RequestDigest"/>.</summary>
    public string? Digest { get; init; }
    public string? Requester { get; init; }
    public ImmutableArray<string?>? Roles { get; init; }

    /// <summary>See <see cref="RoleMask"/>; absent if everything was granted, or nothing yet.</summary>
    public string? Granted { get; init; }
    public string? Reason { get; init; }
    public string? ResolveReason { get; init; }
    public ImmutableArray<string?>? Resources { get; init; }
    public ImmutableArray<ConstraintDocument?>? Parts { get; init; }
    public DetailsDocument? Details { get; init; }
    public long? Expires { get; init; }
    public long? From { get; init; }
    public long? Access { get; init; }

    /// <summary>Absent for the ordinary kind.</summary>
    public string? Kind { get; init; }
    public ImmutableArray<DeliveryDocument?>? Deliveries { get; init; }
    public ImmutableArray<VoteDocument?>? Votes { get; init; }
    public DecisionDocument? Decision { get; init; }

    /// <summary>True if votes were lost; otherwise absent.</summary>
    public bool? Again { get; init; }
    public ImmutableArray<NotificationDocument?>? Notes { get; init; }
    public string? Resolution { get; init; }
    public int? Reviews { get; init; }
    public ImmutableArray<ReviewDocument?>? ReviewedBy { get; init; }
}

internal sealed record DeliveryDocument
{
    public ImmutableArray<string?>? Names { get; init; }
    public string? Claim { get; init; }
    public string? Channel { get; init; }
    public string? Ts { get; init; }
    public string? View { get; init; }

    /// <summary>Absent in entries written by earlier releases.</summary>
    public string? Shown { get; init; }
    public string? Before { get; init; }
    public string? Facts { get; init; }

    /// <summary>True if Slack rejected a part of the message, otherwise absent.</summary>
    public bool? Plain { get; init; }

    /// <summary>True together with <see cref="Plain"/> if Slack accepted the blocks, otherwise absent.</summary>
    public bool? Blocks { get; init; }
    public string? Failed { get; init; }
}

internal sealed record VoteDocument
{
    public string? User { get; init; }
    public string? Person { get; init; }

    /// <summary>Omitted if equal to <see cref="Person"/>.</summary>
    public string? Voter { get; init; }
    public string? Choice { get; init; }

    /// <summary>See <see cref="RoleMask"/>; absent for a vote on the request as a whole.</summary>
    public string? Choices { get; init; }
    public string? Channel { get; init; }
    public string? At { get; init; }
    public string? Reason { get; init; }
    public ImmutableArray<string?>? Groups { get; init; }

    /// <summary>Absent for all roles.</summary>
    public ImmutableArray<string?>? For { get; init; }

    /// <summary>How many more roles than <see cref="For"/>; absent for none.</summary>
    public int? More { get; init; }
}

internal sealed record ReviewDocument(string? User, string? Choice, string? Reason);

/// <summary>Complete when neither <paramref name="Wait"/> nor <paramref name="Claim"/> is left.</summary>
internal sealed record NotificationDocument(
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
    ImmutableArray<string?>? For,
    int? More,
    string? Author,
    string? Granted,
    string? By
);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(LedgerDocument))]
[JsonSerializable(typeof(DetailsDocument))]
internal sealed partial class LedgerJsonContext : JsonSerializerContext;
