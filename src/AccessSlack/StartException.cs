namespace AccessSlack;

/// <summary>The daemon cannot start. The message says what happened, where, and how to fix it.</summary>
internal sealed class StartException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public StartException(int exitCode, string problem, string remedy, Exception? inner)
        : this(exitCode, $"{problem} {remedy.TrimEnd('.')}", inner) => (Problem, Remedy) = (problem, remedy);

    public int ExitCode { get; } = exitCode;

    /// <summary>What happened and where, a sentence.</summary>
    public string Problem { get; } = message;

    /// <summary>How to fix it, a sentence; empty if <see cref="Problem"/> says it, too.</summary>
    public string Remedy { get; } = "";
}
