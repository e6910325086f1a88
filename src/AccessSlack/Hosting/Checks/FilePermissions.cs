using AccessSlack.Configuration;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Hosting.Checks;

/// <summary>
/// Finds files that other users of this machine may read or change although they give authority. None of this prevents
/// a start, because installations of the Go plugin run like that.
/// </summary>
internal static partial class FilePermissions
{
    private const UnixFileMode Changeable = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    public static void Warn(ConfigurationSource source, ILogger logger)
    {
        foreach (var finding in Check(source.Path, source.Running))
            Log.Exposed(logger, finding.Subject, finding.Message, finding.Remedy);
    }

    /// <param name="path">The configuration file.</param>
    /// <param name="configuration">What was read from it.</param>
    public static IEnumerable<Finding> Check(string path, ConfigResult configuration)
    {
        if (OperatingSystem.IsWindows()) return [];
        return FilesOf(path, configuration)
            .DistinctBy(file => file.File)
            // A directory in the place of a file holds nothing that the daemon reads.
            .Where(file => !Directory.Exists(file.File))
            .SelectMany(file =>
                Read(file.File) is { } mode ? Judge(file.File, mode, FolderOf(file.File), file.IsSecret) : []
            );
    }

    /// <summary>Every file that the daemon reads, and whether reading it is enough to do harm.</summary>
    public static IEnumerable<(string File, bool IsSecret)> FilesOf(string path, ConfigResult configuration) =>
        [
            (path, configuration.HasLiteralSecrets),
            .. configuration.SecretFiles.Select(file => (file, true)),
            .. configuration.Settings is { } settings ? Credentials(settings) : [],
        ];

    /// <param name="file">Its name.</param>
    /// <param name="mode">Who may do what with it.</param>
    /// <param name="folder">Its directory: who may change that can replace the file.</param>
    /// <param name="isSecret">Whether reading it is enough to do harm.</param>
    public static IEnumerable<Finding> Judge(
        string file,
        UnixFileMode mode,
        (string Name, UnixFileMode Mode) folder,
        bool isSecret
    )
    {
        if ((mode & Changeable) != UnixFileMode.None)
            yield return Finding.Warning(
                "file_writable",
                file,
                "Other users of this machine can change this file, and with it who may decide.",
                $"Run: chmod go-w {file}"
            );
        if (isSecret && mode.HasFlag(UnixFileMode.OtherRead))
            yield return Finding.Warning(
                "file_readable",
                file,
                "Every user of this machine can read this file, which holds a secret.",
                $"Run: chmod o-r {file}"
            );
        if (folder.Mode.HasFlag(UnixFileMode.OtherWrite) && !folder.Mode.HasFlag(UnixFileMode.StickyBit))
            yield return Finding.Warning(
                "file_writable",
                file,
                $"Every user of this machine can replace this file, because all may write to {folder.Name}.",
                $"Run: chmod o-w {folder.Name}"
            );
    }

    private static IEnumerable<(string File, bool IsSecret)> Credentials(Settings settings)
    {
        (string? File, bool IsSecret)[] files =
        [
            (settings.Teleport.Identity, true),
            (settings.Teleport.ClientKey, true),
            (settings.Teleport.ClientCertificate, false),
            (settings.Teleport.RootCas, false),
            (SettingsMapping.FilesOf(settings.Http)?.Key, true),
            (SettingsMapping.FilesOf(settings.Http)?.Certificate, false),
        ];
        return files.Where(file => file.File is not null).Select(file => (file.File!, file.IsSecret));
    }

    private static (string Name, UnixFileMode Mode) FolderOf(string file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/";
        return (folder, Read(folder) ?? UnixFileMode.None);
    }

    /// <summary>Of the file itself, not of a link to it. Null if it cannot be looked at; others report that.</summary>
    private static UnixFileMode? Read(string path)
    {
        if (OperatingSystem.IsWindows()) return null;
        try
        {
            var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
            return File.GetUnixFileMode(target);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1040,
            Level = LogLevel.Warning,
            Message = "The permissions of {File}: {Problem} {Cure}"
        )]
        public static partial void Exposed(ILogger logger, string file, string problem, string cure);
    }
}
