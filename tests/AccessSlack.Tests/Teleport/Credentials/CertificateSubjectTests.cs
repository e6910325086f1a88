using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AccessSlack.Teleport.Credentials;

namespace AccessSlack.Tests.Teleport.Credentials;

public sealed class CertificateSubjectTests
{
    // Teleport writes the roles as one set of several organizations, and each active request as an attribute of its
    // own.
    [Theory]
    [InlineData("CN=access-slack, O=a+O=b, L=root", "access-slack", false)]
    [InlineData(
        "CN=access-slack, OID.1.3.9999.2.7=admin, OID.1.3.9999.2.8=01965f3a-7c1e-7bb5-9a3f-0d5b8c1d2e4f",
        "access-slack",
        true
    )]
    [InlineData("O=nobody", "", false)]
    public void Of_Certificate_TellsTheUserAndWhetherRequestsAreActive(
        string subject,
        string user,
        bool hasActiveRequests
    )
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest(subject, key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch.AddDays(1)
        );

        Assert.Equal(new CertificateSubject(user, hasActiveRequests), CertificateSubject.Of(certificate));
    }
}
