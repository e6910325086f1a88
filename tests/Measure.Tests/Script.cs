using AccessSlack.Sandbox.Demo;

namespace AccessSlack.Measure.Tests;

/// <summary>A program made of a few lines of shell, in a folder of its own.</summary>
internal sealed class Script : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("access-slack-");

    public Script(string text, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserExecute)
    {
        File.WriteAllText(Path, $"#!/bin/sh\n{text}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path, mode);
    }

    public string Path => System.IO.Path.Combine(_folder.FullName, "program");

    /// <summary>The line that turns a script into the real daemon.</summary>
    public static string Daemon
    {
        get
        {
            var command = DaemonProgram.Command();
            var words = command.ArgumentList.Prepend(command.FileName).Select(word => $"'{word}'");
            return $"exec {string.Join(' ', words)} \"$@\"";
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
