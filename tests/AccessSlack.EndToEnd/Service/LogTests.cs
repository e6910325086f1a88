using AccessSlack.EndToEnd.Infrastructure;

namespace AccessSlack.EndToEnd.Service;

/// <summary>What an operator sees of one request (docs/design/message-and-log.md, "The log").</summary>
public class LogTests
{
    [Fact]
    public async Task Log_OneRequestAtInfo_SaysWhoAskedForWhatWhereWhoClickedAndHowItEnded()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync("dba", "ops");
        await world.ClickAsync(world.Alice, message, World.Approve);
        await world.ClickAsync(world.Bob, message, World.Deny);
        await world.ShowsAsync(id, "Denied by bob@example.com");
        await world.Daemon.LoggedAsync("Updated the message");

        var lines = world.Daemon.Log
            .Where(line => line.StartsWith("Information ", StringComparison.Ordinal))
            .Where(line => line.Contains(id, StringComparison.Ordinal))
            .Select(line => line.Replace(id, "ID", StringComparison.Ordinal))
            .ToList();

        var place = $"#access ({world.Channel.Id}), message {message.Ts}";
        Assert.Contains(lines, line => line.Contains(
            $"Posted request ID of alice for dba, ops to {place}",
            StringComparison.Ordinal
        ));
        Assert.Contains(lines, line => line.Contains(
            "request_id=ID decision=approve rule=implicit outcome=same_name reason_length=0",
            StringComparison.Ordinal
        ));
        Assert.Contains(lines, line => line.Contains(
            "request_id=ID decision=deny rule=implicit outcome=decided reason_length=0",
            StringComparison.Ordinal
        ));
        Assert.Contains(lines, line => line.Contains(
            $"Updated the message of request ID in {place}: Denied by bob@example.com",
            StringComparison.Ordinal
        ));
    }

    [Fact]
    public async Task Log_AtDebug_NamesEachCallWithItsOutcomeAndNeverItsContent()
    {
        await using var world = await World.StartAsync();
        world.Teleport.FailNext("SetAccessRequestState", Sandbox.Teleport.GrpcCode.Unavailable);
        var (id, message) = await world.RequestAsync();
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.PassAsync(TimeSpan.FromMinutes(1));
        await world.ShowsAsync(id, "Approved by bob@example.com");

        string[] calls =
        [
            "Debug Called Slack: auth.test, ok, 0 ms",
            "Debug Called Slack: chat.postMessage, ok, 0 ms",
            "Debug Called Teleport: Ping, OK, 0 ms",
            "Debug Called Teleport: UpdatePluginData, OK, 0 ms",
            "Debug Called Teleport: SetAccessRequestState, Unavailable, 0 ms",
            "Debug Called Teleport: SetAccessRequestState, OK, 0 ms",
        ];
        Assert.All(calls, call => Assert.NotEqual((call, 0), (call, world.Daemon.CountInLog(call))));
    }
}
