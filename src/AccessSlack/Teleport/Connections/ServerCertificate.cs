using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AccessSlack.Requests.Text;
using AccessSlack.Teleport.Credentials;

namespace AccessSlack.Teleport.Connections;

/// <summary>Describes why the chain policy rejected a server's certificate, whose content is untrusted.</summary>
internal static class ServerCertificate
{
    /// <summary>
    /// The name in every auth server's certificate (docs/protocols/teleport.md 2.1), which need not contain the dialed
    /// address.
    /// </summary>
    public const string AuthName = "teleport.cluster.local";

    /// <summary>The remedy for a wrong address.</summary>
    public const string AddressRemedy =
        "set addr (or auth_server) under [teleport] to the auth server, whose port is 3025 unless configured " +
        "otherwise, or to the web address of the Teleport proxy";

    private const int MaxNames = 3;
    private const int MaxName = 100;

    private const X509ChainStatusFlags Stranger =
        X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.NotSignatureValid;

    /// <param name="certificate">The server's certificate.</param>
    /// <param name="chain">Built by the chain policy.</param>
    /// <param name="errors">The verdict.</param>
    /// <param name="address">As configured.</param>
    /// <param name="credentials">Hold the trusted CAs.</param>
    /// <param name="now">Tells "expired" from "not yet valid".</param>
    public static string Describe(
        X509Certificate2 certificate,
        X509Chain? chain,
        SslPolicyErrors errors,
        string address,
        TeleportCredentials credentials,
        DateTimeOffset now
    )
    {
        var names = Names(certificate);
        if (!IsAuthServers(certificate)) return NoAuthServer(certificate, names, address);
        var status = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status)
            ?? X509ChainStatusFlags.NoError;
        if ((status & Stranger) != X509ChainStatusFlags.NoError) return OfStranger(certificate, address, credentials);
        if (chain is not null && status.HasFlag(X509ChainStatusFlags.NotTimeValid))
            return OutOfTime(certificate, chain, address, credentials, now);
        return $"the certificate of the auth server at {address} is not valid ({errors}, {status})";
    }

    /// <summary>Whether an auth server could show it.</summary>
    public static bool IsAuthServers(X509Certificate2 certificate) => Names(certificate).Any(IsAuthServer);

    /// <summary>The first of its names, fit for a message.</summary>
    public static string NamesOf(X509Certificate2 certificate) => Listed(Names(certificate));

    private static string NoAuthServer(X509Certificate2 certificate, List<string> names, string address) =>
        $"what answers at {address} is not an auth server: its certificate is for {Listed(names)}, issued by " +
        $"{Issuer(certificate)}. "
        + $"If it is the proxy, TLS does not pass through it to the auth server; {AddressRemedy}, Teleport 8 or later";

    /// <summary>
    /// Teleport names its CAs after the cluster (docs/protocols/teleport.md 2.2), so the CAs before and after a
    /// rotation share a name.
    /// </summary>
    private static string OfStranger(X509Certificate2 certificate, string address, TeleportCredentials credentials)
    {
        var cluster = Issuer(certificate);
        var (file, signAgain) = credentials.AuthorityFile;
        var trusted = credentials.Authorities.Select(Subject).Distinct(StringComparer.Ordinal).ToList();
        return trusted.Contains(cluster, StringComparer.Ordinal)
            ? $"the auth server at {address} shows a certificate of another host CA of cluster {cluster} than " +
                $"root_cas holds: {file} is older than the rotation of the host CA, or holds a CA for users; " +
                $"{signAgain}"
            : $"the auth server at {address} belongs to cluster {cluster}, but root_cas ({file}) is of " +
                $"{Listed(trusted)}: {AddressRemedy} of the right cluster, or on the auth server of {cluster} " +
                $"{signAgain}";
    }

    private static string OutOfTime(
        X509Certificate2 certificate,
        X509Chain chain,
        string address,
        TeleportCredentials credentials,
        DateTimeOffset now
    )
    {
        var element = chain
            .ChainElements.FirstOrDefault(element =>
                element.ChainElementStatus.Any(status => status.Status == X509ChainStatusFlags.NotTimeValid)
            )
            ?.Certificate
            ?? certificate;
        var what = element.Equals(certificate)
            ? $"the certificate of the auth server at {address}"
            : $"host CA {Subject(element)} in {credentials.AuthorityFile.Path}";
        return now.UtcDateTime < element.NotBefore.ToUniversalTime()
            ? $"{what} is not yet valid: it is valid from {element.NotBefore.ToUniversalTime():u}; check the clocks " +
                "of both machines"
            : $"{what} expired at {element.NotAfter.ToUniversalTime():u}; check the clock of this machine, or rotate " +
                "the host CA on the auth server (tctl auth rotate --type=host) and " +
                $"{credentials.AuthorityFile.SignAgain}";
    }

    private static bool IsAuthServer(string name) =>
        name.Equals(AuthName, StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("." + AuthName, StringComparison.OrdinalIgnoreCase);

    private static List<string> Names(X509Certificate2 certificate)
    {
        try
        {
            return
            [
                .. certificate
                    .Extensions.OfType<X509SubjectAlternativeNameExtension>()
                    .SelectMany(extension => extension.EnumerateDnsNames()),
            ];
        }
        catch (CryptographicException)
        {
            return [];
        }
    }

    /// <summary>Who signed it, fit for a message.</summary>
    public static string Issuer(X509Certificate2 certificate) => Name(certificate, isIssuer: true);

    private static string Subject(X509Certificate2 certificate) => Name(certificate, isIssuer: false);

    private static string Name(X509Certificate2 certificate, bool isIssuer)
    {
        try
        {
            return Harmless(certificate.GetNameInfo(X509NameType.SimpleName, isIssuer));
        }
        catch (CryptographicException)
        {
            return Harmless("");
        }
    }

    private static string Listed(List<string> names) =>
        names.Count == 0
            ? "no name"
            : string.Join(", ", names.Take(MaxNames).Select(Harmless))
                + (names.Count > MaxNames ? $" and {names.Count - MaxNames} more" : "");

    private static string Harmless(string name) =>
        SlackText.Plain(name, MaxName) is { Length: > 0 } text ? text : "(no name)";
}
