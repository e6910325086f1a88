using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.EndToEnd.Attacks.Ledgers;

/// <summary>Old, copied and changed entries together with roles that change, restarts and lagging replicas.</summary>
public class RollbackVariantTests
{
    private const string Two = "required = 2\ndeny_required = 2";

    /// <summary>Bob voted on dev, changed to deny on dev+root, and dev is back.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Roles_ChangedAndBack_OldEntryPutBack_DoesNotCount(bool isRestarted)
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled(Two));
        var (id, message) = await world.RequestAsync("dev");
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.IdleAsync();
        var approved = SealedEntries.Copy(world, id);
        world.Teleport.ChangeRoles(id, "dev", "root");
        await world.Slack.WaitUntilAsync(_ => world.MessagesOf(id)[0].Text.Contains("root", StringComparison.Ordinal));
        await world.IdleAsync();
        await world.ClickAsync(world.Bob, world.MessagesOf(id)[0], World.Deny);
        await world.IdleAsync();
        world.Teleport.ChangeRoles(id, "dev");
        await world.Slack.WaitUntilAsync(_ => !world.MessagesOf(id)[0].Text.Contains("root", StringComparison.Ordinal));
        await world.IdleAsync();
        if (isRestarted) await world.Daemon.StopAsync();

        SealedEntries.PutBack(world, id, approved);
        var at = isRestarted ? await world.StartReplicaAsync() : world.Daemon;
        await at.LoggedAsync("Caught up");
        await world.IdleAsync();
        await world.ClickAsync(world.Carol, world.MessagesOf(id)[0], World.Approve, at: at);
        await world.IdleAsync();

        Assert.Equal("Pending", world.StateOf(id));
    }

    /// <summary>No one pressed anything meanwhile: only the request changed, twice.</summary>
    [Fact]
    public async Task Roles_ChangedAndBack_LocksNoOneOut()
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled(Two));
        var (id, message) = await world.RequestAsync("dev");
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.IdleAsync();
        world.Teleport.ChangeRoles(id, "dev", "root");
        world.Teleport.ChangeRoles(id, "dev");
        await world.KnownAsync(id);
        await world.ClickAsync(world.Carol, world.MessagesOf(id)[0], World.Approve);
        await world.IdleAsync();
        if (world.StateOf(id) == "Pending")
            await world.ClickAsync(world.Bob, world.MessagesOf(id)[0], World.Approve);

        await world.IdleAsync();
        Assert.Equal("Approved", world.StateOf(id));
    }

    /// <summary>The roles change while the decision's first call to Teleport is held.</summary>
    [Fact]
    public async Task Roles_AddedBetweenTheVoteAndTheRetryOfTheDecision_AreNotApproved()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync("dev");
        world.Teleport.FailNext("SetAccessRequestState", GrpcCode.Unavailable, "away", times: 1);
        var click = world.ClickAsync(world.Bob, message, World.Approve);
        await world.Teleport.WaitUntilAsync(teleport => teleport.CallsOf("SetAccessRequestState") > 0);
        world.Teleport.ChangeRoles(id, "dev", "root");
        await click;
        await world.PassAsync(TimeSpan.FromMinutes(3));

        Assert.Equal("Pending", world.StateOf(id));
        await world.ClickAsync(world.Carol, world.MessagesOf(id)[0], World.Approve);
        await world.IdleAsync();
        Assert.Equal("Approved", world.StateOf(id));
    }

    /// <summary>A genuine entry of another request, or of the same id in another cluster.</summary>
    [Fact]
    public async Task Entry_OfAnotherRequest_GivesNoVotes()
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled(Two));
        var (one, first) = await world.RequestAsync("dev");
        var (id, message) = await world.RequestAsync("dev");
        await world.ClickAsync(world.Bob, first, World.Approve);
        await world.IdleAsync();
        await world.Daemon.StopAsync();

        SealedEntries.PutBack(world, id, SealedEntries.Copy(world, one));
        var next = await world.StartReplicaAsync();
        await next.LoggedAsync("Caught up");
        await world.PassAsync(TimeSpan.FromMinutes(2));
        await world.ClickAsync(world.Carol, world.MessagesOf(id)[0], World.Approve, at: next);
        await world.IdleAsync();

        Assert.Equal("Pending", world.StateOf(id));
        Assert.Single(world.MessagesOf(one));
        Assert.StartsWith(first.Ts, world.MessagesOf(one)[0].Ts, StringComparison.Ordinal);
    }

    /// <summary>The half of the seal that the secret made is broken: votes are lost, and said so.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Entry_SealedByTokenOnly_GivesNoVotes(bool isRestarted)
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled(Two));
        var (id, message) = await world.RequestAsync("dev");
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.IdleAsync();
        if (isRestarted) await world.Daemon.StopAsync();
        var seal = SealedEntries.Copy(world, id)["seal"].Split('.');
        SealedEntries.Plant(
            world,
            id,
            ("seal", $"{new string('0', 32)}.{seal[1]}"),
            ("resolution", "APPROVED"),
            ("messages", "C1/1.1")
        );

        var at = isRestarted ? await world.StartReplicaAsync() : world.Daemon;
        await at.LoggedAsync("Caught up");
        await world.IdleAsync();
        await world.ClickAsync(world.Carol, world.MessagesOf(id)[0], World.Approve, at: at);
        await world.IdleAsync();

        Assert.Equal(isRestarted ? "Pending" : "Approved", world.StateOf(id));
        if (isRestarted)
        {
            await world.ClickAsync(world.Bob, world.MessagesOf(id)[0], World.Approve, at: at);
            await world.ShowsAsync(id, "Approved by bob@example.com, carol@example.com");
        }
    }

    /// <summary>Between claim and record: the message stands in Slack, and the entry is swapped.</summary>
    [Theory]
    [InlineData("unsealed")]
    [InlineData("go")]
    [InlineData("removed")]
    [InlineData("claim")]
    public async Task Planted_BetweenClaimAndRecord_NothingIsLostOrDoubled(string how)
    {
        await using var world = await World.StartAsync();
        var post = world.Slack.HoldNext("chat.postMessage", afterEffect: true);
        var id = world.Teleport.CreateRequest("alice", "dba");
        await post.WaitUntilReachedAsync();
        switch (how)
        {
            case "unsealed":
                SealedEntries.Plant(world, id, ("rev", "9"), ("v1", "{}"));
                break;
            case "claim":
                SealedEntries.Plant(
                    world,
                    id,
                    ("rev", "9"),
                    ("v1", """{"deliveries":[{"names":["access"],"claim":"access"}]}""")
                );
                break;
            case "go":
                SealedEntries.Plant(world, id, ("rev", ""), ("v1", ""), ("seal", ""), ("messages", "C1/1.1"));
                break;
            default:
                SealedEntries.Plant(world, id, [.. SealedEntries.Copy(world, id).Keys.Select(key => (key, ""))]);
                break;
        }

        post.Release();
        await world.IdleAsync();
        await world.PassAsync(TimeSpan.FromMinutes(3));

        var message = Assert.Single(world.MessagesOf(id));
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    /// <summary>Bob was told that nothing was decided; ten minutes are not over.</summary>
    [Fact]
    public async Task Decision_WithdrawnAndPutBackSoon_IsNotCarriedOut()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        var hold = world.Teleport.Hold("ListAccessRequests");
        world.Teleport.FailNext("SetAccessRequestState", GrpcCode.PermissionDenied, "locked");
        var click = world.ClickAsync(world.Bob, message, World.Approve);
        await hold.WaitUntilReachedAsync();
        var after = world.Teleport.Hold("ListAccessRequests");
        hold.Release();
        await after.WaitUntilReachedAsync(); // the decision was refused, and what is true now is looked up
        var decided = SealedEntries.Copy(world, id);
        after.Release();
        await click;
        await world.IdleAsync();
        Assert.Null(SealedEntries.LedgerOf(world, id).Decision);
        Assert.Equal("Pending", world.StateOf(id));
        var failed = world.Teleport.CallsOf("SetAccessRequestState");
        await world.Daemon.StopAsync();

        world.Time.Advance(TimeSpan.FromMinutes(3));
        SealedEntries.PutBack(world, id, decided);
        var next = await world.StartReplicaAsync();
        await next.LoggedAsync("Caught up");
        await world.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(failed, world.Teleport.CallsOf("SetAccessRequestState"));
    }

    /// <summary>Many requests, each with a planted entry, and a restart without memory.</summary>
    [Fact]
    public async Task Planted_InManyRequests_CostsNoMessage()
    {
        await using var world = await World.StartAsync();
        var ids = Enumerable.Range(0, 60).Select(_ => world.Teleport.CreateRequest("alice", "dba")).ToList();
        await world.Daemon.LoggedAsync($"Request {ids[^1]}:");
        await world.PassAsync(TimeSpan.FromMinutes(5));
        foreach (var id in ids) Assert.Single(world.MessagesOf(id));
        await world.Daemon.StopAsync();
        foreach (var id in ids)
            SealedEntries.Plant(world, id, ("rev", "40"), ("resolution", "DENIED"));

        var next = await world.StartReplicaAsync();
        await next.LoggedAsync("Caught up");
        await world.PassAsync(TimeSpan.FromMinutes(10));

        foreach (var id in ids) Assert.Single(world.MessagesOf(id));
        Assert.All(ids, id => Assert.EndsWith("Pending", world.MessagesOf(id)[0].Text, StringComparison.Ordinal));
        Assert.InRange(next.CountInLog("do not have our seal"), 1, 61);
        await world.ClickAsync(world.Bob, world.MessagesOf(ids[59])[0], World.Approve, at: next);
        await world.ShowsAsync(ids[59], "Approved by bob@example.com");
    }

    /// <summary>The other replica has seen none of these presses.</summary>
    [Fact]
    public async Task Vote_ChangedHereAndThere_CountsOnce()
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled(Two));
        var second = await world.StartReplicaAsync();
        await second.LoggedAsync("Caught up");
        var (id, message) = await world.RequestAsync("dev");
        await world.KnownAsync(id);
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ClickAsync(world.Bob, world.MessagesOf(id)[0], World.Deny);
        await world.IdleAsync();

        await world.ClickAsync(world.Carol, world.MessagesOf(id)[0], World.Approve, at: second);
        await world.IdleAsync();
        Assert.Equal("Pending", world.StateOf(id));
        await world.ClickAsync(world.Bob, world.MessagesOf(id)[0], World.Approve, at: second);
        await world.IdleAsync();
        Assert.Equal("Approved", world.StateOf(id));
    }
}
