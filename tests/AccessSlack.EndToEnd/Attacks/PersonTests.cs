using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.EndToEnd.Attacks;

/// <summary>Who tries to review in the name of someone else.</summary>
public class PersonTests
{
    private const string Submit = "SubmitAccessReview";
    private const string NoUser = "I can't tell which Teleport user you are";

    [Theory]
    [InlineData("person")]
    [InlineData("auto")]
    public async Task TwoUsersWithOneTrait_NeitherReviews(string via)
    {
        await using var world = await PersonWorld.StartAsync(via: via);
        world.Teleport.AddUser("mallory").SlackIds = [world.Bob.Id];

        await AssertRefusedAsync(world, "More than one Teleport user has your Slack ID");

        Assert.Equal(1, world.Daemon.CountInLog("2 Teleport users have the trait slack_uid"));
    }

    /// <summary>Also where the plugin's own user might review: its review would be another person's.</summary>
    [Theory]
    [InlineData("person", "")]
    [InlineData("auto", "")]
    [InlineData("person", "slack_user_id_trait = \"chat\"")]
    public async Task NoTeleportUser_ThePluginDoesNotReviewInstead(string via, string keys)
    {
        await using var world = await PersonWorld.StartAsync(via: via, more: keys);
        if (keys.Length == 0) world.Teleport.AddUser("bob").SlackIds = [];

        await AssertRefusedAsync(world, NoUser);
        Assert.Contains(world.Bob.Id, world.EphemeralsTo(world.Bob)[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherTrait_IsLookedAtIfItIsConfigured()
    {
        await using var world = await PersonWorld.StartAsync(more: "slack_user_id_trait = \"chat\"");
        world.Teleport.AddUser("bob").SlackIds = [];
        world.Teleport.AddUser("robert").Traits["chat"] = ["U0OTHER0001", world.Bob.Id];
        world.Teleport.AddUser("robert").ReviewRoles = new HashSet<string> { "*" };

        Assert.Equal("robert", await ReviewAsync(world));
    }

    /// <summary>People who can edit profiles in Slack could otherwise become any user named by an address.</summary>
    [Theory]
    [InlineData("", "bob@example.com", false)]
    [InlineData("allow_email_username_match = true", "bob@example.com", true)]
    [InlineData("allow_email_username_match = true", "Bob@example.com", false)]
    [InlineData("allow_email_username_match = true", "bob", false)]
    public async Task UserNamedLikeTheAddress_ReviewsOnlyIfThatIsAllowed(string keys, string user, bool isAllowed)
    {
        await using var world = await PersonWorld.StartAsync(more: keys);
        world.Teleport.AddUser("bob").SlackIds = [];
        world.Teleport.AddUser(user).ReviewRoles = new HashSet<string> { "*" };

        if (isAllowed) Assert.Equal(user, await ReviewAsync(world));
        else await AssertRefusedAsync(world, NoUser);
    }

    /// <summary>[users] cannot be changed in Slack or Teleport.</summary>
    [Fact]
    public async Task EntryInUsers_WinsOverTheTrait()
    {
        await using var world = await PersonWorld.PrepareAsync();
        world.Teleport.AddUser("robert").ReviewRoles = new HashSet<string> { "*" };
        await world.CreateReplica(toml => $"{toml}\n[users]\n{world.Bob.Id} = \"robert\"").StartAsync();
        await world.Daemon.LoggedAsync("Caught up");

        Assert.Equal("robert", await ReviewAsync(world));
        Assert.Equal(0, world.Teleport.CallsOf("ListUsers"));
    }

    /// <summary>For ten minutes the person is who Teleport said; then the change counts.</summary>
    [Fact]
    public async Task TraitMovedToAnother_CountsAfterTenMinutes()
    {
        await using var world = await PersonWorld.StartAsync();
        Assert.Equal("bob", await ReviewAsync(world));
        world.Teleport.AddUser("bob").SlackIds = [];
        world.Teleport.AddUser("robert").SlackIds = [world.Bob.Id];
        world.Teleport.AddUser("robert").ReviewRoles = new HashSet<string> { "*" };

        Assert.Equal("bob", await ReviewAsync(world));
        await world.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Equal("robert", await ReviewAsync(world));
    }

    /// <summary>Whose account it is, is asked at every click: a requester never decides the own request.</summary>
    [Fact]
    public async Task TraitMovedToTheRequester_NoReviewWithinTheTenMinutes()
    {
        await using var world = await PersonWorld.StartAsync();
        Assert.Equal("bob", await ReviewAsync(world));
        world.Teleport.AddUser("bob").SlackIds = [];
        world.Teleport.AddUser("alice").SlackIds = [world.Bob.Id];

        await AssertRefusedAsync(world, "You made this request, so someone else has to approve or deny it.");
    }

    /// <summary>Teleport would refuse it as well.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("allow_self = true")]
    public async Task OwnRequest_IsNotReviewed(string keys)
    {
        await using var world = await PersonWorld.StartAsync(more: keys);
        world.Teleport.AddUser("alice").SlackIds = [world.Bob.Id];
        world.Teleport.AddUser("bob").SlackIds = [];

        await AssertRefusedAsync(world, "You made this request, so someone else has to approve or deny it.");
    }

    /// <summary>The rules here only narrow: Bob may review all of it in Teleport, but not from Slack.</summary>
    [Fact]
    public async Task RoleThatIsOthersToDecide_IsNotReviewedWithTheRest()
    {
        await using var world = await PersonWorld.StartAsync(more: """
            [[approvals.rules]]
            roles = ["dba"]
            approvers = ["bob@example.com"]
            [[approvals.rules]]
            roles = ["root"]
            approvers = ["carol@example.com"]
            """);

        await AssertRefusedAsync(world, "You may decide only some of the requested roles", "dba", "root");
    }

    [Fact]
    public async Task Bot_IsNoAuthor()
    {
        await using var world = await PersonWorld.StartAsync();
        world.Teleport.AddUser("bob").IsBot = true;
        var (id, message) = await RequestAsync(world, "dba");

        await world.ClickAsync(world.Bob, message, World.Approve);

        Assert.StartsWith("Teleport doesn't let you review this request", world.EphemeralsTo(world.Bob)[^1]);
        Assert.Empty(world.Teleport.Request(id)!.Spec.Reviews);
    }

    [Fact]
    public async Task UsersMayNotBeListed_IsRefusedAndSaysWhatIsMissing()
    {
        await using var world = await PersonWorld.StartAsync();
        world.Plugin.MayListUsers = false;

        await AssertRefusedAsync(world, "I couldn't look up your Teleport user");
        Assert.Equal(1, world.Daemon.CountInLog("{resources: [user], verbs: [list, read]}"));
    }

    private static async Task AssertRefusedAsync(World world, string told, params string[] roles)
    {
        var (id, message) = await RequestAsync(world, roles);
        var submitted = world.Teleport.CallsOf(Submit);

        await world.ClickAsync(world.Bob, message, World.Approve);

        Assert.StartsWith(told, world.EphemeralsTo(world.Bob)[^1]);
        Assert.Equal(submitted, world.Teleport.CallsOf(Submit));
        Assert.Empty(world.Teleport.Request(id)!.Spec.Reviews);
        Assert.Equal("Pending", world.StateOf(id));
    }

    /// <summary>The author of the review that bob's click becomes.</summary>
    private static async Task<string> ReviewAsync(World world)
    {
        var (id, message) = await RequestAsync(world);
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.Teleport.WaitUntilAsync(teleport => teleport.Request(id)!.Spec.Reviews.Count > 0);
        await world.IdleAsync();
        return Assert.Single(world.Teleport.Request(id)!.Spec.Reviews).Author;
    }

    private static async Task<(string Id, SlackMessage Message)> RequestAsync(World world, params string[] roles)
    {
        var id = world.Teleport.CreateRequest(
            new NewAccessRequest("alice", roles.Length == 0 ? ["dba"] : roles)
            {
                Thresholds = [new() { Approve = 2, Deny = 1 }],
            }
        );
        return (id, (await world.AnnouncedAsync(id))[0]);
    }
}
