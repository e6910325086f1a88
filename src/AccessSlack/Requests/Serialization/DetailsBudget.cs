using System.Collections.Immutable;
using System.Text.Json;
using AccessSlack.Requests.Resources;

namespace AccessSlack.Requests.Serialization;

/// <summary>
/// Limits what was looked up about resources to what the ledger has room for. Labels go first, all of them, because a
/// part of them could be mistaken for the whole; then names.
/// </summary>
internal static class DetailsBudget
{
    /// <summary>In bytes of the ledger: enough for the names and labels of two hundred nodes.</summary>
    public const int MaxBytes = 16 * 1024;

    /// <summary>What surrounds the list, less a comma: counted with each, and there once.</summary>
    private const int Frame = 11;

    public static RequestDetails Fit(RequestDetails details, int bytes)
    {
        if (SizeOf(details.Resources) <= bytes) return details;
        bytes -= Frame;
        var named = details.Resources
            .Where(description => description.Name.Length > 0)
            .Select(description => description with { Labels = ImmutableSortedDictionary<string, string>.Empty });
        ImmutableArray<ResourceDescription> fitting =
            [.. named.TakeWhile(description => (bytes -= SizeOf([description]) - Frame) >= 0)];
        return details with { Resources = fitting, ShownLabels = [] };
    }

    /// <summary>The descriptions with only these labels; without those of which nothing is left.</summary>
    public static ImmutableArray<ResourceDescription> KeepLabels(
        this ImmutableArray<ResourceDescription> found,
        ImmutableArray<string> keys
    ) =>
        [
            .. found
                .Select(description => description with
                {
                    Labels = description.Labels.RemoveRange(description.Labels.Keys.Except(keys)),
                })
                .Where(description => description.Name.Length > 0 || !description.Labels.IsEmpty),
        ];

    private static int SizeOf(ImmutableArray<ResourceDescription> resources) =>
        JsonSerializer.SerializeToUtf8Bytes(DetailsDocument.Of(resources), LedgerJson.Details).Length;
}
