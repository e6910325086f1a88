using AccessSlack.Diagnostics;
using AccessSlack.Testing;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;

namespace AccessSlack.Tests.Tracking;

public class BackoffTests
{
    private readonly Metrics _metrics = new();
    private readonly ManualTime _time = new();
    private readonly Backoff _backoff;

    public BackoffTests() => _backoff = new(_metrics, _time, new NoJitter());

    private double Retries => _metrics.Read()
        .Single(family => family.Name == "teleport_slack_retries_total").Samples
        .Single(sample => sample.Labels is [("of", "list")]).Value;

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(2, 0, 2)]
    [InlineData(3, 0, 4)]
    [InlineData(6, 0, 32)]
    [InlineData(7, 0, 60)]
    [InlineData(1_000_000, 0, 60)]
    [InlineData(0, 0, 1)]
    [InlineData(1, 1, 0.5)]
    [InlineData(3, 0.5, 3)]
    [InlineData(7, 1, 30)]
    public void Delay_GrowsToAMinuteAndIsShortenedByUpToHalf(int failures, double chance, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Backoff.Delay(failures, chance));

    [Fact]
    public void Next_Failure_IsCountedAsARetry()
    {
        Assert.Equal(TimeSpan.FromSeconds(4), _backoff.Next(Retry.List, 3));
        Assert.Equal(1, Retries);
    }

    [Fact]
    public void Delay_Alone_CountsNothing()
    {
        Assert.Equal(TimeSpan.FromSeconds(4), _backoff.Delay(3));
        Assert.Equal(0, Retries);
    }

    /// <summary>What happens between the call and its await must not lengthen the pause.</summary>
    [Fact]
    public void WaitAsync_TimeAdvances_EndsThePauseFromTheCallOn()
    {
        var wait = _backoff.WaitAsync(TimeSpan.FromSeconds(2), default);

        _time.Advance(TimeSpan.FromSeconds(2) - TimeSpan.FromMilliseconds(1));
        Assert.False(wait.IsCompleted);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(wait.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task WaitAsync_Cancelled_EndsAtOnce()
    {
        using var stop = new CancellationTokenSource();
        var wait = _backoff.WaitAsync(TimeSpan.FromSeconds(60), stop.Token);

        await stop.CancelAsync();

        Assert.True(wait.IsCanceled);
        Assert.Equal(0, _time.Waiting);
    }
}
