using System.Globalization;
using System.Text.Json.Nodes;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;
using AccessSlack.Testing;
using Xunit.Abstractions;

namespace AccessSlack.EndToEnd.Storm;

/// <summary>
/// No message or decision is lost or doubled under random faults. ACCESS_SLACK_STORM=SEED:REQUESTS runs another storm:
/// the seed determines every fault and action, their timing depends on the machine.
/// </summary>
public class StormTests(ITestOutputHelper output)
{
    private static readonly int Requests = TestRun.Cases(750);

    public static TheoryData<int, int> Storms
    {
        get
        {
            var wanted = Environment
                .GetEnvironmentVariable("ACCESS_SLACK_STORM")
                ?.Split(':')
                .Select(number => int.Parse(number, CultureInfo.InvariantCulture))
                .ToArray();
            return wanted is [var seed, var requests]
                ? new() { { seed, requests } }
                : new() { { 3, Requests }, { 4, Requests } };
        }
    }

    [Theory]
    [MemberData(nameof(Storms))]
    public Task Storm_TwoReplicas_LosesNothingAndDoublesNothing(int seed, int requests) => RunAsync(seed, requests);

    /// <summary>The sockets break as well, and Slack repeats what is not acknowledged.</summary>
    [Fact]
    public Task Storm_OverTheSocket_LosesNothingAndDoublesNothing()
    {
        Door.Socket.Use();
        return RunAsync(seed: 5, Requests / 3);
    }

    private async Task RunAsync(int seed, int requests)
    {
        output.WriteLine($"ACCESS_SLACK_STORM={seed}:{requests}");
        await using var world = await World.PrepareAsync(new() { More = UserActivity.Configuration });
        using var storm = new StormRun(world, seed, requests);
        await storm.RunAsync();

        var broken = new Invariants(world, storm.Slots).Check(storm.Users.Requests);

        Report(storm, world, broken);
        Assert.True(broken.Count == 0, $"ACCESS_SLACK_STORM={seed}:{requests}\n{string.Join('\n', broken.Take(20))}");
    }

    private void Report(StormRun storm, World world, IReadOnlyList<string> broken)
    {
        output.WriteLine(
            $"{storm.Rounds} rounds ({storm.QuietTimeouts} times the machine did not become quiet), " +
            $"{storm.Slots.Sum(slot => slot.Starts)} starts, {world.Slack.Messages.Length} messages, " +
            $"{world.Slack.Calls.Length} calls of Slack, {world.Teleport.Calls.Count} of Teleport"
        );
        foreach (var id in broken.Select(line => line[..36]).Distinct().Take(5)) Report(storm, world, id);
    }

    private void Report(StormRun storm, World world, string id)
    {
        foreach (var line in world.Teleport.AuditTrail.Where(line => line.RequestId == id))
            output.WriteLine($"{line.Time:HH:mm:ss} {line.Event} {line.State} {line.UpdatedBy} {line.Delegator}");
        foreach (var message in world.MessagesOf(id)) ReportThread(world, message);
        foreach (var call in world.Teleport.Calls) ReportNotes(call, id);
        for (var i = 0; i < storm.Slots.Length; i++)
            foreach (var line in storm.Slots[i].Log.Where(line => line.Contains(id, StringComparison.Ordinal)))
                output.WriteLine($"{i} {line}");
    }

    /// <summary>The id of a message is the time at which it was posted.</summary>
    private void ReportThread(World world, SlackMessage message)
    {
        output.WriteLine($"{message.Channel} {message.Ts}: {message.Text}");
        foreach (var reply in world.Slack.Messages.Where(reply => IsReplyTo(message, reply)))
            output.WriteLine($"{message.Channel} {message.Ts} {reply.Ts}: {reply.Text}");
    }

    /// <summary>Every write of the ledger that was asked for, whether or not it succeeded.</summary>
    private void ReportNotes(TeleportCall call, string id)
    {
        if (call.Request is not PluginDataUpdateParams update || update.Resource != id) return;
        var notes = JsonNode.Parse(update.Set.GetValueOrDefault("v1", "{}"))?["notes"]?.ToJsonString();
        var (before, after) = (update.Expect.GetValueOrDefault("rev"), update.Set.GetValueOrDefault("rev"));
        output.WriteLine($"{call.Time:HH:mm:ss} asked to write {before} > {after}: {notes}");
    }

    private static bool IsReplyTo(SlackMessage message, SlackMessage reply) =>
        reply.Channel == message.Channel && reply.ThreadTs == message.Ts;
}
