using AccessSlack.Slack;
using AccessSlack.Slack.Calls;
using AccessSlack.Testing;

namespace AccessSlack.Tests.Slack.Calls;

public class MessagePacingTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly SlackFailure RateLimited = new(
        SlackFailureKind.TryLater,
        "ratelimited",
        RetryAfter: 20 * Second
    );
    private static readonly SlackFailure TokenRefused = new(SlackFailureKind.Credentials, "invalid_auth");

    private readonly ManualTime _time = new();
    private readonly MessagePacing _pacing;
    private Secret _token = new("xoxb-1");

    public MessagePacingTests() => _pacing = new(() => _token, _time);

    [Fact]
    public void SlowDown_PostRateLimited_PausesPostsOnly()
    {
        _pacing.SlowDown("chat.postMessage", RateLimited, isRateLimit: true);

        Assert.Equal(20 * Second, Post());
        Assert.Equal(TimeSpan.Zero, Update());
    }

    [Fact]
    public void SlowDown_UpdateRateLimited_PausesUpdatesOnly()
    {
        _pacing.SlowDown("chat.update", RateLimited, isRateLimit: true);

        Assert.Equal(TimeSpan.Zero, Post());
        Assert.Equal(20 * Second, Update());
    }

    [Fact]
    public void SlowDown_OtherMethod_PausesNothing()
    {
        _pacing.SlowDown("chat.postEphemeral", RateLimited, isRateLimit: true);
        _pacing.SlowDown("users.info", TokenRefused, isRateLimit: false);

        Assert.Equal(TimeSpan.Zero, Post());
        Assert.Equal(TimeSpan.Zero, Update());
    }

    [Fact]
    public void SlowDown_PassingFailure_PausesNothing()
    {
        _pacing.SlowDown("chat.postMessage", new(SlackFailureKind.TryLater, "timeout"), isRateLimit: false);

        Assert.Equal(TimeSpan.Zero, Post());
    }

    [Fact]
    public void SlowDown_TokenRefused_PausesForAMinute()
    {
        _pacing.SlowDown("chat.postMessage", TokenRefused, isRateLimit: false);

        Assert.Equal(MessagePacing.PauseAfterRefusedToken, Post());
        _time.Advance(MessagePacing.PauseAfterRefusedToken);
        Assert.Equal(TimeSpan.Zero, Post());
    }

    [Fact]
    public void Acquire_NewTokenAfterARefusedOne_GrantsAPermitAtOnce()
    {
        _pacing.SlowDown("chat.postMessage", TokenRefused, isRateLimit: false);
        _token = new("xoxb-2");

        Assert.Equal(TimeSpan.Zero, Post());
    }

    [Fact]
    public void ShareLimit_NameAndId_CountTogether()
    {
        Assert.Equal(TimeSpan.Zero, Post());
        _pacing.ShareLimit("ops", "C1");
        for (var i = 1; i < MessagePacing.BurstOfPosts; i++) Assert.Equal(TimeSpan.Zero, Post("C1", $"{i}"));

        Assert.Equal(Second, Post("ops", "one more"));
    }

    [Fact]
    public void AcquirePostPermit_SuggestionsOfOneRequester_BurstThenOneAMinute()
    {
        for (var i = 0; i < MessagePacing.BurstOfSuggestions; i++)
            Assert.Equal(TimeSpan.Zero, Suggest("mallory", $"{i}"));

        Assert.Equal(MessagePacing.SuggestionInterval, Suggest("mallory", "a"));
        Assert.Equal(2 * MessagePacing.SuggestionInterval, Suggest("mallory", "b"));
        Assert.Equal(TimeSpan.Zero, Suggest("alice", "c"));
        Assert.Equal(TimeSpan.Zero, Suggest("mallory", "d", to: "U2"));
        Assert.Equal(TimeSpan.Zero, Post("U1", "configured"));
        _time.Advance(MessagePacing.SuggestionInterval);
        Assert.Equal(TimeSpan.Zero, Suggest("mallory", "a"));
    }

    [Fact]
    public void AcquirePostPermit_SuggestionMustWaitForSlack_CostsNothingMeanwhile()
    {
        for (var i = 0; i < MessagePacing.BurstOfPosts; i++) Post("U1", $"{i}");

        for (var i = 0; i < 3 * MessagePacing.BurstOfSuggestions; i++) Assert.Equal(Second, Suggest("mallory", "a"));
    }

    private TimeSpan Suggest(string requester, string waiter, string to = "U1") =>
        _pacing.AcquirePostPermit(to, new(waiter, requester) { IsSuggestion = true }, isUrgent: false);

    private TimeSpan Post(string to = "ops", string waiter = "message") =>
        _pacing.AcquirePostPermit(to, new(waiter, "alice"), isUrgent: false);

    private TimeSpan Update() => _pacing.AcquireUpdatePermit(new("message", "alice"), isUrgent: false);
}
