using AccessSlack.Teleport.Connections.Routing;

namespace AccessSlack.Teleport;

/// <summary>How to connect to Teleport.</summary>
/// <param name="Address">
/// The auth server or the web address of a proxy, as configured: a host, with a port if it is not 3025.
/// </param>
/// <param name="Files">Our credentials.</param>
internal sealed record TeleportOptions(string Address, CredentialFiles Files)
{
    public RoutingOptions Routing { get; init; } = new();
}

/// <summary>
/// Either <paramref name="Identity"/> or the three other files; as <c>tctl auth sign</c> writes them
/// (docs/protocols/teleport.md 2.6).
/// </summary>
internal sealed record CredentialFiles(string? ClientKey, string? ClientCertificate, string? RootCas, string? Identity);
