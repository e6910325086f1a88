using System.Text;
using System.Text.Json;
using AccessSlack.Logging;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Tests.Logging;

public sealed class JsonLineFormatterTests
{
    [Fact]
    public void Format_Event_HasTimeLevelMessageThenFields()
    {
        using var log = LogCapture.Json();

        log.Logger()
            .Event(
                LogLevel.Warning,
                new InvalidOperationException("broken"),
                "Click refused",
                ("user_id", "U1"),
                ("reason_length", 12),
                ("share", 0.5),
                ("nan", double.NaN),
                ("allowed", false),
                ("absent", null),
                ("roles", new[] { "dba", "prod" })
            );

        Assert.Matches(
            """^{"time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z","level":"WARN","msg":"Click refused","user_id":"U1","reason_length":12,"share":0.5,"nan":"NaN","allowed":false,"roles":\["dba","prod"\],"exception":"System.InvalidOperationException: broken"}$""",
            log.Line);
    }

    [Fact]
    public void Format_Template_ItsValuesAreFieldsAsWell()
    {
        using var log = LogCapture.Json();

        log.Logger().LogInformation("Posted request {RequestId} to {Channel}", "r1", "C1");

        Assert.EndsWith("""
            "msg":"Posted request r1 to C1","request_id":"r1","channel":"C1"}
            """, log.Line, StringComparison.Ordinal);
    }

    [Fact]
    public void Format_HostileText_IsOneLineOfValidJson()
    {
        using var log = LogCapture.Json();
        const string Hostile = "a\r\nb\"c\\d\u001b\u0085\u2028\u2029é€";

        log.Logger().Event(LogLevel.Information, "m", ("key", Hostile));

        using var json = JsonDocument.Parse(log.Line);
        Assert.Equal(Hostile, json.RootElement.GetProperty("key").GetString());
        Assert.Contains("é€", log.Line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("\n")]
    [InlineData("€")]
    [InlineData("\U0001F511")]
    [InlineData("\ud800")]
    public void Format_LongTexts_StayValidJsonWithinTheLimit(string piece)
    {
        using var log = LogCapture.Json();
        var text = string.Concat(Enumerable.Repeat(piece, 100_000));

        log.Logger()
            .Event(
                LogLevel.Information,
                new InvalidOperationException(text),
                text,
                ("key", text),
                ("list", new[] { text, text }),
                ("number", 1),
                ("other", text)
            );

        Assert.InRange(Encoding.UTF8.GetByteCount(log.Line + "\n"), 8 * 1024, 48 * 1024);
        JsonDocument.Parse(log.Line).Dispose();
    }

    [Fact]
    public void Format_ManyFields_StayWithinTheLimit()
    {
        using var log = LogCapture.Json();
        var fields = Enumerable.Range(0, 10_000).Select(i => ($"key_{i}", (object?)i)).ToArray();

        log.Logger().Event(LogLevel.Information, "m", fields);

        Assert.InRange(Encoding.UTF8.GetByteCount(log.Line + "\n"), 40 * 1024, 48 * 1024);
        JsonDocument.Parse(log.Line).Dispose();
    }
}
