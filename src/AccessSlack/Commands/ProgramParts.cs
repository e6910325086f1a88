using System.Reflection;

namespace AccessSlack.Commands;

/// <summary>
/// The assemblies inside the single file of a release. The runtime opens that file anew, by its path, for each one that it needs
/// later, and an upgrade puts another file in its place while we run: then the first click, or the stop, would find nothing.
/// </summary>
internal static class ProgramParts
{
    /// <summary>Loads all of them. A build in many files is left alone: it is upgraded by whoever built it.</summary>
    public static void LoadAll()
    {
        if (File.Exists(Path.Combine(AppContext.BaseDirectory, "teleport-slack.dll"))) return;
        var parts = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "";
        foreach (var part in parts.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)) Assembly.Load(Path.GetFileNameWithoutExtension(part));
    }
}
