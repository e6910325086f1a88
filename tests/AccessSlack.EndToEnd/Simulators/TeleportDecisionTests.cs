using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;
using AccessSlack.Testing;

namespace AccessSlack.EndToEnd.Simulators;

/// <summary>SetAccessRequestState and SubmitAccessReview (docs/protocols/teleport.md 3.2, 3.3 and 4.4).</summary>
public sealed class TeleportDecisionTests
{
    [Fact]
    public async Task SetState_Approve_LeavesAnAuditLineAndMovesTheExpiry()
    {
        var time = new ManualTime();
        await using var server = await TeleportSimulator.StartAsync(new() { Time = time });
        using var client = TeleportRawClient.For(server, "slack");
        var id = server.CreateRequest("alice", "dba");

        Assert.Equal(
            GrpcCode.Ok,
            await client.SetStateAsync(id, RequestState.Approved, "incident 4711", "slack:bob@example.com")
        );

        var request = server.Request(id)!;
        Assert.Equal((RequestState.Approved, "incident 4711"), (request.Spec.State, request.Spec.ResolveReason));
        Assert.Equal(request.Spec.Expires, request.Spec.ResourceExpiry);
        Assert.Equal(
            new AuditEvent(
                time.GetUtcNow(),
                "access_request.update",
                id,
                "slack",
                RequestState.Approved,
                "slack:bob@example.com",
                "incident 4711"
            ),
            server.AuditTrail[^1]
        );
    }

    [Theory]
    [InlineData(RequestState.Approved, RequestState.Approved, GrpcCode.Ok)]
    [InlineData(RequestState.Approved, RequestState.Denied, GrpcCode.Ok)]
    [InlineData(RequestState.Denied, RequestState.Denied, GrpcCode.Ok)]
    [InlineData(RequestState.Denied, RequestState.Approved, GrpcCode.InvalidArgument)]
    [InlineData(RequestState.Pending, RequestState.Pending, GrpcCode.Ok)]
    [InlineData(RequestState.Pending, RequestState.None, GrpcCode.InvalidArgument)]
    [InlineData(RequestState.Pending, RequestState.Promoted, GrpcCode.InvalidArgument)]
    public async Task SetState_FromState_OnlyDeniedIsFinal(RequestState from, RequestState to, GrpcCode expected)
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = TeleportRawClient.For(server, "slack");
        var id = server.CreateRequest("alice", "dba");
        server.Resolve(id, from);

        Assert.Equal(expected, await client.SetStateAsync(id, to));
        Assert.Equal(expected == GrpcCode.Ok ? to : from, server.Request(id)!.Spec.State);
    }

    [Fact]
    public async Task SetState_WithoutUpdateRight_Denied()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = TeleportRawClient.For(server, "slack");
        server.AddUser("slack").MayUpdate = false;
        var id = server.CreateRequest("alice", "dba");

        Assert.Equal(GrpcCode.PermissionDenied, await client.SetStateAsync(id, RequestState.Approved));
        Assert.Equal(RequestState.Pending, server.Request(id)!.Spec.State);
    }

    [Fact]
    public async Task SetState_IdMissingOrUnknown_Refused()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = TeleportRawClient.For(server, "slack");

        Assert.Equal(GrpcCode.InvalidArgument, await client.SetStateAsync("", RequestState.Approved));
        Assert.Equal(GrpcCode.NotFound, await client.SetStateAsync("6f3a", RequestState.Approved));
    }

    [Fact]
    public async Task SetState_Roles_OnlySomeOfTheRequestedAndOnlyForAnApproval()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = TeleportRawClient.For(server, "slack");
        var id = server.CreateRequest("alice", "dba", "admin");

        Assert.Equal(GrpcCode.InvalidArgument, await client.SetStateAsync(id, RequestState.Denied, roles: "dba"));
        Assert.Equal(GrpcCode.InvalidArgument, await client.SetStateAsync(id, RequestState.Approved, roles: "root"));
        Assert.Equal(GrpcCode.Ok, await client.SetStateAsync(id, RequestState.Approved, roles: "dba"));
        Assert.Equal(["dba"], server.Request(id)!.Spec.Roles);
    }

    /// <summary>
    /// Before 4.4.3 the list is not even read: a denial with one, or a role that was not requested, passes as well.
    /// </summary>
    [Theory]
    [InlineData("4.3.0", false, "dba", RequestState.Approved, GrpcCode.Ok, "dba admin root")]
    [InlineData("4.4.2", false, "dba", RequestState.Approved, GrpcCode.Ok, "dba admin root")]
    [InlineData("4.4.2", false, "foreign", RequestState.Approved, GrpcCode.Ok, "dba admin root")]
    [InlineData("4.4.2", false, "dba", RequestState.Denied, GrpcCode.Ok, "dba admin root")]
    [InlineData("4.4.3", false, "root dba", RequestState.Approved, GrpcCode.Ok, "root dba")]
    [InlineData("4.4.3", false, "", RequestState.Approved, GrpcCode.Ok, "dba admin root")]
    [InlineData("4.4.3", false, "foreign dba", RequestState.Approved, GrpcCode.InvalidArgument, "dba admin root")]
    [InlineData("18.2.0", false, "dba", RequestState.Approved, GrpcCode.Ok, "dba")]
    [InlineData("18.2.0", false, "dba", RequestState.Pending, GrpcCode.InvalidArgument, "dba admin root")]
    [InlineData("18.2.0", true, "dba", RequestState.Approved, GrpcCode.Ok, "dba admin root")]
    public async Task SetState_SomeRoles_GrantedAloneFrom443(
        string version,
        bool drops,
        string roles,
        RequestState state,
        GrpcCode expected,
        string granted
    )
    {
        await using var server = await TeleportSimulator.StartAsync(new() { Version = version });
        server.DropsRoleOverrides = drops;
        using var client = TeleportRawClient.For(server, "slack");
        var id = server.CreateRequest("alice", "dba", "admin", "root");

        var some = roles.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expected, await client.SetStateAsync(id, state, roles: some));
        var spec = server.Request(id)!.Spec;
        Assert.Equal(
            (expected == GrpcCode.Ok ? state : RequestState.Pending, granted),
            (spec.State, string.Join(' ', spec.Roles))
        );
    }

    /// <summary>Watchers see the part at once; the end of the access, the plugins' data and the rest stay.</summary>
    [Fact]
    public async Task SetState_SomeRoles_ChangesNothingElse()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = TeleportRawClient.For(server, "slack");
        var id = server.CreateRequest(new NewAccessRequest("alice", "dba", "root") { Resources = [("node", "db-1")] });
        server.PlantPluginData(id, "slack", new Dictionary<string, string> { ["a"] = "b" });
        var before = server.Request(id)!.Spec;

        await client.SetStateAsync(id, RequestState.Approved, roles: "dba");

        var spec = server.Request(id)!.Spec;
        Assert.Equal((before.Expires, before.Expires), (spec.Expires, spec.ResourceExpiry));
        Assert.Equal(before.RequestedResourceIds, spec.RequestedResourceIds);
        Assert.Null(spec.AccessList);
        Assert.Equal("b", server.PluginData(id, "slack")["a"]);

        Assert.Equal(GrpcCode.InvalidArgument, await client.SetStateAsync(id, RequestState.Approved, roles: "root"));
        Assert.Equal(GrpcCode.Ok, await client.SetStateAsync(id, RequestState.Denied));
        Assert.Equal((RequestState.Denied, "dba"), (server.Request(id)!.Spec.State, server.Request(id)!.Spec.Roles[0]));
    }

    [Theory]
    [InlineData("8.2.0", GrpcCode.Ok)]
    [InlineData("8.3.0", GrpcCode.InvalidArgument)]
    public async Task SetState_ReasonOver4096_RefusedFrom83(string version, GrpcCode expected)
    {
        await using var server = await TeleportSimulator.StartAsync(new() { Version = version });
        using var client = TeleportRawClient.For(server, "slack");
        var id = server.CreateRequest("alice", "dba");

        Assert.Equal(expected, await client.SetStateAsync(id, RequestState.Denied, new string('x', 4097)));
    }

    [Theory]
    [InlineData("14.0.0", GrpcCode.Ok)]
    [InlineData("15.0.0", GrpcCode.PermissionDenied)]
    public async Task SetState_OwnRequestOrActiveRequests_DeniedFrom15(string version, GrpcCode expected)
    {
        await using var server = await TeleportSimulator.StartAsync(new() { Version = version });
        using var client = TeleportRawClient.For(server, "slack");

        Assert.Equal(expected, await client.SetStateAsync(server.CreateRequest("slack", "dba"), RequestState.Approved));
        server.AddUser("slack").HasActiveAccessRequests = true;
        Assert.Equal(expected, await client.SetStateAsync(server.CreateRequest("alice", "dba"), RequestState.Approved));
    }

    [Theory]
    [InlineData("14.0.0", false, GrpcCode.Ok)]
    [InlineData("15.0.0", false, GrpcCode.PermissionDenied)]
    [InlineData("15.0.0", true, GrpcCode.Ok)]
    public async Task Decide_MfaForAdminActions_DeniedFrom15UnlessExempt(string version, bool exempt, GrpcCode expected)
    {
        await using var server = await TeleportSimulator.StartAsync(new() { Version = version });
        using var client = Reviewer(server);
        server.MfaForAdminActions = true;
        server.AddUser("slack").ExemptFromMfa = exempt;

        Assert.Equal(expected, await client.SetStateAsync(server.CreateRequest("alice", "dba"), RequestState.Approved));
        Assert.Equal(
            expected,
            (await client.ReviewAsync(server.CreateRequest("alice", "dba"), RequestState.Approved)).Code
        );
    }

    [Fact]
    public async Task Review_TwoApprovalsNeeded_DecidesWithTheSecond()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = Reviewer(server);
        var id = server.CreateRequest(Needs(approve: 2));

        server.Review(id, "bob", RequestState.Approved, "fine");
        Assert.Equal(RequestState.Pending, server.Request(id)!.Spec.State);
        var after = (await client.ReviewAsync(id, RequestState.Approved)).Single;

        Assert.Equal(RequestState.Approved, after.Spec.State);
        Assert.Equal(["bob", "slack"], after.Spec.Reviews.Select(r => r.Author));
        Assert.All(after.Spec.Reviews, r => Assert.Equal([0u], r.ThresholdIndexes));
        Assert.Equal(
            ("access_request.review", "slack"),
            (server.AuditTrail[^1].Event, server.AuditTrail[^1].UpdatedBy)
        );
    }

    [Fact]
    public async Task Review_Denials_CountAgainstTheDenyThreshold()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        var twice = server.CreateRequest(Needs(approve: 1, deny: 2));
        var never = server.CreateRequest(Needs(approve: 1, deny: 0));

        foreach (var author in new[] { "bob", "carol" })
        {
            Assert.Equal(RequestState.Pending, server.Request(twice)!.Spec.State);
            server.Review(twice, author, RequestState.Denied);
            server.Review(never, author, RequestState.Denied);
        }

        Assert.Equal(RequestState.Denied, server.Request(twice)!.Spec.State);
        Assert.Equal(RequestState.Pending, server.Request(never)!.Spec.State);
    }

    [Fact]
    public async Task Review_SecondBySameAuthor_Denied()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = Reviewer(server);
        var id = server.CreateRequest(Needs(approve: 3));
        await client.ReviewAsync(id, RequestState.Approved);

        var again = await client.ReviewAsync(id, RequestState.Denied);

        Assert.Equal(GrpcCode.PermissionDenied, again.Code);
        Assert.EndsWith("has already reviewed this request", again.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("13.3.0", GrpcCode.Ok)]
    [InlineData("14.0.0", GrpcCode.PermissionDenied)]
    public async Task Review_OfAResolvedRequest_DeniedFrom14AndNeverOfEffect(string version, GrpcCode expected)
    {
        await using var server = await TeleportSimulator.StartAsync(new() { Version = version });
        using var client = Reviewer(server);
        var id = server.CreateRequest("alice", "dba");
        server.Resolve(id, RequestState.Approved);

        Assert.Equal(expected, (await client.ReviewAsync(id, RequestState.Denied)).Code);
        Assert.Equal(RequestState.Approved, server.Request(id)!.Spec.State);
    }

    [Fact]
    public async Task Review_WithoutAuthority_Denied()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = Reviewer(server);
        var id = server.CreateRequest("alice", "dba", "admin");
        var own = server.CreateRequest("slack", "dba");

        Assert.Equal(
            GrpcCode.PermissionDenied,
            (await client.ReviewAsync(id, RequestState.Approved, r => r.Author = "bob")).Code
        );
        Assert.Equal(GrpcCode.PermissionDenied, (await client.ReviewAsync(own, RequestState.Approved)).Code);
        server.AddUser("slack").ReviewRoles = new HashSet<string> { "dba" };
        Assert.Equal(GrpcCode.PermissionDenied, (await client.ReviewAsync(id, RequestState.Approved)).Code);
        server.AddUser("slack").ReviewRoles = null;
        Assert.Equal(GrpcCode.PermissionDenied, (await client.ReviewAsync(id, RequestState.Approved)).Code);
    }

    /// <summary>
    /// The texts that the contract allows a client to read (3.2 and 3.3); all others are private to the server.
    /// </summary>
    [Fact]
    public async Task Decide_Refused_SaysWhatTheContractSays()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = Reviewer(server);
        var user = server.AddUser("slack");
        var (id, resolved) = (server.CreateRequest(Needs(approve: 2)), server.CreateRequest(Needs(approve: 2)));
        server.Resolve(resolved, RequestState.Approved);

        Assert.Equal("the access request has been already approved", await SaidAsync(resolved));
        Assert.EndsWith(
            "cannot submit reviews on behalf of bob",
            await SaidAsync(id, review => review.Author = "bob"),
            StringComparison.Ordinal
        );
        user.ReviewRoles = new HashSet<string> { "auditor" };
        Assert.EndsWith("cannot review request", await SaidAsync(id), StringComparison.Ordinal);
        server.MfaForAdminActions = true;
        Assert.Equal("admin-level API request requires MFA verification", await SaidAsync(id));
        user.ReviewRoles = null;
        Assert.EndsWith("cannot submit reviews", await SaidAsync(id), StringComparison.Ordinal);

        async Task<string> SaidAsync(string request, Action<AccessReview>? more = null) =>
            (await client.ReviewAsync(request, RequestState.Approved, more)).Message;
    }

    [Fact]
    public async Task Review_Malformed_Refused()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = Reviewer(server);
        var id = server.CreateRequest("alice", "dba", "admin");
        var withoutReviews = server.CreateRequest(new NewAccessRequest("alice", "dba") { Thresholds = [] });

        Assert.Equal(GrpcCode.InvalidArgument, (await client.ReviewAsync("", RequestState.Approved)).Code);
        Assert.Equal(GrpcCode.NotFound, (await client.ReviewAsync("6f3a", RequestState.Approved)).Code);
        Assert.Equal(GrpcCode.InvalidArgument, (await client.ReviewAsync(id, RequestState.Pending)).Code);
        Assert.Equal(GrpcCode.InvalidArgument, (await client.ReviewAsync(withoutReviews, RequestState.Approved)).Code);
        Assert.Equal(
            GrpcCode.Unimplemented,
            (await client.ReviewAsync(id, RequestState.Approved, r => r.Roles.Add("dba"))).Code
        );
        Assert.Equal(
            GrpcCode.Unimplemented,
            (
                await client.ReviewAsync(id, RequestState.Approved, r =>
                    r.Annotations = new() { Values = { ["a"] = new StringValues() } }
                )
            ).Code
        );
    }

    private static TeleportRawClient Reviewer(TeleportSimulator server)
    {
        server.AddUser("slack").ReviewRoles = new HashSet<string> { "*" };
        return TeleportRawClient.For(server, "slack");
    }

    private static NewAccessRequest Needs(uint approve, uint deny = 1) =>
        new("alice", "dba") { Thresholds = [new AccessReviewThreshold { Approve = approve, Deny = deny }] };
}
