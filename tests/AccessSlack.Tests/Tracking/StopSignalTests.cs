using AccessSlack.Tracking;

namespace AccessSlack.Tests.Tracking;

public class StopSignalTests
{
    /// <summary>A timer that fires after the end asks for the token; it must find a stop, not a defect.</summary>
    [Fact]
    public async Task Token_AskedForAfterDisposal_SaysStopped()
    {
        var stop = new StopSignal();
        Assert.False(stop.Token.IsCancellationRequested);

        await stop.StopAsync();
        stop.Dispose();

        Assert.True(stop.Token.IsCancellationRequested);
    }
}
