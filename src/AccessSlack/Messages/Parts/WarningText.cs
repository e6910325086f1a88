using System.Collections.Immutable;
using AccessSlack.Requests.Text;

namespace AccessSlack.Messages.Parts;

/// <summary>
/// What rules warn approvers of, above the buttons: the operator's words, made harmless, and as many as leave room for
/// the request itself.
/// </summary>
internal static class WarningText
{
    /// <summary>Of all warnings of a message together.</summary>
    private const int MaxLength = 1000;

    /// <summary>Of one, as it is shown.</summary>
    private const int MaxOne = 600;

    /// <summary>A line each, and the number of those that do not fit; empty if there are none.</summary>
    /// <param name="warnings">The strictest rule's first.</param>
    /// <param name="show"><see cref="SlackText.Inline"/> or <see cref="SlackText.Plain"/>.</param>
    public static string Of(ImmutableArray<string> warnings, Func<string, int, string> show)
    {
        var (left, lines) = (MaxLength, new List<string>());
        foreach (var line in warnings.Select(warning => $"⚠️ {show(warning, MaxOne)}"))
        {
            if ((left -= line.Length + 1) < 0) break;
            lines.Add(line);
        }

        var more = warnings.Length - lines.Count;
        if (more > 0) lines.Add(more == 1 ? "+ 1 more warning" : $"+ {more} more warnings");
        return string.Join('\n', lines);
    }
}
