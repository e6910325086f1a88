using System.Text;
using System.Text.Json.Nodes;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using Proto = AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Clicks;

/// <summary>
/// A decision that needs a reason gets it from a form, and the form counts for no more than the click that it
/// completes.
/// </summary>
public class ReasonFormTests
{
    private const string SetState = "SetAccessRequestState";
    private const string LookUp = "ListAccessRequests";
    private const string Reason = "incident 4711 is still open";
    private const string StillWorking = "Still working";

    private static readonly WorldOptions Always = WorldOptions.Ruled("reason = \"always\"\nreason_min_length = 10");

    [Fact]
    public async Task Press_RuleWantsAReason_OpensTheFormAndDecidesNothing()
    {
        await using var world = await World.StartAsync(Always);
        var (id, message) = await world.RequestAsync("dba", "prod-admin");
        var before = world.Teleport.Calls.Count;

        var ack = await world.ClickAsync(world.Bob, message, World.Approve);

        Assert.Equal((200, ""), (ack.Status, ack.Body));
        var view = await world.Slack.SeesViewAsync(world.Bob);
        Assert.Equal("Approve request", view.Title);
        Assert.Contains("alice requests *dba*, *prod-admin*", view.Text, StringComparison.Ordinal);
        Assert.Contains("At least 10 characters", view.Text, StringComparison.Ordinal);
        Assert.Equal(before, world.Teleport.Calls.Count); // what was known already is enough
        Assert.Equal(1, world.Slack.CountOf("users.info"));
        await AssertUndecidedAsync(world, id);
        Assert.Empty(world.EphemeralsTo(world.Bob));
    }

    [Theory]
    [InlineData(World.Approve, "Approved by bob@example.com", "You approved alice's request.")]
    [InlineData(World.Deny, "Denied by bob@example.com", "You denied alice's request.")]
    public async Task Submit_GoodReason_DecidesAndTellsItEverywhere(string action, string shown, string told)
    {
        await using var world = await World.StartAsync(Always);
        var (id, message) = await world.RequestAsync();
        var view = await PressAsync(world, message, action);

        var submission = await SubmitAsync(world, view, Reason);

        Assert.Equal((200, "", false), (submission.Ack.Status, submission.Ack.Body, submission.View.IsOpen));
        Assert.Equal(Reason, world.Teleport.Request(id)!.Spec.ResolveReason);
        var now = await world.ShowsAsync(id, shown);
        Assert.Contains($"“{Reason}”", now.Blocks.ToJsonString(Readable), StringComparison.Ordinal);
        Assert.Equal([told], world.EphemeralsTo(world.Bob));
        Assert.Contains(world.Daemon.Log, line =>
            line.Contains($"reason_length={Reason.Length}", StringComparison.Ordinal)
        ); // its text: see World
    }

    [Theory]
    [InlineData("deny", World.Approve, false)]
    [InlineData("deny", World.Deny, true)]
    [InlineData("approve", World.Approve, true)]
    [InlineData("approve", World.Deny, false)]
    [InlineData("never", World.Deny, false)]
    public async Task Press_RuleWantsItForOneDecision_AsksForThatOneOnly(string demand, string action, bool asks)
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled($"reason = \"{demand}\""));
        var (id, message) = await world.RequestAsync();

        await world.ClickAsync(world.Bob, message, action);

        if (asks) await AssertUndecidedAsync(world, id);
        else Assert.NotEqual("Pending", world.StateOf(id));
        Assert.Equal(asks ? 1 : 0, world.Slack.Views.Length);
    }

    [Fact]
    public async Task Submit_NothingToRead_StaysOpenWithTheFaultUnderTheField()
    {
        await using var world = await World.StartAsync(Always);
        var (id, message) = await world.RequestAsync();
        var view = await PressAsync(world, message, World.Deny);

        var submission = await SubmitAsync(world, view, new string('\u200b', 12) + "x");

        Assert.True(submission.View.IsOpen);
        Assert.Equal(["Please enter at least 10 characters. You entered 1."], submission.View.Errors.Values);
        await AssertUndecidedAsync(world, id);

        Assert.False((await SubmitAsync(world, submission.View, Reason)).View.IsOpen);
        await world.ShowsAsync(id, "Denied by bob@example.com");
    }

    [Fact]
    public async Task Submit_HostileReason_IsHarmlessInTheMessage()
    {
        await using var world = await World.StartAsync(Always);
        var (id, message) = await world.RequestAsync();
        var view = await PressAsync(world, message, World.Deny);

        await SubmitAsync(
            world,
            view,
            "no” <!channel> <@U0CAROL01> *bold*\n✅ Approved by <https://evil.example|bob>\u202e"
        );

        var now = await world.ShowsAsync(id, "Denied by bob@example.com");
        var shown = now.Blocks.ToJsonString(Readable);
        Assert.Contains("&lt;!channel&gt;", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("<!channel>", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("✅", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "\u202e",
            shown + world.Teleport.Request(id)!.Spec.ResolveReason,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(now.Content.Live, live =>
            live.Contains("channel", StringComparison.Ordinal) || live.Contains("evil", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Submit_LongestReason_FitsTeleportAndTearsNoCharacter()
    {
        await using var world = await World.StartAsync(Always);
        var (id, message) = await world.RequestAsync();
        var view = await PressAsync(world, message, World.Deny);

        await SubmitAsync(world, view, string.Concat(Enumerable.Repeat("e\u0301", 1500)));

        await world.ShowsAsync(id, "Denied by bob@example.com");
        var told = world.Teleport.Request(id)!.Spec.ResolveReason;
        Assert.InRange(Encoding.UTF8.GetByteCount(told), 4080, 4096);
        Assert.EndsWith("e\u0301…", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_RequestWithThresholds_IsAReviewThatNamesThePersonFirst()
    {
        await using var world = await World.StartAsync(Always);
        world.Plugin.ReviewRoles = new HashSet<string> { "*" };
        var id = world.Teleport.CreateRequest(
            new NewAccessRequest("alice", "dba")
            {
                Thresholds = [new Proto.AccessReviewThreshold { Approve = 2, Deny = 1 }],
            }
        );
        var view = await PressAsync(world, (await world.AnnouncedAsync(id))[0], World.Approve);

        await SubmitAsync(world, view, Reason);

        Assert.Equal(
            $"slack:bob@example.com: {Reason}",
            Assert.Single(world.Teleport.Request(id)!.Spec.Reviews).Reason
        );
    }

    [Theory]
    [InlineData("a guest since", "Guest accounts")]
    [InlineData("deactivated since", "deactivated")]
    public async Task Submit_ByWhomMustNot_GivesWayToTheRefusal(string who, string words)
    {
        await using var world = await World.StartAsync(Always);
        var person = world.Bob;
        var (id, message) = await world.RequestAsync();
        var view = await PressAsync(world, message, World.Approve, person);
        if (who == "a guest since") world.Slack.Put(person with { IsRestricted = true });
        if (who == "deactivated since") world.Slack.Deactivate(person);
        await world.PassAsync(TimeSpan.FromSeconds(61)); // what the press looked up is too old by now

        var submission = await SubmitAsync(world, view, Reason, person);

        Assert.True(submission.View.IsOpen);
        Assert.Contains(words, submission.View.Text, StringComparison.Ordinal);
        Assert.Empty(submission.View.Inputs);
        await AssertUndecidedAsync(world, id);
        Assert.Empty(world.EphemeralsTo(person)); // once is enough
    }

    [Fact]
    public async Task Submit_Twice_DecidesOnceAndSaysSo()
    {
        await using var world = await World.StartAsync(Always);
        var (id, message) = await world.RequestAsync();
        var view = await PressAsync(world, message, World.Approve);
        var first = await SubmitAsync(world, view, Reason);

        var second = await world.Slack.SendPayloadAsync(world.Daemon.Endpoint, first.Payload);

        Assert.Contains("already approved", ShownBy(second), StringComparison.Ordinal);
        Assert.Equal(1, world.Teleport.CallsOf(SetState));
        await world.ShowsAsync(id, "Approved by bob@example.com");
        Assert.Single(world.EphemeralsTo(world.Bob));
    }

    [Fact]
    public async Task Submit_AfterTheResolution_IsToldTheTruth()
    {
        await using var world = await World.StartAsync(Always);
        var (id, message) = await world.RequestAsync();
        var view = await PressAsync(world, message, World.Approve);
        world.Teleport.Resolve(id, Proto.RequestState.Denied);
        await world.ShowsAsync(id, "Denied in Teleport");

        var submission = await SubmitAsync(world, view, Reason);

        Assert.Contains("already denied", submission.View.Text, StringComparison.Ordinal);
        Assert.Equal("Denied", world.StateOf(id));
        Assert.Equal(0, world.Teleport.CallsOf(SetState));
    }

    [Theory]
    [InlineData("unknown request")]
    [InlineData("other form")]
    [InlineData("not ours")]
    [InlineData("one field more")]
    [InlineData("empty")]
    public async Task Submit_ForgedAddress_IsRefusedWithWords(string what)
    {
        await using var world = await World.StartAsync(Always);
        var (id, message) = await world.RequestAsync("dba");
        var view = await PressAsync(world, message, World.Approve);

        var ack = (
            await SubmitAsync(
                world,
                view,
                Reason,
                forgery: new() { Edit = payload => Forge(payload["view"]!.AsObject(), what) }
            )
        ).Ack;

        Assert.Equal(200, ack.Status);
        Assert.Contains("I don't recognize this form", ShownBy(ack), StringComparison.Ordinal);
        await AssertUndecidedAsync(world, id);
        Assert.Equal(0, world.Teleport.CallsOf(SetState));
    }

    [Fact]
    public async Task Submit_SlowTeleport_SaysStillWorkingAndThenTheOutcome()
    {
        await using var world = await World.StartAsync(Always);
        var (id, message) = await world.RequestAsync();
        var view = await PressAsync(world, message, World.Approve);
        var held = world.Teleport.Hold(SetState, HoldAt.Arrival);

        var submission = await LateAsync(world, view, held);

        Assert.Contains(StillWorking, submission.View.Text, StringComparison.Ordinal);
        Assert.Empty(world.EphemeralsTo(world.Bob));
        held.Release();
        await world.Slack.WaitUntilAsync(_ => world.EphemeralsTo(world.Bob).Count > 0);
        await world.ShowsAsync(id, "Approved by bob@example.com");
        Assert.Equal(["You approved alice's request."], world.EphemeralsTo(world.Bob));
        Assert.Equal(Reason, world.Teleport.Request(id)!.Spec.ResolveReason);
    }

    [Fact]
    public async Task Submit_SlowAndRefused_IsToldTheRefusalAfterwards()
    {
        await using var world = await World.StartAsync(Always);
        var (id, message) = await world.RequestAsync();
        var view = await PressAsync(world, message, World.Approve);
        world.Teleport.MoveExpiry(id, world.Time.GetUtcNow().AddSeconds(1));
        await world.IdleAsync();
        var held = world.Teleport.Hold(LookUp, HoldAt.Answer);

        var submission = await LateAsync(world, view, held);

        Assert.Contains(StillWorking, submission.View.Text, StringComparison.Ordinal);
        held.Release();
        await world.Slack.WaitUntilAsync(_ => world.EphemeralsTo(world.Bob).Count > 0);
        await world.IdleAsync();
        Assert.Contains("has expired", Assert.Single(world.EphemeralsTo(world.Bob)), StringComparison.Ordinal);
        Assert.Equal(0, world.Teleport.CallsOf(SetState));
    }

    [Theory]
    [InlineData("expired_trigger_id")]
    [InlineData("internal_error")]
    [InlineData("missing_scope")]
    public async Task Press_FormCannotBeOpened_IsToldAndAnotherPressMayBeLuckier(string code)
    {
        await using var world = await World.StartAsync(Always);
        var (id, message) = await world.RequestAsync();
        world.Slack.FailNext("views.open", SlackFault.Error(code));

        Assert.Equal(200, (await world.ClickAsync(world.Bob, message, World.Approve)).Status);

        Assert.Contains(
            "press the button again",
            Assert.Single(world.EphemeralsTo(world.Bob)),
            StringComparison.Ordinal
        );
        Assert.Contains(world.Daemon.Log, line =>
            line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains(code, StringComparison.Ordinal)
        );
        await AssertUndecidedAsync(world, id);
        await SubmitAsync(world, await PressAsync(world, message, World.Approve), Reason);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    [Fact]
    public async Task Press_WithoutATrigger_IsToldThatAReasonIsMissing()
    {
        await using var world = await World.StartAsync(Always);
        var (id, message) = await world.RequestAsync();

        await world.ClickAsync(
            world.Bob,
            message,
            World.Approve,
            new() { Edit = payload => payload.Remove("trigger_id") }
        );

        Assert.Contains(
            "is required, so your click doesn't count",
            Assert.Single(world.EphemeralsTo(world.Bob)),
            StringComparison.Ordinal
        );
        await AssertUndecidedAsync(world, id);
    }

    [Fact]
    public async Task Submit_AtAnotherReplica_Decides()
    {
        await using var world = await World.StartAsync(Always);
        var second = await world.StartReplicaAsync();
        var (id, message) = await world.RequestAsync();
        await world.KnownAsync(id); // a form is made from what the pressed replica knows
        var view = await PressAsync(world, message, World.Approve);

        await world.Slack.SubmitAsync(view, world.Bob, Reason, second.Endpoint);

        await world.ShowsAsync(id, "Approved by bob@example.com");
        Assert.Equal(Reason, world.Teleport.Request(id)!.Spec.ResolveReason);
    }

    [Fact]
    public async Task Submit_TwoOfTwo_EachReasonIsShownAndTheLastGoesToTeleport()
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled("reason = \"always\"\nrequired = 2"));
        var (id, message) = await world.RequestAsync();

        await SubmitAsync(world, await PressAsync(world, message, World.Approve), "the first reason");
        await AssertUndecidedAsync(world, id);
        Assert.Contains("1 of 2", Assert.Single(world.EphemeralsTo(world.Bob)), StringComparison.Ordinal);
        Assert.Contains(
            "“the first reason”",
            world.MessagesOf(id)[0].Blocks.ToJsonString(Readable),
            StringComparison.Ordinal
        );
        await SubmitAsync(
            world,
            await PressAsync(world, message, World.Approve, world.Carol),
            "the second reason",
            world.Carol
        );

        await world.Slack.WaitUntilAsync(_ => world.StateOf(id) == "Approved");
        Assert.Equal("the second reason", world.Teleport.Request(id)!.Spec.ResolveReason);
    }

    private static readonly System.Text.Json.JsonSerializerOptions Readable = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static async Task<SlackView> PressAsync(
        World world,
        SlackMessage message,
        string action,
        SlackPerson? person = null
    )
    {
        Assert.Equal(200, (await world.ClickAsync(person ?? world.Bob, message, action)).Status);
        return await world.Slack.SeesViewAsync(person ?? world.Bob);
    }

    private static Task<SlackSubmission> SubmitAsync(
        World world,
        SlackView view,
        string typed,
        SlackPerson? person = null,
        SlackForgery? forgery = null
    ) => world.Slack.SubmitAsync(view, person ?? world.Bob, typed, world.Daemon.Endpoint, forgery);

    /// <summary>Teleport does not answer within the time that the door has.</summary>
    private static async Task<SlackSubmission> LateAsync(World world, SlackView view, HeldCall held)
    {
        var submission = SubmitAsync(world, view, Reason);
        await held.WaitUntilReachedAsync();
        world.Time.Advance(TimeSpan.FromSeconds(2.5));
        return await submission;
    }

    private static void Forge(JsonObject view, string what)
    {
        if (what == "other form") view["callback_id"] = "settings";
        var address = JsonNode.Parse((string)view["private_metadata"]!)!.AsObject();
        (string Field, string Value)? change = what switch
        {
            "unknown request" => ("id", "no-such-request"),
            "one field more" => ("by", "carol"),
            _ => null,
        };
        if (change is { } forged) address[forged.Field] = forged.Value;
        view["private_metadata"] = what switch { "empty" => "", "not ours" => "[]", _ => address.ToJsonString() };
    }

    /// <summary>What the form shows from now on.</summary>
    private static string ShownBy(SlackAck ack)
    {
        var answer = JsonNode.Parse(ack.Body)!;
        Assert.Equal("update", (string?)answer["response_action"]);
        return answer["view"]!["blocks"]!.ToJsonString(Readable);
    }

    private static async Task AssertUndecidedAsync(World world, string id)
    {
        await world.IdleAsync();
        Assert.Equal("Pending", world.StateOf(id));
    }
}
