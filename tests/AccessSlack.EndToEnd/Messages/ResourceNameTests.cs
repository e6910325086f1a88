using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Sandbox.Teleport.Resources;
using AccessSlack.Teleport.Protocol;
using Google.Protobuf;

namespace AccessSlack.EndToEnd.Messages;

/// <summary>Requested resources by the names that people know: never late, and never instead of the message.</summary>
public class ResourceNameTests
{
    private const string List = "ListResources";
    private const string Uuid = "3fa85f64-5717-4562-b3fc-2c963f66afa6";

    private static readonly ClusterResource Node = new("node", Uuid)
    {
        Hostname = "db-1",
        Labels = new Dictionary<string, string> { ["env"] = "dev", ["team"] = "payments", ["os"] = "linux" },
        DynamicLabels = new Dictionary<string, string> { ["env"] = "prod" },
        Agents = 3,
    };

    private static readonly ClusterResource[] All =
    [
        Node,
        new("app", "okta-1")
        {
            Labels = new Dictionary<string, string>
            {
                ["teleport.dev/origin"] = "okta",
                ["teleport.internal/okta-app-name"] = "Payroll",
            },
        },
        new("db", "orders") { Labels = new Dictionary<string, string> { ["env"] = "prod" }, Agents = 2 },
        new("kube_cluster", "eks") { DynamicLabels = new Dictionary<string, string> { ["env"] = "stage" } },
        new("windows_desktop", "win-7") { Labels = new Dictionary<string, string> { ["team"] = "it" } },
    ];

    /// <summary>In 10 to 12 only a role that may access them sees them; 10 lists Kubernetes in another way.</summary>
    [Theory]
    [InlineData("10.0.0")]
    [InlineData("13.0.0")]
    [InlineData("18.2.0")]
    public async Task Announce_ReleaseThatListsThem_ShowsNamesAndLabels(string version)
    {
        await using var world = await StartAsync(version);
        if (version == "10.0.0")
            world.Plugin.Resources = new() { Own = All.Select(resource => resource.Kind).ToHashSet() };
        var message = await RequestAsync(world, All.Select(resource => (resource.Kind, resource.Name)));

        AssertShows(
            message,
            "Resources: node db-1 (prod, payments), app Payroll, db orders (prod), kube_cluster eks (stage), " +
            "windows_desktop win-7 (it)"
        );
        Assert.Equal(version == "10.0.0" ? 6 : 5, world.Teleport.CallsOf(List)); // one each, however many agents
        Assert.Empty(message.Edits);
        Assert.Equal(
            version == "10.0.0" ? 0 : 5,
            world.Teleport.AuditTrail.Count(line => line.Event == "access_request.search")
        );
    }

    [Fact]
    public async Task Announce_ReleaseWithoutResources_AsksNothing()
    {
        await using var world = await StartAsync("9.3.4");
        await RequestAsync(world, [("node", Uuid)]);
        Assert.Equal(0, world.Teleport.CallsOf(List));
    }

    [Fact]
    public async Task Announce_ReleaseWithoutPreviewRoles_ShowsIdsAndSaysOnceWhatIsMissing()
    {
        await using var world = await StartAsync("12.4.0");
        AssertShows(await RequestAsync(world, [("node", Uuid)]), $"Resources: node {Uuid}\\n");
        await world.PassAsync(TimeSpan.FromMinutes(2));
        await RequestAsync(world, [("node", Uuid)]);
        Assert.Equal(2, world.Teleport.CallsOf(List));
        Assert.Equal(1, world.Daemon.CountInLog("Teleport shows none of the requested resources of the kind node"));
        Assert.Equal(1, world.Daemon.CountInLog("preview_as_roles: [list-access-request-resources]"));
    }

    [Fact]
    public async Task Announce_OneKindForbidden_OthersHaveTheirNamesAndOneLineTellsTheRule()
    {
        await using var world = await StartAsync();
        world.Plugin.Resources = ResourceRights.Preset;
        world.Teleport.Resources.Add(new ClusterResource("user_group", "00g1") { Description = "Everyone" });
        for (var i = 0; i < 2; i++)
            AssertShows(
                await RequestAsync(world, [("user_group", "00g1"), ("node", Uuid)]),
                "Resources: user_group 00g1, node db-1 (prod, payments)"
            );
        const string Warning = "Resources of the kind user_group are shown by their ids";
        Assert.Equal(1, world.Daemon.CountInLog(Warning));
        Assert.Equal(1, world.Daemon.CountInLog("the rule user_group: [list, read]"));

        world.Daemon.Reload(world.Toml());
        await world.Daemon.LoggedAsync("Configuration reloaded");
        await RequestAsync(world, [("user_group", "00g1")]);
        Assert.Equal(2, world.Daemon.CountInLog(Warning));

        world.Plugin.Resources = ResourceRights.Full;
        world.Teleport.Resources.Replace(
            new ClusterResource("user_group", "00g1")
            {
                Description = "Everyone",
                Labels = new Dictionary<string, string> { ["teleport.dev/origin"] = "okta" },
            }
        );
        AssertShows(await RequestAsync(world, [("user_group", "00g1")]), "Resources: user_group Everyone");
    }

    [Theory]
    [InlineData(GrpcCode.PermissionDenied)]
    [InlineData(GrpcCode.Unimplemented)]
    [InlineData(GrpcCode.InvalidArgument)]
    [InlineData(GrpcCode.Unavailable)]
    [InlineData(GrpcCode.Unknown)]
    public async Task Announce_LookUpFails_ShowsIds(GrpcCode code)
    {
        await using var world = await StartAsync();
        world.Teleport.FailNext(List, code);
        AssertShows(await RequestAsync(world, [("node", Uuid)]), $"Resources: node {Uuid}\\n");
        Assert.Equal(1, world.Daemon.CountInLog("Resources of the kind node are shown by their ids"));
        Assert.Equal(1, world.Teleport.CallsOf(List));

        AssertShows(await RequestAsync(world, [("node", Uuid)]), "Resources: node db-1 (prod, payments)");
    }

    /// <summary>After two seconds the message goes out; the names update it once, and a restart asks nothing.</summary>
    [Fact]
    public async Task Announce_SlowAnswer_WaitsTwoSecondsAndUpdatesOnce()
    {
        await using var world = await World.PrepareAsync();
        Fill(world);
        var limits = new SetTimers(world.Time, TimeSpan.FromSeconds(2));
        var replica = world.CreateReplica(time: limits);
        await replica.StartAsync();
        if (world.UsesSocket) await replica.ConnectedAsync(world.Slack);
        await replica.LoggedAsync("Caught up with Teleport");
        var hold = world.Teleport.Hold(List);
        var id = world.Teleport.CreateRequest(Asking([("node", Uuid)]));
        await hold.WaitUntilReachedAsync();
        await limits.ReachedAsync(1);

        world.Time.Advance(TimeSpan.FromSeconds(2) - TimeSpan.FromTicks(1));
        Assert.Empty(world.MessagesOf(id));
        world.Time.Advance(TimeSpan.FromTicks(1));
        await world.Slack.WaitUntilAsync(_ => world.MessagesOf(id).Count == 1);
        await replica.LoggedAsync($"Request {id}: Rest");
        AssertShows(world.MessagesOf(id)[0], $"Resources: node {Uuid}\\n");

        hold.Release();
        await world.Slack.WaitUntilAsync(_ => world.MessagesOf(id)[0].Edits.Length == 1);
        await world.IdleAsync();
        AssertShows(world.MessagesOf(id)[0], "Resources: node db-1 (prod, payments)");

        await world.StopReplicasAsync();
        var second = await world.StartReplicaAsync();
        await second.LoggedAsync("Caught up with Teleport");
        await world.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Single(world.MessagesOf(id)[0].Edits);
        Assert.Equal(1, world.Teleport.CallsOf(List));
    }

    [Fact]
    public async Task Announce_AnswerAfterTheEnd_ChangesNothing()
    {
        await using var world = await World.PrepareAsync();
        Fill(world);
        var limits = new SetTimers(world.Time, TimeSpan.FromSeconds(2));
        var replica = world.CreateReplica(time: limits);
        await replica.StartAsync();
        if (world.UsesSocket) await replica.ConnectedAsync(world.Slack);
        await replica.LoggedAsync("Caught up with Teleport");
        var hold = world.Teleport.Hold(List);
        var id = world.Teleport.CreateRequest(Asking([("node", Uuid)]));
        await hold.WaitUntilReachedAsync();
        await limits.ReachedAsync(1);
        world.Time.Advance(TimeSpan.FromSeconds(2));
        await world.Slack.WaitUntilAsync(_ => world.MessagesOf(id).Count == 1);
        world.Teleport.Resolve(id, RequestState.Denied);
        await world.Slack.WaitUntilAsync(_ => world.MessagesOf(id)[0].Edits.Length == 1);
        Assert.EndsWith("Denied in Teleport", world.MessagesOf(id)[0].Text, StringComparison.Ordinal);

        hold.Release();
        await world.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Single(world.MessagesOf(id)[0].Edits);
        AssertShows(world.MessagesOf(id)[0], $"node {Uuid}");
    }

    [Fact]
    public async Task Announce_AMillionRows_EndsAfterTwentyPages()
    {
        await using var world = await StartAsync();
        world.Teleport.Resources.Flood = 1_000_000;
        var id = world.Teleport.CreateRequest(Asking([("node", Uuid)]));
        await world.AnnouncedAsync(id);
        await world.Daemon.LoggedAsync("has more than 20 pages");
        Assert.Equal(20, world.Teleport.CallsOf(List));
    }

    [Fact]
    public async Task Announce_PagesThatAreTooLarge_AreHalved()
    {
        await using var world = await StartAsync();
        world.Teleport.Resources.MaxRows = 100;
        AssertShows(await RequestAsync(world, [("node", Uuid)]), "node db-1 (prod, payments)");
        Assert.Equal([1000, 500, 250, 125, 62], Lists(world).Select(call => call.Limit));
    }

    [Fact]
    public async Task Announce_SameResourceAgain_IsAskedForOnceInTenMinutes()
    {
        await using var world = await StartAsync();
        for (var i = 0; i < 3; i++) await RequestAsync(world, [("node", Uuid)]);
        Assert.Equal(1, world.Teleport.CallsOf(List));

        await world.PassAsync(TimeSpan.FromMinutes(10));
        world.Teleport.Resources.Replace(Node with { Hostname = "db-new" });
        AssertShows(await RequestAsync(world, [("node", Uuid)]), "node db-new (prod, payments)");
        Assert.Equal(2, world.Teleport.CallsOf(List));
    }

    [Fact]
    public async Task Announce_TwoReplicas_PostOneMessageAndNoOneUpdatesIt()
    {
        await using var world = await StartAsync();
        await world.StartReplicaAsync();
        var id = world.Teleport.CreateRequest(Asking([("node", Uuid)]));
        await world.AnnouncedAsync(id);
        await world.KnownAsync(id);
        await world.PassAsync(TimeSpan.FromMinutes(1));
        AssertShows(Assert.Single(world.MessagesOf(id)), "node db-1 (prod, payments)");
        Assert.Empty(world.MessagesOf(id)[0].Edits);
    }

    [Fact]
    public async Task Change_OtherResourcesWhilePending_AreLookedUpAgain()
    {
        await using var world = await StartAsync();
        var id = world.Teleport.CreateRequest(Asking([("node", Uuid)]));
        await world.AnnouncedAsync(id);

        world.Teleport.ChangeSpec(id, spec =>
        {
            var more = spec.RequestedResourceIds[0].Clone();
            (more.Kind, more.Name) = ("app", "okta-1");
            spec.RequestedResourceIds.Add(more);
        });
        await world.Slack.WaitUntilAsync(_ => world.MessagesOf(id)[0].Edits.Length == 1);
        await world.IdleAsync();
        AssertShows(world.MessagesOf(id)[0], "Resources: node db-1 (prod, payments), app Payroll");
        Assert.Equal(2, world.Teleport.CallsOf(List));
    }

    [Fact]
    public async Task Announce_HostileIds_AreOneConditionEachAndFindNothing()
    {
        await using var world = await StartAsync();
        await RequestAsync(world, [("node", "\" || true || \""), ("node", "a\\\"\n\u202e`"), ("node", Uuid)]);
        var names = NamePredicate.Names(Assert.Single(Lists(world)).PredicateExpression);
        Assert.Equal(["\" || true || \"", "a\\\"\n\u202e`", Uuid], names.ToHashSet());
    }

    [Fact]
    public async Task Announce_NamesOffInTheConfiguration_AsksNothing()
    {
        await using var world = await World.PrepareAsync();
        Fill(world);
        var replica = world.CreateReplica(toml => toml.Replace("[slack]", "resource_names = false\n[slack]"));
        await replica.StartAsync();
        AssertShows(await RequestAsync(world, [("node", Uuid)]), $"Resources: node {Uuid}\\n");
        Assert.Equal(0, world.Teleport.CallsOf(List));
    }

    [Fact]
    public async Task Announce_OtherLabels_ShowsThose()
    {
        await using var world = await World.PrepareAsync();
        Fill(world);
        var replica = world.CreateReplica(toml => toml.Replace("[slack]", "resource_labels = 'os'\n[slack]"));
        await replica.StartAsync();
        AssertShows(await RequestAsync(world, [("node", Uuid)]), "Resources: node db-1 (linux)");
    }

    /// <summary>A pod by its cluster; a leaf cluster not at all, even if it has a resource of the same name.</summary>
    [Fact]
    public async Task Announce_Parts_AreShownAndOtherClustersAreNotAskedFor()
    {
        await using var world = await StartAsync();
        var constraints = new ResourceConstraints { Ssh = new() { Logins = { "root", "ubuntu" } } };
        var message = await RequestAsync(world, Asking([]) with
        {
            Parts =
            [
                new() { Id = Id("node", Uuid), Constraints = constraints.ToByteString() },
                new() { Id = Id("pod", "eks", "ns/web") },
                new() { Id = Id("db", "orders", cluster: "leaf") },
                new() { Id = Id("app", "later"), Constraints = ByteString.CopyFrom(0x72, 0x00) },
            ],
        });
        AssertShows(
            message,
            "Resources: node db-1 (prod, payments; as root, ubuntu), pod eks/ns/web (stage), db orders, " +
            "app later (in part)"
        );
        Assert.DoesNotContain("db_server", Lists(world).Select(call => call.ResourceType));

        await world.ClickAsync(world.Bob, message, World.Approve);
        var id = (string)message.Metadata!["event_payload"]!["request_id"]!;
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    private static ResourceID Id(string kind, string name, string sub = "", string cluster = "sandbox") =>
        new() { ClusterName = cluster, Kind = kind, Name = name, SubResourceName = sub };

    private static async Task<World> StartAsync(string version = "18.2.0")
    {
        var world = await World.StartAsync(new() { TeleportVersion = version });
        Fill(world);
        return world;
    }

    private static void Fill(World world)
    {
        world.Plugin.Resources = ResourceRights.Full;
        world.Teleport.Resources.Add(All);
    }

    private static Task<SlackMessage> RequestAsync(World world, IEnumerable<(string Kind, string Name)> resources) =>
        RequestAsync(world, Asking(resources));

    private static async Task<SlackMessage> RequestAsync(World world, NewAccessRequest request)
    {
        var message = (await world.AnnouncedAsync(world.Teleport.CreateRequest(request)))[0];
        await world.PassAsync(TimeSpan.FromSeconds(1)); // a channel takes one message a second
        return message;
    }

    private static NewAccessRequest Asking(IEnumerable<(string Kind, string Name)> resources) =>
        new("alice", "dba") { Resources = [.. resources] };

    private static IEnumerable<ListResourcesRequest> Lists(World world) =>
        world.Teleport.Calls.Select(call => call.Request).OfType<ListResourcesRequest>();

    private static void AssertShows(SlackMessage message, string part) =>
        Assert.Contains(part, message.Blocks.ToJsonString(), StringComparison.Ordinal);
}
