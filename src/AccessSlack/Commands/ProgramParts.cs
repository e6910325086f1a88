using System.Reflection;

namespace AccessSlack.Commands;

/// <summary>
/// The assemblies inside the single file of a release. The runtime opens that file anew, by its path, for each one that it needs
/// later, and an upgrade puts another file in its place while we run: then the first click, or the stop, would find nothing.
/// </summary>
internal static class ProgramParts
{
    /// <summary>What the main job and the stop need and the start does not. A test replaces the file and does both; all there are would take a megabyte more.</summary>
    private static readonly string[] Late =
    [
        "Microsoft.AspNetCore.Http.Features", "Microsoft.AspNetCore.WebUtilities", "System.Collections.Immutable", "System.Diagnostics.StackTrace", "System.IO.MemoryMappedFiles",
        "System.Reflection.Metadata", "System.Security.Claims", "System.Text.Encodings.Web",
    ];

    public static void Load() => Array.ForEach(Late, Load);

    private static void Load(string name)
    {
        try
        {
            Assembly.Load(name);
        }
        catch (FileNotFoundException)
        {
            // Trimmed away, so nobody will look for it.
        }
    }
}
