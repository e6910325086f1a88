using System.Collections.Immutable;

namespace AccessSlack.Requests.Serialization;

/// <summary>The Slack accounts of suggested reviewers in the ledger.</summary>
internal static class ReviewerCodec
{
    /// <summary>As many as are looked up for one request.</summary>
    internal const int MaxCount = 10;

    public static ImmutableDictionary<string, string?>? Write(ImmutableSortedDictionary<string, string> reviewers) =>
        reviewers.IsEmpty
            ? null
            : reviewers.Take(MaxCount).ToImmutableDictionary(entry => entry.Key, string? (entry) => entry.Value);

    /// <summary>Only what we could have written.</summary>
    public static ImmutableSortedDictionary<string, string> Read(ImmutableDictionary<string, string?>? reviewers) =>
        (reviewers ?? ImmutableDictionary<string, string?>.Empty)
        .Where(entry => entry.Value is { } id && RecipientAddress.Kind(id) == RecipientKind.User)
        .Take(MaxCount)
        .ToImmutableSortedDictionary(entry => entry.Key, entry => entry.Value!, StringComparer.Ordinal);
}
