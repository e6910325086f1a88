using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Simulators;

/// <summary>The faults a test may order, and what it may look at afterwards.</summary>
public sealed class TeleportFaultTests
{
    private static readonly Dictionary<string, string> Set = new() { ["rev"] = "1" };

    [Theory]
    [InlineData(HoldAt.Answer, 1)]
    [InlineData(HoldAt.Arrival, 0)]
    public async Task Hold_UntilReleased_KeepsTheAnswerOrTheEffect(HoldAt at, int writtenWhileHeld)
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = TeleportRawClient.For(server, "slack");
        var id = server.CreateRequest("alice", "dba");
        var held = server.Hold("UpdatePluginData", at);

        var update = client.UpdateAsync(id, Set);
        await held.WaitUntilReachedAsync();
        Assert.False(update.IsCompleted);
        Assert.Equal(writtenWhileHeld, server.PluginData(id, "slack").Count);
        held.Release();

        Assert.Equal(GrpcCode.Ok, await update);
        Assert.Single(server.PluginData(id, "slack"));
    }

    [Fact]
    public async Task Hold_ConnectionCut_TheEffectStaysAndTheAnswerIsLost()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = TeleportRawClient.For(server, "slack");
        var id = server.CreateRequest("alice", "dba");
        var held = server.Hold("UpdatePluginData");
        var update = client.UpdateAsync(id, Set);
        await held.WaitUntilReachedAsync();

        server.AbortConnections();

        await Assert.ThrowsAsync<HttpRequestException>(() => update);
        Assert.Single(server.PluginData(id, "slack"));
    }

    [Fact]
    public async Task FailNext_Times_FailsSoOftenWithoutEffect()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        using var client = TeleportRawClient.For(server, "slack");
        var id = server.CreateRequest("alice", "dba");
        server.FailNext("UpdatePluginData", GrpcCode.Unavailable, "going (50 %) — away", times: 2);

        var first = await client.CallAsync(
            "UpdatePluginData",
            new PluginDataUpdateParams(),
            Google.Protobuf.WellKnownTypes.Empty.Parser
        );
        Assert.Equal(
            (GrpcCode.Unavailable, "going (50 %) — away", true),
            (first.Code, first.Message, first.TrailersOnly)
        );
        Assert.Equal(GrpcCode.Unavailable, await client.UpdateAsync(id, Set));
        Assert.Empty(server.PluginData(id, "slack"));
        Assert.Equal(GrpcCode.Ok, await client.UpdateAsync(id, Set));
        Assert.Equal(3, server.CallsOf("UpdatePluginData"));
        Assert.Equal([1, 2, 3], server.Calls.Select(c => c.Order));
        Assert.All(server.Calls, c => Assert.Equal("slack", c.User));
    }

    [Fact]
    public async Task Restart_SamePort_KeepsStateAndMayBeAnotherRelease()
    {
        await using var server = await TeleportSimulator.StartAsync(new() { Version = "12.4.0" });
        using var client = TeleportRawClient.For(server, "slack");
        var id = server.CreateRequest("alice", "dba");
        await using var events = await client.WatchFromInitAsync();
        var address = server.Address;

        await server.StopAsync();
        await Assert.ThrowsAnyAsync<IOException>(() => events.EndsNotAsync());
        await Assert.ThrowsAsync<HttpRequestException>(() => client.ListV2Async());
        server.Version = "18.2.0";
        await server.StartAsync();

        Assert.Equal(address, server.Address);
        Assert.Equal(id, Assert.Single((await client.ListPageAsync()).Single.AccessRequests).Metadata.Name);
    }

    [Fact]
    public async Task Changed_EveryWrite_IsTold()
    {
        await using var server = await TeleportSimulator.StartAsync(new());
        var told = 0;
        server.Changed += (_, _) => told++;

        var id = server.CreateRequest("alice", "dba");
        server.Review(id, "bob", RequestState.Approved);
        server.PlantPluginData(id, "jira", Set);
        server.Delete(id);

        Assert.Equal(4, told);
    }

    [Fact]
    public void Credentials_Written_AreThreePemFilesAndOneIdentity()
    {
        var directory = Directory.CreateTempSubdirectory();
        using var certificates = ClusterCertificates.Create("sandbox");
        using var client = certificates.IssueClient("slack");

        var files = certificates.WriteFiles(directory.FullName, "auth", client);
        var identity = Path.Combine(directory.FullName, "identity");
        certificates.WriteIdentity(identity, client);

        Assert.Contains("PRIVATE KEY", File.ReadAllText(files.Key), StringComparison.Ordinal);
        Assert.Equal(client.ExportCertificatePem(), File.ReadAllText(files.Certificate).TrimEnd());
        Assert.Equal(certificates.HostCa.ExportCertificatePem(), File.ReadAllText(files.Authorities).TrimEnd());
        Assert.Equal(
            ["-----BEGIN PRIVATE KEY-----", "-----BEGIN CERTIFICATE-----", "-----BEGIN CERTIFICATE-----"],
            File.ReadLines(identity).Where(line => line.StartsWith("-----BEGIN", StringComparison.Ordinal)));
        directory.Delete(recursive: true);
    }
}
