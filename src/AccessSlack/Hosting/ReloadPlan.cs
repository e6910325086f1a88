using System.Collections.Immutable;

namespace AccessSlack.Hosting;

/// <summary>Why something is read again.</summary>
internal enum ReloadCause
{
    /// <summary>SIGHUP: the configuration itself, and with it everything it names.</summary>
    Asked,

    /// <summary>
    /// A credential or secret was renewed; the configuration stays as it was when it was last asked for.
    /// </summary>
    FilesChanged,
}

/// <summary>A reload that is ready to happen, or why it cannot: all of it happens or nothing.</summary>
/// <param name="Problems">
/// Each with its remedy. Any of them means that <paramref name="Commit"/> is never called.
/// </param>
/// <param name="NeedRestart">Settings that changed but only count after a restart.</param>
/// <param name="Commit">Cannot fail.</param>
internal sealed record ReloadPlan(ImmutableArray<string> Problems, ImmutableArray<string> NeedRestart, Action Commit);
