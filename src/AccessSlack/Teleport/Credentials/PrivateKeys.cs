using System.Formats.Asn1;
using System.Security.Cryptography;

namespace AccessSlack.Teleport.Credentials;

/// <summary>Reads a private key from a PEM block.</summary>
internal static class PrivateKeys
{
    private const string Rsa = "1.2.840.113549.1.1.1";
    private const string EllipticCurve = "1.2.840.10045.2.1";
    private const string Ed25519 = "1.3.101.112";

    /// <summary>What OpenSSL's usual security level takes; Teleport has never made shorter ones.</summary>
    private const int MinRsaBits = 2048;

    /// <summary>P-256, P-384 and P-521: TLS 1.3 signs with no others (RFC 8446 section 4.2.3).</summary>
    private static readonly string[] TlsCurves = ["1.2.840.10045.3.1.7", "1.3.132.0.34", "1.3.132.0.35"];

    /// <exception cref="CredentialException">
    /// Not a key, or of a kind that cannot be used. Names the file and never the content.
    /// </exception>
    public static AsymmetricAlgorithm Read(PemBlock block, CredentialFile file) => block.Label switch
    {
        "RSA PRIVATE KEY" => Import(RSA.Create(), block, file),
        "EC PRIVATE KEY" => Import(ECDsa.Create(), block, file),
        "PRIVATE KEY" => Import(Empty(AlgorithmOf(block, file), file), block, file),
        "OPENSSH PRIVATE KEY" => throw Unsupported(file, "the key has the OpenSSH format, which TLS cannot use"),
        "ENCRYPTED PRIVATE KEY" => throw Encrypted(file),
        _ => throw file.Fault(
            CredentialFault.Malformed,
            $"a private key was expected, but the first PEM block is {block.Label}"
        ),
    };

    public static CredentialException Encrypted(CredentialFile file) =>
        Unsupported(file, "the key is protected by a passphrase, which a daemon cannot ask for");

    private static AsymmetricAlgorithm Empty(string algorithm, CredentialFile file) => algorithm switch
    {
        Rsa => RSA.Create(),
        EllipticCurve => ECDsa.Create(),
        Ed25519 => throw Unsupported(
            file,
            "the key is an Ed25519 key, which this program's TLS cannot use; it needs RSA or ECDSA, as Teleport " +
            "makes them for TLS"
        ),
        _ => throw Unsupported(file, "the key is neither RSA nor ECDSA"),
    };

    private static AsymmetricAlgorithm Import(AsymmetricAlgorithm key, PemBlock block, CredentialFile file)
    {
        try
        {
            key.ImportFromPem(block.Text);
            if (Weakness(key) is { } weakness) throw Unsupported(file, weakness);
            return key;
        }
        catch (Exception exception)
            when (exception is ArgumentException or CryptographicException or CredentialException)
        {
            key.Dispose();
            throw exception as CredentialException ?? Damaged(file);
        }
    }

    private static string? Weakness(AsymmetricAlgorithm key) => key switch
    {
        RSA { KeySize: < MinRsaBits and var bits } => $"the RSA key has only {bits} bits",
        ECDsa curve
            when !TlsCurves.Contains(curve.ExportParameters(includePrivateParameters: false).Curve.Oid?.Value) =>
            "the ECDSA key is on a curve that TLS 1.3 does not know",
        _ => null,
    };

    /// <summary>PKCS#8 names the algorithm after a version number (RFC 5958).</summary>
    private static string AlgorithmOf(PemBlock block, CredentialFile file)
    {
        try
        {
            var fields = PemEncoding.Find(block.Text);
            var key = new AsnReader(
                Convert.FromBase64String(block.Text[fields.Base64Data]),
                AsnEncodingRules.BER
            ).ReadSequence();
            key.ReadInteger();
            return key.ReadSequence().ReadObjectIdentifier();
        }
        catch (AsnContentException)
        {
            throw Damaged(file);
        }
    }

    private static CredentialException Damaged(CredentialFile file) =>
        file.Fault(CredentialFault.Malformed, "the private key cannot be read");

    private static CredentialException Unsupported(CredentialFile file, string what) =>
        file.Fault(CredentialFault.UnsupportedKey, what);
}
