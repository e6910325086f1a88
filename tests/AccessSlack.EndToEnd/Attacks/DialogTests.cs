using System.Text.Json.Nodes;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using Proto = AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Attacks;

/// <summary>
/// A dialog is opened only for people who may decide, and its submission counts only for the facts that it listed.
/// </summary>
public class DialogTests
{
    private const string Reason = "incident 4711 is still open";
    private const string OpenView = "views.open";

    private static readonly WorldOptions Always = WorldOptions.Ruled("reason = \"always\"");

    [Fact]
    public async Task Press_GuestAgainAndAgain_OpensNoDialog()
    {
        await using var world = await World.StartAsync(Always);
        var guest = world.Slack.AddGuest("mallory", "mallory@example.com", world.Channel);
        var (id, message) = await world.RequestAsync();

        for (var press = 0; press < 20; press++) await world.ClickAsync(guest, message, World.Approve);

        await AssertPendingAsync(world, id);
        Assert.Equal(0, world.Slack.CountOf(OpenView));
        Assert.Equal(1, world.Slack.CountOf("users.info"));
        Assert.Contains("Guest accounts", world.EphemeralsTo(guest)[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("requester", "You made this request")]
    [InlineData("not named", "aren't an approver")]
    [InlineData("not in the group", "aren't an approver")]
    public async Task Press_PersonWhoCannotDecide_IsToldAtOnceWithoutADialog(string who, string words)
    {
        var rule = who switch
        {
            "not named" => "approvers = [\"carol@example.com\"]",
            "not in the group" => "approvers = [\"group:sre\"]",
            _ => "",
        };
        await using var world = await World.PrepareAsync(WorldOptions.Ruled($"reason = \"always\"\n{rule}"));
        world.Slack.AddGroup("sre", world.Carol);
        await world.StartReplicaAsync();
        var (id, message) = await world.RequestAsync();
        var person = who == "requester" ? world.Alice : world.Bob;

        await world.ClickAsync(person, message, World.Approve);

        await AssertPendingAsync(world, id);
        Assert.Empty(world.Slack.Views);
        Assert.Contains(words, Assert.Single(world.EphemeralsTo(person)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_RolesAddedWhileItWasOpen_ShowsThemAndDoesNotCount()
    {
        await using var world = await World.StartAsync(Always);
        var (id, message) = await world.RequestAsync("dba");
        var view = await PressAsync(world, message);
        world.Teleport.ChangeRoles(id, "dba", "root");
        await world.Slack.WaitUntilAsync(_ =>
            world.MessagesOf(id)[0].Blocks.ToJsonString().Contains("*root*", StringComparison.Ordinal)
        );
        await world.IdleAsync();

        var again = (await SubmitAsync(world, view)).View;

        await AssertPendingAsync(world, id);
        Assert.True(again.IsOpen);
        Assert.Equal("Approve request", again.Title);
        Assert.Contains("alice requests *dba*, *root*", again.Text, StringComparison.Ordinal);
        Assert.Contains("has changed", again.Text, StringComparison.Ordinal);
        Assert.False((await SubmitAsync(world, again)).View.IsOpen);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    /// <summary>The watch has not brought the change yet: only the look-up beside the vote shows it.</summary>
    [Fact]
    public async Task Submit_RolesAddedUnseen_ShowsThemAndDoesNotCount()
    {
        await using var world = await World.StartAsync(Always);
        var (id, message) = await world.RequestAsync("dba");
        var view = await PressAsync(world, message);
        var claim = world.Teleport.Hold("ListAccessRequests", Sandbox.Teleport.HoldAt.Arrival);
        var submitting = SubmitAsync(world, view);
        await claim.WaitUntilReachedAsync();
        world.Teleport.ChangeRoles(id, "dba", "root");
        claim.Release();

        var again = (await submitting).View;

        await AssertPendingAsync(world, id);
        Assert.Contains("*root*", again.Text, StringComparison.Ordinal);
        Assert.Equal(0, world.Teleport.CallsOf("SetAccessRequestState"));
        Assert.False((await SubmitAsync(world, again)).View.IsOpen);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    [Theory]
    [InlineData("id")]
    [InlineData("decision")]
    [InlineData("channel")]
    [InlineData("ts")]
    [InlineData("digest")]
    [InlineData("mac")]
    public async Task Submit_MetadataThatWeDidNotWrite_IsAForeignForm(string field)
    {
        await using var world = await World.StartAsync(Always);
        var (other, elsewhere) = await world.RequestAsync("dba");
        var (id, message) = await world.RequestAsync("dba");
        var view = await PressAsync(world, message);

        var ack = (await SubmitAsync(world, view, Change(metadata => metadata[field] = field switch
        {
            "id" => other,
            "decision" => "deny",
            "channel" => "C0ELSEWHERE",
            "ts" => elsewhere.Ts,
            _ => new string('0', 32),
        }))).Ack;

        Assert.Contains("I don't recognize this form", ack.Body, StringComparison.Ordinal);
        await AssertPendingAsync(world, id);
        await AssertPendingAsync(world, other);
    }

    [Fact]
    public async Task Submit_DialogOfThePreviousRelease_AsksToPressAgain()
    {
        await using var world = await World.StartAsync(Always);
        var (id, message) = await world.RequestAsync("dba");
        var view = await PressAsync(world, message);

        var ack = (await SubmitAsync(world, view, Change(metadata =>
        {
            metadata.Remove("digest");
            metadata.Remove("mac");
        }))).Ack;

        Assert.Contains("Please press the button again", ack.Body, StringComparison.Ordinal);
        await AssertPendingAsync(world, id);
        Assert.False((await SubmitAsync(world, await PressAsync(world, message))).View.IsOpen);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    /// <summary>The dialog that is open has no field for a reason.</summary>
    [Fact]
    public async Task Submit_RuleDemandsAReasonSince_AsksForIt()
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled("reason = \"never\""));
        var (id, message) = await world.RequestAsync(
            [.. Enumerable.Range(0, 60).Select(number => $"reader-of-the-wiki-{number}")]
        );
        var view = await PressAsync(world, message);
        world.Daemon.Reload(world.Toml().Replace("\"never\"", "\"always\""));
        await world.Daemon.LoggedAsync("Configuration reloaded");

        var again = (await world.Slack.SubmitAsync(view, world.Bob, "", world.Daemon.Endpoint)).View;

        await AssertPendingAsync(world, id);
        Assert.Single(again.Inputs);
        Assert.False((await SubmitAsync(world, again)).View.IsOpen);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    private static SlackForgery Change(Action<JsonObject> change) => new()
    {
        Edit = payload =>
        {
            var metadata = JsonNode.Parse((string)payload["view"]!["private_metadata"]!)!.AsObject();
            change(metadata);
            payload["view"]!["private_metadata"] = metadata.ToJsonString();
        },
    };

    private static async Task<SlackView> PressAsync(World world, SlackMessage message)
    {
        await world.ClickAsync(world.Bob, message, World.Approve);
        return await world.Slack.SeesViewAsync(world.Bob);
    }

    private static Task<SlackSubmission> SubmitAsync(World world, SlackView view, SlackForgery? forgery = null) =>
        world.Slack.SubmitAsync(view, world.Bob, Reason, world.Daemon.Endpoint, forgery);

    private static async Task AssertPendingAsync(World world, string id)
    {
        await world.IdleAsync();
        Assert.Equal(Proto.RequestState.Pending, world.Teleport.Request(id)!.Spec.State);
    }
}
