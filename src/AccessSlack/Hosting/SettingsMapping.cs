using AccessSlack.Configuration;
using AccessSlack.Diagnostics;
using AccessSlack.Http.Certificates;
using AccessSlack.Teleport;
using AccessSlack.Teleport.Connections.Routing;

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

    /// <summary>How to connect; reads the environment of this process.</summary>
    public static TeleportOptions OptionsOf(TeleportSettings settings)
    {
        var variable = settings.ConnectionUpgrade is null && TeleportAddress.TryParse(settings.Address, out var address)
            ? UpgradeVariable.Decide(Environment.GetEnvironmentVariable(UpgradeVariable.Name), address)
            : null;
        var routing = new RoutingOptions
        {
            Upgrades = settings.ConnectionUpgrade ?? variable,
            Cluster = settings.Cluster,
            HttpProxies = settings.HttpProxy ? OutboundProxy.FromEnvironment() : null,
        };
        return new(settings.Address, FilesOf(settings))
        {
            Routing = variable is null ? routing : routing with { DecidedBy = UpgradeVariable.Name },
        };
    }

    public static CertificateTerm TermOf(TeleportClient teleport) =>
        new(
            "The client certificate for Teleport",
            teleport.Credentials.CertificateFile.Path,
            teleport.Credentials.Begins,
            teleport.Credentials.Expires,
            teleport.Credentials.CertificateFile.SignAgain
        );
}
