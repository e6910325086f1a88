namespace AccessSlack.Measure;

/// <summary>Measures signed clicks and memory while strangers attack the listener, and without an attack.</summary>
/// <param name="binary">The daemon's path.</param>
/// <param name="clicks">How many clicks are made during each attack.</param>
/// <param name="limit">How long anything that is expected of the daemon may take.</param>
internal sealed class StrangersRun(string binary, int clicks, TimeSpan limit)
{
    private const double Mebibyte = 1024 * 1024;

    private static readonly TimeSpan UntilInFullEffect = TimeSpan.FromSeconds(3);

    /// <summary>All clicks together take longer than the daemon lets a connection or a body wait.</summary>
    private static readonly TimeSpan BetweenClicks = TimeSpan.FromMilliseconds(500);

    /// <returns>The table.</returns>
    public async Task<string> RunAsync()
    {
        var load = LoadSpan.Now;
        List<string[]> rows = [];
        foreach (var attack in new[] { Attack.None, Attack.Idle, Attack.Bodies, Attack.Forms })
            rows.Add(await MeasureAsync(attack));
        string[] heading = ["", "answered", "median ms", "worst ms", "highest MiB", "log lines"];
        return Table.Of(heading, rows)
            + $"\nOn {Environment.ProcessorCount} processors, load {LoadSpan.Since(load)}\n";
    }

    private async Task<string[]> MeasureAsync(Attack attack)
    {
        await using var daemon = await MeasuredDaemon.StartAsync(binary, channels: clicks, limit);
        await daemon.ReadyAsync();
        await daemon.BurstAsync(clicks);
        await daemon.SettleAsync();
        var linesBefore = daemon.LogLines;
        using var cancel = new CancellationTokenSource();
        var attacking = attack.RunAsync(daemon.Listener, cancel.Token);
        await Task.Delay(UntilInFullEffect, TimeProvider.System);
        var answered = await ClickAsync(daemon);
        var (memory, lines) = (daemon.PeakResident / Mebibyte, daemon.LogLines - linesBefore);
        await cancel.CancelAsync();
        await attacking;
        return
        [
            attack.Name,
            $"{answered.Count} of {clicks}",
            answered.Count > 0 ? $"{Statistics.Median(answered):0}" : "",
            answered.Count > 0 ? $"{answered.Max():0}" : "",
            $"{memory:0}",
            $"{lines}",
        ];
    }

    private static async Task<List<double>> ClickAsync(MeasuredDaemon daemon)
    {
        List<double> answered = [];
        foreach (var message in daemon.Announced())
        {
            await Task.Delay(BetweenClicks, TimeProvider.System);
            if (await daemon.TryApproveAsync(message) is { } took) answered.Add(took.TotalMilliseconds);
        }

        return answered;
    }
}
