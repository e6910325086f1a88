using AccessSlack.SocketMode;
using AccessSlack.Tests.Http;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Tests.SocketMode;

/// <summary>What a connection needs before it is used, and how it ends.</summary>
public sealed class SocketLifeTests
{
    [Fact]
    public async Task Start_TokenAndTicket_AreUsedOnce()
    {
        var (scene, _) = await SocketScene.StartAsync();
        await using var __ = scene;

        Assert.Equal([$"Bearer {SocketScene.AppToken}"], scene.Server.Opened);
        Assert.Equal(["secret-ticket-1"], scene.Server.Used);
        Assert.Equal((1, 1), (scene.Metric("connected"), scene.Metric("app_connections")));
    }

    [Fact]
    public async Task Start_TicketIsTooOld_AsksForAnother()
    {
        await using var scene = await SocketScene.PrepareAsync();
        await scene.Service.StartingAsync(default);
        scene.Time.Advance(TimeSpan.FromSeconds(16));

        var start = scene.Service.StartAsync(default);
        await scene.Server.GreetAsync();
        await start;

        Assert.Equal(["secret-ticket-2"], scene.Server.Used);
    }

    [Fact]
    public async Task Start_NoHello_IsTriedAgain()
    {
        await using var scene = await SocketScene.PrepareAsync();
        var start = scene.StartServiceAsync();
        await scene.Server.AcceptAsync();
        await Until.HoldsAsync(() => scene.Time.LimitsSoFar == 3); // to ask for the address, to connect, to be greeted

        scene.Time.Advance(TimeSpan.FromSeconds(10));
        await scene.SaidAsync(LogLevel.Warning, "(no_hello)");
        scene.Time.Advance(TimeSpan.FromSeconds(3));
        await scene.Server.GreetAsync();

        await start;
        Assert.True(scene.Readiness.TakesClicks);
    }

    /// <summary>Slack hands out addresses before it looks at the setting.</summary>
    [Fact]
    public async Task Start_DisabledInsteadOfAHello_IsExit77()
    {
        await using var scene = await SocketScene.PrepareAsync();
        var start = scene.StartServiceAsync();

        await scene.Server.GreetAsync(Envelopes.Disconnect("link_disabled"));

        var refused = await Assert.ThrowsAsync<StartException>(() => start);
        Assert.Equal(ExitCode.NotPermitted, refused.ExitCode);
        Assert.Contains("Turn it on there", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/link")]
    [InlineData("wss://user:password@example.com/")]
    [InlineData("/link?ticket=1")]
    [InlineData("")]
    public async Task Start_AddressOfAnotherKind_IsNotUsed(string url)
    {
        await using var scene = await SocketScene.PrepareAsync();
        for (var i = 0; i < 2; i++) scene.Server.AnswerNext($$"""{"ok":true,"url":"{{url}}"}""");

        var start = scene.StartServiceAsync();
        await scene.SaidAsync(LogLevel.Warning, "(no_socket_address)");
        scene.Time.Advance(TimeSpan.FromSeconds(3));
        await scene.Server.GreetAsync();

        await start;
    }

    /// <summary>
    /// Slack leaves the TCP connection open, and what is not closed counts towards the ten of the app.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Renewal_OldConnection_IsDestroyedAfterTheClose(bool ignoresClose)
    {
        var (scene, old) = await SocketScene.StartAsync();
        await using var _ = scene;
        old.IgnoresClose = ignoresClose;

        await old.SendAsync(Envelopes.Disconnect("warning"));
        await scene.Server.GreetAsync();

        Assert.Equal(1000, await old.Closed.Task.WaitAsync(Door.Patience));
        Assert.Equal(0, scene.Said.Count(LogLevel.Warning, ""));
        if (ignoresClose)
        {
            Assert.False(old.Gone.Task.IsCompleted);
            await Until.HoldsAsync(() =>
            {
                scene.Time.Advance(SocketConnection.CloseLimit / 10);
                return old.Gone.Task.IsCompleted;
            });
        }

        await old.Gone.Task.WaitAsync(Door.Patience);
        Assert.Equal(0, scene.Said.Count(LogLevel.Warning, "Socket Mode ended"));
    }

    /// <summary>The first loss is made up for at once; a connection that does not last is not.</summary>
    [Fact]
    public async Task Loss_AgainAndAgain_WaitsLongerEachTime()
    {
        var (scene, socket) = await SocketScene.StartAsync();
        await using var _ = scene;

        socket.Cut();
        var second = await scene.Server.GreetAsync();
        await scene.SaidAsync(LogLevel.Information, "Connected to Slack", count: 2);
        second.Cut();
        await scene.SaidAsync(LogLevel.Warning, "Socket Mode ended", count: 2);
        Assert.Equal(2, scene.Server.Used.Count);

        var limits = scene.Time.Limits;
        var third = scene.Server.GreetAsync();
        await Until.HoldsAsync(() =>
        {
            // While a call is under way, time would end it.
            if (scene.Time.Limits <= limits) scene.Time.Advance(TimeSpan.FromSeconds(1));
            return third.IsCompleted;
        });
    }

    [Fact]
    public async Task Opening_ManyInAShortTime_IsPaced()
    {
        var (scene, socket) = await SocketScene.StartAsync();
        await using var _ = scene;

        for (var i = 0; i < 9; i++)
        {
            await socket.SendAsync(Envelopes.Disconnect("refresh_requested"));
            socket = await scene.Server.GreetAsync();
        }

        await scene.SaidAsync(LogLevel.Information, "Connected to Slack", count: 10);
        await socket.SendAsync(Envelopes.Disconnect("refresh_requested"));
        await scene.SaidAsync(LogLevel.Information, "is going to close", count: 10);
        Assert.Equal(10, scene.Server.Used.Count);
    }

    [Fact]
    public async Task Reload_NewToken_IsUsedForANewConnection()
    {
        var (scene, old) = await SocketScene.StartAsync();
        await using var _ = scene;

        scene.Reload("xapp-1-A0OURAPP1-2-sekret2");
        await scene.Server.GreetAsync();

        Assert.Equal(1000, await old.Closed.Task.WaitAsync(Door.Patience));
        Assert.Equal("Bearer xapp-1-A0OURAPP1-2-sekret2", scene.Server.Opened.Last());
        Assert.Equal(1, scene.Metric("renewals_total"));
    }
}
