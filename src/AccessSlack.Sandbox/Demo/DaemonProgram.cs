using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AccessSlack.Sandbox.Demo;

/// <summary>
/// The daemon as a program: the one built with the sandbox, or the release binary named by the environment.
/// </summary>
internal static class DaemonProgram
{
    /// <summary>Path of a release binary to start instead.</summary>
    public const string Variable = "ACCESS_SLACK_BINARY";

    /// <summary>The release binary; null if none is named.</summary>
    public static string? Release =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } binary ? binary : null;

    public static ProcessStartInfo Command(params IEnumerable<string> arguments) =>
        Release is { } binary
            ? new(binary, arguments)
            : new(DotnetHost(), arguments.Prepend(Path.Combine(AppContext.BaseDirectory, "teleport-slack.dll")));

    /// <summary>The host of the runtime that is running us, wherever it is installed.</summary>
    private static string DotnetHost() =>
        Path.GetFullPath(
            Path.Combine(
                RuntimeEnvironment.GetRuntimeDirectory(),
                "../../..",
                OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"
            )
        );
}
