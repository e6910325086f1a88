using System.Collections.Immutable;

namespace AccessSlack.Hosting.Reloading;

/// <summary>What triggered a reload.</summary>
internal enum ReloadCause
{
    /// <summary>SIGHUP: reads the configuration and every file it names.</summary>
    Asked,

    /// <summary>A credential or secret was renewed; the configuration itself is not read again.</summary>
    FilesChanged,
}

/// <summary>A reload that is ready to be committed, or why it cannot be. It is all or nothing.</summary>
/// <param name="Problems">Each with its remedy. If there are any, <paramref name="Commit"/> is never called.</param>
/// <param name="NeedRestart">Changed settings that take effect only after a restart.</param>
/// <param name="Commit">Cannot fail.</param>
internal sealed record ReloadPlan(ImmutableArray<string> Problems, ImmutableArray<string> NeedRestart, Action Commit);
