using System.Security.Cryptography;

namespace AccessSlack.Teleport.Connections;

/// <summary>TLS alerts (RFC 8446 section 6), by which a server says why it ends a connection.</summary>
internal static class TlsAlert
{
    public const int HandshakeFailure = 40;
    public const int BadCertificate = 42;
    public const int CertificateExpired = 45;
    public const int ProtocolVersion = 70;
    public const int InternalError = 80;
    public const int UnrecognizedName = 112;
    public const int NoApplicationProtocol = 120;

    /// <summary>Alerts about the recipient's certificate.</summary>
    public static bool IsAboutCertificate(int alert) => alert is (>= BadCertificate and <= 49) or 51 or 116;

    /// <summary>Alerts about the names of server or protocols in our greeting.</summary>
    public static bool IsAboutNames(int alert) =>
        alert is HandshakeFailure or UnrecognizedName or NoApplicationProtocol;

    public static string Name(int alert) => alert switch
    {
        HandshakeFailure => "handshake failure",
        BadCertificate => "bad certificate",
        43 => "unsupported certificate",
        44 => "certificate revoked",
        CertificateExpired => "certificate expired",
        46 => "certificate unknown",
        48 => "unknown CA",
        49 => "access denied",
        ProtocolVersion => "protocol version",
        InternalError => "internal error",
        UnrecognizedName => "unrecognized name",
        116 => "certificate required",
        NoApplicationProtocol => "no application protocol",
        _ => $"number {alert}",
    };

    /// <summary>
    /// The alert that ended a handshake or a read; null if something else did, or it is unknown. OpenSSL reports alerts
    /// as reason codes with an offset of 1000 (SSL_AD_REASON_OFFSET), and the runtime keeps its error code as HResult.
    /// </summary>
    public static int? Of(Exception? exception) =>
        exception?.GetBaseException() is CryptographicException { HResult: var code }
        && (code & 0xFFF) is > 1000 and <= 1255 and var reason
            ? reason - 1000
            : null;
}
