using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AccessSlack.Teleport.Connections.Routing;

namespace AccessSlack.Tests.Teleport.Connections.Routing;

public sealed class AuthProtocolsTests
{
    [Theory]
    [InlineData("prod", "teleport-auth@70726f64.teleport.cluster.local")]
    [InlineData("prod.Example.com", "teleport-auth@70726f642e4578616d706c652e636f6d.teleport.cluster.local")]
    [InlineData("größe", "teleport-auth@6772c3b6c39f65.teleport.cluster.local")]
    public void For_Cluster_OffersItFirstAndThenH2(string cluster, string first) =>
        Assert.Equal([first, "h2"], AuthProtocols.For(cluster).Select(protocol => protocol.ToString()));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void For_NoCluster_OffersOnlyH2(string? cluster) =>
        Assert.Equal(["h2"], AuthProtocols.For(cluster).Select(protocol => protocol.ToString()));

    /// <summary>The name of a protocol has at most 255 bytes.</summary>
    [Theory]
    [InlineData(AuthProtocols.MaxCluster, 2)]
    [InlineData(AuthProtocols.MaxCluster + 1, 1)]
    public void For_LongName_IsOfferedAsLongAsItFits(int length, int protocols) =>
        Assert.Equal(protocols, AuthProtocols.For(new string('c', length)).Count);

    [Theory]
    [InlineData("CN=prod, O=prod", "prod")]
    [InlineData("O=prod, CN=something else, SERIALNUMBER=1", "prod")]
    [InlineData("CN=prod", null)]
    [InlineData("O=one, O=two", null)]
    public void ClusterOf_Certificate_IsTheIssuersOrganization(string issuer, string? cluster)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest(issuer, key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch.AddDays(1)
        );

        Assert.Equal(cluster, AuthProtocols.ClusterOf(certificate));
    }
}
