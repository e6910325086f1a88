using System.Security.Cryptography;
using System.Text;
using AccessSlack.Http;
using AccessSlack.Tests.Samples;
using Microsoft.Extensions.Primitives;

namespace AccessSlack.Tests.Http;

public class SlackSignatureTests
{
    // Slack's published example (docs/protocols/slack.md 13).
    private const string Secret = "8f742231b10e8888abcd99yyyzzz85a5";
    private const string Timestamp = "1531420618";
    private const string Signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
    private const string Body =
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1531420618);

    [Fact]
    public void IsValid_PublishedExample_Holds() => Assert.True(IsValid());

    [Theory]
    [InlineData(-301, false)]
    [InlineData(-300, true)]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public void IsValid_ClockDiffers_FiveMinutesBothWays(int seconds, bool expected) =>
        Assert.Equal(
            expected,
            SlackSignature.IsValid(
                [new(Secret)],
                Timestamp,
                Signature,
                Encoding.UTF8.GetBytes(Body),
                Now.AddSeconds(seconds)
            )
        );

    [Fact]
    public void IsValid_OneOfSeveralSecrets_Holds()
    {
        Assert.True(IsValid(secrets: ["old", Secret]));
        Assert.True(IsValid(secrets: [Secret, "new"]));
    }

    [Fact]
    public void IsValid_NoOrEmptyOrWrongSecret_Refuses()
    {
        Assert.False(IsValid(secrets: []));
        Assert.False(IsValid(secrets: ["8f742231b10e8888abcd99yyyzzz85a6"]));
        Assert.False(IsValid(secrets: [""], signature: Sign("", Timestamp, Body)));
    }

    [Fact]
    public void IsValid_MissingOrRepeatedHeader_Refuses()
    {
        Assert.False(IsValid(timestamp: StringValues.Empty));
        Assert.False(IsValid(signature: StringValues.Empty));
        Assert.False(IsValid(timestamp: new([Timestamp, Timestamp])));
        Assert.False(IsValid(signature: new([Signature, Signature])));
        Assert.False(IsValid(timestamp: new([null])));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" 1531420618")]
    [InlineData("1531420618 ")]
    [InlineData("+1531420618")]
    [InlineData("1531420618.0")]
    [InlineData("1,531,420,618")]
    [InlineData("0x5b47a0ca")]
    [InlineData("-1531420618")]
    [InlineData("0000001531420618")]
    [InlineData("99999999999999999999")]
    [InlineData("１５３１４２０６１８")]
    public void IsValid_TimestampInAnotherSpelling_RefusesEvenWhenSigned(string timestamp) =>
        Assert.False(IsValid(timestamp: timestamp, signature: Sign(Secret, timestamp, Body)));

    [Theory]
    [InlineData("")]
    [InlineData("v0=")]
    [InlineData("V0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503")]
    [InlineData("v1=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503")]
    [InlineData("v0=A2114D57B48EAC39B9AD189DD8316235A7B4A8D21A10BD27519666489C69B503")]
    [InlineData("v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b50")]
    [InlineData("v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b5030")]
    [InlineData("v0=g2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503")]
    public void IsValid_SignatureInAnotherForm_Refuses(string signature) => Assert.False(IsValid(signature: signature));

    [Fact]
    public void IsValid_AnyByteOfTheBodyChanged_Refuses() =>
        Any.Holds(Any.Of(random => (At: random.Next(Body.Length), By: (byte)random.Next(1, 256))), change =>
        {
            var body = Encoding.UTF8.GetBytes(Body);
            body[change.At] ^= change.By;
            Assert.False(SlackSignature.IsValid([new(Secret)], Timestamp, Signature, body, Now));
        });

    [Fact]
    public void IsValid_BodyCutOrLonger_Refuses() => Any.Holds(Any.Of(random => random.Next(Body.Length)), length =>
    {
        Assert.False(IsValid(body: Body[..length]));
        Assert.False(IsValid(body: Body + Body[length..]));
    });

    [Fact]
    public void IsValid_AnyCharacterOfAHeaderChanged_Refuses() =>
        Any.Holds(
            Any.Of(random => (At: random.Next(Signature.Length), To: (char)random.Next(' ', 0x250))),
            change =>
            {
                if (Signature[change.At] != change.To)
                    Assert.False(IsValid(signature: Replace(Signature, change.At, change.To)));
                var at = change.At % Timestamp.Length;
                if (Timestamp[at] != change.To)
                    Assert.False(IsValid(timestamp: Replace(Timestamp, at, change.To)));
            },
            times: 2000
        );

    [Fact]
    public void IsValid_AnyBytes_HoldWhenSignedAndNeverThrow() =>
        Any.Holds(
            Any.Of(random =>
            {
                var bytes = new byte[random.Next(2000)];
                random.NextBytes(bytes);
                return bytes;
            }),
            bytes =>
                Assert.True(
                    SlackSignature.IsValid([new(Secret)], Timestamp, Sign(Secret, Timestamp, bytes), bytes, Now)
                )
        );

    internal static string Sign(string secret, string timestamp, string body) =>
        Sign(secret, timestamp, Encoding.UTF8.GetBytes(body));

    internal static string Sign(string secret, string timestamp, byte[] body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"v0:{timestamp}:"), .. body];
        return "v0=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
    }

    private static string Replace(string text, int at, char to) => text[..at] + to + text[(at + 1)..];

    private static bool IsValid(
        string[]? secrets = null,
        StringValues? timestamp = null,
        StringValues? signature = null,
        string body = Body
    ) =>
        SlackSignature.IsValid(
            (secrets ?? [Secret]).Select(secret => new Secret(secret)),
            timestamp ?? Timestamp,
            signature ?? Signature,
            Encoding.UTF8.GetBytes(body),
            Now
        );
}
