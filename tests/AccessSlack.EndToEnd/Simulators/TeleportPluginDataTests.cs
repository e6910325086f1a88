using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;
using AccessSlack.Testing;

namespace AccessSlack.EndToEnd.Simulators;

/// <summary>GetPluginData and UpdatePluginData (docs/protocols/teleport.md 3.4 and 4.5).</summary>
public sealed class TeleportPluginDataTests
{
    [Fact]
    public async Task Update_Expectations_MustHoldExactly()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = TeleportRawClient.For(server, "slack");
        var id = server.CreateRequest("alice", "dba");

        Assert.Equal(GrpcCode.FailedPrecondition, await client.UpdateAsync(id, One("rev", "2"), One("rev", "1")));
        Assert.Equal(GrpcCode.Ok, await client.UpdateAsync(id, One("rev", "1"), One("rev", "")));
        Assert.Equal(GrpcCode.FailedPrecondition, await client.UpdateAsync(id, One("rev", "9"), One("rev", "")));
        Assert.Equal(GrpcCode.FailedPrecondition, await client.UpdateAsync(id, One("rev", "9"), One("rev", "7")));
        Assert.Equal(GrpcCode.Ok, await client.UpdateAsync(id, One("rev", "2"), One("rev", "1")));
        Assert.Equal(GrpcCode.Ok, await client.UpdateAsync(id, One("other", "x")));
        Assert.Equal(new Dictionary<string, string> { ["rev"] = "2", ["other"] = "x" }, server.PluginData(id, "slack"));
    }

    [Fact]
    public async Task Update_EmptyValue_DeletesTheKeyAndAtLastTheEntry()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = TeleportRawClient.For(server, "slack");
        var id = server.CreateRequest("alice", "dba");
        await client.UpdateAsync(id, One("rev", "1"));

        await client.UpdateAsync(id, One("rev", ""));

        Assert.Empty(await client.PluginDataAsync(id));
        Assert.Equal(GrpcCode.Ok, await client.UpdateAsync(id, One("rev", "1"), One("rev", "")));
    }

    [Fact]
    public async Task Update_OverOneMegabyteForAllPlugins_RefusedAndNothingWritten()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = TeleportRawClient.For(server, "slack");
        var id = server.CreateRequest("alice", "dba");
        server.PlantPluginData(id, "jira", One("issue", new string('j', 600_000)));

        Assert.Equal(GrpcCode.InvalidArgument, await client.UpdateAsync(id, One("v1", new string('s', 400_000))));
        Assert.Equal(GrpcCode.Ok, await client.UpdateAsync(id, One("v1", new string('s', 399_000))));
        Assert.Equal(399_000, server.PluginData(id, "slack")["v1"].Length);
    }

    [Fact]
    public async Task Update_NoDataAndNoRequest_NotFound()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = TeleportRawClient.For(server, "slack");

        Assert.Equal(GrpcCode.NotFound, await client.UpdateAsync("6f3a", One("rev", "1"), One("rev", "")));
        Assert.Equal(GrpcCode.FailedPrecondition, await client.UpdateAsync("6f3a", One("rev", "1"), One("rev", "0")));
    }

    [Fact]
    public async Task Update_KindOtherThanAccessRequest_Refused()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = TeleportRawClient.For(server, "slack");
        var id = server.CreateRequest("alice", "dba");

        Assert.Equal(GrpcCode.InvalidArgument, await client.UpdateAsync(id, One("rev", "1"), kind: "user"));
    }

    [Fact]
    public async Task Data_RequestGone_LivesUntilAnHourAfterTheAccess()
    {
        var time = new ManualTime();
        await using var server = await TeleportSimulator.StartAsync(new() { Time = time });
        using var client = TeleportRawClient.For(server, "slack");
        var id = server.CreateRequest(new NewAccessRequest("alice", "dba") { AccessFor = TimeSpan.FromHours(2) });
        await client.UpdateAsync(id, One("rev", "1"));
        server.Delete(id);

        time.Advance(TimeSpan.FromHours(3) - TimeSpan.FromSeconds(1));
        Assert.Equal(GrpcCode.Ok, await client.UpdateAsync(id, One("rev", "2"), One("rev", "1")));
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Empty(await client.PluginDataAsync(id));
        Assert.Equal(GrpcCode.NotFound, await client.UpdateAsync(id, One("rev", "3")));
    }

    [Fact]
    public async Task Get_WithPlugin_SelectsDocumentsButReturnsAllEntries()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = TeleportRawClient.For(server, "slack");
        var (both, foreign) = (server.CreateRequest("alice", "dba"), server.CreateRequest("bob", "dba"));
        server.PlantPluginData(both, "jira", One("issue", "OPS-1"));
        server.PlantPluginData(foreign, "jira", One("issue", "OPS-2"));
        await client.UpdateAsync(both, One("rev", "1"));

        var ours = Assert.Single(await client.PluginDataAsync(""));
        var all = await client.PluginDataAsync("", plugin: "");

        Assert.Equal(("plugin_data", "access_request", both), (ours.Kind, ours.SubKind, ours.Metadata.Name));
        Assert.Equal(["jira", "slack"], ours.Spec.Entries.Keys.Order());
        Assert.Equal(2, all.Count);
        Assert.Empty(await client.PluginDataAsync(foreign));
    }

    [Theory]
    [InlineData("6.0.0", false, true, GrpcCode.PermissionDenied)]
    [InlineData("6.0.0", true, false, GrpcCode.Ok)]
    [InlineData("6.1.0", false, true, GrpcCode.Ok)]
    [InlineData("6.2.1", true, false, GrpcCode.Ok)]
    [InlineData("8.3.17", true, false, GrpcCode.Ok)]
    [InlineData("18.2.0", true, false, GrpcCode.PermissionDenied)]
    public async Task Update_RightNeeded_DependsOnTheRelease(
        string version,
        bool update,
        bool pluginData,
        GrpcCode expected
    )
    {
        await using var server = await TeleportSimulator.StartAsync(new() { Version = version });
        using var client = TeleportRawClient.For(server, "slack");
        var user = server.AddUser("slack");
        (user.MayUpdate, user.MayUpdatePluginData) = (update, pluginData);

        Assert.Equal(expected, await client.UpdateAsync(server.CreateRequest("alice", "dba"), One("rev", "1")));
    }

    [Fact]
    public async Task Get_WithoutRight_Denied()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = TeleportRawClient.For(server, "slack");
        var user = server.AddUser("slack");
        (user.MayList, user.MayReadPluginData) = (false, false);

        var answer = await client.CallAsync(
            "GetPluginData",
            new PluginDataFilter { Kind = "access_request" },
            PluginDataSeq.Parser
        );

        Assert.Equal(GrpcCode.PermissionDenied, answer.Code);
    }

    private static Dictionary<string, string> One(string key, string value) => new() { [key] = value };
}
