using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;
using AccessSlack.Testing;

namespace AccessSlack.EndToEnd.Simulators;

/// <summary>
/// What differs between releases in lists, fields and expiry (docs/protocols/teleport.md 1.1, 1.4, 4.2 and 6.2).
/// </summary>
public sealed class TeleportReleaseTests
{
    [Theory]
    [InlineData("4.3.0", true, false, false, false)]
    [InlineData("6.1.0", true, false, false, true)]
    [InlineData("9.3.3", true, false, false, true)]
    [InlineData("9.3.4", true, true, false, true)]
    [InlineData("12.4.0", true, true, false, true)]
    [InlineData("13.0.0", false, true, false, true)]
    [InlineData("15.1.0", false, true, false, true)]
    [InlineData("18.2.0", false, true, true, true)]
    public async Task Call_NotInThisRelease_Unimplemented(
        string version,
        bool unary,
        bool streamed,
        bool paged,
        bool reviews
    )
    {
        await using var server = await TeleportSimulator.StartAsync(new() { Version = version });
        using var client = TeleportRawClient.For(server, "slack");

        Assert.Equal(unary, await ExistsAsync(client.ListUnaryAsync()));
        Assert.Equal(streamed, await ExistsAsync(client.ListV2Async()));
        Assert.Equal(paged, await ExistsAsync(client.ListPageAsync()));
        Assert.Equal(reviews, await ExistsAsync(client.ReviewAsync("", RequestState.Approved)));
        Assert.Empty(server.UnexpectedCalls);
    }

    [Fact]
    public async Task Call_UnknownMethod_UnimplementedAndRecorded()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = TeleportRawClient.For(server, "slack");

        var answer = await client.CallAsync("GetRoles", new PingRequest(), PingResponse.Parser);

        Assert.Equal((GrpcCode.Unimplemented, true), (answer.Code, answer.TrailersOnly));
        Assert.Equal(["/proto.AuthService/GetRoles"], server.UnexpectedCalls);
    }

    [Fact]
    public async Task Call_UnknownFields_AreAComplaint()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = TeleportRawClient.For(server, "slack");

        // An update's fields 4 and 5 do not exist in a filter.
        await client.CallAsync(
            "GetPluginData",
            new PluginDataUpdateParams { Kind = "access_request", Set = { ["a"] = "b" } },
            PluginDataSeq.Parser
        );

        Assert.Equal(["GetPluginData carries unknown fields"], server.Complaints);
    }

    [Theory]
    [InlineData("6.0.0", GrpcCode.PermissionDenied)]
    [InlineData("6.1.0", GrpcCode.Ok)]
    public async Task List_WithoutRight_RefusedUpTo60ThenSilentlyNarrowed(string version, GrpcCode expected)
    {
        await using var server = await TeleportSimulator.StartAsync(new() { Version = version });
        using var client = TeleportRawClient.For(server, "slack");
        server.AddUser("slack").MayRead = false;
        server.CreateRequest("alice", "dba");
        var own = server.CreateRequest("slack", "dba");

        var all = await client.ListUnaryAsync();
        var mine = (await client.ListUnaryAsync(new() { User = "slack" })).Single;

        Assert.Equal(expected, all.Code);
        if (expected == GrpcCode.Ok) Assert.Equal([own], Ids(all.Single.AccessRequests_));
        Assert.Equal([own], Ids(mine.AccessRequests_));
    }

    [Theory]
    [InlineData("4.3.0", GrpcCode.NotFound)]
    [InlineData("5.1.0", GrpcCode.NotFound)]
    [InlineData("12.4.0", GrpcCode.Ok)]
    public async Task List_MissingId_NotFoundInTheOldest(string version, GrpcCode expected)
    {
        await using var server = await TeleportSimulator.StartAsync(new() { Version = version });
        using var client = TeleportRawClient.For(server, "slack");
        server.CreateRequest("alice", "dba");

        var answer = await client.ListUnaryAsync(new() { Id = "6f3a" });

        Assert.Equal(expected, answer.Code);
        if (expected == GrpcCode.Ok) Assert.Empty(answer.Single.AccessRequests_);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(3, true)]
    public async Task ListAccessRequests_Pages_GiveEverythingOnce(int sort, bool descending)
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = TeleportRawClient.For(server, "slack");
        var made = Enumerable.Range(0, 7).Select(i => server.CreateRequest($"user{i % 3}", "dba")).ToList();
        var seen = new List<string>();
        var key = "";

        do
        {
            var page = (
                await client.ListPageAsync(
                    new()
                    {
                        Sort = sort,
                        Descending = descending,
                        Limit = 3,
                        StartKey = key,
                    }
                )
            ).Single;
            seen.AddRange(Ids(page.AccessRequests));
            key = page.NextKey;
        }
        while (key.Length > 0);

        Assert.Equal(made.Order(), seen.Order());
        Assert.Equal(GrpcCode.InvalidArgument, (await client.ListPageAsync(new() { Limit = 16001 })).Code);
    }

    [Fact]
    public async Task ListV2_Filter_ByStateAndUser()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = TeleportRawClient.For(server, "slack");
        var (a, b) = (server.CreateRequest("alice", "dba"), server.CreateRequest("bob", "dba"));
        server.Promote(b, "on-call");

        Assert.Equal([a], Ids((await client.ListV2Async(new() { State = RequestState.Pending })).Items));
        Assert.Equal([b], Ids((await client.ListV2Async(new() { User = "bob" })).Items));
        Assert.Equal(RequestState.Promoted, server.Request(b)!.Spec.State);
    }

    [Theory]
    [InlineData("4.3.0", false, false, false, false)]
    [InlineData("4.4.3", true, false, false, false)]
    [InlineData("6.1.0", true, true, false, false)]
    [InlineData("10.0.0", true, true, true, false)]
    [InlineData("17.0.0", true, true, true, true)]
    public async Task Request_Fields_ExistFromTheirReleaseOn(
        string version,
        bool reason,
        bool reviews,
        bool resources,
        bool resourceExpiry
    )
    {
        await using var server = await TeleportSimulator.StartAsync(new() { Version = version });
        var id = server.CreateRequest(
            new NewAccessRequest("alice", "dba")
            {
                Reason = "why",
                SuggestedReviewers = ["bob"],
                Resources = [("node", "db-1")],
            }
        );

        var request = server.Request(id)!;

        Assert.Equal(reason, request.Spec.RequestReason == "why");
        Assert.Equal(reviews, request.Spec.Thresholds.Count == 1 && request.Spec.SuggestedReviewers.Count == 1);
        Assert.Equal(resources, request.Spec.RequestedResourceIds.Count == 1);
        Assert.Equal(resourceExpiry, request.Spec.ResourceExpiry is not null && request.Metadata.Expires is null);
    }

    [Fact]
    public async Task SetState_Before443_DropsReasonAndRoles()
    {
        await using var server = await TeleportSimulator.StartAsync(new() { Version = "4.3.0" });
        using var client = TeleportRawClient.For(server, "slack");
        var id = server.CreateRequest("alice", "dba", "admin");

        await client.SetStateAsync(id, RequestState.Approved, "because", "slack:bob", "dba");

        Assert.Equal(2, server.Request(id)!.Spec.Roles.Count);
        Assert.Equal(("slack:bob", ""), (server.AuditTrail[^1].Delegator, server.AuditTrail[^1].Reason));
    }

    [Fact]
    public async Task Expiry_UpTo16_RemovesExactlyThen()
    {
        var time = new ManualTime();
        await using var server = await TeleportSimulator.StartAsync(new() { Version = "16.4.0", Time = time });
        var pending = server.CreateRequest("alice", "dba");
        var approved = server.CreateRequest("bob", "dba");
        server.Resolve(approved, RequestState.Approved);

        time.Advance(TimeSpan.FromMinutes(59));
        Assert.NotNull(server.Request(pending));
        time.Advance(TimeSpan.FromMinutes(1));

        Assert.Null(server.Request(pending));
        Assert.NotNull(server.Request(approved));
        time.Advance(TimeSpan.FromHours(7));
        Assert.Null(server.Request(approved));
    }

    [Fact]
    public async Task Expiry_From17_LeavesPendingOnesDecidableUntilTheScan()
    {
        var time = new ManualTime();
        await using var server = await TeleportSimulator.StartAsync(new() { Version = "17.0.0", Time = time });
        using var client = TeleportRawClient.For(server, "slack");
        var late = server.CreateRequest("alice", "dba");
        var expired = server.CreateRequest("bob", "dba");

        time.Advance(TimeSpan.FromMinutes(60) + TimeSpan.FromSeconds(10));
        Assert.Equal(GrpcCode.Ok, await client.SetStateAsync(late, RequestState.Approved));
        time.Advance(TimeSpan.FromMinutes(6));

        Assert.NotNull(server.Request(late));
        Assert.Null(server.Request(expired));
        Assert.Contains(server.AuditTrail, line => line.Event == "access_request.expire" && line.RequestId == expired);
    }

    private static async Task<bool> ExistsAsync<T>(Task<RawAnswer<T>> call) =>
        (await call).Code != GrpcCode.Unimplemented;

    private static IEnumerable<string> Ids(IEnumerable<AccessRequestV3> requests) =>
        requests.Select(r => r.Metadata.Name);
}
