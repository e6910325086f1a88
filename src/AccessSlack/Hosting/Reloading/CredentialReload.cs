using AccessSlack.Configuration;
using AccessSlack.Hosting.Checks;
using AccessSlack.Http.Certificates;
using AccessSlack.Teleport;
using AccessSlack.Teleport.Credentials;

namespace AccessSlack.Hosting.Reloading;

/// <summary>Checks the certificates and keys of a configuration, and puts them to use.</summary>
/// <param name="teleport">Takes new credentials.</param>
/// <param name="certificates">The listener's; null for plain HTTP.</param>
/// <param name="time">The clock.</param>
internal sealed class CredentialReload(TeleportClient teleport, ListenerCertificates? certificates, TimeProvider time)
{
    /// <summary>Everything that is wrong with a configuration and with the files that it names.</summary>
    public IEnumerable<string> ProblemsOf(string path, ConfigResult next) =>
        CredentialCheck.AllProblems(next, time).Select(problem => $"{path}: {problem}");

    /// <param name="path">The configuration file.</param>
    /// <param name="next">What was read from it, without a problem of its own.</param>
    /// <param name="problems">Gets everything that is wrong with the files.</param>
    /// <returns>Puts the files to use; null if they cannot be used.</returns>
    public Action? Prepare(string path, ConfigResult next, List<string> problems)
    {
        var faults = ProblemsOf(path, next).ToList();
        problems.AddRange(faults);
        if (faults.Count > 0) return null;
        try
        {
            var commit = teleport.Prepare(SettingsMapping.FilesOf(next.Settings!.Teleport));
            return () => Commit(commit, next.Settings.Http);
        }
        catch (CredentialException changed)
        {
            problems.Add(changed.Message); // since they were checked
            return null;
        }
    }

    private void Commit(Action teleportFiles, HttpSettings http)
    {
        teleportFiles();
        // If the files changed after they were checked, the next connection checks them again.
        if (SettingsMapping.FilesOf(http) is { } files) certificates?.TryReload(files, out _);
    }
}
