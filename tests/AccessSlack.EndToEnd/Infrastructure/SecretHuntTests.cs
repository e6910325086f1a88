using AccessSlack.Logging;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Testing.Daemon;
using Microsoft.Extensions.Logging;
using Xunit.Sdk;
using Proto = AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Infrastructure;

/// <summary>
/// The hunter that searches every test's log finds what is planted there: each kind, in each place of an event, masked
/// or not.
/// </summary>
public class SecretHuntTests
{
    private const string Reason = "the \"payroll\" of\nincident 4711, at length";

    [Fact]
    public async Task Hunt_EachKindPlanted_FindsIt()
    {
        await using var world = await World.StartAsync();
        var hunt = await StoryAsync(world);

        string[] kinds =
        [
            .. world.UsesSocket ? ["app token"] : Array.Empty<string>(),
            "bot token",
            "private key",
            "reason",
            "response_url",
            "seal of a ledger",
            .. world.UsesSocket ? [] : new[] { "signature" },
            "signing secret",
            .. world.UsesSocket ? ["socket ticket"] : Array.Empty<string>(),
            "trigger_id",
            "verification token",
        ];
        Assert.Equal(kinds, hunt.Secrets.Select(secret => secret.Kind).Distinct().Order(StringComparer.Ordinal));
        foreach (var secret in hunt.Secrets)
        {
            Assert.Throws<FailException>(() =>
                hunt.AssertNoneIn(Written(log => log.LogInformation("in a {Value}", secret.Value)))
            );
            Assert.Throws<FailException>(() =>
                hunt.AssertNoneIn(
                    Written(log =>
                        log.LogInformation(new InvalidOperationException($"near '{secret.Value}'"), "in an exception")
                    )
                )
            );
            Assert.Throws<FailException>(() =>
                hunt.AssertNoneIn(
                    Written(log => log.Event(LogLevel.Debug, "in a field", ("list", new[] { secret.Value })))
                )
            );
        }

        hunt.AssertNoneIn(world.Daemon.AllOutput);
    }

    [Theory]
    [InlineData(0)] // text
    [InlineData(1)] // JSON
    [InlineData(2)] // before masking
    public async Task Hunt_ReasonInAnyShapeOfALine_IsFound(int shape)
    {
        await using var world = await World.StartAsync();
        var hunt = await StoryAsync(world);

        Assert.Throws<FailException>(() =>
            hunt.AssertNoneIn([Written(log => log.Event(LogLevel.Debug, "m", ("key", Reason))).ElementAt(shape)])
        );
    }

    [Fact]
    public async Task Hunt_TokenThatMaskingCaught_IsFoundAllTheSame()
    {
        await using var world = await World.StartAsync();
        var hunt = await StoryAsync(world);
        var written = Written(log => log.LogInformation("{Value}", world.Slack.Options.BotToken));

        hunt.AssertNoneIn(written.Take(2));
        Assert.Throws<FailException>(() => hunt.AssertNoneIn(written));
    }

    [Theory]
    [InlineData("Authorization: Bearer 123")]
    [InlineData("to https://hooks.slack.com/x")]
    [InlineData("-----BEGIN PRIVATE KEY-----")]
    public async Task Hunt_WhatOnlyLooksLikeASecret_IsFound(string text)
    {
        await using var world = await World.StartAsync();

        Assert.Throws<FailException>(() => world.Hunt().AssertNoneIn([text]));
    }

    /// <summary>
    /// One request that is decided by a click, and one that is resolved elsewhere: all kinds of secrets pass.
    /// </summary>
    private static async Task<SecretHunt> StoryAsync(World world)
    {
        var id = world.Teleport.CreateRequest(new NewAccessRequest("alice", "dba") { Reason = Reason });
        var message = (await world.AnnouncedAsync(id))[0];
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
        var other = world.Teleport.CreateRequest("alice", "dba");
        await world.AnnouncedAsync(other);
        world.Teleport.Resolve(other, Proto.RequestState.Denied, "not on a Sunday, please");
        await world.ShowsAsync(other, "Denied in Teleport");
        return world.Hunt();
    }

    private static IReadOnlyCollection<string> Written(Action<ILogger> write)
    {
        using var log = new CapturedLog();
        write(log.Loggers.CreateLogger("AccessSlack"));
        return log.Everything;
    }
}
