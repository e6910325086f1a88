using System.Security.Cryptography;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Requests;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Simulation;
using Xunit.Abstractions;

namespace AccessSlack.EndToEnd.Policy;

/// <summary>
/// A real click, what <c>explain --as</c> says of it before, and what a policy test says of it are the same, whatever
/// the rules are.
/// </summary>
public sealed class PolicyAgreementTests(ITestOutputHelper output)
{
    private const string Reason = "incident 4711 is still open";

    public static TheoryData<int> Seeds => [1, 2, 3, 4, 5, 6, 7, 8, RandomNumberGenerator.GetInt32(100, 1_000_000)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Clicks_UnderAnyRules_ComeToWhatExplainAndTestSay(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var policy = await PolicyWorld.PrepareAsync();
        string toml;
        do toml = GeneratedPolicy.Make(random, name => policy.People[name].Id);
        while (!await policy.TryStartAsync(toml));
        output.WriteLine(toml);
        for (var request = 0; request < 4; request++) await RequestAsync(policy, random);
    }

    private async Task RequestAsync(PolicyWorld policy, Random random)
    {
        string[] users = ["alice", "alice@example.com", "bob@example.com", "rob"];
        var (user, roles) = (users[random.Next(users.Length)], GeneratedPolicy.Roles(random));
        var id = policy.World.Teleport.CreateRequest(user, roles);
        var scene = policy.SceneOf(policy.Case(user, roles));
        var messages = await policy.World.AnnouncedAsync(id, scene.Ledger.Posted.Count());
        Assert.Equal(scene.Ledger.Posted.Count(), messages.Count);
        for (var number = 1; number <= 5; number++)
        {
            var message = messages[random.Next(messages.Count)];
            SlackPerson[] readers = [.. policy.Readers(message)];
            var proposed = random.Next(4) == 0 ? RequestState.Denied : RequestState.Approved;
            var press = new Press(readers[random.Next(readers.Length)].Id, policy.DeliveryOf(scene, message)!, proposed)
            {
                Number = number,
            };
            scene = await PressAsync(policy, scene, press, id, message);
        }
    }

    private async Task<Scene> PressAsync(PolicyWorld policy, Scene scene, Press press, string id, SlackMessage message)
    {
        var world = policy.World;
        var person = policy.People.Values.Single(one => one.Id == press.UserId);
        var now = world.MessagesOf(id).Single(one => (one.Channel, one.Ts) == (message.Channel, message.Ts));
        var action = press.Proposed == RequestState.Approved ? World.Approve : World.Deny;
        if (!now.Buttons.Any(button => (string?)button["action_id"] == action)) return scene;
        var explained = (await policy.ExplainAsync(id, person)).What.Clicks.Single(answer =>
            answer.Message.Channel == message.Channel && answer.Proposed == press.Proposed
        );
        var expected = scene.Press(press);
        var clicks = world.Daemon.CountInLog("Click user_id=");
        await world.ClickAsync(person, now, action);
        if (expected.OpensDialog)
        {
            var view = await world.Slack.SeesViewAsync(person);
            await world.Slack.SubmitAsync(view, person, Reason, world.Daemon.Endpoint);
            expected = scene.Press(press with { Reason = Reason });
        }

        await world.Daemon.LoggedAsync("Click user_id=", clicks + 1);
        await world.IdleAsync();
        var line = world.Daemon.Log.Last(one => one.Contains("Click user_id=", StringComparison.Ordinal));
        output.WriteLine($"{person.Name}: {line}");
        Assert.Contains($"outcome={expected.Outcome.Code} ", line + " ", StringComparison.Ordinal);
        Assert.Equal(expected.Outcome.Code, explained.Outcome.Code);
        Assert.Equal(expected.After.Request.State.ToString(), world.StateOf(id));
        world.Time.Advance(TimeSpan.FromSeconds(1));
        return expected.After with { Now = world.Time.GetUtcNow() };
    }
}
