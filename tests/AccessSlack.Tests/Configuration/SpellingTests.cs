using AccessSlack.Configuration;
using AccessSlack.Configuration.Values;
using AccessSlack.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace AccessSlack.Tests.Configuration;

/// <summary>Addresses, durations and near misses, by themselves.</summary>
public sealed class SpellingTests
{
    [Theory]
    [InlineData("auth", "auth:3025")]
    [InlineData("auth.example.com:443", "auth.example.com:443")]
    [InlineData("10.0.0.1", "10.0.0.1:3025")]
    [InlineData("[::1]", "[::1]:3025")]
    [InlineData("[::1]:1", "[::1]:1")]
    [InlineData("", null)]
    [InlineData(":3025", null)]
    [InlineData("::1", null)]
    [InlineData("[auth]:1", null)]
    [InlineData("[[::1]]:1", null)]
    [InlineData("auth:65536", null)]
    [InlineData("auth:+1", null)]
    [InlineData("auth:", null)]
    [InlineData("auth/path", null)]
    [InlineData("user@auth:1", null)]
    public void TryParseServer_Address_GetsAPort(string text, string? expected)
    {
        Assert.Equal(expected is not null, NetworkAddress.TryParseServer(text, out var address));
        Assert.Equal(expected, address);
    }

    [Theory]
    [InlineData(":8081", "[::]:8081")]
    [InlineData("127.0.0.1:8081", "127.0.0.1:8081")]
    [InlineData("[::1]:8081", "[::1]:8081")]
    [InlineData("0.0.0.0:0", "0.0.0.0:0")]
    [InlineData("LOCALHOST:1", "127.0.0.1:1")]
    [InlineData("8081", null)]
    [InlineData("127.1:8081", null)]
    [InlineData("1:8081", null)]
    [InlineData("[127.0.0.1]:8081", null)]
    [InlineData("::1:8081", null)]
    [InlineData("slack:8081", null)]
    [InlineData("127.0.0.1:-1", null)]
    [InlineData("127.0.0.1:99999", null)]
    public void TryParseListener_Address_IsAnIpAddress(string text, string? expected)
    {
        Assert.Equal(expected is not null, NetworkAddress.TryParseListener(text, out var endpoint));
        Assert.Equal(expected, endpoint?.ToString());
    }

    [Theory]
    [InlineData("slack.example.com", "https://slack.example.com/")]
    [InlineData("slack.example.com:8081", "https://slack.example.com:8081/")]
    [InlineData("http://slack.example.com/x", "http://slack.example.com/x")]
    [InlineData("https://user@slack.example.com", "https://user@slack.example.com/")]
    [InlineData("https://", null)]
    [InlineData("file:///etc", null)]
    public void TryParsePublic_Address_IsHttpsByDefault(string text, string? expected)
    {
        Assert.Equal(expected is not null, NetworkAddress.TryParsePublic(text, out var address));
        if (expected is not null) Assert.Equal(expected, address!.AbsoluteUri);
    }

    [Theory]
    [InlineData("7d", 7 * 24 * 60 * 60)]
    [InlineData("1d2h3m4s", 93784)]
    [InlineData("90m", 5400)]
    [InlineData("0", 0)]
    [InlineData("+0", 0)]
    [InlineData("+1m", 60)]
    [InlineData("1.5h", 5400)]
    [InlineData(".5m", 30)]
    [InlineData("2.s", 2)]
    [InlineData("1500ms500ms", 2)]
    [InlineData("1000000us", 1)]
    [InlineData("1000000\u00B5s", 1)]
    [InlineData("1000000\u03BCs", 1)]
    [InlineData("3000000000ns", 3)]
    [InlineData("24855d", 24_855 * 24 * 60 * 60)]
    [InlineData("", null)]
    [InlineData("+", null)]
    [InlineData("+-1h", null)]
    [InlineData(".s", null)]
    [InlineData("1.2.3s", null)]
    [InlineData("1,5h", null)]
    [InlineData("1hm", null)]
    [InlineData("1H", null)]
    [InlineData("99999999999999999999999999999999h", null)]
    [InlineData("1", null)]
    [InlineData("h", null)]
    [InlineData("-1h", null)]
    [InlineData("1 h", null)]
    [InlineData("1h30", null)]
    [InlineData("1w", null)]
    [InlineData("99999999999d", null)]
    [InlineData("2147483647d2147483647d", null)]
    [InlineData("36526d", null)]
    public void TryParseDuration_Text_GivesSeconds(string text, int? seconds)
    {
        Assert.Equal(seconds is not null, GoDuration.TryParse(text, out var duration));
        if (seconds is { } expected) Assert.Equal(TimeSpan.FromSeconds(expected), duration);
    }

    [Theory]
    [InlineData("token", "token", 0)]
    [InlineData("TOKEN", "token", 0)]
    [InlineData("tokn", "token", 1)]
    [InlineData("otken", "token", 2)]
    [InlineData("", "token", 5)]
    [InlineData("kitten", "sitting", 3)]
    public void EditDistance_Words_CountsChanges(string a, string b, int distance) =>
        Assert.Equal(distance, EditDistance.Between(a, b));

    [Fact]
    public void Read_ArbitraryText_IsReadOrRefusedWithoutException() =>
        Prop.ForAll<string>(text => FakeConfigSource.Read(text ?? "") is { IsValid: false, Problems.Length: > 0 })
            .QuickCheckThrowOnFailure();

    /// <summary>
    /// Every known key with every kind of value, in both forms: no reader may trust what another one has checked.
    /// </summary>
    [Fact]
    public void Read_ArbitrarySettings_NeverThrows()
    {
        string[] values =
        [
            "''",
            "' '",
            "'x'",
            "'*'",
            "':1'",
            "'0'",
            "'@'",
            "'#'",
            "'/x'",
            "'env:X'",
            "'credential:X'",
            "'<x>'",
            "true",
            "1",
            "1.5",
            "nan",
            "2026-11-21",
            "[]",
            "['']",
            "[[]]",
            "[1, 'x']",
            "{}",
            "{a = 1}",
            "'https://x'",
            "'localhost:1'",
        ];
        string[] keys =
        [
            .. AcceptedKeys.All,
            .. Schema.FlatKeys,
            .. Schema.Sections,
            "users.U01ABCDEF23",
            "role_to_recipients.'*'",
            "unknown",
            "''",
        ];
        var lines = Gen.Elements(keys).SelectMany(key => Gen.Elements(values).Select(value => $"{key} = {value}\n"));
        var texts = lines
            .ListOf()
            .Select(list => string.Concat(list.DistinctBy(line => line.Split(' ')[0])))
            .ToArbitrary();
        Prop.ForAll(texts, text =>
                FakeConfigSource.Read(text) is { } result && result.IsValid == result.Problems.IsEmpty
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(TestRun.Cases(2000)));
    }
}
