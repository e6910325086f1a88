using AccessSlack.Sandbox.Teleport;
using AccessSlack.Sandbox.Teleport.Resources;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Simulators.Services;

/// <summary>Lists of resources (docs/protocols/teleport.md 1.8 and 4.9).</summary>
public sealed class TeleportResourceTests
{
    private const string One = "resource.metadata.name == \"a\"";

    [Theory]
    [InlineData("9.3.4", "node", GrpcCode.Unimplemented)]
    [InlineData("10.0.0", "node", GrpcCode.Ok)]
    [InlineData("10.0.0", "kube_server", GrpcCode.Unimplemented)]
    [InlineData("10.0.0", "kube_cluster", GrpcCode.Ok)]
    [InlineData("11.0.0", "kube_server", GrpcCode.Ok)]
    [InlineData("14.3.0", "user_group", GrpcCode.Unimplemented)]
    [InlineData("15.0.0", "user_group", GrpcCode.PermissionDenied)] // no role permits it by itself
    [InlineData("18.2.0", "app", GrpcCode.Unimplemented)] // the kind in requests, not that of lists
    [InlineData("18.2.0", "pod", GrpcCode.Unimplemented)]
    public async Task List_KindByRelease_IsRefusedWhereItIsUnknown(string version, string type, GrpcCode expected)
    {
        await using var server = await TeleportSimulator.StartAsync(new() { Version = version });
        var answer = await ListAsync(server, new() { ResourceType = type, PredicateExpression = One });
        Assert.Equal(expected, answer.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("name == \"a\"")]
    [InlineData("resource.metadata.name == \"a")]
    [InlineData("resource.metadata.name == 'a'")]
    [InlineData("resource.metadata.name == \"a\" ||")]
    [InlineData("resource.metadata.name == \"a\" && resource.metadata.name == \"b\"")]
    [InlineData("resource.metadata.name == \"a\n\"")]
    [InlineData("resource.metadata.name == \"\\q\"")]
    [InlineData("resource.metadata.name == \"\\u12\"")]
    [InlineData("resource.metadata.name == \"\\ud800\"")]
    public async Task List_WrongCondition_IsRefused(string predicate)
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        var answer = await ListAsync(server, new() { ResourceType = "node", PredicateExpression = predicate });
        Assert.Equal(GrpcCode.InvalidArgument, answer.Code);
    }

    /// <summary>What a role does not allow is left out without an error; 12 ignores the preview roles.</summary>
    [Theory]
    [InlineData("18.2.0", true, 2)]
    [InlineData("18.2.0", false, 0)]
    [InlineData("12.4.0", true, 0)]
    public async Task List_PreviewRoles_ShowWhatTheRoleItselfDoesNot(string version, bool previews, int rows)
    {
        await using var server = await TeleportSimulator.StartAsync(new() { Version = version });
        server.AddUser("slack").Resources = ResourceRights.Preset;
        server.Resources.Add(new ClusterResource("node", "a") { Agents = 2 }, new ClusterResource("node", "b"));
        var answer = await ListAsync(
            server,
            new() { ResourceType = "node", PredicateExpression = One, UsePreviewAsRoles = previews }
        );
        Assert.Equal(rows, answer.Single.Resources.Count);
        Assert.Equal(rows > 0 ? 1 : 0, server.AuditTrail.Count(line => line.Event == "access_request.search"));
    }

    [Fact]
    public async Task List_Pages_GoOnWhereTheLastEnded()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        server.AddUser("slack").Resources = ResourceRights.Preset;
        server.Resources.Add(new ClusterResource("db", "a") { Agents = 5 });
        var request = new ListResourcesRequest
        {
            ResourceType = "db_server",
            PredicateExpression = One,
            UsePreviewAsRoles = true,
            Limit = 2,
        };
        var rows = new List<int>();
        do
        {
            var page = (await ListAsync(server, request)).Single;
            rows.Add(page.Resources.Count);
            request.StartKey = page.NextKey;
        }
        while (request.StartKey.Length > 0);

        Assert.Equal([2, 2, 1], rows);
    }

    private static async Task<RawAnswer<ListResourcesResponse>> ListAsync(
        TeleportSimulator server,
        ListResourcesRequest request
    )
    {
        using var client = TeleportRawClient.For(server, "slack");
        return await client.CallAsync("ListResources", request, ListResourcesResponse.Parser);
    }
}
