using AccessSlack.Hosting;
using AccessSlack.Teleport;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Hosting;

/// <summary>The last start check: Teleport confirms the watch in what is left of the minute.</summary>
public sealed class AwaitWatchTests : IDisposable
{
    private readonly HostingScene _scene = new();

    public AwaitWatchTests() => _scene.EverythingAnswers();

    private StartChecks Checks => _scene.Get<StartChecks>();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task AwaitWatchAsync_Confirmed_IsDone()
    {
        await Checks.RunAsync(default);

        await Checks.AwaitWatchAsync(Task.CompletedTask, default);

        Assert.Equal(0, _scene.Job.Time.Waiting);
    }

    [Fact]
    public async Task AwaitWatchAsync_Refused_EndsTheStart()
    {
        await Checks.RunAsync(default);
        var refused = Task.FromException(DecisionScene.Failed(TeleportFailure.NotPermitted));

        var failure = await Assert.ThrowsAsync<StartException>(() => AwaitWatchAsync(refused));

        Assert.Equal(ExitCode.NotPermitted, failure.ExitCode);
    }

    /// <summary>After a start that used up its minute there is still time for the confirmation.</summary>
    [Theory]
    [InlineData(0, 60)]
    [InlineData(40, 60)]
    [InlineData(50, 65)]
    [InlineData(60, 75)]
    public async Task AwaitWatchAsync_NeverConfirmed_EndsWithTheMinuteButNotBefore15Seconds(int used, int end)
    {
        await Checks.RunAsync(default);
        _scene.Job.Time.Advance(TimeSpan.FromSeconds(used));

        var failure = await Assert.ThrowsAsync<StartException>(() => AwaitWatchAsync(new TaskCompletionSource().Task));

        Assert.Equal(
            (ExitCode.Unavailable, "Teleport at localhost:3025 did not start sending events"),
            (failure.ExitCode, failure.Message)
        );
        Assert.Equal(Some.Now.AddSeconds(end), _scene.Job.Time.GetUtcNow());
    }

    private Task<bool> AwaitWatchAsync(Task connected) => _scene.AdvanceUntilDoneAsync(DoneAsync(connected));

    private async Task<bool> DoneAsync(Task connected)
    {
        await Checks.AwaitWatchAsync(connected, default);
        return true;
    }
}
