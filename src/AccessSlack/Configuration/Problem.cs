namespace AccessSlack.Configuration;

/// <summary>One fault of a configuration. No text in it repeats a value, so that none can hold a secret.</summary>
/// <param name="Line">From 1; 0 when the fault has no place, because something is missing.</param>
/// <param name="Column">From 1; 0 like <paramref name="Line"/>.</param>
/// <param name="Key">
/// The key as written, after its section: <c>slack.token</c>; empty when the file itself is at fault.
/// </param>
/// <param name="Message">What is wrong, a sentence.</param>
/// <param name="Remedy">What to do about it, a sentence.</param>
internal sealed record Problem(int Line, int Column, string Key, string Message, string Remedy)
{
    /// <summary>One line for a log or a terminal.</summary>
    public override string ToString()
    {
        // In its line a fault is found by its key; one of the syntax has none.
        var column = Key.Length == 0 ? $", column {Column}" : "";
        var place = Line > 0 ? $"line {Line}{column}: " : "";
        var key = Key.Length > 0 ? Key + ": " : "";
        return $"{place}{key}{Message} {Remedy}";
    }
}
