using System.Text.RegularExpressions;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Testing;

namespace AccessSlack.EndToEnd.Storm;

/// <summary>Defects that the storm found, each reduced to the few events that cause it.</summary>
public partial class StormRegressionTests
{
    /// <summary>A reworded line must not turn an accepted loss into a failure of the storm, or the reverse.</summary>
    [Fact]
    public async Task Excuses_AreTextsTheDaemonLogs()
    {
        var files = Directory.EnumerateFiles(Repository.PathOf("src", "AccessSlack", "Reconciliation"));
        var texts = await Task.WhenAll(files.Select(file => File.ReadAllTextAsync(file)));
        var code = Joined().Replace(string.Concat(texts), "");

        Assert.All(Invariants.Excuses, excuse => Assert.Contains(excuse, code, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Click_AnswerLostAndTheEventNot_ClickerHearsHowItEnded()
    {
        await using var world = await World.StartAsync();
        var (id, message) = await world.RequestAsync();
        var hold = world.Teleport.Hold("SetAccessRequestState", HoldAt.Answer);
        var click = world.ClickAsync(world.Bob, message, World.Approve);
        await hold.WaitUntilReachedAsync();
        var looks = world.Daemon.CountInLog("Rest");

        world.Time.Advance(TimeSpan.FromSeconds(11)); // past the deadline of that call
        await click;
        await world.Slack.WaitUntilAsync(_ => world.EphemeralsTo(world.Bob).Count > 0); // "still working" comes first
        await world.Daemon.LoggedAsync("Rest", looks + 1);
        await world.IdleAsync(); // the timer is set
        await world.PassAsync(TimeSpan.FromMinutes(1));

        await world.ShowsAsync(id, "Approved by bob@example.com");
        Assert.Equal("You approved alice's request.", world.EphemeralsTo(world.Bob)[^1]);
        hold.Release();
    }

    [Fact]
    public async Task Decide_OtherReplicaHearsOfTheStateFirst_NamesWhoDecided()
    {
        await using var world = await World.StartAsync();
        await world.StartReplicaAsync();
        var (id, message) = await world.RequestAsync();
        await world.PassAsync(TimeSpan.FromSeconds(5)); // Slack takes one message a second in a channel
        var hold = world.Teleport.Hold("SetAccessRequestState", HoldAt.Answer);
        var click = world.ClickAsync(world.Bob, message, World.Approve);
        await hold.WaitUntilReachedAsync(); // the event is on its way, and the maker of the decision cannot show it yet

        await world.Slack.WaitUntilAsync(_ =>
            !world.MessagesOf(id)[0].Text.EndsWith("Pending", StringComparison.Ordinal)
        );
        Assert.EndsWith("Approved by bob@example.com", world.MessagesOf(id)[0].Text, StringComparison.Ordinal);

        hold.Release();
        await click;
        await world.IdleAsync();
        Assert.Equal("You approved alice's request.", world.EphemeralsTo(world.Bob)[^1]);
    }

    [Fact]
    public async Task Post_UnansweredAndTheAddresseeCannotBeLookedUpNow_IsLookedForBeforeItIsPostedAgain()
    {
        await using var world = await World.PrepareAsync(
            new() { More = "[role_to_recipients]\n\"*\" = \"bob@example.com\"" }
        );
        var first = await world.StartReplicaAsync();
        world.Slack.FailNext("chat.postMessage", SlackFault.Cut().Afterwards());
        var id = world.Teleport.CreateRequest("alice", "dba");
        await world.AnnouncedAsync(id);
        await first.StopAsync();
        world.Slack.FailNext("users.lookupByEmail", SlackFault.Html(503), times: 2);
        await world.StartReplicaAsync();

        for (var i = 0; i < 12; i++) await world.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Single(world.MessagesOf(id));
    }

    /// <summary>Where a text goes on in the next line of the source.</summary>
    [GeneratedRegex("\"\\s*\\+\\s*\\$?\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Joined();
}
