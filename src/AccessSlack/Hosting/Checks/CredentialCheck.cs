using System.Collections.Immutable;
using AccessSlack.Configuration;
using AccessSlack.Http.Certificates;
using AccessSlack.Teleport;
using AccessSlack.Teleport.Credentials;

namespace AccessSlack.Hosting.Checks;

/// <summary>
/// Finds everything that is wrong with the files of certificates and keys that a configuration names, with the key and
/// the line of each, also if something else is wrong with the configuration.
/// </summary>
internal static class CredentialCheck
{
    private const int MaxSize = 1024 * 1024;

    private static readonly SystemConfigSource Disk = new();

    public static ImmutableArray<Problem> Run(ConfigResult read, TimeProvider time)
    {
        if (read.Draft is not { } settings) return [];
        var files = SettingsMapping.FilesOf(settings.Teleport);
        var unreadable = read.CertificateFiles.Select(item => FileFault(item, files)).OfType<Problem>().ToList();
        // A file that cannot be read would be reported a second time, by what needs its content.
        var isTeleportsReadable = !unreadable.Exists(problem => IsTeleports(problem.Key));
        var isListenersReadable = !unreadable.Exists(problem => IsListeners(problem.Key));
        var problems = unreadable
            .Concat(isTeleportsReadable && IsComplete(files) ? TeleportFaults(read, files, time) : [])
            .Concat(isListenersReadable ? ListenerFaults(read, settings.Http) : []);
        return [.. problems.OrderBy(problem => problem.Line)];
    }

    /// <summary>Everything that prevents a start: problems of the configuration, then those of credentials.</summary>
    public static ImmutableArray<Problem> AllProblems(ConfigResult read, TimeProvider time) =>
        [.. read.Problems, .. Run(read, time)];

    private static Problem? FileFault(Item<string> item, CredentialFiles files) =>
        FileContent.Read(Disk, item.Value, MaxSize) switch
        {
            FileContent.Unreadable { IsMissing: true } when IsTeleports(item.Key) => Of(
                item,
                $"The file {item.Value} does not exist.",
                "If tbot writes it, start the daemon after tbot (see \"Start order\" in docs/teleport.md); otherwise " +
                $"{SigningCommand.For(files)}"
            ),
            FileContent.Unreadable { Fault: var fault, Remedy: var remedy } =>
                Of(item, $"The file {item.Value} {fault}.", remedy),
            _ => null,
        };

    private static IEnumerable<Problem> TeleportFaults(ConfigResult read, CredentialFiles files, TimeProvider time) =>
        TeleportCredentials
            .FaultsOf(files, time.GetUtcNow())
            .Select(fault => Of(
                read.CertificateFiles.First(item => item.Value == fault.File && IsTeleports(item.Key)),
                $"{fault.File}: {fault.What}.",
                Sentence(fault.Remedy)
            ));

    private static IEnumerable<Problem> ListenerFaults(ConfigResult read, HttpSettings settings)
    {
        if (SettingsMapping.FilesOf(settings) is not { } files) return [];
        try
        {
            ListenerCertificate.Load(ListenerPair.Read(files));
            return [];
        }
        catch (StartException fault)
        {
            var item = read.CertificateFiles.First(item => item.Value == files.Certificate && IsListeners(item.Key));
            return [Of(item, fault.Problem, fault.Remedy)];
        }
    }

    /// <summary>If some are missing, that is a problem of the configuration.</summary>
    private static bool IsComplete(CredentialFiles files) =>
        files.Identity is not null
            ? files is { ClientKey: null, ClientCertificate: null, RootCas: null }
            : files is { ClientKey: not null, ClientCertificate: not null, RootCas: not null };

    // Under its first name, https-key-file, the key has hyphens.
    public static bool IsListeners(string key) => key.Contains("https", StringComparison.Ordinal);

    private static bool IsTeleports(string key) => !IsListeners(key);

    private static string Sentence(string remedy) =>
        remedy.Length == 0 ? "" : $"{char.ToUpperInvariant(remedy[0])}{remedy[1..]}";

    private static Problem Of(Item<string> item, string message, string remedy) =>
        new(item.Place.Line, item.Place.Column, item.Key, message, remedy) { IsCredential = true };
}
