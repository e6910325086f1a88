using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Sandbox.Teleport.Rules;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd;

/// <summary>
/// What each thing costs in calls, and which calls wait for which: held back and looked at, never timed.
/// </summary>
public class CallCountTests
{
    private const string Claim = "UpdatePluginData";
    private const string LookUp = "ListAccessRequests";
    private const string Read = "GetPluginData";
    private const string Decide = "SetAccessRequestState";
    private const string Review = "SubmitAccessReview";
    private const string Traits = "GetUser";
    private const string Post = "chat.postMessage";
    private const string Update = "chat.update";
    private const string User = "users.info";
    private const string Members = "conversations.members";

    private static readonly WorldOptions TwoRecipients = new()
    {
        More = """
            [role_to_recipients]
            "*" = ["access", "bob@example.com"]
            """,
    };

    [Fact]
    public async Task Announce_NewRequest_OneTeleportCallBeforeThePostAndOneAfterIt()
    {
        await using var world = await World.StartAsync();
        var calls = new CallsSince(world);
        var hold = world.Slack.HoldNext(Post);

        var id = world.Teleport.CreateRequest("alice", "dba");
        await hold.WaitUntilReachedAsync();
        Assert.Equal([(Claim, "")], Expectations(calls));
        hold.Release();
        await world.AnnouncedAsync(id);

        Assert.Equal([(Claim, ""), (Claim, "1")], Expectations(calls));
        Assert.Equal([Post], calls.Slack);
    }

    /// <summary>Only where there is something to look up, and one call for each kind.</summary>
    [Fact]
    public async Task Announce_RequestForResources_OneMoreTeleportCallForEachKind()
    {
        await using var world = await World.StartAsync();
        var calls = new CallsSince(world);
        await world.AnnouncedAsync(
            world.Teleport.CreateRequest(
                new NewAccessRequest("alice", "dba")
                {
                    Resources = [("node", "a"), ("node", "b"), ("db", "c"), ("unknown", "d")],
                }
            )
        );
        Assert.Equal(["ListResources", "ListResources", Claim, Claim], calls.Teleport);
        Assert.Equal([Post], calls.Slack);
    }

    /// <summary>Rules are read when they are learned; only those that ask for more cost a call.</summary>
    [Theory]
    [InlineData("access_request.spec.roles.contains(\"dba\")", "")]
    [InlineData("access_request.spec.roles.contains(\"dba\") && user.traits[\"team\"].isempty()", Traits)]
    [InlineData("access_request.spec.resource_labels_union[\"env\"].isempty()", "")] // nothing to look up
    public async Task Announce_ByRules_CostsACallOnlyIfAConditionAsksForMore(string condition, string more)
    {
        await using var world = await World.PrepareAsync();
        (world.Plugin.MayReadRules, world.Plugin.MayReadUsers) = (true, true);
        world.Teleport.Rules.Put(new NewMonitoringRule("ours", condition, "access"));
        await world.StartReplicaAsync();
        await world.Daemon.LoggedAsync("Access Monitoring Rules for the plugin");
        await world.Daemon.LoggedAsync("Caught up");
        await world.IdleAsync();
        var calls = new CallsSince(world);
        var hold = world.Slack.HoldNext(Post);

        var id = world.Teleport.CreateRequest("alice", "dba");
        await hold.WaitUntilReachedAsync();

        Assert.Equal(more.Length == 0 ? [Claim] : [more, Claim], calls.Teleport);
        hold.Release();
        await world.AnnouncedAsync(id);
        Assert.Equal(1, world.Daemon.CountInLog("of the Access Monitoring Rules ours"));
    }

    /// <summary>One write and one look-up more, and a list only for a limit.</summary>
    [Theory]
    [InlineData("", 0)]
    [InlineData("limit = 2", 1)]
    public async Task Announce_DecidedByARule_ClaimAndLookUpBesideEachOtherThenTheDecision(string limit, int lists)
    {
        await using var world = await World.StartAsync(
            WorldOptions.Ruled($"name = \"all\"\ndecide = \"approve\"\n{limit}")
        );
        var calls = new CallsSince(world);

        var id = world.Teleport.CreateRequest("alice", "dba");
        await world.ShowsAsync(id, "Approved by rule all");
        await world.KnownAsync(id);

        Assert.Equal(
            [(LookUp, 1 + lists), (Decide, 1), (Claim, 5)], // the thread's reply is claimed and recorded as well
            calls.Teleport.CountBy(call => call).Select(call => (call.Key, call.Value)).OrderBy(call => call.Key)
        );
        Assert.Equal([Post, Post], calls.Slack);
    }

    /// <summary>Of a request that no automatic rule decides, nothing more is asked.</summary>
    [Fact]
    public async Task Announce_BesideARuleThatDecides_CostsNoMore()
    {
        await using var world = await World.StartAsync(
            new WorldOptions().With("[[approvals.rules]]\nroles = [\"logs\"]\ndecide = \"approve\"\nlimit = 1")
        );
        var calls = new CallsSince(world);
        await world.AnnouncedAsync(world.Teleport.CreateRequest("alice", "dba"));
        Assert.Equal([Claim, Claim], calls.Teleport);
        Assert.Equal([Post], calls.Slack);
    }

    [Fact]
    public async Task Announce_TwoDestinations_OneClaimOneRecordEachAndNoLookUp()
    {
        await using var world = await World.StartAsync(TwoRecipients);
        var calls = new CallsSince(world);
        await world.AnnouncedAsync(world.Teleport.CreateRequest("alice", "dba"), count: 2);
        Assert.Equal([Claim, Claim, Claim], calls.Teleport);
        Assert.Equal([Post, Post], calls.Slack); // the address was looked up at the start

        calls = new(world);
        await world.AnnouncedAsync(world.Teleport.CreateRequest("alice", "dba"), count: 2);
        Assert.Equal([Claim, Claim, Claim], calls.Teleport);
        Assert.Equal([Post, Post], calls.Slack);
    }

    [Fact]
    public async Task Announce_Burst_CostsNoMoreForEachRequest()
    {
        const int Requests = 100;
        await using var world = await World.StartAsync();
        var calls = new CallsSince(world);

        var ids = Enumerable.Range(0, Requests).Select(_ => world.Teleport.CreateRequest("alice", "dba")).ToList();
        foreach (var id in ids) await world.Daemon.LoggedAsync($"Request {id}: Rest");
        for (var i = 0; i < Requests; i++)
            await world.PassAsync(TimeSpan.FromSeconds(1)); // the channel takes one a second

        Assert.Equal(
            [(Claim, 2 * Requests)],
            calls.Teleport.CountBy(call => call).Select(call => (call.Key, call.Value))
        );
        Assert.Equal([(Post, Requests)], calls.Slack.CountBy(call => call).Select(call => (call.Key, call.Value)));
    }

    [Theory]
    [InlineData(World.Approve, null, 1, 1)]
    [InlineData(World.Approve, 60, 0, 0)]
    [InlineData(World.Approve, 61, 1, 1)]
    [InlineData(World.Deny, null, 1, 1)]
    [InlineData(World.Deny, 60, 0, 0)]
    [InlineData(World.Deny, 61, 0, 1)] // a count needs members of the last minute
    [InlineData(World.Deny, 600, 0, 1)]
    [InlineData(World.Deny, 601, 1, 1)]
    public async Task Click_Until200_ThreeTeleportCallsAndTheUserAndMembersOnlyWhenOld(
        string action,
        int? secondsSinceTheLast,
        int lookUps,
        int memberLists
    )
    {
        await using var world = await World.StartAsync();
        if (secondsSinceTheLast is { } seconds)
        {
            var (earlier, first) = await world.RequestAsync();
            await world.ClickAsync(world.Bob, first, World.Approve);
            await world.ShowsAsync(earlier, "Approved by bob@example.com");
            await world.PassAsync(TimeSpan.FromSeconds(seconds));
        }

        var (_, message) = await world.RequestAsync();
        var calls = new CallsSince(world);
        var hold = world.Slack.HoldNext(Update); // what follows the decision is not the click's
        var ack = await world.ClickAsync(world.Bob, message, action);
        await hold.WaitUntilReachedAsync();

        Assert.Equal(200, ack.Status);
        Assert.Equal([LookUp, Decide, Claim], calls.Teleport.Order());
        Assert.Equal(Decide, calls.Teleport[^1]);
        Assert.Equal(
            [
                Update,
                .. Enumerable.Repeat(Members, memberLists),
                SlackSimulator.ResponseUrl,
                .. Enumerable.Repeat(User, lookUps),
            ],
            calls.Slack.Order()
        );
        hold.Release();
    }

    [Theory]
    [InlineData(LookUp, Claim)]
    [InlineData(Claim, LookUp)]
    public async Task Click_LookUpAndClaim_NeitherWaitsForTheOther(string held, string other)
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        var before = world.Teleport.CallsOf(other);
        var hold = world.Teleport.Hold(held, HoldAt.Arrival);

        var click = world.ClickAsync(world.Bob, message, World.Approve);
        await hold.WaitUntilReachedAsync();
        await world.Teleport.WaitUntilAsync(teleport => teleport.CallsOf(other) >= before + 1);

        hold.Release();
        Assert.Equal(200, (await click).Status);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[approvals]\nstrict_identity = true")]
    public async Task Click_TraitsOfUsers_AreAskedForBesideLookUpAndClaim(string more)
    {
        await using var world = await World.PrepareAsync(new WorldOptions().With(more));
        world.Plugin.MayReadUsers = true;
        await world.CreateReplica().StartAsync();
        await world.Daemon.LoggedAsync("Caught up");
        world.Teleport.AddUser("alice").SlackIds = [world.Alice.Id];
        world.Teleport.AddUser("bob@example.com").SlackIds = [world.Bob.Id];
        var (id, message) = await world.RequestAsync();
        var calls = new CallsSince(world);
        var hold = world.Teleport.Hold(Traits, HoldAt.Arrival);

        var click = world.ClickAsync(world.Bob, message, World.Approve);
        await hold.WaitUntilReachedAsync();
        await world.Teleport.WaitUntilAsync(_ => calls.Teleport.Contains(LookUp) && calls.Teleport.Contains(Claim));
        Assert.DoesNotContain(Decide, calls.Teleport);

        hold.Release();
        Assert.Equal(200, (await click).Status);
        await world.ShowsAsync(id, "Approved by bob@example.com");
        Assert.Equal(more.Length > 0 ? 2 : 1, calls.Teleport.Count(call => call == Traits));
    }

    /// <summary>The review is what waits for look-up and claim; the users are listed once in ten minutes.</summary>
    [Theory]
    [InlineData(null, new[] { "ListUsers", "ListUsers" })] // with the question whether the filter is honored
    [InlineData(599, new string[0])]
    [InlineData(601, new[] { "ListUsers" })]
    public async Task Click_AsThePerson_ReviewsAndListsUsersOnlyWhenOld(int? secondsSinceTheLast, string[] lists)
    {
        await using var world = await PersonWorld.StartAsync();
        if (secondsSinceTheLast is { } seconds)
        {
            var (earlier, first) = await world.RequestAsync(approvals: 2);
            await world.ClickAsync(world.Bob, first, World.Approve);
            await PersonWorld.ReviewsShownAsync(world, earlier, "bob: approve");
            await world.PassAsync(TimeSpan.FromSeconds(seconds));
        }

        var (_, message) = await world.RequestAsync(approvals: 1);
        var calls = new CallsSince(world);
        var hold = world.Slack.HoldNext(Update);
        var ack = await world.ClickAsync(world.Bob, message, World.Approve);
        await hold.WaitUntilReachedAsync();

        Assert.Equal(200, ack.Status);
        Assert.Equal(
            [LookUp, .. lists, Review, Claim],
            calls.Teleport.Where(call => call != Traits).Order()
        );
        Assert.Equal(Review, calls.Teleport[^1]);
        hold.Release();
    }

    [Fact]
    public async Task Click_LookUpFindsItResolved_IsWaitedForAndNothingIsDecided()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        var claims = world.Teleport.CallsOf(Claim);
        var hold = world.Teleport.Hold(LookUp, HoldAt.Arrival);
        var click = world.ClickAsync(world.Bob, message, World.Approve);
        await hold.WaitUntilReachedAsync();
        await world.Teleport.WaitUntilAsync(teleport => teleport.CallsOf(Claim) >= claims + 1);

        world.Teleport.Resolve(id, RequestState.Denied);
        hold.Release();
        await click;
        await world.IdleAsync();

        Assert.Equal(0, world.Teleport.CallsOf(Decide));
    }

    [Fact]
    public async Task Click_ClaimLosesARace_IsWaitedForAndMadeAgainBeforeTheDecision()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        var calls = new CallsSince(world);
        var hold = world.Teleport.Hold(Claim, HoldAt.Arrival);
        var click = world.ClickAsync(world.Bob, message, World.Approve);
        await hold.WaitUntilReachedAsync();

        SealedEntries.Write(world, id, v1 => v1); // another replica was first
        hold.Release();
        await click;

        Assert.Equal([Claim, Read, Claim, Decide], calls.Teleport.Where(call => call != LookUp).Take(4));
        Assert.Equal(2, calls.Teleport.Count(call => call == LookUp));
    }

    [Fact]
    public async Task Click_AfterARestart_CostsNoMore()
    {
        await using var world = await World.StartAsync();
        var (_, message) = await world.RequestAsync();
        await world.Daemon.StopAsync();
        var next = await world.StartReplicaAsync();
        await next.LoggedAsync("Caught up");
        await world.IdleAsync();

        var calls = new CallsSince(world);
        var hold = world.Slack.HoldNext(Update);
        await world.ClickAsync(world.Bob, message, World.Approve, at: next);
        await hold.WaitUntilReachedAsync();

        Assert.Equal([LookUp, Decide, Claim], calls.Teleport.Order());
        hold.Release();
    }

    [Fact]
    public async Task Click_OnAMessageThatThisReplicaHasNotHeardOf_ReadsFirst()
    {
        await using var world = await World.StartAsync();
        var post = world.Slack.HoldNext(Post);
        var id = world.Teleport.CreateRequest("alice", "dba");
        await post.WaitUntilReachedAsync();
        var second = await world.StartReplicaAsync();
        await second.LoggedAsync("Caught up"); // it has seen the claim, and will not see the record
        await second.WhenIdleAsync();
        post.Release();
        var message = (await world.AnnouncedAsync(id))[0];
        await world.Daemon.StopAsync();

        var calls = new CallsSince(world);
        var hold = world.Slack.HoldNext(Update);
        await world.ClickAsync(world.Bob, message, World.Approve, at: second);
        await hold.WaitUntilReachedAsync();

        Assert.Equal([Read, LookUp], calls.Teleport.Take(2).Order());
        Assert.Equal([LookUp, Claim], calls.Teleport.Skip(2).Take(2).Order());
        Assert.Equal([Decide], calls.Teleport.Skip(4));
        hold.Release();
    }

    [Fact]
    public async Task Correct_DecidedByAClick_OneUpdateAndReplyPerMessageEachRecordedTogether()
    {
        await using var world = await World.StartAsync(TwoRecipients);
        var idle = world.Teleport.CreateRequest("alice", "dba");
        await world.AnnouncedAsync(idle, count: 2);
        var id = world.Teleport.CreateRequest("alice", "dba");
        var messages = await world.AnnouncedAsync(id, count: 2);
        var calls = new CallsSince(world);

        var hold = world.Slack.HoldNext(Update);
        await world.ClickAsync(world.Bob, messages[0], World.Approve);
        await hold.WaitUntilReachedAsync();
        await HeardAsync(world, idle); // an event of the decision that came after the end would cost one more read
        hold.Release();
        await world.ShowsAsync(id, "Approved by bob@example.com", messages: 2);

        Assert.Equal([LookUp, Decide, Claim, Claim, Claim, Claim], calls.Teleport.Order());
        Assert.Equal([Claim, Claim, Claim], calls.Teleport.SkipWhile(call => call != Decide).Skip(1));
        Assert.Equal([Update, Update, Post, Post], calls.Slack.Where(call => call is Update or Post));
    }

    [Fact]
    public async Task Correct_DecidedInTeleport_OneUpdateAndReplyPerMessageEachRecordedTogether()
    {
        await using var world = await World.StartAsync(TwoRecipients);
        var id = world.Teleport.CreateRequest("alice", "dba");
        await world.AnnouncedAsync(id, count: 2);
        var calls = new CallsSince(world);

        world.Teleport.Resolve(id, RequestState.Denied);
        await world.ShowsAsync(id, "Denied in Teleport", messages: 2);

        Assert.Equal([Read, Claim, Claim, Claim], calls.Teleport); // another replica might have decided it
        Assert.Equal([Update, Update, Post, Post], calls.Slack);
    }

    [Fact]
    public async Task Correct_EventThatChangesNoMessage_CostsNothing()
    {
        await using var world = await World.StartAsync();
        var (id, _) = await world.RequestAsync();
        var calls = new CallsSince(world);

        await HeardAsync(world, id);
        await world.IdleAsync();

        Assert.Empty(calls.Teleport);
        Assert.Empty(calls.Slack);
    }

    /// <summary>
    /// The stream is in order: after an event that asks for nothing, every earlier one has been received.
    /// </summary>
    private static async Task HeardAsync(World world, string idle)
    {
        var looks = world.Daemon.CountInLog($"Request {idle}: Rest");
        world.Teleport.MoveExpiry(idle, world.Teleport.Request(idle)!.Spec.ResourceExpiry.ToDateTimeOffset());
        await world.Daemon.LoggedAsync($"Request {idle}: Rest", looks + 1);
    }

    /// <summary>Every call, and for writes the rev they expected.</summary>
    private static IEnumerable<(string Rpc, string Rev)> Expectations(CallsSince calls) =>
        calls.TeleportCalls.Select(call =>
            (call.Rpc, call.Request is PluginDataUpdateParams write ? write.Expect["rev"] : "none")
        );

    /// <summary>What both sides were asked since this was made, in order of arrival.</summary>
    private sealed class CallsSince(World world)
    {
        private readonly int _teleport = world.Teleport.Calls.Count;
        private readonly int _slack = world.Slack.Calls.Length;

        public List<TeleportCall> TeleportCalls => [.. world.Teleport.Calls.Skip(_teleport)];

        public List<string> Teleport => [.. TeleportCalls.Select(call => call.Rpc)];

        public List<string> Slack => [.. world.Slack.Calls.Skip(_slack).Select(call => call.Method)];
    }
}
