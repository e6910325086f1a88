namespace AccessSlack.Measure;

/// <summary>What people wait for, in milliseconds. There are no clicks if the program does not take any.</summary>
internal sealed record Latencies(IReadOnlyList<double> Posts, IReadOnlyList<double> Clicks)
{
    /// <summary>The first requests of a process, which do not count.</summary>
    public const int Cold = 3;

    /// <summary>One request after the other: announced, and approved with a click. Each begins at rest.</summary>
    public static async Task<Latencies> MeasureAsync(MeasuredDaemon daemon, int requests)
    {
        List<double> posts = [], clicks = [];
        for (var i = 0; i < Cold + requests; i++)
        {
            await daemon.SettleAsync();
            var (took, message) = await daemon.PostAsync();
            posts.Add(took.TotalMilliseconds);
            if (!daemon.Listens || !MeasuredDaemon.CanApprove(message)) continue;
            await daemon.SettleAsync();
            clicks.Add((await daemon.ApproveAsync(message)).TotalMilliseconds);
        }

        return new([.. posts.Skip(Cold)], [.. clicks.Skip(Cold)]);
    }
}
