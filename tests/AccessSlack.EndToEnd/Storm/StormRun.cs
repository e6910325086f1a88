using AccessSlack.EndToEnd.Infrastructure;

namespace AccessSlack.EndToEnd.Storm;

/// <summary>
/// Two replicas between a Slack and a Teleport that fail at random while people go on working, followed by a calm
/// period.
/// </summary>
internal sealed class StormRun : IDisposable
{
    /// <summary>Longer than any timeout or retry delay of the daemon.</summary>
    private static readonly TimeSpan CalmPeriod = TimeSpan.FromMinutes(25);

    private readonly World _world;
    private readonly int _requests;
    private readonly Random _random;
    private readonly RandomFaults _faults;
    private readonly QuietDetector _quiet;

    public StormRun(World world, int seed, int requests)
    {
        (_world, _requests, _random) = (world, requests, new(seed));
        Slots = [new(world), new(world)];
        Users = new(world, Slots, _random);
        (_faults, _quiet) = (new(world, _random), new(world));
    }

    public ReplicaSlot[] Slots { get; }

    public UserActivity Users { get; }

    public int Rounds { get; private set; }

    /// <summary>
    /// See <see cref="QuietDetector.Timeouts"/>: with more than a few, calls may have been cut short by the clock.
    /// </summary>
    public int QuietTimeouts => _quiet.Timeouts;

    public async Task RunAsync()
    {
        await EnsureRunningAsync();
        while (Users.Requests.Count < _requests) await RoundAsync();
        await _faults.ClearAsync();
        await EnsureRunningAsync();
        for (var passed = TimeSpan.Zero; passed < CalmPeriod; passed += TimeSpan.FromSeconds(20))
        {
            // No call is held any more, so this ends; otherwise the clock could advance during a call on a slow machine
            await IdleAsync();
            await PassAsync(TimeSpan.FromSeconds(20));
        }

        await Users.ClicksAnsweredAsync().WaitAsync(TimeSpan.FromSeconds(30));
        await IdleAsync();
    }

    public void Dispose() => _quiet.Dispose();

    private async Task RoundAsync()
    {
        Rounds++;
        await _faults.InjectAsync();
        Users.CreateRequests(_requests - Users.Requests.Count);
        Users.Act();
        if (_random.Next(12) == 0) Slots[_random.Next(Slots.Length)].Restart();
        if (_random.Next(12) == 0)
            Slots[_random.Next(Slots.Length)].Clock.Offset = TimeSpan.FromSeconds(_random.Next(-120, 121));
        await _quiet.WaitAsync();
        await PassAsync(TimeSpan.FromSeconds(_random.Next(1, 20)));
        _faults.Release();
        await _quiet.WaitAsync(); // what was held takes effect now, not a minute and a half later
        await PassAsync(TimeSpan.FromSeconds(_random.Next(10) == 0 ? 90 : _random.Next(10)));
    }

    private async Task PassAsync(TimeSpan time)
    {
        _world.Time.Advance(time);
        await _quiet.WaitAsync();
    }

    /// <summary>Waits until both replicas run, advancing the manual clock as needed.</summary>
    private async Task EnsureRunningAsync()
    {
        foreach (var slot in Slots.Where(slot => slot.Live is null)) slot.Restart();
        for (var i = 0; i < 600 && Slots.Any(slot => slot.IsRestarting); i++) await PassAsync(TimeSpan.FromSeconds(1));
        foreach (var slot in Slots) await slot.RestartedAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }

    private async Task IdleAsync()
    {
        foreach (var slot in Slots) await slot.Live!.WhenIdleAsync();
    }
}
