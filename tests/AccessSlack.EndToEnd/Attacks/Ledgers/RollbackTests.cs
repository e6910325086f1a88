using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.EndToEnd.Attacks.Ledgers;

/// <summary>
/// Genuine entries, put back after they were replaced: nothing that a person has changed since may count.
/// </summary>
public class RollbackTests
{
    private const string Two = "required = 2\ndeny_required = 2";
    private const string Again = "Please vote again";

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public async Task Vote_ChangedSince_DoesNotCount(bool isRestarted, bool hasHistory)
    {
        await using var world = await World.StartAsync(WithScopes(hasHistory));
        var (id, message) = await world.RequestAsync();
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.IdleAsync();
        var approved = SealedEntries.Copy(world, id);
        await world.ClickAsync(world.Bob, message, World.Deny);
        await world.IdleAsync();
        if (isRestarted) await world.Daemon.StopAsync();

        SealedEntries.PutBack(world, id, approved);
        var at = isRestarted ? await world.StartReplicaAsync() : world.Daemon;
        await at.LoggedAsync("Caught up");
        await world.IdleAsync();
        await world.ClickAsync(world.Carol, world.MessagesOf(id)[0], World.Approve, at: at);
        await world.IdleAsync();

        Assert.Equal("Pending", world.StateOf(id));
        Assert.Equal(1, at.CountInLog("were removed or put back"));
        Assert.Contains("1 of 2 approvals", world.EphemeralsTo(world.Carol)[^1], StringComparison.Ordinal);
        await world.ClickAsync(world.Bob, world.MessagesOf(id)[0], World.Approve, at: at);
        await world.ShowsAsync(id, "Approved by bob@example.com, carol@example.com");
    }

    /// <summary>The message of another replica is newer than what this one remembers.</summary>
    [Fact]
    public async Task Vote_ChangedAtAnotherReplica_DoesNotCount()
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled(Two));
        var second = await world.StartReplicaAsync();
        var (id, message) = await world.RequestAsync();
        await world.KnownAsync(id);
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.IdleAsync();
        var approved = SealedEntries.Copy(world, id);
        await world.ClickAsync(world.Bob, message, World.Deny);
        await world.IdleAsync();
        await world.Daemon.StopAsync();

        SealedEntries.PutBack(world, id, approved);
        await world.ClickAsync(world.Carol, world.MessagesOf(id)[0], World.Approve, at: second);
        await second.WhenIdleAsync();

        Assert.Equal("Pending", world.StateOf(id));
        Assert.Equal(1, second.CountInLog("were removed or put back"));
        Assert.Contains("1 of 2 approvals", world.EphemeralsTo(world.Carol)[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_VotesOlderThanTheMessage_AreDroppedBeforeItIsUpdated()
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled(Two));
        var id = world.Teleport.CreateRequest(
            new NewAccessRequest("alice", "dba") { Thresholds = [new() { Approve = 2, Deny = 1 }] }
        );
        var message = (await world.AnnouncedAsync(id))[0];
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.IdleAsync();
        var approved = SealedEntries.Copy(world, id);
        await world.ClickAsync(world.Bob, message, World.Deny);
        await world.IdleAsync();
        await world.Daemon.StopAsync();
        world.Teleport.Review(id, "zoe", Teleport.Protocol.RequestState.Approved); // so that there is something to show

        SealedEntries.PutBack(world, id, approved);
        var next = await world.StartReplicaAsync();
        await next.LoggedAsync("were removed or put back");
        await world.IdleAsync();

        var shown = world.MessagesOf(id)[0].Blocks.ToJsonString();
        Assert.Contains(Again, shown, StringComparison.Ordinal);
        Assert.DoesNotContain(world.Bob.Id, shown, StringComparison.Ordinal);
        await world.ClickAsync(world.Carol, world.MessagesOf(id)[0], World.Approve, at: next);
        await world.IdleAsync();
        Assert.DoesNotContain(Again, world.MessagesOf(id)[0].Blocks.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Decision_WithdrawnAndPutBackLater_IsNotCarriedOut(bool hasHistory)
    {
        var options = hasHistory ? new WorldOptions() : WithScopes(hasHistory) with { More = new WorldOptions().More };
        await using var world = await World.StartAsync(options);
        var (id, message) = await world.RequestAsync();
        var claim = world.Teleport.Hold("UpdatePluginData", HoldAt.Answer);
        var click = world.ClickAsync(world.Bob, message, World.Approve);
        await claim.WaitUntilReachedAsync();
        var decided = SealedEntries.Copy(world, id);
        Assert.NotNull(SealedEntries.LedgerOf(world, id).Decision);
        world.Teleport.FailNext("SetAccessRequestState", GrpcCode.PermissionDenied, "access denied", times: 9);
        claim.Release();
        await click;
        await world.IdleAsync();
        Assert.Null(SealedEntries.LedgerOf(world, id).Decision);
        await world.Daemon.StopAsync();

        world.Time.Advance(TimeSpan.FromMinutes(30));
        SealedEntries.PutBack(world, id, decided);
        var next = await world.StartReplicaAsync();
        await next.LoggedAsync("Caught up");
        await world.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Equal("Pending", world.StateOf(id));
        Assert.Contains(Again, world.MessagesOf(id)[0].Blocks.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Vote_CastForOtherRoles_DoesNotCount(bool isRestarted)
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled(Two));
        var (id, message) = await world.RequestAsync("dev");
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.IdleAsync();
        if (isRestarted) await world.Daemon.StopAsync();

        world.Teleport.ChangeRoles(id, "dev", "root");
        var at = isRestarted ? await world.StartReplicaAsync() : world.Daemon;
        await at.LoggedAsync("Caught up");
        await world.IdleAsync();
        await world.ClickAsync(world.Carol, message, World.Approve, at: at);
        await at.LoggedAsync("has changed since people voted");
        await world.IdleAsync();

        Assert.Equal("Pending", world.StateOf(id));
        Assert.Equal(1, at.CountInLog("has changed since people voted"));
    }

    [Fact]
    public async Task Roles_AddedWhileTheDecidingClickIsHandled_AreNotApproved()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync("dev");
        var lookUp = world.Teleport.Hold("ListAccessRequests", HoldAt.Arrival);
        var click = world.ClickAsync(world.Bob, message, World.Approve);
        await lookUp.WaitUntilReachedAsync();
        world.Teleport.EndWatches(); // the event does not come, only the look-up tells
        world.Teleport.ChangeRoles(id, "dev", "root");
        lookUp.Release();
        await click;
        await world.IdleAsync();

        Assert.Equal("Pending", world.StateOf(id));
        Assert.Empty(SealedEntries.LedgerOf(world, id).Votes);
    }

    /// <summary>A press without metadata does not say what it is about: only the sealed digest tells.</summary>
    [Fact]
    public async Task Roles_AddedWhileAPressWithoutMetadataIsHandled_AreNotApproved()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync("dev");
        var lookUp = world.Teleport.Hold("ListAccessRequests", HoldAt.Arrival);
        var click = world.ClickAsync(
            world.Bob,
            message,
            World.Approve,
            new() { Edit = payload => payload["message"]!.AsObject().Remove("metadata") }
        );
        await lookUp.WaitUntilReachedAsync();
        world.Teleport.EndWatches();
        world.Teleport.ChangeRoles(id, "dev", "root");
        lookUp.Release();
        await click;
        await world.IdleAsync();

        Assert.Equal("Pending", world.StateOf(id));
        Assert.Empty(SealedEntries.LedgerOf(world, id).Votes);
    }

    private static WorldOptions WithScopes(bool hasHistory) => WorldOptions.Ruled(Two) with
    {
        SlackOptions = new()
        {
            Scopes = hasHistory
                ? SlackSimulatorOptions.AllScopes
                : SlackSimulatorOptions.WithoutHistory,
        },
    };
}
