namespace AccessSlack.Configuration;

/// <summary>
/// One problem of a configuration, or something in it that has no effect. No text in it repeats a value, because the
/// value may be a secret.
/// </summary>
/// <param name="Line">From 1; 0 if something is missing and there is no line to name.</param>
/// <param name="Column">From 1; 0 if <paramref name="Line"/> is 0.</param>
/// <param name="Key">
/// The key as written, after its section: <c>slack.token</c>; empty if the problem is the file itself.
/// </param>
/// <param name="Message">What is wrong, a sentence.</param>
/// <param name="Remedy">What to do about it, a sentence.</param>
internal sealed record Problem(int Line, int Column, string Key, string Message, string Remedy)
{
    /// <summary>
    /// A file that the configuration names, rather than the configuration itself. It may be written a minute later, so
    /// a start that fails only because of such files is tried again (exit code 77).
    /// </summary>
    public bool IsCredential { get; init; }

    /// <summary>The key without its section.</summary>
    public string KeyName => Key[(Key.LastIndexOf('.') + 1)..];

    /// <summary>One line for a log or a terminal.</summary>
    public override string ToString()
    {
        // A key is easily found in its line; a syntax error has no key.
        var column = Key.Length == 0 ? $", column {Column}" : "";
        var place = Line > 0 ? $"line {Line}{column}: " : "";
        var key = Key.Length > 0 ? Key + ": " : "";
        return $"{place}{key}{Message} {Remedy}";
    }
}
