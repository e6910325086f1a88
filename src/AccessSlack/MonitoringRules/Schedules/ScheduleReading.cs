namespace AccessSlack.MonitoringRules.Schedules;

/// <summary>What reading a schedule results in.</summary>
internal abstract record ScheduleReading
{
    private ScheduleReading()
    {
    }

    public sealed record Readable(Schedule Schedule) : ScheduleReading;

    /// <param name="Fault">A sentence. It may quote a few characters of the schedule.</param>
    public sealed record Unreadable(string Fault) : ScheduleReading;
}
