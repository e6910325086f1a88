using AccessSlack.Hosting.Reloading;

namespace AccessSlack.Tests.Hosting;

public sealed class ReloadStatusTests : IDisposable
{
    private static readonly ReloadPlan Good = new([], [], () => { });

    private readonly HostingScene _scene = new();

    private ReloadStatus Status => _scene.Get<ReloadStatus>();

    public void Dispose() => _scene.Dispose();

    /// <summary>systemd compares it with its own clock: an answer to an earlier request would not count.</summary>
    [Fact]
    public void Reloading_Begun_TellsSystemdWhen()
    {
        _scene.Job.Time.Advance(TimeSpan.FromSeconds(2.5));

        Status.Reloading();
        Status.Ready();

        Assert.Equal(["RELOADING=1\nMONOTONIC_USEC=2500000", "READY=1"], _scene.Notices);
    }

    [Theory]
    [InlineData(nameof(ReloadCause.Asked), true, "asked", "success")]
    [InlineData(nameof(ReloadCause.Asked), false, "asked", "failure")]
    [InlineData(nameof(ReloadCause.FilesChanged), true, "files", "success")]
    [InlineData(nameof(ReloadCause.FilesChanged), false, "files", "failure")]
    public void Prepared_AnyPlan_IsCountedByCauseAndResult(string why, bool isGood, string cause, string result)
    {
        Status.Prepared(Enum.Parse<ReloadCause>(why), isGood ? Good : Good with { Problems = ["a problem"] });

        var metrics = _scene.Job.Metrics;
        Assert.Equal(1, metrics.Value("teleport_slack_reloads_total", ("cause", cause), ("result", result)));
        Assert.Equal(isGood ? 1 : 0, metrics.Value("teleport_slack_last_reload_successful"));
    }

    [Theory]
    [InlineData(1, "1 problem")]
    [InlineData(2, "2 problems")]
    public void Kept_Problems_AreToldUntilAReloadSucceeds(int problems, string told)
    {
        Status.Kept(problems);
        Assert.Contains($"the last reload failed ({told}, see the log)", _scene.Job.Readiness.Status);

        Status.Committed();
        Assert.DoesNotContain("reload", _scene.Job.Readiness.Status, StringComparison.Ordinal);
    }
}
