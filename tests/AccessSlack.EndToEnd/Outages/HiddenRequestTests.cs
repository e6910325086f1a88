using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.EndToEnd.Outages;

/// <summary>
/// A look-up that shows nothing: because the request is gone, or because the role lacks <c>list</c>, of which Teleport
/// says nothing while the watch goes on (docs/protocols/teleport.md 6.2).
/// </summary>
public class HiddenRequestTests
{
    private const string Role = "resources: [access_request], verbs: [list, read, update]";
    private const string Hidden = "Teleport doesn't let me look up this request, so nothing was decided";

    private const string Regained = "Teleport shows access requests to the plugin's user again";

    [Theory]
    [InlineData("18.2.0")]
    [InlineData("8.3.17")]
    [InlineData("6.2.1")]
    public async Task Click_RoleWithoutList_IsAnsweredAndTheOperatorHasTheRole(string version)
    {
        await using var world = await World.PrepareAsync(new() { TeleportVersion = version });
        world.Plugin.MayList = false;
        var daemon = await world.StartReplicaAsync();
        await daemon.LoggedAsync("Caught up");
        var (id, message) = await world.RequestAsync();

        await world.ClickAsync(world.Bob, message, World.Approve);
        await ToldAsync(world, Hidden);
        await world.ClickAsync(world.Carol, message, World.Deny);
        await world.Slack.WaitUntilAsync(_ => world.EphemeralsTo(world.Carol).Count > 0);
        await world.IdleAsync();

        Assert.Equal("Pending", world.StateOf(id));
        var ledger = SealedEntries.LedgerOf(world, id);
        Assert.Empty(ledger.Votes);
        Assert.Null(ledger.Decision);
        Assert.Single(daemon.Log, IsError);
        Assert.False(daemon.Readiness.IsReady);

        world.Plugin.MayList = true;
        await world.PassAsync(TimeSpan.FromMinutes(10));
        await daemon.LoggedAsync(Regained);
        Assert.True(daemon.Readiness.IsReady);
        await world.ClickAsync(world.Bob, world.MessagesOf(id)[0], World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    [Fact]
    public async Task List_RoleWithoutListAndNoClick_IsFoundBecauseTheWatchShowsMore()
    {
        await using var world = await World.PrepareAsync();
        world.Plugin.MayList = false;
        var older = world.Teleport.CreateRequest("alice", "dba");
        var daemon = await world.StartReplicaAsync();
        await daemon.LoggedAsync("Caught up");
        await world.RequestAsync();
        Assert.DoesNotContain(daemon.Log, IsError);

        await world.PassAsync(TimeSpan.FromMinutes(10));
        await daemon.LoggedAsync("and the list of requests is empty");
        Assert.Single(daemon.Log, IsError);
        Assert.False(daemon.Readiness.IsReady);

        world.Plugin.MayList = true;
        await world.PassAsync(TimeSpan.FromMinutes(10));
        await daemon.LoggedAsync(Regained);
        await world.AnnouncedAsync(older);
        Assert.True(daemon.Readiness.IsReady);
    }

    [Theory]
    [InlineData("18.2.0", "")]
    [InlineData("6.2.1", "")]
    [InlineData("5.1.0", "")]
    [InlineData("18.2.0", "notify_only = true")]
    public async Task Start_RoleWithoutListAndWithoutTheRightToReadPluginData_Exits77WithTheRole(
        string version,
        string slack
    )
    {
        await using var world = await World.PrepareAsync(new() { TeleportVersion = version, Slack = slack });
        (world.Plugin.MayList, world.Plugin.MayReadPluginData) = (false, false);

        var refusal = await Assert.ThrowsAsync<StartException>(world.StartReplicaAsync);

        Assert.Equal(77, refusal.ExitCode);
        Assert.Contains(Role, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "This request has expired")]
    [InlineData(false, "no longer exists in Teleport")]
    public async Task Click_RequestIsGoneAndThereIsNoOther_IsToldSo(bool isExpired, string told)
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        await world.Daemon.StopAsync();
        if (isExpired) Expire(world, id);
        else world.Teleport.Delete(id);

        var daemon = await world.StartReplicaAsync();
        await daemon.LoggedAsync("Caught up");
        for (var i = 1; i <= (isExpired ? 1 : 2); i++) // the message of an expired one has no buttons then
        {
            await world.ClickAsync(world.Bob, message, World.Approve, at: daemon);
            await world.Slack.WaitUntilAsync(_ => world.EphemeralsTo(world.Bob).Count == i);
            Assert.Contains(told, world.EphemeralsTo(world.Bob)[^1], StringComparison.Ordinal);
        }

        Assert.DoesNotContain(daemon.Log, IsError);
        Assert.True(daemon.Readiness.IsReady);
    }

    /// <summary>The event of a removal may come after a look-up that no longer shows the request.</summary>
    [Fact]
    public async Task Click_RequestWasJustRemovedAndTheWatchDoesNotSaySoYet_IsNoProofForLong()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        var removal = world.Teleport.HoldNextEvent();
        world.Teleport.Delete(id);
        await removal.WaitUntilReachedAsync();
        await world.ClickAsync(world.Bob, message, World.Approve);
        await ToldAsync(world, Hidden);

        removal.Release();
        await world.ShowsAsync(id, "Removed in Teleport");

        Assert.True(world.Daemon.Readiness.IsReady, world.Daemon.Readiness.Status);
        await world.Daemon.LoggedAsync("was removed after all");
    }

    private static void Expire(World world, string id)
    {
        world.Time.Advance(world.Teleport.Request(id)!.Spec.ResourceExpiry.ToDateTimeOffset() - world.Time.GetUtcNow());
        world.Teleport.Expire(id);
    }

    private static bool IsError(string line) =>
        line.StartsWith("Error", StringComparison.Ordinal) && line.Contains(Role, StringComparison.Ordinal);

    private static Task ToldAsync(World world, string words) => world.Slack.WaitUntilAsync(_ =>
        world.EphemeralsTo(world.Bob).Any(told => told.Contains(words, StringComparison.Ordinal))
    );
}
