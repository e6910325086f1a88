namespace AccessSlack;

/// <summary>The daemon cannot start. The message says what happened, where, and how to fix it.</summary>
internal sealed class StartException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;
}
