using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;
using AccessSlack.Requests.Serialization;
using AccessSlack.Teleport.Protocol;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace AccessSlack.Teleport;

/// <summary>
/// Messages of Teleport to and from our own records. What cannot be understood becomes null, never an exception.
/// </summary>
internal static class AccessRequestMapper
{
    /// <summary>The kind of the only resource we read.</summary>
    public const string Kind = "access_request";

    private const int MaxIdLength = 128;

    /// <summary>
    /// Ids are opaque (docs/protocols/teleport.md 1.4), but they go into addresses, button values and logs: only
    /// harmless characters are taken.
    /// </summary>
    public static bool IsId(string id) =>
        id.Length is > 0 and <= MaxIdLength && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    /// <summary>Null when the message has no usable id or no spec.</summary>
    /// <param name="message">As received.</param>
    /// <param name="us">The plugin's user, to tell its own reviews; empty if that is not known.</param>
    public static AccessRequest? ToRequest(AccessRequestV3 message, string us = "") =>
        message is { Metadata: { } metadata, Spec: { } spec } && IsId(metadata.Name)
            ? ToRequest(metadata, spec, us)
            : null;

    /// <summary>
    /// Null for everything that is not about an access request: kinds of events and resources grow with every release.
    /// </summary>
    public static TeleportEvent? ToEvent(Event message, string us = "") => message switch
    {
        { Type: Operation.Init } => new TeleportEvent.Watching(),
        { Type: Operation.Put, AccessRequest: { } put } when ToRequest(put, us) is { } request =>
            new TeleportEvent.Changed(request),
        { Type: Operation.Delete, ResourceHeader: { Kind: Kind, Metadata: { } metadata } }
            when IsId(metadata.Name) => new TeleportEvent.Removed(metadata.Name),
        _ => null,
    };

    /// <summary>Our entry among those of all plugins, perhaps in several documents; null when there is none.</summary>
    public static IReadOnlyDictionary<string, string>? ToEntry(PluginDataSeq documents, string id, string plugin)
    {
        var document = documents.PluginData.FirstOrDefault(document => document.Metadata?.Name == id);
        return document?.Spec is { } spec && spec.Entries.TryGetValue(plugin, out var entry) && entry.Data.Count > 0
            ? entry.Data.ToDictionary()
            : null;
    }

    /// <exception cref="ArgumentOutOfRangeException">Not a decision: we only ever approve or deny.</exception>
    public static Protocol.RequestState ToDecision(Requests.RequestState state) => state switch
    {
        Requests.RequestState.Approved => Protocol.RequestState.Approved,
        Requests.RequestState.Denied => Protocol.RequestState.Denied,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Only Approved and Denied are decisions."),
    };

    private static AccessRequest ToRequest(Metadata metadata, AccessRequestSpecV3 spec, string us) => new()
    {
        Id = metadata.Name,
        User = spec.User,
        Roles = [.. spec.Roles],
        State = ToState(spec.State),
        Created = ToTime(spec.Created),
        // Since 17 the spec tells it, before that the metadata did (docs/protocols/teleport.md 4.2).
        Expires = ToTime(spec.ResourceExpiry) ?? ToTime(metadata.Expires),
        AccessFrom = ToTime(spec.AssumeStartTime),
        AccessUntil = ToTime(spec.Expires),
        Kind = ToKind(spec.RequestKind),
        Reason = spec.RequestReason,
        ResolveReason = spec.ResolveReason,
        Reviews =
            [
                .. spec.Reviews.Select(review => new Review(
                    review.Author,
                    ToState(review.ProposedState),
                    review.Reason
                )
                {
                    IsOurs = us.Length > 0 && review.Author == us,
                }),
            ],
        Thresholds =
            [
                .. spec.Thresholds.Select(threshold => new Threshold(
                    threshold.Filter,
                    threshold.Approve,
                    threshold.Deny
                )),
            ],
        SuggestedReviewers = [.. spec.SuggestedReviewers],
        Annotations = ToAnnotations(spec.SystemAnnotations),
        Resources = [.. ResourcesOf(spec).Select(resource => resource.ToString())],
        ResourceIds = ResourcesOf(spec),
        ResourceParts = ToParts(spec),
        Constraints = ConstraintMapper.Of(Constraints(spec)),
    };

    /// <summary>
    /// Newer servers list resources in a field of their own, which may hold more than the old one
    /// (docs/protocols/teleport.md 1.4). What is in either of them is shown.
    /// </summary>
    private static ImmutableArray<ResourceId> ResourcesOf(AccessRequestSpecV3 spec)
    {
        if (spec.RequestedResourceAccessIds.Count == 0) return [.. spec.RequestedResourceIds.Select(ToResource)];
        return
        [
            .. spec.RequestedResourceAccessIds
                .Select(access => access.Id ?? new())
                .Concat(spec.RequestedResourceIds)
                .Select(ToResource)
                .DistinctBy(resource => resource.ToString()),
        ];
    }

    /// <summary>The server grants what is in either field, and the old one holds whole resources.</summary>
    private static IEnumerable<(string Resource, ByteString Constraints)> Constraints(AccessRequestSpecV3 spec) =>
        spec.RequestedResourceAccessIds
            .Select(access => ($"{ToResource(access.Id ?? new())}", access.Constraints))
            .Concat(spec.RequestedResourceIds.Select(whole => ($"{ToResource(whole)}", ByteString.Empty)));

    /// <summary>
    /// Another part is another request, also one that cannot be named, and so is a part beside the whole.
    /// </summary>
    private static string ToParts(AccessRequestSpecV3 spec)
    {
        var parts = Constraints(spec)
            .GroupBy(part => part.Resource)
            .Where(group => group.Any(part => !part.Constraints.IsEmpty))
            .SelectMany(group => group)
            .Select(part => $"{part.Resource}\n{part.Constraints.ToBase64()}")
            .Order(StringComparer.Ordinal)
            .ToList();
        var text = Encoding.UTF8.GetBytes(string.Join('\n', parts));
        return parts.Count == 0 ? "" : Convert.ToHexStringLower(SHA256.HashData(text).AsSpan(0, 16));
    }

    /// <summary>Few requests have any.</summary>
    private static ImmutableDictionary<string, ImmutableArray<string>> ToAnnotations(LabelValues? annotations) =>
        annotations is { Values.Count: > 0 }
            ? annotations.Values.ToImmutableDictionary(
                entry => entry.Key,
                entry => entry.Value.Values.ToImmutableArray()
            )
            : ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    private static RequestKind ToKind(AccessRequestKind kind) => kind switch
    {
        AccessRequestKind.Undefined or AccessRequestKind.ShortTerm => RequestKind.ShortTerm,
        AccessRequestKind.LongTerm => RequestKind.LongTerm,
        _ => RequestKind.Unknown,
    };

    private static ResourceId ToResource(ResourceID resource) =>
        new(resource.ClusterName, resource.Kind, resource.Name, resource.SubResourceName);

    private static Requests.RequestState ToState(Protocol.RequestState state) => state switch
    {
        Protocol.RequestState.Pending => Requests.RequestState.Pending,
        Protocol.RequestState.Approved => Requests.RequestState.Approved,
        Protocol.RequestState.Denied => Requests.RequestState.Denied,
        Protocol.RequestState.Promoted => Requests.RequestState.Promoted,
        _ => Requests.RequestState.Unknown,
    };

    /// <summary>Go's zero time is sent rather than omitted (docs/protocols/teleport.md 1.7).</summary>
    private static DateTimeOffset? ToTime(Timestamp? time) => ForeignTime.Of(time?.Seconds, time?.Nanos ?? 0);
}
