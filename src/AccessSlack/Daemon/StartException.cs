namespace AccessSlack.Daemon;

/// <summary>The daemon cannot start. The message tells a person what happened, where, and the cure; the code is that of design section 4.</summary>
internal sealed class StartException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;
}
