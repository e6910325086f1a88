using AccessSlack.Sandbox.Slack.Sockets;

namespace AccessSlack.EndToEnd.SocketMode;

/// <summary>A connection is replaced before it is closed, and closed properly, so that no click is lost.</summary>
public sealed class RenewalTests
{
    [Theory]
    [InlineData(DisconnectReason.Warning)]
    [InlineData(DisconnectReason.RefreshRequested)]
    public async Task Renewal_AskedForBySlack_OpensTheNewOneFirstAndClosesTheOld(string reason)
    {
        await using var world = await SocketWorld.StartAsync();
        var old = world.Newest();
        var fewest = 1;
        world.Slack.Changed += (_, _) => fewest = Math.Min(fewest, world.Slack.Sockets.Registered.Length);

        await old.DisconnectAsync(reason);
        await world.OpenedAsync(2);
        await world.LeftAsync(1);

        Assert.Equal((1000, false), (old.CloseCode, old.IsConnected));
        Assert.Equal(1, fewest);
        Assert.Equal(0, world.Complaints());
        await world.WorksAsync();
        Assert.Equal(1, world.Daemon.Metric("renewals_total", ("cause", "asked")));
    }

    /// <summary>Slack may cut a connection as soon as it has announced that.</summary>
    [Fact]
    public async Task Renewal_CutRightAfterTheNotice_IsNoFailure()
    {
        await using var world = await SocketWorld.StartAsync();

        await world.Newest().DisconnectAsync(DisconnectReason.Warning);
        await world.Daemon.LoggedAsync("is going to close a connection of Socket Mode (warning)");
        world.Slack.Sockets.All[0].Cut();
        await world.OpenedAsync(2);

        Assert.Equal(0, world.Complaints());
        await world.WorksAsync();
    }

    [Fact]
    public async Task Renewal_ClickInHand_IsAcknowledgedOnItsConnectionBeforeThatIsClosed()
    {
        await using var world = await SocketWorld.StartAsync();
        var (id, message) = await world.RequestAsync();
        var old = world.Newest();
        var look = world.Slack.HoldNext("users.info");
        var press = world.PressAsync(message, old);
        await look.WaitUntilReachedAsync();

        await old.DisconnectAsync(DisconnectReason.Warning);
        await world.OpenedAsync(2);
        await world.Daemon.LoggedAsync("Connected to Slack over Socket Mode", count: 2);
        Assert.Null(old.CloseCode);
        look.Release();

        Assert.Equal(200, (await press).Status);
        await world.LeftAsync(1);
        Assert.Equal(1000, old.CloseCode);
        Assert.Equal([old.Id], Assert.Single(world.Slack.Sockets.Envelopes.All).AcknowledgedBy.ToArray());
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    /// <summary>An envelope of the old connection that comes too late is repeated over the new one.</summary>
    [Fact]
    public async Task Renewal_ManyClicksMeanwhile_LosesNone()
    {
        await using var world = await SocketWorld.StartAsync();
        var requests = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            var (id, message) = await world.RequestAsync();
            requests.Add(id);
            var press = world.PressAsync(message);
            if (i % 3 == 0) await world.Newest().DisconnectAsync(DisconnectReason.RefreshRequested);
            await world.Slack.Sockets.Envelopes.RepeatAsync();
            await press;
        }

        foreach (var id in requests) await world.ShowsAsync(id, "Approved by bob@example.com");
        await world.LeftAsync(1);
        Assert.All(world.Slack.Sockets.Envelopes.All, envelope => Assert.True(envelope.IsAcknowledged));
    }

    [Fact]
    public async Task Renewal_BeforeSlackWouldEndTheConnection_ComesByItself()
    {
        await using var world = await SocketWorld.StartAsync();

        await world.PassAsync(TimeSpan.FromSeconds(18060) - TimeSpan.FromMinutes(11));
        Assert.Single(world.Slack.Sockets.All);
        await world.PassAsync(TimeSpan.FromMinutes(10));
        await world.OpenedAsync(2);
        await world.LeftAsync(1);

        Assert.Equal(1000, world.Slack.Sockets.All[0].CloseCode);
        Assert.Equal(0, world.Complaints());
        await world.WorksAsync();
    }

    [Fact]
    public async Task Replicas_Two_EitherServesAnyClick()
    {
        await using var world = await SocketWorld.StartAsync();
        var second = await world.StartReplicaAsync();
        var (one, other) = (world.Slack.Sockets.All[0], world.Slack.Sockets.All[1]);

        var (first, message) = await world.RequestAsync();
        await world.KnownAsync(first);
        await world.PressAsync(message, other);
        await world.ShowsAsync(first, "Approved by bob@example.com");
        await world.WorksAsync(one);

        Assert.Equal(2, second.Metric("app_connections"));
    }
}
