using AccessSlack.Sandbox.Teleport;
using AccessSlack.Sandbox.Teleport.Rules;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Simulators.Rules;

/// <summary>Access Monitoring Rules of the simulated cluster (docs/protocols/teleport.md 1.6).</summary>
public sealed class TeleportRuleTests
{
    private const string Service = "/teleport.accessmonitoringrules.v1.AccessMonitoringRulesService/";

    private static readonly ListAccessMonitoringRulesWithFilterRequest Ours = new()
    {
        PageSize = 1000,
        Subjects = { "access_request" },
        NotificationName = "slack",
    };

    [Theory]
    [InlineData("14.3.0", GrpcCode.Unimplemented, GrpcCode.Unimplemented)]
    [InlineData("15.1.0", GrpcCode.Ok, GrpcCode.Unimplemented)]
    [InlineData("16.0.0", GrpcCode.Ok, GrpcCode.Ok)]
    public async Task List_ByRelease_ExistsOrIsUnimplemented(string version, GrpcCode plain, GrpcCode filtered)
    {
        await using var server = await TeleportSimulator.StartAsync(new() { Version = version });
        using var client = ClientOf(server);

        Assert.Equal(plain, (await ListAsync(client)).Code);
        Assert.Equal(filtered, (await ListAsync(client, Ours)).Code);
    }

    [Fact]
    public async Task List_Pages_HoldEveryRuleOnceAndTheFilterLeavesOutOthers()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = ClientOf(server);
        foreach (var name in (string[])["c", "a", "b"]) server.Rules.Put(new NewMonitoringRule(name, "true", "access"));
        server.Rules.Put(new NewMonitoringRule("other", "true", "access") { Plugin = "mattermost" });
        server.Rules.Put(new NewMonitoringRule("user", "true", "access") { Subject = "user" });
        server.Rules.LargestPage = 2;

        var first = (await ListAsync(client, Ours)).Single;
        var rest = (await ListAsync(client, new(Ours) { PageToken = first.NextPageToken })).Single;

        Assert.Equal(["a", "b"], first.Rules.Select(rule => rule.Metadata.Name));
        Assert.Equal(["c"], rest.Rules.Select(rule => rule.Metadata.Name));
        Assert.Equal("", rest.NextPageToken);
        Assert.Equal(2, (await ListAsync(client)).Single.Rules.Count);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task List_WithoutTheRight_Denied(bool mayRead, bool mayList)
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = ClientOf(server);
        var user = server.AddUser("slack");
        (user.MayReadRules, user.MayListRules) = (mayRead, mayList);

        Assert.Equal(GrpcCode.PermissionDenied, (await ListAsync(client, Ours)).Code);
        Assert.Equal(GrpcCode.PermissionDenied, (await ListAsync(client)).Code);
    }

    [Fact]
    public async Task Watch_BothKinds_SeesRulesAndRequests()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = ClientOf(server);
        await using var events = client.Watch(BothKinds());
        var init = await events.ReadAsync();

        server.Rules.Put(new NewMonitoringRule("oncall", "true", "access"));
        var id = server.CreateRequest("alice", "dba");
        server.Rules.Delete("oncall");

        Assert.Equal(
            ["access_request", "access_monitoring_rule"],
            init.WatchStatus.Spec.Kinds.Select(kind => kind.Kind)
        );
        Assert.Equal("oncall", (await events.ReadAsync()).AccessMonitoringRule.Metadata.Name);
        Assert.Equal(id, (await events.ReadAsync()).AccessRequest.Metadata.Name);
        var deleted = await events.ReadAsync();
        Assert.Equal(
            (Operation.Delete, "access_monitoring_rule", "oncall"),
            (deleted.Type, deleted.ResourceHeader.Kind, deleted.ResourceHeader.Metadata.Name)
        );
    }

    [Theory]
    [InlineData("13.0.0", true)]
    [InlineData("14.3.0", true)]
    [InlineData("15.0.0", false)]
    [InlineData("18.2.0", false)]
    public async Task Watch_RulesThatMayNotBeRead_AreNotConfirmedAndNotSent(string version, bool mayRead)
    {
        await using var server = await TeleportSimulator.StartAsync(new() { Version = version });
        using var client = ClientOf(server);
        server.AddUser("slack").MayReadRules = mayRead;
        await using var events = client.Watch(BothKinds());

        var init = await events.ReadAsync();
        server.Rules.Plant(new NewMonitoringRule("oncall", "true", "access"));
        var id = server.CreateRequest("alice", "dba");

        Assert.Equal(["access_request"], init.WatchStatus.Spec.Kinds.Select(kind => kind.Kind));
        Assert.Equal(id, (await events.ReadAsync()).AccessRequest.Metadata.Name);
    }

    [Fact]
    public async Task Watch_OneKind_SeesNoRules()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = ClientOf(server);
        await using var events = await client.WatchFromInitAsync();

        server.Rules.Put(new NewMonitoringRule("oncall", "true", "access"));
        server.Rules.Delete("oncall");
        var id = server.CreateRequest("alice", "dba");

        Assert.Equal(id, (await events.ReadAsync()).AccessRequest.Metadata.Name);
    }

    public static TheoryData<string, string, Action<AccessMonitoringRule>> Refused => new()
    {
        { "18.2.0", "kind", rule => rule.Kind = "role" },
        { "18.2.0", "version", rule => rule.Version = "v2" },
        { "18.2.0", "name", rule => rule.Metadata.Name = "" },
        { "18.2.0", "subjects", rule => rule.Spec.Subjects.Clear() },
        { "18.2.0", "condition", rule => rule.Spec.Condition = "" },
        { "18.2.0", "parsing", rule => rule.Spec.Condition = "contains_any(" },
        { "18.2.0", "plugin", rule => rule.Spec.Notification.Name = "" },
        { "18.2.0", "nothing to do", rule => rule.Spec.Notification = null },
        { "18.2.0", "state", rule => rule.Spec.DesiredState = "decided" },
        { "18.2.0", "decision", rule => rule.Spec.AutomaticReview = new() { Integration = "builtin" } },
        { "18.2.0", "shifts", rule => rule.Spec.Schedules["default"] = new() { Time = new() } },
        { "15.0.0", "schedules", rule => rule.Spec.Schedules["default"] = new() },
        { "15.0.0", "notification", rule => rule.Spec.Notification = null },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Put_RuleThatThisReleaseRefuses_IsInvalidAndNotStored(
        string version,
        string _,
        Action<AccessMonitoringRule> spoil
    )
    {
        await using var server = await TeleportSimulator.StartAsync(new() { Version = version });
        var rule = new NewMonitoringRule("oncall", "true", "access").ToMessage();
        server.Rules.Put(rule);
        server.Rules.Delete("oncall");

        spoil(rule);

        Assert.Equal(GrpcCode.InvalidArgument, Assert.Throws<GrpcFailure>(() => server.Rules.Put(rule)).Code);
        Assert.Empty(server.Rules.All);
    }

    [Theory]
    [InlineData("15.0.0")]
    [InlineData("17.7.0")]
    public async Task Put_ConditionThatOlderServersDoNotRead_IsStored(string version)
    {
        await using var server = await TeleportSimulator.StartAsync(new() { Version = version });

        server.Rules.Put(new NewMonitoringRule("oncall", "contains_any(", "access"));

        Assert.Single(server.Rules.All);
    }

    [Fact]
    public async Task Put_ReleaseWithoutRules_IsUnimplemented()
    {
        await using var server = await TeleportSimulator.StartAsync(new() { Version = "14.3.0" });

        var refused = Assert.Throws<GrpcFailure>(() => server.Rules.Put(new NewMonitoringRule("a", "true", "access")));

        Assert.Equal(GrpcCode.Unimplemented, refused.Code);
    }

    private static TeleportRawClient ClientOf(TeleportSimulator server)
    {
        var client = TeleportRawClient.For(server, "slack");
        server.AddUser("slack").MayReadRules = true;
        return client;
    }

    private static Watch BothKinds()
    {
        var watch = TeleportCalls.AllRequests;
        watch.Kinds.Add(new WatchKind { Kind = "access_monitoring_rule" });
        watch.AllowPartialSuccess = true;
        return watch;
    }

    private static Task<RawAnswer<ListAccessMonitoringRulesResponse>> ListAsync(TeleportRawClient client) =>
        client.CallAsync(
            Service + "ListAccessMonitoringRules",
            new ListAccessMonitoringRulesRequest(),
            ListAccessMonitoringRulesResponse.Parser
        );

    private static Task<RawAnswer<ListAccessMonitoringRulesWithFilterResponse>> ListAsync(
        TeleportRawClient client,
        ListAccessMonitoringRulesWithFilterRequest call
    ) =>
        client.CallAsync(
            Service + "ListAccessMonitoringRulesWithFilter",
            call,
            ListAccessMonitoringRulesWithFilterResponse.Parser
        );
}
