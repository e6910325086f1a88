using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AccessSlack.Http.Probes;
using AccessSlack.Tests.Samples;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Tests.Http.Probes;

/// <summary>What the listener answers to a probe, and what an answer is good for: nothing else.</summary>
public class ProbeTests
{
    private const string Nonce = "0123456789abcdef0123456789abcdef";
    private const string Path = SlackPaths.Interactions;

    public static TheoryData<string> Kinds => [.. Enum.GetNames<ProbeKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Probe_Signed_IsAnsweredWithItsProofAndReachesNoHandler(string kind)
    {
        await using var door = await Door.OpenAsync();

        var answer = await door.AskAsync(BodyOf(kind));

        Assert.True(Fits(answer));
        Assert.Empty(door.Handled);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Probe_NotSigned_IsRefused(string kind)
    {
        await using var door = await Door.OpenAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, await door.PostAsync(BodyOf(kind), secret: "another"));
        Assert.Equal(HttpStatusCode.Unauthorized, await door.PostAsync(BodyOf(kind), age: TimeSpan.FromMinutes(6)));
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await door.PostAsync(BodyOf(kind), request => request.Headers.Clear())
        );
    }

    /// <summary>Sent again while the time stamp is valid, it gives the same proof, and nothing else.</summary>
    [Fact]
    public async Task Probe_SentAgain_GivesNothingNew()
    {
        await using var door = await Door.OpenAsync();

        var first = await door.AskAsync(BodyOf("Form"));
        var second = await door.AskAsync(BodyOf("Form"));

        Assert.Equal(first, second);
        Assert.Empty(door.Handled);
        Assert.Equal(1, door.Said.Count(LogLevel.Information, "A probe of check --public-url arrived on " + Path));
    }

    [Fact]
    public async Task Probe_SignedWithTheSecondSecret_IsAnsweredWithThatOne()
    {
        await using var door = await Door.OpenAsync();
        door.Secrets = [new("the next one"), new(Door.Secret)];

        Assert.True(Fits(await door.AskAsync(BodyOf("Plain"))));
    }

    /// <summary>Only the exact bytes are a probe: everything else is what Slack sends, or malformed.</summary>
    [Theory]
    [InlineData("teleport_slack_probe=0123456789ABCDEF0123456789ABCDEF")]
    [InlineData("teleport_slack_probe=0123456789abcdef0123456789abcde")]
    [InlineData("teleport_slack_probe=0123456789abcdef0123456789abcdef&payload=%7B%7D")]
    [InlineData("teleport_slack_probe=0123456789abcdef0123456789abcdef\n")]
    [InlineData("a=1&teleport_slack_probe=0123456789abcdef0123456789abcdef")]
    [InlineData("{\"teleport_slack_probe\":\"0123456789abcdef0123456789abcdef\"}")]
    public async Task Probe_OtherBytes_IsNone(string body)
    {
        await using var door = await Door.OpenAsync();

        Assert.Null(ProbeBody.NonceOf(Encoding.UTF8.GetBytes(body)));
        await door.PostAsync(body); // checks that there is no proof in the answer
    }

    /// <summary>Whatever a user types comes after the fields that Slack's bodies begin with.</summary>
    [Theory]
    [InlineData("payload=")]
    [InlineData("token=x&command=%2Fteleport&text=")]
    [InlineData("{\"token\":\"x\",\"event\":{\"text\":\"")]
    public void Probe_TextOfAUserInABodyOfSlack_IsNone(string start) =>
        Assert.All(
            Enum.GetValues<ProbeKind>(),
            kind => Assert.Null(ProbeBody.NonceOf([.. Encoding.UTF8.GetBytes(start), .. ProbeBody.Write(kind, Nonce)]))
        );

    [Theory]
    [InlineData("+", "%20")]
    [InlineData("%2f", "%2F")]
    [InlineData("%7E", "~")]
    [InlineData("&text=", "&text")]
    public void Probe_BytesThatAProxyMayEncodeAgain_AreInIt(string sent, string changed)
    {
        var body = Encoding.UTF8.GetString(ProbeBody.Write(ProbeKind.Form, Nonce));

        Assert.Contains(sent, body, StringComparison.Ordinal);
        Assert.Null(ProbeBody.NonceOf(Encoding.UTF8.GetBytes(body.Replace(sent, changed, StringComparison.Ordinal))));
    }

    /// <summary>With the proof in hand, no call can be signed, whichever text the proof is taken to sign.</summary>
    [Theory]
    [InlineData("payload=%7B%22type%22%3A%22block_actions%22%7D")]
    [InlineData("teleport_slack_probe=0123456789abcdef0123456789abcdef")]
    [InlineData("answer\n/slack/interactions\n0123456789abcdef0123456789abcdef")]
    public async Task Proof_AsASignatureOfSlack_IsRefused(string body)
    {
        await using var door = await Door.OpenAsync();
        var proof = (string)JsonNode.Parse(await door.AskAsync(BodyOf("Form")))!["teleport_slack_probe"]!;

        Assert.Equal(64, proof.Length);
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await door.PostAsync(body, request =>
            {
                request.Headers.Remove(AccessSlack.Http.SlackSignature.SignatureHeader);
                request.Headers.Add(AccessSlack.Http.SlackSignature.SignatureHeader, "v0=" + proof);
            })
        );
        Assert.Empty(door.Handled);
    }

    /// <summary>The nonce is the only part that a caller chooses, and no nonce gives a signature.</summary>
    [Fact]
    public void Proof_OfAnyNonce_IsNoMacUnderTheSecretItself() =>
        Any.Holds(Any.Of(random => Convert.ToHexStringLower(Bytes(random))), nonce =>
        {
            var answer = Encoding.UTF8.GetString(ProbeAnswer.Write(new(Door.Secret), Path, nonce));
            foreach (var signed in new[] { nonce, $"answer\n{Path}\n{nonce}", $"v0:{nonce}" })
                Assert.DoesNotContain(Mac(signed), answer, StringComparison.Ordinal);
        });

    [Fact]
    public void Proof_OfAnotherSecretPathOrNonce_DoesNotFit()
    {
        var answer = ProbeAnswer.Write(new(Door.Secret), Path, Nonce);

        Assert.True(ProbeAnswer.Fits(answer, new(Door.Secret), Path, Nonce));
        Assert.False(ProbeAnswer.Fits(answer, new("another"), Path, Nonce));
        Assert.False(ProbeAnswer.Fits(answer, new(Door.Secret), SlackPaths.Commands, Nonce));
        Assert.False(ProbeAnswer.Fits(answer, new(Door.Secret), Path, Nonce.Replace('0', '1')));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ok")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"teleport_slack_probe\":1}")]
    [InlineData("{\"teleport_slack_probe\":\"\\ud800\"}")]
    [InlineData("{\"teleport_slack_probe\":\"0000000000000000000000000000000000000000000000000000000000000000\"}")]
    public void Proof_AnswerOfAnotherServer_DoesNotFit(string answer) =>
        Assert.False(ProbeAnswer.Fits(Encoding.UTF8.GetBytes(answer), new(Door.Secret), Path, Nonce));

    private static string BodyOf(string kind) =>
        Encoding.UTF8.GetString(ProbeBody.Write(Enum.Parse<ProbeKind>(kind), Nonce));

    private static bool Fits(string answer) =>
        ProbeAnswer.Fits(Encoding.UTF8.GetBytes(answer), new(Door.Secret), Path, Nonce);

    private static string Mac(string signed) =>
        Convert.ToHexStringLower(
            System.Security.Cryptography.HMACSHA256.HashData(
                Encoding.UTF8.GetBytes(Door.Secret),
                Encoding.UTF8.GetBytes(signed)
            )
        );

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[ProbeBody.NonceLength / 2];
        random.NextBytes(bytes);
        return bytes;
    }
}
