using AccessSlack.Hosting.Systemd;
using AccessSlack.Testing;
using Microsoft.Extensions.Hosting.Systemd;

namespace AccessSlack.Tests.Hosting.Systemd;

public sealed class SystemdWatchdogTests
{
    private readonly ManualTime _time = new();
    private readonly Notes _notes = new();

    [Theory]
    [InlineData("30000000", null, 15_000)]
    [InlineData("30000000", "", 15_000)]
    [InlineData("30000000", "77", 15_000)]
    [InlineData("30000000", "78", null)] // a parent's, inherited
    [InlineData("2000", null, 1)]
    [InlineData("1999", null, null)] // no timer is that short
    [InlineData("0", null, null)]
    [InlineData("soon", null, null)]
    [InlineData("-1", null, null)]
    [InlineData("18446744073709551615", null, null)] // "infinity"
    [InlineData(null, null, null)]
    public void IntervalOf_Variables_IsHalfOfWhatIsAllowedToUs(
        string? microseconds, string? processId, int? milliseconds) => Assert.Equal(
            milliseconds is { } expected ? TimeSpan.FromMilliseconds(expected) : null,
            SystemdWatchdog.IntervalOf(77, name => name == "WATCHDOG_USEC" ? microseconds : processId));

    [Fact]
    public async Task Execute_Alive_IsSaidOncePerInterval()
    {
        using var watchdog = Watchdog(_ => Task.FromResult(true));
        await watchdog.StartAsync(default);

        for (var signs = 1; signs <= 3; signs++)
        {
            _time.Advance(TimeSpan.FromSeconds(15));
            await _notes.ReceiveAsync(signs);
        }

        await watchdog.StopAsync(default);
        Assert.All(_notes.All, note => Assert.Equal("WATCHDOG=1", note));
    }

    [Fact]
    public async Task Execute_DeadThenAlive_IsSilentMeanwhile()
    {
        var answers = new Queue<bool>([false, false, true]);
        using var watchdog = Watchdog(_ => Task.FromResult(answers.Dequeue()));
        await watchdog.StartAsync(default);

        while (answers.Count > 0)
        {
            var left = answers.Count;
            _time.Advance(TimeSpan.FromSeconds(15));
            Assert.True(SpinWait.SpinUntil(() => answers.Count < left, TimeSpan.FromSeconds(30)));
        }

        await _notes.ReceiveAsync(1);
        await watchdog.StopAsync(default);
        Assert.Single(_notes.All);
    }

    [Fact]
    public async Task Execute_ProbeNeverAnswers_FeedsNothingAndStopsWhenAsked()
    {
        var asked = new TaskCompletionSource();
        using var watchdog = Watchdog(async cancel =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancel);
            return true;
        });
        await watchdog.StartAsync(default);
        _time.Advance(TimeSpan.FromSeconds(15));
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30));

        await watchdog.StopAsync(default).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Empty(_notes.All);
    }

    private SystemdWatchdog Watchdog(Func<CancellationToken, Task<bool>> isAlive) =>
        new(_notes, TimeSpan.FromSeconds(15), isAlive, _time);

    private sealed class Notes : ISystemdNotifier
    {
        private readonly List<string> _all = [];

        public IReadOnlyList<string> All { get { lock (_all) return [.. _all]; } }

        public bool IsEnabled => true;

        public void Notify(ServiceState state)
        {
            lock (_all)
            {
                _all.Add(state.ToString());
                Monitor.PulseAll(_all);
            }
        }

        public Task ReceiveAsync(int count) => Task.Run(() =>
        {
            lock (_all)
            {
                while (_all.Count < count) Assert.True(Monitor.Wait(_all, TimeSpan.FromSeconds(30)));
            }
        });
    }
}
