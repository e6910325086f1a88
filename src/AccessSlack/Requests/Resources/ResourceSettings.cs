using System.Collections.Immutable;

namespace AccessSlack.Requests.Resources;

/// <summary>What is looked up about requested resources, and shown.</summary>
/// <param name="AreLookedUp">False: they are shown by their ids.</param>
/// <param name="Labels">Keys of labels whose values are shown, in this order.</param>
internal sealed record ResourceSettings(bool AreLookedUp, ImmutableArray<string> Labels)
{
    public static readonly ResourceSettings Off = new(false, []);

    public static readonly ResourceSettings Default = new(true, ["env", "team"]);
}
