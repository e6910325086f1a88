using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;

namespace AccessSlack.EndToEnd.Clicks;

/// <summary>
/// Who may press buttons at all: each other kind of user is refused with its own explanation, unless the configuration
/// allows it.
/// </summary>
public class GuardTests
{
    private const string Organisation = "E0SANDBOX";

    private static readonly Dictionary<string, Func<World, SlackPerson>> Kinds = new()
    {
        ["single-channel guest"] = world => world.Slack.AddGuest("gina", "gina@example.com", world.Channel),
        ["multi-channel guest"] = world =>
            world.Slack.AddGuest("gus", "gus@example.com", world.Channel, world.Slack.AddChannel("lobby")),
        ["stranger"] = world => world.Slack.AddStranger("sam", world.Channel),
        ["other team"] = world => In(world,
            world.Slack.Put(world.Slack.AddPerson("otto", "otto@example.com") with { TeamId = "T0ELSEWHERE" })),
        ["invisible"] = world => world.Slack.Put(world.Slack.AddPerson("iris") with { IsVisible = false }),
        ["sister"] = world => In(world, world.Slack.AddSister("sue", "sue@example.com")),
        ["other organisation"] = world => In(world,
            world.Slack.Put(world.Slack.AddPerson("olga", "olga@example.com") with { EnterpriseId = "E0ELSEWHERE" })),
        ["bot"] = world => world.Slack.AddBot("robot"),
        ["workflow"] = world => world.Slack.AddWorkflow("flow"),
        ["deactivated"] = world => world.Slack.Deactivate(world.Slack.AddPerson("dora", "dora@example.com")),
        ["unconfirmed"] = world => world.Slack.AddUnconfirmed("uwe", "uwe@example.com"),
    };

    [Theory]
    [InlineData("single-channel guest", "guest", "Guest accounts")]
    [InlineData("multi-channel guest", "guest", "Guest accounts")]
    [InlineData("stranger", "external", "from other organizations")]
    [InlineData("other team", "external", "from other organizations")]
    [InlineData("other organisation", "external", "from other organizations")]
    [InlineData("invisible", "not_visible", "doesn't show me your profile")]
    [InlineData("sister", "other_workspace", "from other workspaces in this organization")]
    [InlineData("bot", "bot", "Bots can't")]
    [InlineData("workflow", "workflow", "Workflows can't")]
    [InlineData("deactivated", "deactivated", "is deactivated")]
    [InlineData("unconfirmed", "unconfirmed_email", "isn't confirmed")]
    public async Task Click_OfAKindThatMustNot_IsRefusedInItsOwnWordsWhateverTheButton(
        string kind,
        string code,
        string words
    )
    {
        await using var world = await StartAsync();
        var person = Kinds[kind](world);
        var (id, message) = await world.RequestAsync();

        await world.ClickAsync(person, message, World.Approve);
        await world.ClickAsync(person, message, World.Deny);
        await world.Slack.WaitUntilAsync(_ => world.EphemeralsTo(person).Count >= 2);
        await world.IdleAsync();

        Assert.All(world.EphemeralsTo(person), told => Assert.Contains(words, told, StringComparison.Ordinal));
        Assert.Equal("Pending", world.StateOf(id));
        Assert.Equal(2, world.Daemon.Log.Count(line => line.Contains($" outcome={code} ", StringComparison.Ordinal)));
        Assert.DoesNotContain(world.Daemon.Log, line => line.StartsWith("Error", StringComparison.Ordinal));
        Assert.True(world.Daemon.Readiness.IsReady);
    }

    [Theory]
    [InlineData("single-channel guest", "allow_guests")]
    [InlineData("multi-channel guest", "allow_guests")]
    [InlineData("other team", "allow_external")]
    [InlineData("sister", "allow_external")]
    [InlineData("other organisation", "allow_external")]
    public async Task Click_OfAKindThatIsAllowed_Decides(string kind, string key)
    {
        await using var world = await StartAsync($"{key} = true");
        var person = Kinds[kind](world);
        var (id, message) = await world.RequestAsync();

        await world.ClickAsync(person, message, World.Approve);

        await world.ShowsAsync(id, $"Approved by {person.Email}");
    }

    [Fact]
    public async Task Click_OfAnAllowedStranger_DecidesOnceTheTableNamesThem()
    {
        await using var world = await PrepareAsync("allow_external = true");
        var sam = Kinds["stranger"](world);
        var sid = world.Slack.AddStranger("sid", world.Channel);
        await world.CreateReplica(toml => $"{toml}\n[users]\n{sam.Id} = \"sam\"\n").StartAsync();
        var (id, message) = await world.RequestAsync();

        await world.ClickAsync(sid, message, World.Approve);
        Assert.Contains(
            "I can't see your e-mail address",
            Assert.Single(world.EphemeralsTo(sid)),
            StringComparison.Ordinal
        );
        await world.ClickAsync(sam, message, World.Approve);

        await world.ShowsAsync(id, "Approved by sam");
    }

    [Theory]
    [InlineData("bot", "Bots")]
    [InlineData("workflow", "Workflows")]
    [InlineData("deactivated", "deactivated")]
    [InlineData("unconfirmed", "isn't confirmed")]
    [InlineData("invisible", "doesn't show me")]
    public async Task Click_OfAKindThatNobodyCanAllow_IsRefused(string kind, string words)
    {
        await using var world = await StartAsync("allow_guests = true\nallow_external = true");
        var person = Kinds[kind](world);
        var (id, message) = await world.RequestAsync();

        await world.ClickAsync(person, message, World.Approve);

        Assert.Contains(words, Assert.Single(world.EphemeralsTo(person)), StringComparison.Ordinal);
        Assert.Equal("Pending", world.StateOf(id));
    }

    [Fact]
    public async Task Click_WhereTheWholeOrganisationInstalledTheApp_ItsPeopleDecideAndOthersDoNot()
    {
        await using var world = await World.StartAsync(
            new()
            {
                SlackOptions = new() { EnterpriseId = Organisation, OrgWideInstall = true },
            }
        );
        var (sister, other) = (Kinds["sister"](world), Kinds["other team"](world));
        var (id, message) = await world.RequestAsync();

        await world.ClickAsync(other, message, World.Approve);
        Assert.Contains("other organizations", Assert.Single(world.EphemeralsTo(other)), StringComparison.Ordinal);
        Assert.Equal("Pending", world.StateOf(id));
        await world.ClickAsync(sister, message, World.Approve);

        await world.ShowsAsync(id, "Approved by sue@example.com");
    }

    [Theory]
    [InlineData("", "they cannot decide")]
    [InlineData("allow_external = true", "allow_external lets them decide")]
    public async Task Start_ChannelIsSharedWithOthers_IsWarnedOfOnceEach(string approvals, string rights)
    {
        await using var world = await PrepareAsync(
            approvals,
            "[\"access\", \"own\", \"{ID}\", \"bob@example.com\", \"private\"]"
        );
        world.Slack.Put(world.Channel with { IsExternallyShared = true });
        world.Slack.Put(world.Slack.AddChannel("private") with { IsPrivate = true, IsExternallyShared = true });
        world.Slack.AddChannel("own");
        await world
            .CreateReplica(toml => toml.Replace("{ID}", world.Channel.Id, StringComparison.Ordinal))
            .StartAsync();

        string[] warned =
        [
            .. world.Daemon.Log.Where(line =>
                line.Contains("is shared with other organizations", StringComparison.Ordinal)
            ),
        ];
        Assert.Equal(2, warned.Length);
        Assert.All(warned, line => Assert.StartsWith("Warning", line, StringComparison.Ordinal));
        Assert.All(warned, line => Assert.Contains(rights, line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_ChannelOfAnApproverIsShared_IsWarnedOf()
    {
        await using var world = await World.PrepareAsync(new()
        {
            More = """
                [role_to_recipients]
                "*" = "access"
                [[approvals.rules]]
                roles = ["*"]
                approvers = ["channel:deciders"]
                """,
        });
        world.Slack.Put(world.Slack.AddChannel("deciders", world.Bob) with { IsExternallyShared = true });
        await world.StartReplicaAsync();

        Assert.Contains(
            "deciders",
            Assert.Single(world.Daemon.Log, line =>
                line.Contains("is shared with other organizations", StringComparison.Ordinal)
            ),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("conversations.info")]
    [InlineData("conversations.list")]
    public async Task Start_SlackDoesNotTellOfChannels_StartsAllTheSame(string method)
    {
        await using var world = await PrepareAsync();
        world.Slack.Put(world.Channel with { IsExternallyShared = true });
        foreach (
            var fault in new[] { SlackFault.RateLimited("30"), SlackFault.Error("missing_scope"), SlackFault.Html() }
        )
            world.Slack.FailNext(method, fault, times: 1);
        await world.StartReplicaAsync();

        Assert.True(world.Daemon.Readiness.IsReady);
        Assert.DoesNotContain(world.Daemon.Log, line =>
            line.Contains("is shared with other organizations (Slack Connect)", StringComparison.Ordinal)
        );
        var (id, message) = await world.RequestAsync();
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    [Fact]
    public async Task Start_SlackTakesItsTimeOverAChannel_IsNotWaitedForLongerThanFiveSeconds()
    {
        await using var world = await PrepareAsync();
        var hold = world.Slack.HoldNext("conversations.info");
        var start = world.StartReplicaAsync();
        await hold.WaitUntilReachedAsync();
        world.Time.Advance(TimeSpan.FromSeconds(5));

        await start.WaitAsync(TimeSpan.FromSeconds(30));
        hold.Release();
        Assert.True(world.Daemon.Readiness.IsReady);
    }

    [Fact]
    public async Task Start_WithoutTheScopes_AsksNothingAboutChannels()
    {
        await using var world = await World.PrepareAsync(
            new() { SlackOptions = new() { Scopes = ["chat:write", "users:read", "users:read.email"] } }
        );
        await world.StartReplicaAsync();
        Assert.DoesNotContain(world.Slack.Calls, call =>
            call.Method.StartsWith("conversations.", StringComparison.Ordinal)
        );
    }

    /// <summary>The members of the channel decide.</summary>
    private static SlackPerson In(World world, SlackPerson person)
    {
        world.Slack.Join(person, world.Channel);
        return person;
    }

    private static async Task<World> StartAsync(string approvals = "")
    {
        var world = await PrepareAsync(approvals);
        await world.StartReplicaAsync();
        return world;
    }

    /// <summary>In a workspace of an Enterprise Grid, where the app is installed for this workspace alone.</summary>
    private static Task<World> PrepareAsync(string approvals = "", string recipients = "\"access\"") =>
        World.PrepareAsync(
            new()
            {
                SlackOptions = new() { EnterpriseId = Organisation },
                More = $"""
                [role_to_recipients]
                "*" = {recipients}
                [approvals]
                {approvals}
                """,
            }
        );
}
