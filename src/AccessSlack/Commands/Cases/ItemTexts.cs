using System.Collections.Immutable;
using AccessSlack.Configuration;

namespace AccessSlack.Commands.Cases;

/// <summary>The values of items, without their places in the file.</summary>
internal static class ItemTexts
{
    public static ImmutableArray<string> Texts(this ImmutableArray<Item<string>> items) =>
        [.. items.Select(item => item.Value)];
}
