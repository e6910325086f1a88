using System.Collections.Immutable;

namespace AccessSlack.Diagnostics;

/// <summary>
/// A label with a closed set of values: any other value counts as <c>other</c>, so that outsiders cannot create series.
/// </summary>
/// <param name="Name">Name of the label.</param>
/// <param name="Values">Values exposed from the start.</param>
internal sealed record Label(string Name, params ImmutableArray<string> Values)
{
    private const string Other = "other";

    /// <summary>
    /// Whether other codes of ours are exposed once they occur. Ids of Slack and Teleport and e-mail addresses do not
    /// look like codes.
    /// </summary>
    public bool TakesCodes { get; init; }

    public string Close(string value) =>
        Values.Contains(value)
        || TakesCodes && value.Length > 0 && value.All(c => char.IsAsciiLetterLower(c) || c == '_')
            ? value
            : Other;
}
