using System.Text.Json.Nodes;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace AccessSlack.EndToEnd.Messages;

/// <summary>
/// Requests for permanent access are never decided in Slack, whatever button is forged; a later start is shown.
/// </summary>
public class RequestKindTests
{
    private const string Permanent = "asks for permanent access";
    private const string Refused =
        "This request asks for permanent access, which can't be approved or denied from Slack, so nothing was " +
        "decided. <https://proxy.example.com/web/requests/";

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData("")]
    [InlineData("[[approvals.rules]]\nroles = [\"*\"]\napprovers = [\"bob@example.com\"]")]
    public async Task LongTerm_IsAnnounced_OnlyTheLinkAndWhatItAsksFor(string rules)
    {
        await using var world = await World.StartAsync(new WorldOptions().With(rules));
        var message = await AnnouncedAsync(world, AccessRequestKind.LongTerm);
        Assert.Equal([World.Open], Actions(message));
        Assert.Contains(Permanent, message.Blocks.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LongTerm_OfAReleaseThatDoesNotTell_IsAnOrdinaryRequest()
    {
        await using var world = await World.StartAsync(new() { TeleportVersion = "17.5.0" });
        var message = await AnnouncedAsync(world, AccessRequestKind.LongTerm);
        Assert.Equal([World.Approve, World.Deny, World.Open], Actions(message));
    }

    [Fact]
    public async Task UnknownKind_IsAnnounced_OnlyTheLink()
    {
        await using var world = await World.StartAsync();
        var message = await AnnouncedAsync(world, (AccessRequestKind)7);
        Assert.Equal([World.Open], Actions(message));
        Assert.Contains("a kind of access that I don't know", message.Blocks.ToJsonString().Replace("\\u0027", "'"));
    }

    [Theory]
    [InlineData(World.Approve)]
    [InlineData(World.Deny)]
    public async Task LongTerm_PressIsForged_IsRefusedWithItsOwnSentence(string action)
    {
        await using var world = await World.StartAsync();
        var message = await AnnouncedAsync(world, AccessRequestKind.LongTerm);
        var id = world.Teleport.Requests[^1].Metadata.Name;

        await world.ClickAsync(world.Bob, message, World.Open, new() { ActionId = action, Value = id });
        await world.Slack.WaitUntilAsync(_ => world.EphemeralsTo(world.Bob).Count >= 1);
        await world.IdleAsync();

        Assert.StartsWith(Refused, Assert.Single(world.EphemeralsTo(world.Bob)), StringComparison.Ordinal);
        Assert.Equal("Pending", world.StateOf(id));
        Assert.Equal(0, world.Teleport.CallsOf("SetAccessRequestState"));
    }

    [Fact]
    public async Task KindChangesWhileItIsPending_ButtonsAndVotesAreGone()
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled("required = 2"));
        var (id, message) = await world.RequestAsync();
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.Slack.WaitUntilAsync(_ => Shown(world, id).Contains("1 of 2 approvals", StringComparison.Ordinal));

        world.Teleport.ChangeSpec(id, spec => spec.RequestKind = AccessRequestKind.LongTerm);
        await world.Slack.WaitUntilAsync(_ => Shown(world, id).Contains(Permanent, StringComparison.Ordinal));
        await world.IdleAsync();
        Assert.Equal([World.Open], Actions(world.MessagesOf(id)[0]));

        world.Teleport.ChangeSpec(id, spec => spec.RequestKind = AccessRequestKind.ShortTerm);
        await world.Slack.WaitUntilAsync(_ => Shown(world, id).Contains("0 of 2 approvals", StringComparison.Ordinal));
    }

    [Fact]
    public async Task KindChangesAfterTheMessageWasSent_PressAndDialogAreRefused()
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled("reason = \"always\""));
        var (id, message) = await world.RequestAsync();
        await world.ClickAsync(world.Bob, message, World.Approve);
        var view = await world.Slack.SeesViewAsync(world.Bob);
        world.Teleport.ChangeSpec(id, spec => spec.RequestKind = AccessRequestKind.LongTerm);
        await world.Slack.WaitUntilAsync(_ => Shown(world, id).Contains(Permanent, StringComparison.Ordinal));

        var submitted = await world.Slack.SubmitAsync(view, world.Bob, "it is late", world.Daemon.Endpoint);

        Assert.Contains("permanent access", submitted.View.Definition.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("Pending", world.StateOf(id));
    }

    [Fact]
    public async Task LongTerm_SlashCommand_SaysSoAndOffersNothing()
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled("approvers = [\"bob@example.com\"]"));
        var id = world.Teleport.CreateRequest(
            new NewAccessRequest("alice@example.com", "dba") { Kind = AccessRequestKind.LongTerm }
        );
        await world.AnnouncedAsync(id);

        var own = await AskAsync(world, world.Alice, "list");
        var show = await AskAsync(world, world.Alice, $"show {id}");
        var others = await AskAsync(world, world.Bob, "list");

        Assert.Contains("permanent access", own, StringComparison.Ordinal);
        Assert.Contains(Permanent, show, StringComparison.Ordinal);
        Assert.DoesNotContain(id, others, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Promoted_LongTerm_SaysSoWithoutButtons()
    {
        await using var world = await World.StartAsync();
        await AnnouncedAsync(world, AccessRequestKind.LongTerm);
        var id = world.Teleport.Requests[^1].Metadata.Name;
        world.Teleport.Promote(id, "admins");
        Assert.Empty((await world.ShowsAsync(id, "Promoted to an access list")).Buttons);
    }

    [Fact]
    public async Task Start_IsLater_IsShownAsADate()
    {
        await using var world = await World.StartAsync();
        var id = world.Teleport.CreateRequest(new NewAccessRequest("alice", "dba") { StartsAfter = 2 * Hour });
        var shown = (await world.AnnouncedAsync(id))[0].Blocks.ToJsonString().Replace("\\u003C", "<");
        var (start, end) = (world.Time.GetUtcNow() + 2 * Hour, world.Time.GetUtcNow() + 8 * Hour);
        Assert.Contains($"Access from <!date^{start.ToUnixTimeSeconds()}^", shown, StringComparison.Ordinal);
        Assert.Contains($" until <!date^{end.ToUnixTimeSeconds()}^", shown, StringComparison.Ordinal);

        world.Teleport.ChangeSpec(id, spec => spec.AssumeStartTime = (start + Hour).ToTimestamp());
        await world.Slack.WaitUntilAsync(_ =>
            Shown(world, id).Contains($"^{(start + Hour).ToUnixTimeSeconds()}^", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task ResourceOfTheNewerField_IsShownAndDropsTheVotes()
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled("required = 2"));
        var (id, message) = await world.RequestAsync();
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.Slack.WaitUntilAsync(_ => Shown(world, id).Contains("1 of 2 approvals", StringComparison.Ordinal));

        world.Teleport.ChangeSpec(id, spec => spec.RequestedResourceAccessIds.Add(
            new ResourceAccessID
            {
                Id = new() { Kind = "app", Name = "console" },
                Constraints = ByteString.CopyFrom(10, 1, 97),
            }
        ));

        await world.Slack.WaitUntilAsync(_ => Shown(world, id).Contains("app console", StringComparison.Ordinal));
        Assert.Contains("0 of 2 approvals", Shown(world, id), StringComparison.Ordinal);
    }

    private static async Task<SlackMessage> AnnouncedAsync(World world, AccessRequestKind kind)
    {
        var id = world.Teleport.CreateRequest(new NewAccessRequest("alice", "dba") { Kind = kind });
        return (await world.AnnouncedAsync(id))[0];
    }

    private static string Shown(World world, string id) => world.MessagesOf(id)[0].Blocks.ToJsonString();

    private static List<string?> Actions(SlackMessage message) =>
        [.. message.Buttons.Select(button => (string?)button["action_id"])];

    private static async Task<string> AskAsync(World world, SlackPerson person, string text)
    {
        var ack = await world.Slack.CommandAsync(person, text, world.Daemon.Endpoint);
        return (string)JsonNode.Parse(ack.Body)!["text"]!;
    }
}
