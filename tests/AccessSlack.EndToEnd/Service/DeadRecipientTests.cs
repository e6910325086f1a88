using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;

namespace AccessSlack.EndToEnd.Service;

/// <summary>Recipients that no message reaches are found before the first request.</summary>
public class DeadRecipientTests
{
    [Fact]
    public async Task Start_DeadRecipients_AreOneWarningEachAndAgainAfterAReload()
    {
        await using var world = await World.PrepareAsync();
        world.Slack.Scopes = world.Slack.Scopes.Remove("chat:write.public");
        var gone = world.Slack.Deactivate(world.Carol);
        var archived = world.Slack.Put(world.Slack.AddChannel("old") with { IsArchived = true });
        var foreign = world.Slack.Put(world.Slack.AddChannel("elsewhere") with { BotIsMember = false });
        string[] dead =
        [
            gone.Id, archived.Id, foreign.Id, "U0NOBODY01", "C0NOBODY01", "acess", "zoe@example.com", "c0abcdef12",
        ];
        var daemon = world.CreateReplica(toml => WithRecipients(toml, ["access", world.Bob.Id, .. dead]));
        await daemon.StartAsync();
        await daemon.LoggedAsync("Caught up with Teleport");
        await world.IdleAsync();

        Assert.All(dead, name => Assert.Equal((name, 1), (name, Warnings(daemon, name))));
        Assert.Equal(1, daemon.CountInLog("If C0ABCDEF12 is meant: ids are written in capitals."));
        Assert.Equal(0, Warnings(daemon, world.Bob.Id));

        daemon.Reload(WithRecipients(world.Toml(), ["access", world.Bob.Id, .. dead]));
        await daemon.LoggedAsync("Configuration reloaded");
        await world.IdleAsync();
        Assert.All(dead, name => Assert.Equal((name, 2), (name, Warnings(daemon, name))));
    }

    [Fact]
    public async Task Start_DeadApprovers_AreOneLineEach()
    {
        await using var world = await World.PrepareAsync();
        var gone = world.Slack.Deactivate(world.Carol);
        var archived = world.Slack.Put(world.Slack.AddChannel("old", world.Bob) with { IsArchived = true });
        string[] dead = [gone.Id, $"channel:{archived.Id}", "U0NOBODY01", "group:nobody", "zoe@example.com"];
        var daemon = world.CreateReplica(toml =>
            $"{toml}\n[[approvals.rules]]\nroles = ['*']\napprovers = ['{world.Bob.Id}', {Quoted(dead)}]\n"
        );
        await daemon.StartAsync();
        await daemon.LoggedAsync("Caught up with Teleport");
        await world.IdleAsync();

        Assert.All(dead, name => Assert.Equal((name, 1), (name, Warnings(daemon, name))));
    }

    [Fact]
    public async Task Reload_MistypedRecipientCorrected_IsForgottenByOpenRequests()
    {
        await using var world = await World.PrepareAsync();
        var daemon = world.CreateReplica(toml => WithRecipients(toml, ["access", "acess"]));
        await daemon.StartAsync();
        var (id, _) = await world.RequestAsync();
        await daemon.LoggedAsync($"Request {id} could not be posted to acess");
        await world.IdleAsync();
        Assert.Contains("\"acess\"", world.Teleport.PluginData(id, "slack")["v1"], StringComparison.Ordinal);

        daemon.Reload(world.Toml());
        await daemon.LoggedAsync("Configuration reloaded");
        await world.IdleAsync();

        Assert.DoesNotContain("\"acess\"", world.Teleport.PluginData(id, "slack")["v1"], StringComparison.Ordinal);
        var next = await world.StartReplicaAsync();
        await next.LoggedAsync($"Request {id}: Rest");
        Assert.Equal(0, next.CountInLog("acess"));
    }

    private static int Warnings(Replica daemon, string name) =>
        daemon.Log.Count(line =>
            line.StartsWith("Warning ", StringComparison.Ordinal)
            && line.Contains(name, StringComparison.Ordinal)
            && !line.Contains("is public: ", StringComparison.Ordinal)
        );

    private static string WithRecipients(string toml, string[] recipients) =>
        toml.Replace("\"*\" = \"access\"", $"\"*\" = [{Quoted(recipients)}]", StringComparison.Ordinal);

    private static string Quoted(string[] names) => string.Join(", ", names.Select(name => $"'{name}'"));
}
