using System.Globalization;
using System.Text.Json.Nodes;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.EndToEnd.Clicks;

/// <summary>The slash command shows each person only what concerns them.</summary>
public class SlashCommandTests
{
    private const string Nothing = "You have no open access requests, and none are waiting for your decision.";
    private const string Yours = "*Your requests*";
    private const string ToDecide = "*Requests you can decide*";

    [Fact]
    public async Task List_RuleNamesSomebody_ShowsEverybodyTheirOwn()
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled("approvers = [\"bob@example.com\"]"));
        var own = world.Teleport.CreateRequest("alice@example.com", "dba");
        await world.AnnouncedAsync(own);

        var rest = $" · Pending · requested less than 1 min ago · {Expiry(world, own)} · {MessageLink(world, own)}";
        Assert.Equal([Yours, $"• {Link(own)} · dba{rest}"], Lines(await AskAsync(world, world.Alice, "list")));
        Assert.Equal(
            [ToDecide, $"• {Link(own)} · alice@example.com: dba{rest}"],
            Lines(await AskAsync(world, world.Bob, "list"))
        );
        Assert.Equal(Nothing, await AskAsync(world, world.Carol, "list"));
    }

    [Fact]
    public async Task List_RuleNamesAGroup_ShowsItToMembersOnly()
    {
        await using var world = await World.PrepareAsync(WorldOptions.Ruled("approvers = [\"group:dbas\"]"));
        world.Slack.AddGroup("dbas", world.Bob);
        await world.StartReplicaAsync();
        var (id, _) = await world.RequestAsync();

        Assert.Contains(Link(id), await AskAsync(world, world.Bob, "list"), StringComparison.Ordinal);
        Assert.Equal(Nothing, await AskAsync(world, world.Carol, "list"));
    }

    [Fact]
    public async Task List_SlackDoesNotTellTheGroups_SaysThatItMayBePartOfIt()
    {
        await using var world = await World.PrepareAsync(WorldOptions.Ruled("approvers = [\"group:dbas\"]"));
        world.Slack.AddGroup("dbas", world.Bob);
        await world.StartReplicaAsync();
        var own = world.Teleport.CreateRequest("bob@example.com", "dba");
        await world.AnnouncedAsync(own);
        var (id, _) = await world.RequestAsync();
        await world.PassAsync(TimeSpan.FromMinutes(11)); // what was known is too old
        world.Slack.FailNext("usergroups.users.list", SlackFault.Error("internal_error"), times: 2);

        var list = await AskAsync(world, world.Bob, "list");
        var show = await AskAsync(world, world.Bob, $"show {id}");

        Assert.Contains(Link(own), list, StringComparison.Ordinal);
        Assert.DoesNotContain(id, list, StringComparison.Ordinal);
        Assert.All([list, show], answer =>
            Assert.Contains("I can't look up your Slack groups right now", answer, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task List_WithoutRules_ShowsWhatWaitsInThisChannel()
    {
        await using var world = await World.StartAsync();
        var (id, _) = await world.RequestAsync();

        Assert.Contains(Link(id), await AskAsync(world, world.Bob, "list", world.Channel), StringComparison.Ordinal);
        Assert.Equal(Nothing, await AskAsync(world, world.Bob, "list"));
        Assert.DoesNotContain(
            ToDecide,
            await AskAsync(world, world.Alice, "list", world.Channel),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task List_Resolved_IsNotOfferedForADecision()
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled("approvers = [\"bob@example.com\"]"));
        var (id, message) = await world.RequestAsync();
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");

        Assert.Equal(Nothing, await AskAsync(world, world.Bob, "list"));
    }

    [Fact]
    public async Task List_NameThatOnlyResemblesTheRequesters_ShowsNothing()
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled("approvers = [\"bob@example.com\"]"));
        var (id, _) = await world.RequestAsync(); // by "alice", whom Teleport does not know by an address

        Assert.Equal(Nothing, await AskAsync(world, world.Alice, "list"));
        Assert.Contains(
            "There is no open request",
            await AskAsync(world, world.Alice, $"show {id}"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task List_UserNamedUnderUsers_ShowsTheirOwn()
    {
        await using var world = await World.PrepareAsync();
        await world.CreateReplica(toml => $"{toml}\n[users]\n\"{world.Alice.Id}\" = \"alice\"\n").StartAsync();
        var (id, _) = await world.RequestAsync();

        Assert.StartsWith(
            $"{Yours}\n• {Link(id)} · dba · Pending · ",
            await AskAsync(world, world.Alice, "list"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task List_Request_HasReasonAgeAndALinkThatIsAskedForOnce()
    {
        await using var world = await World.StartAsync();
        var id = world.Teleport.CreateRequest(
            new NewAccessRequest("alice", "dba") { Reason = "incident *4711*\n<!channel>" }
        );
        await world.AnnouncedAsync(id);
        await world.PassAsync(TimeSpan.FromMinutes(12));

        var list = await AskAsync(world, world.Bob, "list", world.Channel);

        Assert.Equal(
            $"{ToDecide}\n• {Link(id)} · alice: dba · Pending · “incident ∗4711∗ &lt;!channel&gt;” · " +
            $"requested 12 min ago · {Expiry(world, id)} · {MessageLink(world, id)}",
            list
        );
        Assert.Equal(list, await AskAsync(world, world.Bob, "list", world.Channel));
        Assert.Equal(1, world.Slack.CountOf("chat.getPermalink"));
        Assert.Equal(0, world.Slack.CountOf("conversations.members")); // who types there is there
    }

    [Fact]
    public async Task List_LinkCannotBeHad_IsWithoutIt()
    {
        await using var world = await World.StartAsync();
        var (id, _) = await world.RequestAsync();
        world.Slack.FailNext("chat.getPermalink", SlackFault.Error("message_not_found"));

        var list = await AskAsync(world, world.Bob, "list", world.Channel);

        Assert.EndsWith(Expiry(world, id), list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_LinkTakesTooLong_IsWithoutItAndInTime()
    {
        await using var world = await World.StartAsync();
        var (id, _) = await world.RequestAsync();
        var held = world.Slack.HoldNext("chat.getPermalink");

        var asked = world.Slack.CommandAsync(world.Bob, "list", world.Daemon.Endpoint, world.Channel);
        await held.WaitUntilReachedAsync();
        world.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.EndsWith(Expiry(world, id), Text(await asked), StringComparison.Ordinal);
        held.Release();
    }

    [Fact]
    public async Task Show_Request_IsForThoseItConcernsAndThoseWhoSeeItsMessage()
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled("approvers = [\"bob@example.com\"]"));
        var id = world.Teleport.CreateRequest(
            new NewAccessRequest("alice@example.com", "dba") { Reason = "incident 4711" }
        );
        await world.AnnouncedAsync(id);

        Assert.All(
            [
                await AskAsync(world, world.Alice, $"show {id}"),
                await AskAsync(world, world.Bob, $"show {id}"),
                await AskAsync(world, world.Carol, $"show {id}", world.Channel),
            ],
            answer =>
            {
                Assert.StartsWith(
                    $"*Access request* {Link(id)} · sandbox\nalice@example.com requests *dba*\nReason: “incident 4711”",
                    answer,
                    StringComparison.Ordinal
                );
                Assert.EndsWith("Pending", answer, StringComparison.Ordinal);
            }
        );
        Assert.Equal(
            $"There is no open request “{id}” that you can see here.",
            await AskAsync(world, world.Carol, $"show {id}")
        );
        Assert.Equal(
            "There is no open request “no-such-id” that you can see here.",
            await AskAsync(world, world.Carol, "show no-such-id")
        );
    }

    [Theory]
    [InlineData("", "`/teleport list`")]
    [InlineData("help", "`/teleport list`")]
    [InlineData("approve 1", "I don't know the command “approve”.")]
    [InlineData("show <!channel>", "“&lt;!channel&gt;” isn't a valid request ID.")]
    public async Task Anything_Else_IsHelpAndAsksSlackNothing(string text, string answer)
    {
        await using var world = await World.StartAsync();

        Assert.StartsWith(answer, await AskAsync(world, world.Bob, text), StringComparison.Ordinal);

        Assert.Equal(0, world.Slack.CountOf("users.info"));
    }

    [Theory]
    [InlineData("guest", "Guest")]
    [InlineData("stranger", "other organizations")]
    [InlineData("deactivated", "deactivated")]
    [InlineData("unconfirmed", "isn't confirmed")]
    [InlineData("foreign app", "another Slack app")]
    [InlineData("other team", "other organizations")]
    public async Task Ask_ByWhomMustNot_IsRefusedWithWords(string who, string words)
    {
        await using var world = await World.StartAsync();
        var (id, _) = await world.RequestAsync(); // its message carries the id of our app
        if (who == "guest") world.Slack.Put(world.Bob with { IsRestricted = true });
        if (who == "stranger") world.Slack.Put(world.Bob with { IsStranger = true });
        if (who == "deactivated") world.Slack.Deactivate(world.Bob);
        if (who == "unconfirmed") world.Slack.Put(world.Bob with { IsEmailConfirmed = false });

        var ack = await world.Slack.CommandAsync(world.Bob, "list", world.Daemon.Endpoint, world.Channel, forgery: new()
        {
            AppId = who == "foreign app" ? "A0OTHER" : null,
            TeamId = who == "other team" ? "T0OTHER" : null,
        });

        Assert.Equal(200, ack.Status);
        Assert.Contains(words, Text(ack), StringComparison.Ordinal);
        Assert.DoesNotContain(id, ack.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_TooOften_IsToldToWaitAndCostsNothing()
    {
        await using var world = await World.StartAsync();
        for (var i = 0; i < 40; i++) Assert.Equal(Nothing, await AskAsync(world, world.Bob, "list"));

        Assert.Equal(
            "You're pressing buttons or sending commands too quickly. Please try again in 1 s.",
            await AskAsync(world, world.Bob, "list")
        );
        Assert.Equal(Nothing, await AskAsync(world, world.Carol, "list"));

        world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Nothing, await AskAsync(world, world.Bob, "list"));
        Assert.Equal(2, world.Slack.CountOf("users.info")); // once for each of them
    }

    [Fact]
    public async Task Ask_SlowSlack_SaysStillWorkingAndAnswersAfterwards()
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled("approvers = [\"bob@example.com\"]"));
        var (id, _) = await world.RequestAsync();
        var held = world.Slack.HoldNext("users.info");

        var asked = world.Slack.CommandAsync(world.Bob, "list", world.Daemon.Endpoint);
        await held.WaitUntilReachedAsync();
        world.Time.Advance(TimeSpan.FromSeconds(2.5));
        Assert.Contains("Still working", Text(await asked), StringComparison.Ordinal);
        held.Release();
        await world.Slack.WaitUntilAsync(_ => world.EphemeralsTo(world.Bob).Count >= 2);

        Assert.Contains(id, world.EphemeralsTo(world.Bob)[1], StringComparison.Ordinal);
    }

    /// <summary>
    /// In a direct message with the app unless a channel is given. Nothing of it is for anybody else.
    /// </summary>
    private static async Task<string> AskAsync(
        World world,
        SlackPerson person,
        string text,
        SlackChannel? channel = null
    )
    {
        var messages = world.Slack.Messages.Length;
        var ack = await world.Slack.CommandAsync(person, text, world.Daemon.Endpoint, channel);
        Assert.Equal(200, ack.Status);
        Assert.Equal("ephemeral", (string?)JsonNode.Parse(ack.Body)!["response_type"]);
        Assert.Equal(messages, world.Slack.Messages.Length);
        return Text(ack);
    }

    private static string Text(SlackAck ack) =>
        string.Join(
            '\n',
            JsonNode.Parse(ack.Body)!["blocks"]!.AsArray().Select(block => (string)block!["text"]!["text"]!)
        );

    private static string Expiry(World world, string id)
    {
        var request = world.Teleport.Request(id)!;
        var expires = (request.Spec.ResourceExpiry ?? request.Metadata.Expires).ToDateTimeOffset();
        return $"expires <!date^{expires.ToUnixTimeSeconds()}^{{date_short_pretty}}, {{time}}|" +
            $"{expires.UtcDateTime.ToString("MMM d, HH:mm", CultureInfo.InvariantCulture)} UTC>";
    }

    private static string MessageLink(World world, string id)
    {
        var message = Assert.Single(world.MessagesOf(id));
        var number = message.Ts.Replace(".", "", StringComparison.Ordinal);
        return $"<https://sandbox.slack.com/archives/{message.Channel}/p{number}|Go to the message>";
    }

    private static string[] Lines(string text) => text.Split('\n');

    private static string Link(string id) => $"<https://proxy.example.com/web/requests/{id}|{id}>";
}
