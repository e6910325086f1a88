using System.Text;
using AccessSlack.Logging;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Tests.Logging;

public sealed class TextLineFormatterTests
{
    [Fact]
    public void Format_WithoutPriority_BeginsWithTheTimeInUtc()
    {
        using var log = new LogCapture(new TextLineFormatter(withPriority: false));

        log.Logger().LogInformation("Watcher connected");

        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INFO  Watcher connected\n$", log.Written);
    }

    [Theory]
    [InlineData(LogLevel.Debug, "<7>DEBUG text")]
    [InlineData(LogLevel.Information, "<6>INFO  text")]
    [InlineData(LogLevel.Warning, "<4>WARN  text")]
    [InlineData(LogLevel.Error, "<3>ERROR text")]
    [InlineData(LogLevel.Critical, "<2>ERROR text")]
    public void Format_Level_HasNameAndPriority(LogLevel level, string expected)
    {
        using var log = LogCapture.Text();

        log.Logger().Event(level, "text");

        Assert.Equal(expected, log.Line);
    }

    [Fact]
    public void Event_Fields_FollowTheMessageInOrder()
    {
        using var log = LogCapture.Text();

        log.Logger()
            .Event(
                LogLevel.Information,
                "Click decided",
                ("user_id", "U1"),
                ("request", "r-1"),
                ("reason_length", 12),
                ("allowed", true),
                ("absent", null),
                ("outcome", "approved"),
                ("roles", new[] { "dba", "prod" }),
                ("at", new DateTimeOffset(2026, 11, 21, 13, 0, 0, TimeSpan.FromHours(1))),
                ("took", TimeSpan.FromSeconds(1.5))
            );

        Assert.Equal(
            "<6>INFO  Click decided user_id=U1 request=r-1 reason_length=12 allowed=true outcome=approved " +
            "roles=dba,prod at=2026-11-21T12:00:00.000Z took=00:00:01.5000000",
            log.Line);
    }

    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("two words", "\"two words\"")]
    [InlineData("a=b", "\"a=b\"")]
    [InlineData("say \"hi\"", "\"say \\\"hi\\\"\"")]
    [InlineData("C:\\x", "\"C:\\\\x\"")]
    [InlineData("one\r\ntwo", "\"one\\r\\ntwo\"")]
    [InlineData("\u00a0", "\"\u00a0\"")]
    [InlineData("naïve-\U0001F511", "naïve-\U0001F511")]
    public void Event_Value_IsQuotedWhereItsEndWouldBeUnclear(string value, string expected)
    {
        using var log = LogCapture.Text();

        log.Logger().Event(LogLevel.Information, "m", ("key", value));

        Assert.Equal($"<6>INFO  m key={expected}", log.Line);
    }

    [Fact]
    public void Event_BracesInMessage_MeanThemselves()
    {
        using var log = LogCapture.Text();

        log.Logger().Event(LogLevel.Information, "set {key} to {0} {{", ("key", "v"));

        Assert.Equal("<6>INFO  set {key} to {0} {{ key=v", log.Line);
    }

    [Fact]
    public void Event_KeyNotSnakeCase_IsLeftOut()
    {
        using var log = LogCapture.Text();

        log.Logger().Event(LogLevel.Information, "m", ("RequestId", "1"), ("a b", "2"), ("9", "4"), ("ok_2", "5"));

        Assert.Equal("<6>INFO  m ok_2=5", log.Line);
    }

    [Fact]
    public void Template_Values_StandInTheMessageOnly()
    {
        using var log = LogCapture.Text();

        log.Logger()
            .LogInformation(
                7,
                "Starting secure HTTPS server on {Address}, {Count} of {None} at {Rate:0.00}",
                "127.0.0.1:8081",
                3,
                null,
                0.125
            );

        Assert.Equal("<6>INFO  Starting secure HTTPS server on 127.0.0.1:8081, 3 of null at 0.13", log.Line);
    }

    [Theory]
    [InlineData(0.9446280123, "0.945")]
    [InlineData(30.0, "30")]
    [InlineData(0.00001, "0")]
    public void Template_Duration_IsReadable(double seconds, string expected)
    {
        using var log = LogCapture.Text();

        log.Logger().LogWarning("Trying again in {Seconds} s", seconds);

        Assert.Equal($"<4>WARN  Trying again in {expected} s", log.Line);
    }

    [Fact]
    public void Scope_OfOurs_IsAField_OfTheFrameworkIsNot()
    {
        using var log = LogCapture.Text();
        using (log.Logger().BeginScope(new Dictionary<string, object> { ["request"] = "r-1", ["RequestId"] = "0HN:1" }))
        using (log.Logger().BeginScope("a text"))
        {
            log.Logger().LogInformation("posted");
        }

        Assert.Equal("<6>INFO  posted request=r-1", log.Line);
    }

    [Fact]
    public void Exception_WithNewlines_IsOneFieldOnTheSameLine()
    {
        using var log = LogCapture.Text();

        log.Logger().Event(LogLevel.Error, Thrown("first\r\nsecond\u2028third"), "Lost Teleport", ("request", "r-1"));

        Assert.StartsWith(
            "<3>ERROR Lost Teleport request=r-1 exception=\"System.InvalidOperationException: " +
            "first\\r\\nsecond\\u2028third\\n   at ",
            log.Line,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("\n", "\\n")]
    [InlineData("\r", "\\r")]
    [InlineData("\t", "\\t")]
    [InlineData("\0", "\\u0000")]
    [InlineData("\u001b[31m", "\\u001b[31m")]
    [InlineData("\u007f", "\\u007f")]
    [InlineData("\u0085", "\\u0085")]
    [InlineData("\u009b", "\\u009b")]
    [InlineData("\u2028", "\\u2028")]
    [InlineData("\u2029", "\\u2029")]
    [InlineData("\u202e", "\\u202e")]
    public void Message_Unprintable_IsEscaped(string hostile, string expected)
    {
        using var log = LogCapture.Text();

        log.Logger().LogInformation("a{Text}b", hostile);

        Assert.Equal($"<6>INFO  a{expected}b", log.Line);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("\n")]
    [InlineData("€")]
    [InlineData("\U0001F511")]
    [InlineData("\ud800")]
    public void Format_LongTexts_AreCutToWhatJournaldReads(string piece)
    {
        using var log = LogCapture.Text();
        var text = string.Concat(Enumerable.Repeat(piece, 100_000));

        log.Logger().Event(LogLevel.Information, "m", ("key", text), ("other", text));

        Assert.InRange(Encoding.UTF8.GetByteCount(log.Line + "\n"), 48 * 1024 - 4, 48 * 1024);
        Assert.EndsWith("…", log.Line, StringComparison.Ordinal);
    }

    [Fact]
    public void Format_SecretType_ShowsNothing()
    {
        using var log = LogCapture.Text();

        log.Logger().Event(LogLevel.Information, "m", ("token", new Secret("hidden")));

        Assert.Equal("<6>INFO  m token=***", log.Line);
    }

    private static InvalidOperationException Thrown(string message)
    {
        try
        {
            throw new InvalidOperationException(message);
        }
        catch (InvalidOperationException e)
        {
            return e;
        }
    }
}
