using AccessSlack.Logging;
using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;

namespace AccessSlack.Tests.Logging;

public class FrameworkThrottleTests
{
    private const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel";

    private static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly Kept _kept = new();

    [Fact]
    public void Emit_LineOfTheWebServerOften_IsOnceInTenSeconds()
    {
        using var throttle = new FrameworkThrottle(_kept);
        foreach (var second in new[] { 0, 1, 9.999, 10, 11, 20 })
            throttle.Emit(Line(Kestrel, "Connection id {Id} failed", second));

        Assert.Equal([0, 10, 20], _kept.Seconds);
    }

    [Fact]
    public void Emit_DifferentLines_AreThrottledEachForItself()
    {
        using var throttle = new FrameworkThrottle(_kept);
        throttle.Emit(Line(Kestrel, "one", 0));
        throttle.Emit(Line(Kestrel, "other", 1));
        throttle.Emit(Line("Microsoft.AspNetCore.Hosting.Diagnostics", "one", 2));

        Assert.Equal([0, 1], _kept.Seconds);
    }

    [Theory]
    [InlineData("AccessSlack.Http.InteractionEndpoint")]
    [InlineData("Microsoft.Extensions.Hosting.Internal.Host")]
    [InlineData(null)]
    public void Emit_LinesOfOthers_AreNotThrottled(string? source)
    {
        using var throttle = new FrameworkThrottle(_kept);
        for (var second = 0; second < 3; second++) throttle.Emit(Line(source, "one", second));

        Assert.Equal([0, 1, 2], _kept.Seconds);
    }

    [Fact]
    public void Emit_ClockSetBack_IsNotSilent()
    {
        using var throttle = new FrameworkThrottle(_kept);
        throttle.Emit(Line(Kestrel, "one", 3600));
        throttle.Emit(Line(Kestrel, "one", 0));

        Assert.Equal([3600, 0], _kept.Seconds);
    }

    [Fact]
    public void Emit_EndlessKindsOfLines_AreForgotten()
    {
        using var throttle = new FrameworkThrottle(_kept);
        for (var kind = 0; kind < 257; kind++) throttle.Emit(Line(Kestrel, $"line {kind}", 0));
        throttle.Emit(Line(Kestrel, "line 0", 1)); // was forgotten
        throttle.Emit(Line(Kestrel, "line 256", 1));

        Assert.Equal(258, _kept.Seconds.Count);
    }

    private static LogEvent Line(string? source, string text, double second)
    {
        LogEventProperty[] properties = source is null
            ? []
            : [new(Constants.SourceContextPropertyName, new ScalarValue(source))];
        var template = new MessageTemplateParser().Parse(text);
        return new(Start.AddSeconds(second), LogEventLevel.Warning, exception: null, template, properties);
    }

    private sealed class Kept : ILogEventSink
    {
        public List<double> Seconds { get; } = [];

        public void Emit(LogEvent logEvent) => Seconds.Add((logEvent.Timestamp - Start).TotalSeconds);
    }
}
