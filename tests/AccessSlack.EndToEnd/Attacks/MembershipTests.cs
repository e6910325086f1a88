using System.Collections.Immutable;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;

namespace AccessSlack.EndToEnd.Attacks;

/// <summary>
/// Where a rule names no approvers, the people of the place decide: the members of the channel at the moment of the
/// click and of the count, and the person of a direct message.
/// </summary>
public class MembershipTests
{
    private const string Members = "conversations.members";
    private const string NotAmong = "You aren't an approver for this request, so your click doesn't count.";
    private const string Unknown = "I couldn't verify in Slack just now that you're an approver";
    private const string Two = "required = 2";

    [Theory]
    [InlineData("", World.Approve)]
    [InlineData("", World.Deny)]
    [InlineData("[[approvals.rules]]\nroles = [\"*\"]", World.Approve)]
    public async Task Click_LeftTheChannel_IsRefused(string rules, string action)
    {
        await using var world = await World.StartAsync(new WorldOptions().With(rules));
        var (id, message) = await world.RequestAsync();
        world.Slack.Leave(world.Bob, world.Channel);

        await ClickedAsync(world, world.Bob, message, action);

        Assert.Equal([NotAmong], world.EphemeralsTo(world.Bob));
        Assert.Equal("Pending", world.StateOf(id));
    }

    [Theory]
    [InlineData(World.Approve)]
    [InlineData(World.Deny)]
    public async Task Vote_OfSomeoneWhoLeftTheChannel_CountsNoMore(string action)
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled($"{Two}\ndeny_required = 2"));
        var (id, message) = await world.RequestAsync();
        await ClickedAsync(world, world.Bob, message, action);
        world.Slack.Leave(world.Bob, world.Channel);
        await world.PassAsync(TimeSpan.FromSeconds(61));

        await ClickedAsync(world, world.Carol, message, action);

        Assert.Equal("Pending", world.StateOf(id));
        Assert.Contains("1 of 2", world.EphemeralsTo(world.Carol)[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(World.Approve, 60, 0)]
    [InlineData(World.Approve, 61, 1)]
    [InlineData(World.Deny, 600, 0)]
    [InlineData(World.Deny, 601, 1)]
    public async Task Click_MembersKnown_AreAskedForAgainOnlyWhenOld(string action, int seconds, int calls)
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled($"{Two}\ndeny_required = 2"));
        var (_, message) = await world.RequestAsync();
        await ClickedAsync(world, world.Bob, message, World.Approve);
        await world.PassAsync(TimeSpan.FromSeconds(seconds));
        var (_, next) = await world.RequestAsync();
        var before = world.Slack.CountOf(Members);

        await ClickedAsync(world, world.Carol, next, action);

        Assert.Equal(calls, world.Slack.CountOf(Members) - before);
    }

    [Fact]
    public async Task Click_MembersCannotBeLookedUp_IsRefusedUntilTheyCan()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        world.Slack.FailNext(Members, SlackFault.Error("fatal_error"));

        await ClickedAsync(world, world.Bob, message, World.Approve);
        Assert.StartsWith(Unknown, Assert.Single(world.EphemeralsTo(world.Bob)), StringComparison.Ordinal);
        Assert.Equal("Pending", world.StateOf(id));

        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    [Fact]
    public async Task Start_WithoutTheScopeForMembers_WarnsAndThePlaceAloneCounts()
    {
        await using var world = await World.PrepareAsync(
            new() { SlackOptions = new() { Scopes = ["chat:write", "users:read", "users:read.email"] } }
        );
        await world.StartReplicaAsync();
        await world.Daemon.LoggedAsync("whether people who click are members of the channel");
        var (id, message) = await world.RequestAsync();

        await world.ClickAsync(world.Bob, message, World.Approve);

        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    [Fact]
    public async Task Announce_ChannelWithMoreThanTenThousandMembers_HasOnlyTheLink()
    {
        await using var world = await World.PrepareAsync();
        world.Slack.Put(
            world.Channel with
            {
                Members = world.Channel.Members.Union(
                    Enumerable.Range(0, 10_000).Select(n => $"U0CROWD{n:D5}").ToImmutableHashSet()
                ),
            }
        );
        await world.StartReplicaAsync();
        await world.Daemon.LoggedAsync($"#access ({world.Channel.Id}) has more than 10,000 members");
        var (id, message) = await world.RequestAsync();

        Assert.Equal([World.Open], message.Buttons.Select(button => (string?)button["action_id"]));
        await ClickedAsync(world, world.Bob, message, World.Open, new() { ActionId = World.Approve, Value = id });
        Assert.Equal("Pending", world.StateOf(id));
    }

    [Theory]
    [InlineData("bob@example.com")]
    [InlineData("BOB")]
    public async Task Click_InTheDirectMessageOfAConfiguredPerson_DecidesWithoutAskingForMembers(string recipient)
    {
        await using var world = await World.PrepareAsync();
        var bob = recipient.Replace("BOB", world.Bob.Id, StringComparison.Ordinal);
        await world.CreateReplica(toml => toml.Replace("\"access\"", $"\"{bob}\"", StringComparison.Ordinal))
            .StartAsync();
        var (id, message) = await world.RequestAsync();
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
        Assert.Equal(0, world.Slack.CountOf(Members));
    }

    [Fact]
    public async Task Reload_RuleWithoutApprovers_MembersOfThePrivateChannelDecide()
    {
        await using var world = await World.PrepareAsync(WorldOptions.Ruled("approvers = [\"U0NOBODY001\"]"));
        world.Slack.Put(world.Channel with { IsPrivate = true });
        await world.StartReplicaAsync();
        var (id, message) = await world.RequestAsync();
        world.Daemon.Reload(world.Toml().Replace("approvers = [\"U0NOBODY001\"]", "", StringComparison.Ordinal));
        await world.Daemon.LoggedAsync("Configuration reloaded");

        await world.ClickAsync(world.Bob, message, World.Approve);

        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    private static async Task ClickedAsync(
        World world,
        SlackPerson person,
        SlackMessage message,
        string action,
        SlackForgery? forgery = null
    )
    {
        var before = world.EphemeralsTo(person).Count;
        await world.ClickAsync(person, message, action, forgery);
        await world.Slack.WaitUntilAsync(_ => world.EphemeralsTo(person).Count > before);
        await world.IdleAsync();
    }
}
