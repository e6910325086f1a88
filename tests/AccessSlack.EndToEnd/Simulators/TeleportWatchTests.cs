using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Simulators;

/// <summary>WatchEvents (docs/protocols/teleport.md 4.1).</summary>
public sealed class TeleportWatchTests
{
    [Theory]
    [InlineData("4.3.0")]
    [InlineData("12.4.0")]
    [InlineData("18.2.0")]
    public async Task Watch_LifeOfARequest_ArrivesInOrder(string version)
    {
        await using var server = await TeleportSimulator.StartAsync(new() { Version = version });
        using var client = TeleportRawClient.For(server, "slack");
        server.CreateRequest("bob", "dba");
        await using var events = await client.WatchFromInitAsync();

        var id = server.CreateRequest("alice", "dba");
        server.Resolve(id, RequestState.Approved);
        server.Delete(id);

        var created = await events.ReadAsync();
        var approved = await events.ReadAsync();
        var deleted = await events.ReadAsync();
        Assert.Equal(
            (Operation.Put, id, RequestState.Pending),
            (created.Type, created.AccessRequest.Metadata.Name, created.AccessRequest.Spec.State)
        );
        Assert.Equal(
            (Operation.Put, id, RequestState.Approved),
            (approved.Type, approved.AccessRequest.Metadata.Name, approved.AccessRequest.Spec.State)
        );
        Assert.Equal(
            (Operation.Delete, id, null),
            (deleted.Type, deleted.ResourceHeader.Metadata.Name, deleted.AccessRequest)
        );
        Assert.Equal(
            ("access_request", "v3", "default"),
            (deleted.ResourceHeader.Kind, deleted.ResourceHeader.Version, deleted.ResourceHeader.Metadata.Namespace)
        );
    }

    [Fact]
    public async Task Watch_FilteredByPending_NeverSeesTheResolutionButEveryDelete()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = TeleportRawClient.For(server, "slack");
        await using var events = await client.WatchFromInitAsync(Filtered("state", "PENDING"));

        var id = server.CreateRequest("alice", "dba");
        server.Resolve(id, RequestState.Denied);
        server.Expire(id);

        Assert.Equal(Operation.Put, (await events.ReadAsync()).Type);
        Assert.Equal(Operation.Delete, (await events.ReadAsync()).Type);
    }

    [Fact]
    public async Task Watch_ByName_SeesOnlyThatRequest()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = TeleportRawClient.For(server, "slack");
        var (id, other) = (server.CreateRequest("alice", "dba"), server.CreateRequest("bob", "dba"));
        await using var events = await client.WatchFromInitAsync(
            new()
            {
                Kinds =
                {
                    new WatchKind { Kind = "access_request", Name = id },
                },
            }
        );

        server.Delete(other);
        server.Delete(id);

        Assert.Equal(id, (await events.ReadAsync()).ResourceHeader.Metadata.Name);
    }

    [Fact]
    public async Task Watch_Several_AllSeeEverything()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = TeleportRawClient.For(server, "slack");
        await using var first = await client.WatchFromInitAsync();
        await using var second = await client.WatchFromInitAsync();
        Assert.Equal(2, server.OpenWatches);

        var id = server.CreateRequest("alice", "dba");

        Assert.Equal(id, (await first.ReadAsync()).AccessRequest.Metadata.Name);
        Assert.Equal(id, (await second.ReadAsync()).AccessRequest.Metadata.Name);
    }

    [Theory]
    [InlineData("user", "alice", null)]
    [InlineData("state", "PROMOTED", null)]
    [InlineData("state", "approved", GrpcCode.InvalidArgument)]
    [InlineData("roles", "dba", GrpcCode.InvalidArgument)]
    public async Task Watch_Filter_UnknownKeysAndStatesAreRefused(string key, string value, GrpcCode? refused)
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = TeleportRawClient.For(server, "slack");

        if (refused is { } code) Assert.Equal(code, (await client.WatchRefusedAsync(Filtered(key, value))).Code);
        else await using (await client.WatchFromInitAsync(Filtered(key, value))) Assert.Equal(1, server.OpenWatches);
    }

    [Fact]
    public async Task Watch_WithoutReadRight_DeniedExceptForOneself()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = TeleportRawClient.For(server, "slack");
        server.AddUser("slack").MayRead = false;

        Assert.Equal(GrpcCode.PermissionDenied, (await client.WatchRefusedAsync(TeleportCalls.AllRequests)).Code);
        await using var own = await client.WatchFromInitAsync(Filtered("user", "slack"));
        Assert.Equal(1, server.OpenWatches);
    }

    [Theory]
    [InlineData("4.3.0", true, GrpcCode.PermissionDenied)]
    [InlineData("12.4.0", true, GrpcCode.InvalidArgument)]
    [InlineData("13.0.0", false, GrpcCode.InvalidArgument)]
    [InlineData("13.0.0", true, null)]
    public async Task Watch_KindThatIsNotThere_IsLeftOutOnlyFrom13(string version, bool partial, GrpcCode? refused)
    {
        await using var server = await TeleportSimulator.StartAsync(new() { Version = version });
        using var client = TeleportRawClient.For(server, "slack");
        var watch = TeleportCalls.AllRequests;
        watch.Kinds.Add(new WatchKind { Kind = "access_monitoring_rule" });
        watch.AllowPartialSuccess = partial;

        if (refused is { } code) Assert.Equal(code, (await client.WatchRefusedAsync(watch)).Code);
        else await using (await client.WatchFromInitAsync(watch)) Assert.Equal(1, server.OpenWatches);
    }

    [Theory]
    [InlineData("12.4.0", null)]
    [InlineData("13.0.0", "access_request")]
    public async Task Init_From13_NamesTheKindsThatWereConfirmed(string version, string? confirmed)
    {
        await using var server = await TeleportSimulator.StartAsync(new() { Version = version });
        using var client = TeleportRawClient.For(server, "slack");
        await using var events = client.Watch();

        var init = await events.ReadAsync();

        Assert.Equal(Operation.Init, init.Type);
        Assert.Equal(confirmed, init.WatchStatus?.Spec.Kinds.Single().Kind);
    }

    [Fact]
    public async Task Init_Held_ComesFirstWhenReleasedAndNothingIsLost()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = TeleportRawClient.For(server, "slack");
        var held = server.Hold("WatchEvents");
        await using var events = client.Watch();
        var init = events.ReadAsync();
        await held.WaitUntilReachedAsync();
        server.CreateRequest("alice", "dba");
        Assert.False(init.IsCompleted);

        held.Release();

        Assert.Equal(Operation.Init, (await init).Type);
        Assert.Equal(Operation.Put, (await events.ReadAsync()).Type);
    }

    [Fact]
    public async Task EndWatches_WithoutFailure_EndsCleanly()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = TeleportRawClient.For(server, "slack");
        await using var events = await client.WatchFromInitAsync();

        server.EndWatches();

        Assert.False(await events.EndsNotAsync());
        await server.WaitUntilAsync(s => s.OpenWatches == 0);
    }

    [Theory]
    [InlineData("6.2.0", null)]
    [InlineData("12.4.0", GrpcCode.InvalidArgument)]
    [InlineData("18.2.0", GrpcCode.Unknown)]
    public async Task Watch_SlowReader_EndsAsTheReleaseDoes(string version, GrpcCode? code)
    {
        await using var server = await TeleportSimulator.StartAsync(new() { Version = version, WatchQueueLimit = 3 });
        using var client = TeleportRawClient.For(server, "slack");
        var held = server.Hold("WatchEvents");
        await using var events = client.Watch();
        var init = events.ReadAsync();
        await held.WaitUntilReachedAsync();
        for (var i = 0; i < 3; i++) server.CreateRequest("alice", "dba");
        held.Release();
        await init;
        await events.ReadAsync();
        await events.ReadAsync();

        if (code is null) Assert.False(await events.EndsNotAsync());
        else Assert.Equal(code, (await Assert.ThrowsAsync<GrpcFailure>(() => events.EndsNotAsync())).Code);
    }

    [Fact]
    public async Task AbortConnections_OpenWatch_Breaks()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = TeleportRawClient.For(server, "slack");
        await using var events = await client.WatchFromInitAsync();

        server.AbortConnections();

        await Assert.ThrowsAnyAsync<IOException>(() => events.EndsNotAsync());
        await using var again = await client.WatchFromInitAsync();
    }

    [Fact]
    public async Task GoAway_OpenWatch_GoesOnUntilItIsEnded()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = TeleportRawClient.For(server, "slack");
        await using var events = await client.WatchFromInitAsync();

        server.GoAway();
        server.CreateRequest("alice", "dba");
        Assert.Equal(Operation.Put, (await events.ReadAsync()).Type);
        server.EndWatches();

        Assert.False(await events.EndsNotAsync());
        await using var again = await client.WatchFromInitAsync();
    }

    private static Watch Filtered(string key, string value) =>
        new()
        {
            Kinds =
            {
                new WatchKind { Kind = "access_request", Filter = { [key] = value } },
            },
        };
}
