using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using Proto = AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Clicks;

/// <summary>Each role of a request is decided by itself, in a dialog with a choice for each.</summary>
public class PartialApprovalTests
{
    private const string SetState = "SetAccessRequestState";

    private const string Mixed = """
        [[approvals.rules]]
        roles = ["dba"]
        partial = true
        approvers = ["bob@example.com"]

        [[approvals.rules]]
        roles = ["root"]
        partial = true
        approvers = ["carol@example.com"]
        reason = "deny"

        [[approvals.rules]]
        roles = ["*"]
        approvers = ["bob@example.com"]
        """;

    private const string Each = "[[approvals.rules]]\nroles = [\"*\"]\npartial = true";

    [Fact]
    public async Task Approve_MixedRules_GrantsWhatWasApprovedAndSaysSoEverywhere()
    {
        await using var world = await World.StartAsync(new WorldOptions().With(Mixed));
        var (id, message) = await world.RequestAsync("dba", "root", "audit", "ops");
        Assert.Contains("dba: open; root: open; audit, ops together: open", Shown(message), StringComparison.Ordinal);

        var bobs = await PressAsync(world, world.Bob, message);
        Assert.Equal("Decide each role", bobs.Title);
        Assert.Equal(["dba", "These 2 roles together", "Reason"], Labels(bobs));
        Assert.Contains("*Others decide*\n• root", bobs.Text, StringComparison.Ordinal);
        var first = await SubmitAsync(world, world.Bob, bobs, "", ("dba", "approve"), ("These 2", "approve"));
        Assert.False(first.View.IsOpen);
        Assert.Equal(
            [
                "Your choices were recorded: approve audit, dba, ops. So far: dba approved; root open; audit, ops " +
                "approved. Nothing is granted until every role is settled.",
            ],
            world.EphemeralsTo(world.Bob)
        );
        await ShowsAsync(world, id, "dba: approved; root: open; audit, ops together: approved");
        await ShowsAsync(world, id, "Nothing is granted until every role is settled.");
        Assert.Equal(("Pending", 0), (world.StateOf(id), world.Teleport.CallsOf(SetState)));

        var carols = await PressAsync(world, world.Carol, message);
        Assert.Equal(["root", "Reason"], Labels(carols));
        await SubmitAsync(world, world.Carol, carols, "no root today", ("root", "deny"));

        await world.ShowsAsync(id, "Approved by bob@example.com for audit, dba, ops; not granted: root");
        Assert.Equal(["audit", "dba", "ops"], world.Teleport.Request(id)!.Spec.Roles.Order());
        var audit = world.Teleport.AuditTrail[^1];
        Assert.Equal(
            ("slack:carol@example.com", "Granted: audit, dba, ops. Not granted: root.\nno root today"),
            (audit.Delegator, audit.Reason)
        );
        Assert.Equal(
            "You chose: deny root. alice's request is approved for audit, dba, ops. Not granted: root.",
            world.EphemeralsTo(world.Carol)[^1]
        );
        await world.Slack.WaitUntilAsync(slack => slack.Messages.Count(reply =>
            reply.Text.Contains("for audit, dba, ops; not granted: root", StringComparison.Ordinal)
        ) >= 2); // the message, and its thread
        Assert.Contains(world.Daemon.Log, line =>
            line.Contains("denied_roles=root", StringComparison.Ordinal)
            && line.Contains("granted_roles=\"audit, dba, ops\"", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Approve_TwoOfTwoPerRole_OnTwoReplicas()
    {
        await using var world = await World.StartAsync(new WorldOptions().With($"{Each}\nrequired = 2"));
        var second = await world.StartReplicaAsync();
        var (id, message) = await world.RequestAsync("dba", "root");
        await world.KnownAsync(id);

        var bobs = await PressAsync(world, world.Bob, message);
        await SubmitAsync(world, world.Bob, bobs, "", ("dba", "approve"), ("root", "approve"));
        await ShowsAsync(world, id, "dba: 1 of 2 approvals; root: 1 of 2 approvals");
        var carols = await PressAsync(world, world.Carol, message, second);
        await SubmitAsync(world, world.Carol, carols, "", second, ("dba", "approve"));
        await ShowsAsync(world, id, "dba: approved; root: 1 of 2 approvals");
        Assert.Equal("Pending", world.StateOf(id));

        // What she left open before, she decides now; the rest she keeps.
        await world.PassAsync(TimeSpan.FromSeconds(2));
        var again = await PressAsync(world, world.Carol, message, second);
        await SubmitAsync(world, world.Carol, again, "", second, ("root", "deny"));
        await world.ShowsAsync(id, "Approved by bob@example.com, carol@example.com for dba; not granted: root");
        Assert.Equal(1, world.Teleport.CallsOf(SetState));
        Assert.Equal(["dba"], world.Teleport.Request(id)!.Spec.Roles);
    }

    [Fact]
    public async Task Deny_RefusesAllOfTheirRoles_AndNothingElse()
    {
        await using var world = await World.StartAsync(new WorldOptions().With(Mixed));
        var (id, message) = await world.RequestAsync("dba", "root");

        await world.ClickAsync(world.Bob, message, World.Deny); // a reason is demanded for root
        var reason = await world.Slack.SeesViewAsync(world.Bob);
        await world.Slack.SubmitAsync(reason, world.Bob, "not now", world.Daemon.Endpoint);
        await ShowsAsync(world, id, "dba: denied; root: open");
        Assert.Equal("Pending", world.StateOf(id));

        var carols = await PressAsync(world, world.Carol, message);
        await SubmitAsync(world, world.Carol, carols, "", ("root", "approve"));
        await world.ShowsAsync(id, "Approved by carol@example.com for root; not granted: dba");
        Assert.Equal(["root"], world.Teleport.Request(id)!.Spec.Roles);
    }

    [Fact]
    public async Task Approve_EverythingDenied_IsDenied()
    {
        await using var world = await World.StartAsync(new WorldOptions().With(Each));
        var (id, message) = await world.RequestAsync("dba", "root");
        var view = await PressAsync(world, world.Bob, message);
        await SubmitAsync(world, world.Bob, view, "", ("dba", "deny"), ("root", "deny"));
        await world.ShowsAsync(id, "Denied by bob@example.com");
        Assert.Equal("Denied", world.StateOf(id));
    }

    [Fact]
    public async Task Approve_Everything_IsAnOrdinaryApproval()
    {
        await using var world = await World.StartAsync(new WorldOptions().With(Each));
        var (id, message) = await world.RequestAsync("dba", "root");
        var view = await PressAsync(world, world.Bob, message);
        await SubmitAsync(world, world.Bob, view, "", ("dba", "approve"), ("root", "approve"));
        await world.ShowsAsync(id, "Approved by bob@example.com");
        Assert.Equal(["dba", "root"], world.Teleport.Request(id)!.Spec.Roles);
        var call = world.Teleport.Calls.Last(call => call.Rpc == SetState);
        Assert.Empty(((Proto.RequestStateSetter)call.Request!).Roles);
    }

    [Fact]
    public async Task Expiry_InBetween_GrantsNothing()
    {
        await using var world = await World.StartAsync(new WorldOptions().With(Each));
        var (id, message) = await world.RequestAsync("dba", "root");
        var view = await PressAsync(world, world.Bob, message);
        await SubmitAsync(world, world.Bob, view, "", ("dba", "approve"));
        await ShowsAsync(world, id, "dba: approved; root: open");

        await world.PassAsync(TimeSpan.FromMinutes(62));
        await world.ShowsAsync(id, "Expired");
        Assert.Equal(0, world.Teleport.CallsOf(SetState));
    }

    [Fact]
    public async Task Submit_EverythingOpen_StaysOpenWithWords()
    {
        await using var world = await World.StartAsync(new WorldOptions().With(Each));
        var (id, message) = await world.RequestAsync("dba", "root");
        var view = await PressAsync(world, world.Bob, message);

        var submission = await SubmitAsync(world, world.Bob, view, "");

        Assert.True(submission.View.IsOpen);
        Assert.Equal(
            ["You left every role open. Choose Approve or Deny for at least one role."],
            submission.View.Errors.Values
        );
        await AssertNothingAsync(world, id);
    }

    [Fact]
    public async Task Submit_ReasonDemandedForAChoice_IsAskedForUnderTheField()
    {
        await using var world = await World.StartAsync(new WorldOptions().With(Mixed));
        var (id, message) = await world.RequestAsync("dba", "root");
        var view = await PressAsync(world, world.Carol, message);

        var submission = await SubmitAsync(world, world.Carol, view, "", ("root", "deny"));

        Assert.True(submission.View.IsOpen);
        Assert.Equal(["Please enter a reason."], submission.View.Errors.Values);
        await AssertNothingAsync(world, id);
        Assert.False((await SubmitAsync(world, world.Carol, submission.View, "no", ("root", "deny"))).View.IsOpen);
        await ShowsAsync(world, id, "dba: open; root: denied");
    }

    [Fact]
    public async Task Submit_RequestChangedSince_ShowsTheNewOneAndCountsNothing()
    {
        await using var world = await World.StartAsync(new WorldOptions().With(Each));
        var (id, message) = await world.RequestAsync("dba", "ops");
        var view = await PressAsync(world, world.Bob, message);
        world.Teleport.ChangeRoles(id, "dba", "root");
        await ShowsAsync(world, id, "root: open");

        var again = (await SubmitAsync(world, world.Bob, view, "", ("dba", "approve"), ("ops", "approve"))).View;

        Assert.True(again.IsOpen);
        Assert.Contains("This request has changed since you saw it", again.Text, StringComparison.Ordinal);
        await AssertNothingAsync(world, id);
        // The choices begin again: Slack's client keeps what was chosen under an id that it knows.
        Assert.StartsWith(
            "You left every role open",
            (await SubmitAsync(world, world.Bob, again, "")).View.Errors.Values.Single(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("theirs", "You aren't an approver for one of the roles you chose")]
    [InlineData("unknown", "chooses something that the request doesn't ask for")]
    [InlineData("value", "chooses something that the request doesn't ask for")]
    [InlineData("action", "chooses something that the request doesn't ask for")]
    [InlineData("too long", "left every role open")]
    [InlineData("offered", "I don't recognize this form")]
    public async Task Submit_Forged_IsRefusedWithWordsAndRecordsNothing(string what, string words)
    {
        await using var world = await World.StartAsync(new WorldOptions().With(Mixed));
        var (id, message) = await world.RequestAsync("dba", "root");
        var carols = await PressAsync(world, world.Carol, message);
        var root = (string)carols.Inputs.First()["block_id"]!;
        var view = await PressAsync(world, world.Bob, message);
        var dba = (string)view.Inputs.First()["block_id"]!;

        var submission = await world.Slack.SubmitAsync(
            view,
            world.Bob,
            "",
            world.Daemon.Endpoint,
            new() { Edit = payload => Forge(payload["view"]!.AsObject(), what, dba, root) }
        );

        var said = submission.Ack.Body + string.Join(' ', submission.View.Errors.Values);
        Assert.Contains(words, said.Replace("\\u0027", "'"), StringComparison.Ordinal);
        await AssertNothingAsync(world, id);
    }

    [Fact]
    public async Task Approve_ServerGrantsAll_IsDeniedAtOnceWithAnError()
    {
        await using var world = await World.StartAsync(new WorldOptions().With(Each));
        world.Teleport.DropsRoleOverrides = true;
        var (id, message) = await world.RequestAsync("dba", "root");
        var view = await PressAsync(world, world.Bob, message);

        var submission =
            await SubmitAsync(world, world.Bob, view, "", ("dba", "approve"), ("root", "deny"));

        Assert.Contains("I denied the whole request", submission.View.Text, StringComparison.Ordinal);
        Assert.Equal(("Denied", 2), (world.StateOf(id), world.Teleport.CallsOf(SetState)));
        await world.ShowsAsync(id, "Denied in Teleport");
        await ShowsAsync(world, id, "More was granted than people had approved, so everything was taken back.");
        Assert.Contains(world.Daemon.Log, line =>
            line.Contains("that no one had approved (root)", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Start_OldServer_IsRefusedWithWords()
    {
        await using var world = await World.PrepareAsync(
            new WorldOptions { TeleportVersion = "4.3.10" }.With(Each)
        );
        var failure = await Assert.ThrowsAsync<StartException>(() => world.CreateReplica().StartAsync());
        Assert.Equal(ExitCode.NotPermitted, failure.ExitCode);
        Assert.StartsWith(
            "Teleport 4.3.10 cannot grant a part of the requested roles",
            failure.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Server_ReplacedByAnOlderOne_LeavesSuchRequestsToTeleport()
    {
        await using var world = await World.StartAsync(new WorldOptions().With(Each));
        await world.Teleport.StopAsync();
        world.Teleport.Version = "4.3.10";
        await world.Teleport.StartAsync();
        await world.PassAsync(TimeSpan.FromMinutes(2));
        await world.Daemon.LoggedAsync("which cannot grant a part of the requested roles");

        var (id, message) = await world.RequestAsync("dba", "root");
        Assert.DoesNotContain(World.Approve, message.Blocks.ToJsonString(), StringComparison.Ordinal);
        var (_, single) = await world.RequestAsync("dba");
        Assert.Contains(World.Approve, single.Blocks.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("Pending", world.StateOf(id));
    }

    private static void Forge(JsonObject view, string what, string dba, string root)
    {
        var values = view["state"]!["values"]!.AsObject();
        JsonObject Choice(string value, string action = "choice") => new()
        {
            [action] = new JsonObject
            {
                ["type"] = "static_select",
                ["selected_option"] = new JsonObject { ["value"] = value },
            },
        };
        if (what == "theirs") values[root] = Choice("approve");
        else if (what == "unknown") values["role-0123456789abcdef"] = Choice("approve");
        else if (what == "value") values[dba] = Choice("grant");
        else if (what == "action") values[dba] = Choice("approve", "other");
        else if (what == "too long") values[new string('r', 300)] = Choice("approve");
        else
        {
            var metadata = JsonNode.Parse((string)view["private_metadata"]!)!.AsObject();
            metadata["offered"] = new string('0', 32);
            view["private_metadata"] = metadata.ToJsonString();
        }
    }

    private static async Task<SlackView> PressAsync(
        World world,
        SlackPerson person,
        SlackMessage message,
        Replica? at = null
    )
    {
        await world.ClickAsync(person, message, World.Approve, at: at);
        return await world.Slack.SeesViewAsync(person);
    }

    private static Task<SlackSubmission> SubmitAsync(
        World world,
        SlackPerson person,
        SlackView view,
        string reason,
        params (string Label, string Choice)[] choices
    ) => SubmitAsync(world, person, view, reason, world.Daemon, choices);

    private static Task<SlackSubmission> SubmitAsync(
        World world,
        SlackPerson person,
        SlackView view,
        string reason,
        Replica at,
        params (string Label, string Choice)[] choices
    ) =>
        world.Slack.SubmitAsync(
            view,
            person,
            new SlackInput(reason)
            {
                Choices = choices.ToImmutableDictionary(
                    choice => IdOf(view, choice.Label),
                    choice => choice.Choice
                ),
            },
            at.Endpoint
        );

    private static string IdOf(SlackView view, string label) =>
        (string)view.Inputs.Single(input => LabelOf(input).StartsWith(label, StringComparison.Ordinal))["block_id"]!;

    private static IEnumerable<string> Labels(SlackView view) => view.Inputs.Select(LabelOf);

    private static string LabelOf(JsonObject input) => (string)input["label"]!["text"]!;

    private static string Shown(SlackMessage message) =>
        string.Join('\n', message.Blocks.OfType<JsonObject>().Select(block => (string?)block["text"]?["text"]));

    private static Task ShowsAsync(World world, string id, string part) =>
        world.Slack.WaitUntilAsync(_ => Shown(world.MessagesOf(id)[0]).Contains(part, StringComparison.Ordinal));

    private static async Task AssertNothingAsync(World world, string id)
    {
        await world.IdleAsync();
        Assert.Equal(("Pending", 0), (world.StateOf(id), world.Teleport.CallsOf(SetState)));
        Assert.DoesNotContain("approve ", Shown(world.MessagesOf(id)[0]), StringComparison.Ordinal);
        Assert.DoesNotContain("deny ", Shown(world.MessagesOf(id)[0]), StringComparison.Ordinal);
    }
}
