using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.EndToEnd.Home;

/// <summary>The Home tab shows each person what they may decide and what they asked for, and nothing else.</summary>
public class HomeTabTests
{
    [Fact]
    public async Task Open_RuleNamesAPerson_ShowsEveryoneTheirOwn()
    {
        await using var world = await World.StartAsync(HomeScene.Ruled(
            "approvers = [\"bob@example.com\", \"dave@example.com\"]\nrequired = 2"
        ));
        var id = world.Teleport.CreateRequest("alice@example.com", "dba");
        var message = (await world.AnnouncedAsync(id))[0];

        var approver = await world.OpenHomeAsync(world.Bob);
        var requester = await world.OpenHomeAsync(world.Alice);
        var other = await world.OpenHomeAsync(world.Carol);

        Assert.Contains("alice@example.com requests *dba*", approver, StringComparison.Ordinal);
        Assert.Contains(HomeScene.NothingOwn, approver, StringComparison.Ordinal);
        Assert.DoesNotContain("alice@example.com requests", requester, StringComparison.Ordinal);
        Assert.Contains(HomeScene.NothingToDecide, requester, StringComparison.Ordinal);
        Assert.All([approver, requester], tab =>
        {
            Assert.Contains($"<{HomeScene.LinkTo(message)}|Go to the message>", tab, StringComparison.Ordinal);
            Assert.Contains($"/web/requests/{id}|Open in Teleport>", tab, StringComparison.Ordinal);
            Assert.Contains("⏳ Pending · 0 of 2 approvals · requested <!date^", tab, StringComparison.Ordinal);
        });
        Assert.Contains(HomeScene.NothingToDecide, other, StringComparison.Ordinal);
        Assert.DoesNotContain("dba", other, StringComparison.Ordinal);
        var json = world.Slack.HomeOf(world.Bob)!.Definition.ToJsonString();
        Assert.DoesNotContain("\"button\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_RuleNamesAGroup_ShowsItToMembersOnly()
    {
        await using var world = await World.PrepareAsync(HomeScene.Ruled("approvers = [\"group:dbas\"]"));
        world.Slack.AddGroup("dbas", world.Bob);
        await world.StartReplicaAsync();
        await world.RequestAsync();

        Assert.Contains("alice requests *dba*", await world.OpenHomeAsync(world.Bob), StringComparison.Ordinal);
        Assert.DoesNotContain("dba", await world.OpenHomeAsync(world.Carol), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_WithoutRules_ShowsItToThoseWhoAreInTheChannelNow()
    {
        await using var world = await World.StartAsync(HomeScene.Options);
        var (_, message) = await world.RequestAsync();
        var dave = world.Slack.AddPerson("dave", "dave@example.com");

        Assert.Contains(HomeScene.LinkTo(message), await world.OpenHomeAsync(world.Bob), StringComparison.Ordinal);
        Assert.DoesNotContain("dba", await world.OpenHomeAsync(dave), StringComparison.Ordinal);
        Assert.DoesNotContain("dba", await world.OpenHomeAsync(world.Alice), StringComparison.Ordinal);
        Assert.Equal(1, world.Slack.CountOf("conversations.members"));

        world.Slack.Leave(world.Bob, world.Channel);
        world.Time.Advance(TimeSpan.FromSeconds(61));
        Assert.DoesNotContain("dba", await world.OpenHomeAsync(world.Bob), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_SlackDoesNotTellMembers_ShowsOnlyWhatIsProven()
    {
        await using var world = await World.StartAsync(HomeScene.Options with
        {
            SlackOptions = new()
            {
                Scopes = [.. SlackSimulatorOptions.AllScopes.Except(["channels:read", "groups:read"])],
            },
        });
        await world.RequestAsync();

        Assert.DoesNotContain("dba", await world.OpenHomeAsync(world.Bob), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_DirectMessage_IsForTheConfiguredPersonWithoutALookUp()
    {
        await using var world = await World.StartAsync(
            HomeScene.Options with { More = "[role_to_recipients]\n\"*\" = [\"bob@example.com\"]" }
        );
        var (_, message) = await world.RequestAsync();

        Assert.Contains(HomeScene.LinkTo(message), await world.OpenHomeAsync(world.Bob), StringComparison.Ordinal);
        Assert.DoesNotContain("dba", await world.OpenHomeAsync(world.Carol), StringComparison.Ordinal);
        Assert.Equal(0, world.Slack.CountOf("conversations.members"));
    }

    [Theory]
    [InlineData("guest")]
    [InlineData("stranger")]
    [InlineData("bot")]
    [InlineData("unconfirmed")]
    [InlineData("no e-mail")]
    [InlineData("invisible")]
    public async Task Open_ByWhomMustNot_IsOnePoliteSentence(string who)
    {
        await using var world = await World.StartAsync(HomeScene.Ruled("approvers = [\"bob@example.com\"]"));
        var id = world.Teleport.CreateRequest("bob@example.com", "dba");
        await world.AnnouncedAsync(id);
        await world.RequestAsync("admin");
        var bob = world.Bob;
        world.Slack.Put(who switch
        {
            "guest" => bob with { IsRestricted = true },
            "stranger" => bob with { IsStranger = true, TeamId = "T0ELSEWHERE" },
            "bot" => bob with { IsBot = true },
            "unconfirmed" => bob with { IsEmailConfirmed = false },
            "invisible" => bob with { IsVisible = false },
            _ => bob with { Email = null },
        });

        Assert.Equal(HomeScene.NothingAtAll, await world.OpenHomeAsync(bob));
        Assert.DoesNotContain(id, world.Slack.HomeOf(bob)!.Definition.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("app")]
    [InlineData("team")]
    public async Task Open_EventOfAnother_PublishesNothing(string whose)
    {
        await using var world = await World.StartAsync(HomeScene.Ruled("approvers = [\"bob@example.com\"]"));
        await world.RequestAsync(); // its message carries the id of our app

        Assert.Equal("", await world.OpenHomeAsync(world.Bob, new()
        {
            AppId = whose == "app" ? "A0OTHER" : null,
            TeamId = whose == "team" ? "T0OTHER" : null,
        }));

        Assert.Equal(0, world.Published());
        Assert.Equal(0, world.Slack.CountOf("users.info"));
    }

    [Fact]
    public async Task Open_ManyRequests_ShowsTwentyAndCountsTheRest()
    {
        await using var world = await World.StartAsync(HomeScene.Ruled("approvers = [\"bob@example.com\"]"));
        for (var i = 0; i < 25; i++)
            await world.KnownAsync(world.Teleport.CreateRequest("alice@example.com", $"role-{i}"));
        await world.PassAsync(TimeSpan.FromMinutes(1));

        Assert.All([await world.OpenHomeAsync(world.Bob), await world.OpenHomeAsync(world.Alice)], tab =>
        {
            Assert.Equal(20, tab.Split("|Go to the message>").Length - 1);
            Assert.Contains("+ 5 more in Teleport", tab, StringComparison.Ordinal);
        });
        Assert.Equal(20, world.Slack.CountOf("chat.getPermalink")); // both see the same messages
    }

    [Fact]
    public async Task Open_HostileTexts_AreHarmless()
    {
        await using var world = await World.StartAsync(HomeScene.Ruled("approvers = [\"bob@example.com\"]"));
        var id = world.Teleport.CreateRequest(new NewAccessRequest("<!channel> *mallory*", "<@U0BOB> _x_\u202e"));
        await world.AnnouncedAsync(id);

        var tab = await world.OpenHomeAsync(world.Bob);

        Assert.Contains("&lt;!channel&gt;", tab, StringComparison.Ordinal);
        Assert.DoesNotContain("<!channel>", tab, StringComparison.Ordinal);
        Assert.DoesNotContain("<@", tab, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202e', tab);
    }

    [Fact]
    public async Task Open_NotifyOnlyOverASocket_ListsOwnRequestsAndNothingToDecide()
    {
        await using var world = await World.StartAsync(
            HomeScene.Ruled("approvers = [\"bob@example.com\"]") with
            {
                Door = Door.Socket,
                Slack = "home = true\nnotify_only = true",
            }
        );
        var id = world.Teleport.CreateRequest("alice@example.com", "dba");
        await world.AnnouncedAsync(id);

        Assert.Contains("dba", await world.OpenHomeAsync(world.Alice), StringComparison.Ordinal);
        Assert.DoesNotContain("dba", await world.OpenHomeAsync(world.Bob), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_AfterHomeWasTurnedOff_PublishesNothing()
    {
        await using var world = await World.StartAsync(HomeScene.Ruled("approvers = [\"bob@example.com\"]"));
        await world.RequestAsync();
        Assert.Contains("dba", await world.OpenHomeAsync(world.Bob), StringComparison.Ordinal);

        world.Daemon.Reload(world.Toml().Replace("home = true", "home = false", StringComparison.Ordinal));
        await world.Daemon.LoggedAsync("Configuration reloaded");
        await world.OpenHomeAsync(world.Bob);

        Assert.Equal(1, world.Published());
        await world.Daemon.LoggedAsync("needs no action (home_off)");
    }
}
