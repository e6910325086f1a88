using AccessSlack.Diagnostics;
using AccessSlack.Slack;
using AccessSlack.SocketMode;
using AccessSlack.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace AccessSlack.Tests.SocketMode;

public sealed class SocketDefectTests
{
    /// <summary>The loop that waits for the event fails with it, and the process ends.</summary>
    [Fact]
    public async Task Receive_Defect_ReachesTheOneThatWaits()
    {
        var socket = new Mock<ISlackSocket>();
        socket.Setup(one => one.ReceiveAsync()).ThrowsAsync(new InvalidOperationException("a defect"));
        using var connection = new SocketConnection(
            socket.Object,
            TimeSpan.FromHours(5),
            handler: null!, // nothing arrives that it could answer
            new SocketMetrics(),
            new ManualTime(),
            NullLogger.Instance
        );

        await Assert.ThrowsAsync<InvalidOperationException>(() => connection.Event.WaitAsync(TimeSpan.FromSeconds(30)));
        await connection.Ended.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
