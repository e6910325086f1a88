using AccessSlack.EndToEnd.Infrastructure;

namespace AccessSlack.EndToEnd.Storm;

/// <summary>Two replicas between a Slack and a Teleport in bad weather, with people who go on working; and then it clears up.</summary>
internal sealed class StormRun : IDisposable
{
    /// <summary>Longer than any patience of the daemon.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromMinutes(25);

    private readonly World _world;
    private readonly int _requests;
    private readonly Random _random;
    private readonly Weather _weather;
    private readonly Lull _lull;

    public StormRun(World world, int seed, int requests)
    {
        (_world, _requests, _random) = (world, requests, new(seed));
        Slots = [new(world), new(world)];
        Script = new(world, Slots, _random);
        (_weather, _lull) = (new(world, _random), new(world));
    }

    public ReplicaSlot[] Slots { get; }

    public Script Script { get; }

    public int Rounds { get; private set; }

    /// <summary>See <see cref="Lull.Missed"/>: with more than a few, calls may have been cut short by the clock.</summary>
    public int MissedLulls => _lull.Missed;

    public async Task RunAsync()
    {
        await ReturnAsync();
        while (Script.Wishes.Count < _requests) await RoundAsync();
        await _weather.ClearAsync();
        await ReturnAsync();
        for (var passed = TimeSpan.Zero; passed < Calm; passed += TimeSpan.FromSeconds(20))
        {
            await IdleAsync(); // nothing is held any more, so this ends; on a slow machine time would otherwise pass in the midst of calls
            await PassAsync(TimeSpan.FromSeconds(20));
        }

        await Script.ClickedAsync().WaitAsync(TimeSpan.FromSeconds(30));
        await IdleAsync();
    }

    public void Dispose() => _lull.Dispose();

    private async Task RoundAsync()
    {
        Rounds++;
        await _weather.StrikeAsync();
        Script.Ask(_requests - Script.Wishes.Count);
        Script.Act();
        if (_random.Next(12) == 0) Slots[_random.Next(Slots.Length)].Restart();
        if (_random.Next(12) == 0) Slots[_random.Next(Slots.Length)].Clock.Offset = TimeSpan.FromSeconds(_random.Next(-120, 121));
        await _lull.WaitAsync();
        await PassAsync(TimeSpan.FromSeconds(_random.Next(1, 20)));
        _weather.Release();
        await PassAsync(TimeSpan.FromSeconds(_random.Next(10) == 0 ? 90 : _random.Next(10)));
    }

    private async Task PassAsync(TimeSpan time)
    {
        _world.Time.Advance(time);
        await _lull.WaitAsync();
    }

    /// <summary>Both replicas run, however long that takes by the manual clock.</summary>
    private async Task ReturnAsync()
    {
        foreach (var slot in Slots.Where(slot => slot.Live is null)) slot.Restart();
        for (var i = 0; i < 600 && Slots.Any(slot => slot.IsMoving); i++) await PassAsync(TimeSpan.FromSeconds(1));
        foreach (var slot in Slots) await slot.MovedAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }

    private async Task IdleAsync()
    {
        foreach (var slot in Slots) await slot.Live!.WhenIdleAsync();
    }
}
