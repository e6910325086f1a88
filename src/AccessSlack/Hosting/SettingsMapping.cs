using AccessSlack.Configuration;
using AccessSlack.Diagnostics;
using AccessSlack.Http.Certificates;
using AccessSlack.Teleport;

namespace AccessSlack.Hosting;

/// <summary>Maps settings to the types of the components that use them.</summary>
internal static class SettingsMapping
{
    /// <summary>Null for plain HTTP, and without a listener.</summary>
    public static ListenerFiles? FilesOf(HttpSettings settings) =>
        settings is { IsUsed: true, Insecure: false, CertificateFile: { } file, KeyFile: { } key }
            ? new(file, key)
            : null;

    public static CredentialFiles FilesOf(TeleportSettings settings) =>
        new(settings.ClientKey, settings.ClientCertificate, settings.RootCas, settings.Identity);

    public static CertificateTerm TermOf(TeleportClient teleport) =>
        new(
            "The client certificate for Teleport",
            teleport.Credentials.CertificateFile.Path,
            teleport.Credentials.Begins,
            teleport.Credentials.Expires,
            teleport.Credentials.CertificateFile.SignAgain
        );
}
