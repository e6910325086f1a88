using System.Security.Cryptography.X509Certificates;

namespace AccessSlack.Teleport.Credentials;

/// <summary>What our own certificate says about us.</summary>
/// <param name="User">The Teleport user, which is the common name; empty when there is none.</param>
/// <param name="HasActiveRequests">
/// The identity was signed while access requests were assumed; from 15 or 16 on it may decide nothing
/// (docs/protocols/teleport.md 3.2).
/// </param>
internal sealed record CertificateSubject(string User, bool HasActiveRequests)
{
    /// <summary>
    /// Teleport writes one such attribute into the subject for every access request that is assumed (its <c>tlsca</c>
    /// package).
    /// </summary>
    private const string ActiveRequest = "1.3.9999.2.8";

    public static CertificateSubject Of(X509Certificate2 certificate) => new(
            certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false),
            certificate
                .SubjectName.EnumerateRelativeDistinguishedNames()
                .Any(name => !name.HasMultipleElements && name.GetSingleElementType().Value == ActiveRequest)
        );
}
