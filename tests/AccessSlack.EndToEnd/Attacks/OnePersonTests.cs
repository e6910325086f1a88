using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Attacks;

/// <summary>
/// One person, however busy, neither makes the daemon work for nothing nor delays anyone else. Each attack has a test
/// beside it that people who work fast are not held back.
/// </summary>
public class OnePersonTests
{
    private const int Burst = 40;
    private const string SlowDown = "too quickly";

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly WorldOptions TwoOfTwo = WorldOptions.Ruled("required = 2\ndeny_required = 2");

    [Fact]
    public async Task Press_120Times_OpensFewDialogsAndAnswersOnceAMinute()
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled("reason = \"always\""));
        var (_, message) = await world.RequestAsync();

        await PressAsync(world, world.Bob, message, 120);

        Assert.Equal(Burst, world.Slack.CountOf("views.open"));
        Assert.Contains(SlowDown, Assert.Single(world.EphemeralsTo(world.Bob)), StringComparison.Ordinal);

        await world.PassAsync(Minute);
        await PressAsync(world, world.Bob, message, Burst + 20);
        Assert.Equal(2 * Burst, world.Slack.CountOf("views.open"));
        Assert.Equal(2, world.EphemeralsTo(world.Bob).Count);
    }

    [Fact]
    public async Task Press_60ChangesOfMind_CallTeleportForTheBurstOnly()
    {
        await using var world = await World.StartAsync(TwoOfTwo);
        var (id, message) = await world.RequestAsync();
        await PressAsync(world, world.Bob, message, Burst);
        await world.IdleAsync();
        var (teleport, lookups) = (world.Teleport.Calls.Count, world.Slack.CountOf("users.info"));

        await PressAsync(world, world.Bob, message, 20);
        await world.IdleAsync();

        Assert.Equal((teleport, lookups), (world.Teleport.Calls.Count, world.Slack.CountOf("users.info")));
        Assert.Equal("Pending", world.StateOf(id));
        Assert.Equal(1, world.Daemon.CountInLog("too quickly"));
    }

    [Fact]
    public async Task Press_AnotherPersonDuringAFlood_Counts()
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled("reason = \"deny\""));
        var (id, message) = await world.RequestAsync();
        await PressAsync(world, world.Bob, message, 120, World.Deny);

        await world.ClickAsync(world.Carol, message, World.Approve);

        await world.ShowsAsync(id, "Approved by carol@example.com");
    }

    [Fact]
    public async Task Press_OnePersonClearsALongQueue_EveryPressCounts()
    {
        await using var world = await World.StartAsync();
        var ids = await CreateAsync(world, "alice", Burst + 10);
        await world.PassAsync(Minute);

        foreach (var id in ids.Take(Burst)) await ApproveAsync(world, id);
        foreach (var id in ids.Skip(Burst))
        {
            await world.PassAsync(Second);
            await ApproveAsync(world, id);
        }

        Assert.All(ids, id => Assert.Equal("Approved", world.StateOf(id)));
        Assert.DoesNotContain(world.EphemeralsTo(world.Bob), told => told.Contains(SlowDown, StringComparison.Ordinal));
    }

    [Fact]
    public async Task PressFormAndCommand_OnePerson_SharePaceAndAreAcknowledged()
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled("reason = \"always\""));
        var (id, message) = await world.RequestAsync();
        await PressAsync(world, world.Bob, message, Burst);
        var view = world.Slack.Views.First(view => view.IsOpen);
        var before = (world.Teleport.Calls.Count, world.Slack.Calls.Length);

        var command = await world.Slack.CommandAsync(world.Bob, "list", world.Daemon.Endpoint);
        var form = await world.Slack.SubmitAsync(view, world.Bob, "a good reason", world.Daemon.Endpoint);

        Assert.Contains(SlowDown, command.Body, StringComparison.Ordinal);
        Assert.Contains(SlowDown, form.Ack.Body, StringComparison.Ordinal);
        Assert.Equal(before, (world.Teleport.Calls.Count, world.Slack.Calls.Length));
        Assert.Equal("Pending", world.StateOf(id));
    }

    [Fact]
    public async Task Request_BehindThreeHundredOfAnother_IsAnnouncedAfterAFewPosts()
    {
        await using var world = await World.StartAsync();
        await CreateAsync(world, "mallory", 300);
        var id = (await CreateAsync(world, "alice", 1))[0];

        await world.PassAsync(3 * Second);

        Assert.Single(world.MessagesOf(id));
    }

    /// <summary>Sixteen requests are reconciled at a time; here each of them waits for Slack.</summary>
    [Fact]
    public async Task Request_WhileAnotherTakesEveryPlaceOfTheQueue_HasTheNextPlace()
    {
        await using var world = await World.StartAsync();
        var hold = new HeldCall();
        world.Slack.FailNext("chat.postMessage", SlackFault.Held(hold), times: 16);
        for (var i = 0; i < 16 + 60; i++) world.Teleport.CreateRequest("mallory", "dba");
        await UntilAsync(() => world.Daemon.WaitingForAPlace == 60);
        var id = world.Teleport.CreateRequest("alice", "dba");
        await UntilAsync(() => world.Daemon.WaitingForAPlace == 61);

        hold.Release();
        await world.IdleAsync();

        Assert.Single(world.MessagesOf(id)); // within the burst, although 60 others came first
    }

    [Fact]
    public async Task Decision_BehindThreeHundredThatEnd_IsShownAfterAFewUpdates()
    {
        await using var world = await World.StartAsync();
        var ids = await CreateAsync(world, "mallory", 120);
        await world.PassAsync(2 * Minute);
        var (id, _) = await world.RequestAsync();
        foreach (var ended in ids) world.Teleport.Resolve(ended, RequestState.Denied);
        foreach (var ended in ids) await world.Daemon.LoggedAsync($"Request {ended}: Update");
        await world.IdleAsync();

        world.Teleport.Resolve(id, RequestState.Approved);
        await world.Daemon.LoggedAsync($"Request {id}: Update");
        await world.PassAsync(4 * Second);

        Assert.EndsWith("Approved in Teleport", world.MessagesOf(id)[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SuggestedReviewer_OfManyRequestsOfOnePerson_IsToldAtAPaceAndOfAll()
    {
        await using var world = await World.StartAsync();
        var ids = await CreateAsync(world, "mallory", 100, world.Carol.Email!);
        await world.PassAsync(2 * Minute);
        Assert.InRange(DirectMessages(world, ids), 1, 15);

        var other = await CreateAsync(world, "alice", 1, world.Carol.Email!);
        Assert.Equal(1, DirectMessages(world, other));
        Assert.All(ids, id => Assert.Contains(world.MessagesOf(id), message => message.Channel == world.Channel.Id));

        foreach (var id in ids) world.Teleport.MoveExpiry(id, world.Time.GetUtcNow() + TimeSpan.FromHours(5));
        await world.PassAsync(TimeSpan.FromMinutes(100));
        Assert.Equal(ids.Count, DirectMessages(world, ids));
    }

    [Fact]
    public async Task SuggestedReviewers_MoreThanTen_TenAreToldAndOneLineNamesTheNumber()
    {
        await using var world = await World.StartAsync();
        var people = Enumerable
            .Range(0, 15)
            .Select(number => world.Slack.AddPerson($"r{number}", $"r{number}@example.com").Email!)
            .ToArray();

        var id = (await CreateAsync(world, "mallory", 1, people))[0];

        Assert.Equal(1 + 10, world.MessagesOf(id).Count);
        Assert.Equal(1, world.Daemon.CountInLog("suggested reviewers who are not notified: 5 (r10@example.com, "));
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        for (; !holds(); await Task.Yield()) limit.Token.ThrowIfCancellationRequested();
    }

    private static int DirectMessages(World world, List<string> ids) =>
        ids.SelectMany(world.MessagesOf).Count(message => message.Channel != world.Channel.Id);

    private static async Task PressAsync(
        World world,
        SlackPerson person,
        SlackMessage message,
        int times,
        string? only = null
    )
    {
        for (var i = 0; i < times; i++)
            await world.ClickAsync(person, message, only ?? (i % 2 == 0 ? World.Approve : World.Deny));
    }

    private static Task<SlackAck> ApproveAsync(World world, string id) =>
        world.ClickAsync(world.Bob, world.MessagesOf(id)[0], World.Approve);

    /// <summary>So many requests, and everything done that can be done before time passes.</summary>
    private static async Task<List<string>> CreateAsync(World world, string user, int count, params string[] reviewers)
    {
        var list = Enumerable
            .Range(0, count)
            .Select(_ => world.Teleport.CreateRequest(
                new NewAccessRequest(user, "dba") { SuggestedReviewers = reviewers, PendingFor = TimeSpan.FromHours(5) }
            ))
            .ToList();
        foreach (var id in list) await world.Daemon.LoggedAsync($"Request {id}: Rest");
        await world.IdleAsync();
        return list;
    }
}
