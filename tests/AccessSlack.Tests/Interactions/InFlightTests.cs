using AccessSlack.Interactions;

namespace AccessSlack.Tests.Interactions;

public sealed class InFlightTests
{
    private readonly InFlight _inFlight;
    private int _defects;

    public InFlightTests() => _inFlight = new(() => _defects++);

    [Fact]
    public async Task TrackAsync_WorkSucceeds_ReturnsItsResult()
    {
        Assert.Equal(7, await _inFlight.TrackAsync(Task.FromResult(7)));
        Assert.Equal(0, _defects);
    }

    [Fact]
    public async Task TrackAsync_WorkFails_IsCountedAndThrown()
    {
        var defect = new InvalidOperationException("defect");

        Assert.Same(defect, await Assert.ThrowsAsync<InvalidOperationException>(() =>
            _inFlight.TrackAsync(Task.FromException<int>(defect))
        ));
        Assert.Equal(1, _defects);
    }

    [Fact]
    public async Task TrackAsync_WorkIsCancelled_IsNoDefect()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            _inFlight.TrackAsync(Task.FromCanceled(new(canceled: true)))
        );
        Assert.Equal(0, _defects);
    }

    [Fact]
    public void WhenDoneAsync_NothingInFlight_IsDone() =>
        Assert.True(_inFlight.WhenDoneAsync().IsCompletedSuccessfully);

    [Fact]
    public async Task WhenDoneAsync_TwoInFlight_WaitsForBoth()
    {
        var (one, other) = (new TaskCompletionSource(), new TaskCompletionSource<int>());
        _ = _inFlight.TrackAsync(one.Task);
        _ = _inFlight.TrackAsync(other.Task);
        var done = _inFlight.WhenDoneAsync();

        one.SetResult();
        Assert.False(done.IsCompleted);

        other.SetResult(1);
        await done;
        Assert.True(_inFlight.WhenDoneAsync().IsCompleted);
    }

    [Fact]
    public async Task WhenDoneAsync_WorkFailed_IsForgotten()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            _inFlight.TrackAsync(Task.FromException(new InvalidOperationException()))
        );

        Assert.True(_inFlight.WhenDoneAsync().IsCompletedSuccessfully);
    }
}
