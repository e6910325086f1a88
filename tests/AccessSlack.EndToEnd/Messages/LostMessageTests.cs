using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Messages;

/// <summary>A message was posted but not recorded.</summary>
public class LostMessageTests
{
    private const string History = "conversations.history";
    private const string Post = "chat.postMessage";

    /// <summary>Slack may carry out a call whose caller has long given up, and after a later one.</summary>
    [Fact]
    public async Task Update_ArrivesAfterANewerOne_TheMessageIsCorrected()
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled("required = 2"));
        var (id, message) = await world.RequestAsync();
        var late = world.Slack.HoldNext("chat.update");
        await world.ClickAsync(world.Bob, message, World.Approve);
        await late.WaitUntilReachedAsync();
        world.Time.Advance(TimeSpan.FromSeconds(11)); // the daemon gives up
        await world.IdleAsync();
        world.Teleport.Resolve(id, RequestState.Denied);
        await world.RequestAsync(); // events are in order: the end was seen
        await world.PassAsync(TimeSpan.FromSeconds(6));
        await world.ShowsAsync(id, "Denied in Teleport");
        late.Release();
        await world.ShowsAsync(id, "Pending");

        await world.PassAsync(TimeSpan.FromSeconds(31));

        await world.ShowsAsync(id, "Denied in Teleport");
        var updates = world.Slack.CountOf("chat.update");
        await world.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(updates, world.Slack.CountOf("chat.update"));
    }

    [Fact]
    public async Task Claim_IsOld_TheMessageIsFoundAndNotPostedAgain()
    {
        await using var world = await World.StartAsync();
        var id = await LoseAsync(world);
        Assert.Equal(0, world.Slack.CountOf(History)); // the first post does not search the history

        await world.PassAsync(TimeSpan.FromSeconds(31));

        Assert.Single(world.MessagesOf(id));
        Assert.Equal(1, world.Slack.CountOf(Post));
        await world.ClickAsync(world.Bob, world.MessagesOf(id)[0], World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    /// <summary>The message may exist or not: it is looked for soon, and posted if there is none.</summary>
    [Theory]
    [InlineData(500, false)]
    [InlineData(500, true)]
    [InlineData(502, true)]
    [InlineData(504, false)]
    public async Task Post_ServerError_IsLookedForAfterAFewSeconds(int status, bool isStored)
    {
        await using var world = await World.StartAsync();
        var fault = SlackFault.Html(status);
        world.Slack.FailNext(Post, isStored ? fault.Afterwards() : fault);
        var id = world.Teleport.CreateRequest("alice", "dba");
        await world.Daemon.LoggedAsync("looking again in ");
        await world.IdleAsync();

        await world.PassAsync(TimeSpan.FromSeconds(2.9));
        Assert.Equal(0, world.Slack.CountOf(History));
        await world.PassAsync(TimeSpan.FromSeconds(2.2));

        Assert.Single(world.MessagesOf(id));
        Assert.Equal(isStored ? 1 : 2, world.Slack.CountOf(Post));
        await world.ClickAsync(world.Bob, world.MessagesOf(id)[0], World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    [Fact]
    public async Task Post_ServerErrorWithoutTheScope_IsLookedForWhenTheClaimIsOld()
    {
        await using var world = await World.StartAsync(new() { SlackOptions = WithoutHistory() });
        world.Slack.FailNext(Post, SlackFault.Html());
        var id = world.Teleport.CreateRequest("alice", "dba");
        await world.Daemon.LoggedAsync("looking again in 30 s");
        await world.IdleAsync();

        await world.PassAsync(TimeSpan.FromSeconds(29));
        Assert.Empty(world.MessagesOf(id));
        await world.PassAsync(TimeSpan.FromSeconds(2));

        Assert.Single(world.MessagesOf(id));
    }

    /// <summary>The other replica waits for its own 30 s, and finds the message recorded.</summary>
    [Fact]
    public async Task Post_ServerErrorWithTwoReplicas_OnlyTheOneThatPostedLooksSoon()
    {
        await using var world = await World.StartAsync();
        await world.StartReplicaAsync();
        world.Slack.FailNext(Post, SlackFault.Html().Afterwards());
        var id = world.Teleport.CreateRequest("alice", "dba");
        await world.Slack.WaitUntilAsync(_ => world.MessagesOf(id).Count == 1);
        await world.KnownAsync(id);

        await world.PassAsync(TimeSpan.FromSeconds(6));
        Assert.Equal(1, world.Slack.CountOf(History));
        await world.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Equal((1, 1), (world.Slack.CountOf(History), world.Slack.CountOf(Post)));
    }

    [Fact]
    public async Task Claim_SlackCannotSayNow_IsLookedForAgainAndNotPostedAgain()
    {
        await using var world = await World.StartAsync();
        var id = await LoseAsync(world);
        world.Slack.FailNext(History, SlackFault.RateLimited("1"));

        await world.PassAsync(TimeSpan.FromSeconds(31));
        Assert.Contains(world.Daemon.Log, line =>
            line.Contains("could not be looked up just now", StringComparison.Ordinal)
        );
        await world.PassAsync(TimeSpan.FromSeconds(31));

        Assert.Single(world.MessagesOf(id));
        Assert.Equal(1, world.Slack.CountOf(Post));
    }

    [Fact]
    public async Task Claim_WithoutTheScope_IsPostedAgainAndSaid()
    {
        await using var world = await World.StartAsync(new() { SlackOptions = WithoutHistory() });
        var id = await LoseAsync(world);

        await world.PassAsync(TimeSpan.FromSeconds(31));

        Assert.Equal(2, world.MessagesOf(id).Count);
        Assert.Contains(world.Daemon.Log, line =>
            line.Contains("cannot be looked up (missing_scope)", StringComparison.Ordinal)
            && line.Contains("channels:history", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Claim_RequestIsResolvedMeanwhile_TheMessageSaysSo()
    {
        await using var world = await World.StartAsync();
        var id = await LoseAsync(world);
        world.Teleport.Resolve(id, RequestState.Denied);

        await world.PassAsync(TimeSpan.FromSeconds(31));

        await world.ShowsAsync(id, "Denied in Teleport");
        Assert.Single(world.MessagesOf(id));
    }

    [Fact]
    public async Task Click_BeforeTheClaimIsOld_RepairsTheRecordAndDecides()
    {
        await using var world = await World.StartAsync(new() { SlackOptions = WithoutHistory() });
        var id = await LoseAsync(world);

        await world.ClickAsync(world.Bob, world.MessagesOf(id)[0], World.Approve);

        await world.ShowsAsync(id, "Approved by bob@example.com");
        await world.PassAsync(TimeSpan.FromSeconds(61));
        Assert.Single(world.MessagesOf(id));
    }

    [Fact]
    public async Task Click_OnAMessageThatWasPostedOnceTooOften_DecidesNothingAndKeepsItTrue()
    {
        await using var world = await World.StartAsync(new() { SlackOptions = WithoutHistory() });
        var id = await LoseAsync(world);
        await world.PassAsync(TimeSpan.FromSeconds(31));
        var lost = world.MessagesOf(id)[0];

        await world.ClickAsync(world.Bob, lost, World.Approve);
        await world.IdleAsync();

        Assert.Equal("Pending", world.StateOf(id));
        Assert.DoesNotContain(world.MessagesOf(id)[0].Buttons, button => (string?)button["action_id"] == World.Approve);
        await world.ClickAsync(world.Bob, world.MessagesOf(id)[1], World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com", messages: 2);
    }

    [Fact]
    public async Task Decided_AtAnotherReplica_IsNeverShownAsTeleports()
    {
        await using var world = await World.StartAsync();
        var second = await world.StartReplicaAsync();
        for (var i = 0; i < 6; i++)
        {
            var (id, message) = await world.RequestAsync();
            await world.ClickAsync(world.Bob, message, World.Approve, at: i % 2 == 0 ? world.Daemon : second);
            var shown = await world.ShowsAsync(id, "Approved by bob@example.com");
            Assert.DoesNotContain(shown.Edits, edit => edit.Text.EndsWith("in Teleport", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("bot")]
    [InlineData("request")]
    public async Task Click_OnAMessageThatIsNotProvenOurs_IsRefused(string what)
    {
        await using var world = await World.StartAsync(new() { SlackOptions = WithoutHistory() });
        var id = await LoseAsync(world);
        var forgery = new SlackForgery
        {
            Edit = payload =>
            {
                if (what == "bot") payload["message"]!.AsObject().Remove("bot_id");
                else payload["message"]!.AsObject().Remove("metadata");
            },
        };

        await world.ClickAsync(world.Bob, world.MessagesOf(id)[0], World.Approve, forgery);
        await world.IdleAsync();

        Assert.Equal("Pending", world.StateOf(id));
        Assert.Empty(world.Teleport.PluginData(id, "slack").GetValueOrDefault("messages", ""));
    }

    private static SlackSimulatorOptions WithoutHistory() =>
        new()
        {
            Scopes =
            [
                .. SlackSimulatorOptions.AllScopes.Where(scope =>
                    !scope.EndsWith(":history", StringComparison.Ordinal)
                ),
            ],
        };

    /// <summary>Slack stores the message, and its answer never arrives.</summary>
    private static async Task<string> LoseAsync(World world)
    {
        world.Slack.FailNext(Post, SlackFault.Cut().Afterwards());
        var id = world.Teleport.CreateRequest("alice", "dba");
        await world.Slack.WaitUntilAsync(_ => world.MessagesOf(id).Count >= 1);
        await world.IdleAsync();
        return id;
    }
}
