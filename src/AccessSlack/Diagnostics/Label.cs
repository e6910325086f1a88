using System.Collections.Immutable;

namespace AccessSlack.Diagnostics;

/// <summary>
/// A label and the values that it may have: whatever else comes along counts as <c>other</c>, so that nobody outside
/// can make series.
/// </summary>
/// <param name="Name">Of the label.</param>
/// <param name="Values">Those that are exposed from the start.</param>
internal sealed record Label(string Name, params ImmutableArray<string> Values)
{
    private const string Other = "other";

    /// <summary>
    /// Other codes of ours are exposed as soon as they occur. Ids of Slack and Teleport and e-mail addresses do not
    /// look like one.
    /// </summary>
    public bool TakesCodes { get; init; }

    public string Close(string value) =>
        Values.Contains(value)
        || TakesCodes && value.Length > 0 && value.All(c => char.IsAsciiLetterLower(c) || c == '_')
            ? value
            : Other;
}
