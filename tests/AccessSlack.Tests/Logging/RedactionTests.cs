using AccessSlack.Logging;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Tests.Logging;

public sealed class RedactionTests
{
    // Assembled, so that no scanner takes them for leaked credentials.
    public static TheoryData<string, string> Secrets => new()
    {
        { "sent xox" + "b-1234-5678-AbCd.", "sent ***" },
        { "Bearer xox" + "p-1-2-3-abc, next", "Bearer ***, next" },
        { "xox" + "e.xox" + "b-1-MTIz_abc-def", "***" },
        { "xox" + "e-1-My0x", "***" },
        { "XOX" + "B-1234", "***" },
        { "XAPP" + "-1-A111", "***" },
        { "HTTPS://HOOKS.SLACK" + ".COM/x", "***" },
        { "-----begin " + "private key-----", "***" },
        { "d=xox" + "d-a%2Fb%3D&x", "d=***&x" },
        { "app xapp" + "-1-A111-222-abcdef end", "app *** end" },
        { "POST https://hooks.slack" + ".com/actions/T1/2/abc failed", "POST *** failed" },
        { "(\"https://hooks.slack" + "-gov.com/services/T1/B2/abc\")", "(\"***\")" },
        { "a -----BEGIN " + "PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY----- b", "a *** b" },
        { "-----BEGIN RSA " + "PRIVATE KEY-----\\nMIIE\\n-----END RSA PRIVATE KEY-----", "***" },
        { "cut -----BEGIN EC " + "PRIVATE KEY-----\nMIIE", "cut ***" },
    };

    [Theory]
    [MemberData(nameof(Secrets))]
    public void Apply_Secret_IsReplaced(string text, string expected) => Assert.Equal(expected, Redaction.Apply(text));

    [Theory]
    [InlineData("alice requests dba in C0123, ts 1700000000.000100")]
    [InlineData("https://slack.com/api/chat.postMessage")]
    [InlineData("a token starts with xoxb- or xapp-")]
    [InlineData("-----BEGIN CERTIFICATE-----")]
    public void Apply_NoSecret_IsUnchanged(string text) => Assert.Equal(text, Redaction.Apply(text));

    /// <summary>If an end were searched for from every beginning, this would take hours.</summary>
    [Theory]
    [InlineData("-----BEGIN ", "")]
    [InlineData("-----BEGIN PRIVATE KEY", "")]
    [InlineData("PRIVATE KEY ", "-----BEGIN ")]
    [InlineData("-----END PRIVATE KEY ", "-----BEGIN PRIVATE KEY-----")]
    [InlineData("xox", "")]
    [InlineData("https://hook", "")]
    public void Apply_HostileText_EndsSoon(string part, string head) =>
        Assert.NotEmpty(Redaction.Apply(head + string.Concat(Enumerable.Repeat(part, 300_000))));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Log_SecretAnywhereInAnEvent_IsNotWritten(bool json)
    {
        const string Token = "xox" + "b-1234-SECRET";
        const string Key = "-----BEGIN " + "PRIVATE KEY-----\nSECRET\n-----END PRIVATE KEY-----";
        using var log = json ? LogCapture.Json() : LogCapture.Text();

        log.Logger()
            .LogWarning(new InvalidOperationException(Key), "refused {Token} xox" + "b-{Rest}", Token, "SECRET");
        log.Logger()
            .Event(
                LogLevel.Warning,
                Token,
                ("key", Key),
                ("list", new[] { Token }),
                ("url", new Uri("https://hooks.slack.com/SECRET"))
            );

        Assert.DoesNotContain("SECRET", log.Written, StringComparison.Ordinal);
        Assert.Equal(2, log.Written.Count(c => c == '\n'));
    }
}
