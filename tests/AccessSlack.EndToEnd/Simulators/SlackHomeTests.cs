using System.Text.Json.Nodes;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.EndToEnd.Simulators;

/// <summary>The simulator publishes a Home tab as Slack does, and refuses what Slack refuses.</summary>
public sealed class SlackHomeTests : SlackSimulatorTest
{
    private const string Blocks = """[{"type":"section","text":{"type":"plain_text","text":"x"}}]""";

    [Fact]
    public async Task Publish_View_ReplacesWhatThatPersonSeesAndChangesTheHash()
    {
        var first = await PublishAsync();
        var second = await PublishAsync(hash: first["view"]!["hash"]!.ToString());

        Assert.Equal(("home", ""), (first["view"]!["type"]!.ToString(), Error(second)));
        Assert.NotEqual(first["view"]!["hash"]!.ToString(), second["view"]!["hash"]!.ToString());
        Assert.Equal(first["view"]!["id"]!.ToString(), second["view"]!["id"]!.ToString());
        Assert.Equal("x", Slack.HomeOf(Bob)!.Text);
        Assert.Empty(Slack.Views);
    }

    [Fact]
    public async Task Publish_OtherHash_IsAConflict()
    {
        Assert.Equal("hash_conflict", Error(await PublishAsync(hash: "1.2")));
        await PublishAsync();
        Assert.Equal("hash_conflict", Error(await PublishAsync(hash: "1.2")));
    }

    [Theory]
    [InlineData("""{"type":"modal","title":{"type":"plain_text","text":"x"},"blocks":[]}""")]
    [InlineData("""{"type":"home","title":{"type":"plain_text","text":"x"},"blocks":[]}""")]
    [InlineData("""{"type":"home"}""")]
    [InlineData("[]")]
    public async Task Publish_NoHomeView_IsRefused(string view) =>
        Assert.Equal("invalid_arguments", Error(await PublishAsync(view: view)));

    [Fact]
    public async Task Publish_BeyondTheLimits_IsRefused()
    {
        var block = Blocks[1..^1];
        var hundred = string.Join(',', Enumerable.Repeat(block, 100));
        var full = block.Replace("\"x\"", $"\"{new string('x', 2990)}\"", StringComparison.Ordinal);
        var large = string.Join(',', Enumerable.Repeat(full, 90));

        Assert.Equal("", Error(await PublishAsync(view: $$"""{"type":"home","blocks":[{{hundred}}]}""")));
        Assert.Equal(
            "invalid_arguments",
            Error(await PublishAsync(view: $$"""{"type":"home","blocks":[{{hundred}},{{block}}]}"""))
        );
        Assert.Equal("view_too_large", Error(await PublishAsync(view: $$"""{"type":"home","blocks":[{{large}}]}""")));
    }

    [Fact]
    public async Task Publish_UnknownPersonOrNoTab_IsRefused()
    {
        Assert.Equal("user_not_found", Error(await PublishAsync(user: "U0NOBODY")));
        await using var other = await SlackSimulator.StartAsync(new() { HasHomeTab = false });
        var bob = other.AddPerson("bob");
        using var app = new SlackRawClient(other);

        var body = $$"""{"user_id":"{{bob.Id}}","view":{"type":"home","blocks":{{Blocks}} } }""";
        Assert.Equal("not_enabled", Error(await app.JsonAsync("views.publish", body)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => other.OpenHomeAsync(bob, new("http://127.0.0.1:9")));
    }

    [Fact]
    public async Task Permalink_Message_NamesChannelAndTs()
    {
        var message = Slack.PostAsOther(Channel, Bob.Id, "hello");

        var found = await LinkAsync(message.Channel, message.Ts);

        Assert.Contains($"/archives/{message.Channel}/p", found["permalink"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(
            "message_not_found",
            Error(await LinkAsync(message.Channel, "1.2"))
        );
        Assert.Equal(
            "channel_not_found",
            Error(await LinkAsync("access", message.Ts))
        );
    }

    private Task<JsonObject> LinkAsync(string channel, string ts) =>
        App.FormAsync("chat.getPermalink", ("channel", channel), ("message_ts", ts));

    private Task<JsonObject> PublishAsync(string? view = null, string? user = null, string hash = "")
    {
        var field = hash.Length > 0 ? $"\"hash\":\"{hash}\"," : "";
        view ??= $$"""{"type":"home","blocks":{{Blocks}} }""";
        return App.JsonAsync("views.publish", $$"""{{{field}}"user_id":"{{user ?? Bob.Id}}","view":{{view}}}""");
    }
}
