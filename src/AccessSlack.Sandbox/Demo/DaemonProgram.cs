using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AccessSlack.Sandbox.Demo;

/// <summary>
/// The daemon as a program: the one built beside us, or the release binary that the environment names.
/// </summary>
internal static class DaemonProgram
{
    /// <summary>The path of a release binary, which is then what is started.</summary>
    public const string Variable = "ACCESS_SLACK_BINARY";

    /// <summary>The release binary; null where none is named.</summary>
    public static string? Release =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } binary ? binary : null;

    public static ProcessStartInfo Command(params IEnumerable<string> arguments) =>
        Release is { } binary
            ? new(binary, arguments)
            : new(DotnetHost(), arguments.Prepend(Path.Combine(AppContext.BaseDirectory, "teleport-slack.dll")));

    /// <summary>The host that runs us belongs to the runtime in use, wherever that is installed.</summary>
    private static string DotnetHost() =>
        Path.GetFullPath(
            Path.Combine(
                RuntimeEnvironment.GetRuntimeDirectory(),
                "../../..",
                OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"
            )
        );
}
