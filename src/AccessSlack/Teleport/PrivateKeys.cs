using System.Formats.Asn1;
using System.Security.Cryptography;

namespace AccessSlack.Teleport;

/// <summary>Reads a private key from a PEM block.</summary>
internal static class PrivateKeys
{
    private const string Rsa = "1.2.840.113549.1.1.1";
    private const string EllipticCurve = "1.2.840.10045.2.1";

    /// <exception cref="CredentialException">Not a key, or of a kind that cannot be used. Names the file and never the content.</exception>
    public static AsymmetricAlgorithm Read(PemBlock block, string file) => block.Label switch
    {
        "RSA PRIVATE KEY" => Import(RSA.Create(), block, file),
        "EC PRIVATE KEY" => Import(ECDsa.Create(), block, file),
        "PRIVATE KEY" => Import(Empty(AlgorithmOf(block, file), file), block, file),
        "OPENSSH PRIVATE KEY" => throw Unsupported(file, "the key has the OpenSSH format, which TLS cannot use"),
        "ENCRYPTED PRIVATE KEY" => throw Unsupported(file, "the key is protected by a passphrase"),
        _ => throw new CredentialException(CredentialFault.Malformed, file, $"a private key was expected, but the first PEM block is {block.Label}; {Cures.SignAgain}"),
    };

    private static AsymmetricAlgorithm Empty(string algorithm, string file) => algorithm switch
    {
        Rsa => RSA.Create(),
        EllipticCurve => ECDsa.Create(),
        _ => throw Unsupported(file, "the key is neither RSA nor ECDSA"),
    };

    private static AsymmetricAlgorithm Import(AsymmetricAlgorithm key, PemBlock block, string file)
    {
        try
        {
            key.ImportFromPem(block.Text);
            return key;
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw Damaged(file);
        }
    }

    /// <summary>PKCS#8 names the algorithm after a version number (RFC 5958).</summary>
    private static string AlgorithmOf(PemBlock block, string file)
    {
        try
        {
            var fields = PemEncoding.Find(block.Text);
            var key = new AsnReader(Convert.FromBase64String(block.Text[fields.Base64Data]), AsnEncodingRules.BER).ReadSequence();
            key.ReadInteger();
            return key.ReadSequence().ReadObjectIdentifier();
        }
        catch (AsnContentException)
        {
            throw Damaged(file);
        }
    }

    private static CredentialException Damaged(string file) => new(CredentialFault.Malformed, file, $"the private key cannot be read; {Cures.SignAgain}");

    private static CredentialException Unsupported(string file, string what) => new(CredentialFault.UnsupportedKey, file, $"{what}; {Cures.SignAgain}");
}
