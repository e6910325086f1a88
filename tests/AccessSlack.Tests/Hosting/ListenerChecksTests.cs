using System.Net;
using AccessSlack.Configuration;
using AccessSlack.Hosting.Checks;
using AccessSlack.Testing;
using AccessSlack.Tests.Http;

namespace AccessSlack.Tests.Hosting;

public sealed class ListenerChecksTests : IDisposable
{
    private readonly ListenerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The certificate is for 127.0.0.1.</summary>
    [Theory]
    [InlineData(null, "")]
    [InlineData("https://127.0.0.1", "")]
    [InlineData("https://127.0.0.1:8443", "")]
    [InlineData("https://slack.example.com", "for 127.0.0.1 and not for slack.example.com")]
    public void CheckCertificate_PublicAddress_MustBeItsHost(string? address, string words)
    {
        _folder.Write(_folder.Issue());
        var settings = new HttpSettings(
            new IPEndPoint(IPAddress.Loopback, 0),
            address is null ? null : new Uri(address),
            _folder.Files.Key,
            _folder.Files.Certificate,
            Insecure: false,
            Diagnostics: null
        );
        var report = new CheckReport([], []);

        new ListenerChecks(settings, new ManualTime()).CheckCertificate(report);

        Assert.Equal(words.Length == 0 ? [] : ["listener_certificate_name"], report.Findings.Select(f => f.Code));
        Assert.All(report.Findings, f => Assert.Contains(words, f.Message, StringComparison.Ordinal));
    }
}
