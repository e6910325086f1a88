using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;
using AccessSlack.Testing;

namespace AccessSlack.EndToEnd.Simulators;

/// <summary>Time that passes for one request only, so that no one has to wait for it.</summary>
public sealed class TeleportTimeLapseTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly ManualTime _time = new();

    private DateTimeOffset Now => _time.GetUtcNow();

    [Fact]
    public async Task LetPass_PendingRequest_MovesAllItsTimesInOneChange()
    {
        await using var server = await StartAsync();
        using var client = TeleportRawClient.For(server, "slack");
        var id = server.CreateRequest(
            new NewAccessRequest("alice", "dba")
            {
                PendingFor = 4 * Hour,
                StartsAfter = 2 * Hour,
                Thresholds = [new AccessReviewThreshold { Approve = 2, Deny = 1 }],
            }
        );
        server.Review(id, "bob", RequestState.Approved);
        await using var events = await client.WatchFromInitAsync();

        server.LetPass(id, Hour);

        var spec = (await events.ReadAsync()).AccessRequest.Spec;
        Assert.Equal(
            [Now - Hour, Now + 7 * Hour, Now + 3 * Hour, Now + Hour, Now - Hour],
            new[]
            {
                spec.Created,
                spec.Expires,
                spec.ResourceExpiry,
                spec.AssumeStartTime,
                spec.Reviews[0].Created,
            }.Select(time => time.ToDateTimeOffset())
        );
        Assert.Equal(spec, server.Request(id)!.Spec);
        Assert.Equal((RequestState.Pending, "access_request.review"), (spec.State, server.AuditTrail[^1].Event));
    }

    [Theory]
    [InlineData("16.4.0")]
    [InlineData("18.2.0")]
    public async Task LetPass_BeyondTheExpiry_RemovesItAsIfItHadComeByItself(string version)
    {
        await using var server = await StartAsync(version);
        var passed = server.CreateRequest(new NewAccessRequest("alice", "dba") { PendingFor = 2 * Hour });
        var other = server.CreateRequest(new NewAccessRequest("bob", "dba") { PendingFor = 2 * Hour });

        server.LetPass(passed, Hour);
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.NotNull(server.Request(passed));

        server.LetPass(passed, Hour);
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(server.Request(passed));
        Assert.NotNull(server.Request(other));
    }

    [Fact]
    public async Task LetPassUntilEnd_ApprovedRequest_EndsThenAndIsAsLongAsBefore()
    {
        await using var server = await StartAsync();
        var id = server.CreateRequest("alice", "dba");
        server.Resolve(id, RequestState.Approved);

        server.LetPassUntilEnd(id, Now + TimeSpan.FromMinutes(1));

        var spec = server.Request(id)!.Spec;
        Assert.Equal(Now + TimeSpan.FromMinutes(1), spec.Expires.ToDateTimeOffset());
        Assert.Equal(spec.Expires, spec.ResourceExpiry);
        Assert.Equal(8 * Hour, spec.Expires.ToDateTimeOffset() - spec.Created.ToDateTimeOffset());
    }

    [Fact]
    public async Task LetPassUntilEnd_RequestThatIsGone_DoesNothing()
    {
        await using var server = await StartAsync();
        server.LetPassUntilEnd("6f3a", Now);
        Assert.Empty(server.Requests);
    }

    private Task<TeleportSimulator> StartAsync(string version = "18.2.0") =>
        TeleportSimulator.StartAsync(new() { Version = version, Time = _time });
}
