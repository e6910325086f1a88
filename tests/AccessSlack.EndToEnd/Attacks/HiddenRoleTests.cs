using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using Proto = AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Attacks;

/// <summary>A dangerous role or resource behind many harmless ones is never granted unseen.</summary>
public class HiddenRoleTests
{
    private const string Root = "root-on-everything";
    private const string Production = "production";

    private static readonly string[] Harmless =
        [.. Enumerable.Range(0, 40).Select(number => $"reader-of-the-wiki-{number}")];

    [Fact]
    public async Task Approve_RoleThatTheMessageCutsOff_FirstListsEveryRole()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync([.. Harmless, Root]);

        await world.ClickAsync(world.Bob, message, World.Approve);

        await AssertPendingAsync(world, id);
        var view = await world.Slack.SeesViewAsync(world.Bob);
        Assert.Equal("Approve request", view.Title);
        Assert.All([.. Harmless, Root], role => Assert.Contains($"• {role}", view.Text, StringComparison.Ordinal));
        Assert.Contains("41 roles", view.Text, StringComparison.Ordinal);

        await world.Slack.SubmitAsync(view, world.Bob, "", world.Daemon.Endpoint);
        await world.ShowsAsync(id, "Approved by bob@example.com");
        Assert.Equal(["You approved alice's request."], world.EphemeralsTo(world.Bob));
    }

    [Fact]
    public async Task Approve_ResourceThatTheMessageCutsOff_FirstListsEveryResource()
    {
        await using var world = await World.StartAsync();
        var id = world.Teleport.CreateRequest(Asking("dba") with { Resources = Resources(60) });
        var message = (await world.AnnouncedAsync(id))[0];
        Assert.DoesNotContain(Production, message.Blocks.ToJsonString(), StringComparison.Ordinal);

        await world.ClickAsync(world.Bob, message, World.Approve);

        await AssertPendingAsync(world, id);
        var view = await world.Slack.SeesViewAsync(world.Bob);
        Assert.Contains($"• db {Production}", view.Text, StringComparison.Ordinal);
        Assert.Contains("61 resources", view.Text, StringComparison.Ordinal);
    }

    /// <summary>It has seen the claim of the message, and not its record.</summary>
    [Fact]
    public async Task Approve_AtAReplicaThatIsBehind_FirstListsEveryRole()
    {
        await using var world = await World.StartAsync();
        var post = world.Slack.HoldNext("chat.postMessage");
        var id = world.Teleport.CreateRequest(Asking([.. Harmless, Root]));
        await post.WaitUntilReachedAsync();
        var second = await world.StartReplicaAsync();
        await second.LoggedAsync("Caught up");
        await second.WhenIdleAsync();
        post.Release();
        var message = (await world.AnnouncedAsync(id))[0];

        await world.ClickAsync(world.Bob, message, World.Approve, at: second);

        await AssertPendingAsync(world, id);
        var view = await world.Slack.SeesViewAsync(world.Bob);
        Assert.Contains($"• {Root}", view.Text, StringComparison.Ordinal);
        await world.Slack.SubmitAsync(view, world.Bob, "", world.Daemon.Endpoint);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    /// <summary>The name begins like that of a harmless role, and is too long for the message.</summary>
    [Fact]
    public async Task Approve_NameThatTheMessageCutsShort_IsShownInFullFirst()
    {
        await using var world = await World.StartAsync();
        var role = $"reader-{new string('x', 100)}-and-{Root}";
        var (id, message) = await world.RequestAsync(role);
        Assert.DoesNotContain(Root, message.Blocks.ToJsonString(), StringComparison.Ordinal);

        await world.ClickAsync(world.Bob, message, World.Approve);

        await AssertPendingAsync(world, id);
        Assert.Contains(role, (await world.Slack.SeesViewAsync(world.Bob)).Text, StringComparison.Ordinal);
    }

    /// <summary>One plain section stands for the message, and names no resources.</summary>
    [Fact]
    public async Task Approve_PlainMessage_FirstListsTheResources()
    {
        await using var world = await World.StartAsync();
        world.Slack.FailNext("chat.postMessage", SlackFault.Error("invalid_blocks"));
        var id = world.Teleport.CreateRequest(Asking("dba") with { Resources = Resources(0) });
        var message = (await world.AnnouncedAsync(id))[0];
        Assert.DoesNotContain(Production, message.Blocks.ToJsonString(), StringComparison.Ordinal);

        await world.ClickAsync(world.Bob, message, World.Approve);

        await AssertPendingAsync(world, id);
        Assert.Contains(Production, (await world.Slack.SeesViewAsync(world.Bob)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Approve_WithoutATrigger_IsRefusedWithWords()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync([.. Harmless, Root]);

        await world.ClickAsync(
            world.Bob,
            message,
            World.Approve,
            new() { Edit = payload => payload.Remove("trigger_id") }
        );

        await AssertPendingAsync(world, id);
        Assert.Contains(
            "asks for more than its message shows",
            Assert.Single(world.EphemeralsTo(world.Bob)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Message_RolesOfStricterRules_ComeFirstWhateverTheRequesterWrote()
    {
        await using var world = await World.StartAsync(
            new WorldOptions().With("""
                [[approvals.rules]]
                roles = ["root*"]
                required = 2
                [[approvals.rules]]
                roles = ["named"]
                approvers = ["bob@example.com"]
                [[approvals.rules]]
                roles = ["*"]
                """)
        );

        var (_, message) = await world.RequestAsync("zz", "aa", "named", Root);

        Assert.Contains(
            $"requests *{Root}*, *named*, *aa*, *zz*",
            message.Blocks.ToJsonString(),
            StringComparison.Ordinal
        );
        Assert.Contains($"requests {Root}, named, aa, zz", message.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(World.Approve)]
    [InlineData(World.Deny)]
    public async Task Confirm_ThatCannotNameEveryRole_IsADialogThatDoes(string action)
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled("confirm = true"));
        var (id, message) = await world.RequestAsync([.. Harmless.Take(14), Root]);
        Assert.DoesNotContain("confirm", message.Blocks.ToJsonString(), StringComparison.Ordinal);

        await world.ClickAsync(world.Bob, message, action);

        await AssertPendingAsync(world, id);
        Assert.Contains($"*{Root}*", (await world.Slack.SeesViewAsync(world.Bob)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Roles_ChangedWhilePending_ReachTheMessage()
    {
        await using var world = await World.StartAsync();
        var (id, _) = await world.RequestAsync("dba");

        world.Teleport.ChangeRoles(id, "dba", Root);

        await world.Slack.WaitUntilAsync(_ =>
            world.MessagesOf(id)[0].Blocks.ToJsonString().Contains(Root, StringComparison.Ordinal)
        );
        await world.IdleAsync();
    }

    [Fact]
    public async Task Deny_RoleThatTheMessageCutsOff_NeedsNoList()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync([.. Harmless, Root]);

        await world.ClickAsync(world.Bob, message, World.Deny);

        await world.ShowsAsync(id, "Denied by bob@example.com");
        Assert.Empty(world.Slack.Views);
    }

    [Fact]
    public async Task Approve_EverythingIsInTheMessage_NeedsNoList()
    {
        await using var world = await World.StartAsync();
        var id = world.Teleport.CreateRequest(Asking([.. Harmless.Take(20)]) with { Resources = Resources(10) });
        var message = (await world.AnnouncedAsync(id))[0];

        await world.ClickAsync(world.Bob, message, World.Approve);

        await world.ShowsAsync(id, "Approved by bob@example.com");
        Assert.Empty(world.Slack.Views);
    }

    private static NewAccessRequest Asking(params string[] roles) => new("alice", roles);

    private static (string, string)[] Resources(int harmless) =>
    [
        .. Enumerable.Range(0, harmless).Select(number => ("node", $"wiki-{number}.example.com")),
        ("db", Production),
    ];

    private static async Task AssertPendingAsync(World world, string id)
    {
        await world.IdleAsync();
        Assert.Equal(Proto.RequestState.Pending, world.Teleport.Request(id)!.Spec.State);
    }
}
