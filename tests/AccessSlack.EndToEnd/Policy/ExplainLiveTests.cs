using System.Text.Json.Nodes;
using AccessSlack.Commands.Cases;
using AccessSlack.Commands.Explain;
using AccessSlack.EndToEnd.Infrastructure;

namespace AccessSlack.EndToEnd.Policy;

/// <summary><c>explain</c> with both services: it says who may decide, and changes nothing.</summary>
public sealed class ExplainLiveTests
{
    private const string Leads = """

        [role_to_recipients]
        "*" = ["access", "dave@example.com"]
        [[approvals.rules]]
        name = "leads"
        roles = ["*"]
        approvers = ["group:leads", "dave@example.com"]
        required = 2
        """;

    private static readonly string[] Reading =
    [
        "auth.test", "users.info", "users.lookupByEmail", "usergroups.list", "usergroups.users.list",
        "conversations.list", "conversations.info", "conversations.members",
    ];

    private static readonly string[] Changing =
        ["UpdatePluginData", "SetAccessRequestState", "SubmitAccessReview", "WatchEvents"];

    [Fact]
    public async Task Explain_Request_NamesPeopleRulesAndVotes()
    {
        await using var policy = await PolicyWorld.PrepareAsync();
        Assert.True(await policy.TryStartAsync(Leads));
        var world = policy.World;
        var id = world.Teleport.CreateRequest("alice", "dba");
        var message = (await world.AnnouncedAsync(id, 2)).First(one => one.Channel == world.Channel.Id);
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.Daemon.LoggedAsync("outcome=voted");
        await world.IdleAsync();

        var text = ExplanationText.Of(await policy.ExplainAsync(id, policy.People["dave"]), PolicyPlaces.None);

        Assert.Contains("dba  rule 1 \"leads\"  1 of 2 approvals, 0 of 1 denials; group:leads, dave@example.com", text);
        Assert.Contains("bob@example.com   #access           every role", text);
        Assert.Contains("dave@example.com  dave@example.com  every role", text);
        Assert.Contains("guest: Guest accounts can't approve or deny access requests here.", text);
        Assert.Contains("same_name: You made this request", text);
        Assert.Contains("decided: You approved alice's request.", text);
    }

    [Fact]
    public async Task Explain_Request_OnlyReads()
    {
        await using var policy = await PolicyWorld.PrepareAsync();
        Assert.True(await policy.TryStartAsync(Leads));
        var world = policy.World;
        var id = world.Teleport.CreateRequest("alice", "dba");
        await world.AnnouncedAsync(id, 2);
        var (slack, teleport) = (world.Slack.Calls.Length, world.Teleport.Calls.Count);

        await policy.ExplainAsync(id, policy.People["bob"]);

        Assert.All(world.Slack.Calls.Skip(slack), call => Assert.Contains(call.Method, Reading));
        Assert.All(world.Teleport.Calls.Skip(teleport), call =>
            Assert.DoesNotContain(call.Rpc, Changing)
        );
    }

    /// <summary>The group is given by its handle, and a guest counts neither in nor out.</summary>
    [Fact]
    public async Task Explain_RuleForMembersOfAGroup_FindsTheRequesterLikeTheDaemon()
    {
        await using var policy = await PolicyWorld.PrepareAsync();
        Assert.True(await policy.TryStartAsync(Leads.Replace("approvers", "requesters", StringComparison.Ordinal)));

        var member = await policy.ExplainAsync("bob@example.com", "dba");
        var guest = await policy.ExplainAsync("gina@example.com", "dba");
        var unknown = await policy.ExplainAsync("nobody", "dba");

        Assert.Equal(("leads", null), (member.What.Roles[0].Name, member.What.Roles[0].Why?.Code));
        Assert.Equal("requester_group_unknown", guest.What.Roles[0].Why?.Code);
        Assert.Equal("requester_group_unknown", unknown.What.Roles[0].Why?.Code);
        Assert.Empty(member.Notes);
        Assert.Contains("Whether the requester is in a group that a rule asks for is not known.", unknown.Notes);
    }

    /// <summary>Rules that were added since have no turn, so they say nothing of it.</summary>
    [Fact]
    public async Task Explain_AnnouncedBeforeARuleWasAdded_DoesNotSayThatItDecides()
    {
        await using var policy = await PolicyWorld.PrepareAsync();
        Assert.True(await policy.TryStartAsync(Leads));
        var id = policy.World.Teleport.CreateRequest("alice", "dba");
        await policy.World.AnnouncedAsync(id, 2);
        await policy.World.IdleAsync();
        await policy.ReadAsync(Automatic());

        Assert.Empty((await policy.ExplainAsync(id, policy.People["bob"])).What.AutomaticWords);
        Assert.Contains("approves it at once", await AutomaticAsync(policy, "alice@example.com", "dba"));
    }

    /// <summary>Judged by the same account as in the daemon.</summary>
    [Theory]
    [InlineData("bob@example.com", "Rule routine approves it at once.")]
    [InlineData("carol@example.com", "People decide it.")]
    [InlineData("gina@example.com", "whether the requester is in it is not known")] // a guest
    [InlineData("bob-in-teleport", "Rule routine approves it at once.")] // by the trait
    public async Task Explain_RuleForAGroup_IsJudgedAsInTheDaemon(string user, string words)
    {
        await using var policy = await PolicyWorld.PrepareAsync();
        policy.World.Plugin.MayReadUsers = true;
        policy.World.Teleport.AddUser("bob-in-teleport").SlackIds = [policy.World.Bob.Id];
        await policy.ReadAsync(Automatic("requesters = [\"group:leads\"]"));

        Assert.Contains(words, await AutomaticAsync(policy, user, "dba"), StringComparison.Ordinal);
    }

    /// <summary>A request that is only described counts beside those that exist.</summary>
    [Theory]
    [InlineData(1, "has reached its limit for this requester: 1 of 1 are open")]
    [InlineData(2, "Rule routine approves it at once.")]
    public async Task Explain_RuleWithALimit_CountsTheRequestersOthers(int limit, string words)
    {
        await using var policy = await PolicyWorld.PrepareAsync();
        policy.World.Teleport.CreateRequest("alice@example.com", "dba");
        policy.World.Time.Advance(TimeSpan.FromSeconds(1));
        await policy.ReadAsync(Automatic($"limit = {limit}"));

        Assert.Contains(words, await AutomaticAsync(policy, "alice@example.com", "dba"), StringComparison.Ordinal);
    }

    private static async Task<string> AutomaticAsync(PolicyWorld policy, string user, string role) =>
        string.Join(' ', (await policy.ExplainAsync(user, role)).What.AutomaticWords);

    private static string Automatic(string line = "") => Leads.Replace(
        "[[approvals.rules]]",
        $"[[approvals.rules]]\nname = \"routine\"\nroles = [\"dba\"]\ndecide = \"approve\"\n{line}\n\n" +
        "[[approvals.rules]]",
        StringComparison.Ordinal
    );

    [Fact]
    public async Task Explain_UnknownIdOrPerson_EndsWithOneAndWords()
    {
        await using var policy = await PolicyWorld.PrepareAsync();
        Assert.True(await policy.TryStartAsync(Leads));
        var bob = policy.People["bob"];

        var unknown = await Assert.ThrowsAsync<StartException>(() =>
            policy.ExplainAsync("01965f3a-7c1e-7bb5-9a3f-0d5b8c1d2e4f", bob));
        var id = policy.World.Teleport.CreateRequest("alice", "dba");
        await policy.World.AnnouncedAsync(id, 2);
        var stranger = await Assert.ThrowsAsync<StartException>(() =>
            policy.ExplainAsync(id, bob with { Id = "U0STRANGER" }));

        Assert.Equal((1, 1), (unknown.ExitCode, stranger.ExitCode));
        Assert.Contains("shows no request", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("Slack does not know U0STRANGER", stranger.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_AnswersThoseWhomItConcernsAndNoOneElse()
    {
        await using var policy = await PolicyWorld.PrepareAsync();
        Assert.True(await policy.TryStartAsync(Leads));
        var world = policy.World;
        var id = world.Teleport.CreateRequest("alice@example.com", "dba");
        await world.AnnouncedAsync(id, 2);

        var line = "• *dba* · rule leads · 0 of 2 approvals · members of @leads, dave@example.com";
        Assert.Contains($"{line}\nYou can't decide it.", await AskAsync(policy, "alice", id), StringComparison.Ordinal);
        Assert.Contains($"{line}\nYou can decide it.", await AskAsync(policy, "bob", id), StringComparison.Ordinal);
        Assert.Contains("Guest accounts", await AskAsync(policy, "gina", id), StringComparison.Ordinal);
        Assert.Contains("from other organizations", await AskAsync(policy, "sam", id), StringComparison.Ordinal);
        Assert.Contains("There is no open request", await AskAsync(policy, "carol", id), StringComparison.Ordinal);
    }

    private static async Task<string> AskAsync(PolicyWorld policy, string name, string id)
    {
        var ack = await policy.World.Slack.CommandAsync(policy.People[name], $"who {id}", policy.World.Daemon.Endpoint);
        return string.Join(
            '\n',
            JsonNode.Parse(ack.Body)!["blocks"]!.AsArray().Select(block => (string)block!["text"]!["text"]!)
        );
    }
}
