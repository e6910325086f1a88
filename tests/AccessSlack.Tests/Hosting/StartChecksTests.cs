using AccessSlack.Approvals;
using AccessSlack.Hosting;
using AccessSlack.Slack;
using AccessSlack.Teleport;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;
using Moq;

namespace AccessSlack.Tests.Hosting;

public sealed class StartChecksTests : IDisposable
{
    private const int NotYetEvent = 1015;
    private const int MemoryOnlyEvent = 1016;

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);

    /// <summary>At 0, 1, 3, 7, 15 and 31 s, and at the end of the minute.</summary>
    private const int TriesInAMinute = 7;

    private HostingScene _scene = new();

    public StartChecksTests() => _scene.EverythingAnswers();

    private DateTimeOffset Now => _scene.Job.Time.GetUtcNow();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task RunAsync_EverythingAnswers_KnowsBothSides()
    {
        _scene.Job.Teleport
            .Setup(teleport => teleport.FindSlackIdsAsync(It.IsAny<string>(), It.IsAny<string>(), default))
            .ReturnsAsync([]);

        Assert.Equal(
            new StartupFacts(HostingScene.App, DecisionScene.Server, true, true, Some.Now),
            (await RunAsync()) with { Principals = ResolvedPrincipals.None }
        );
    }

    [Fact]
    public async Task RunAsync_SlackRefusesTheToken_EndsAtOnce()
    {
        _scene.SlackAuthenticates(Failed(SlackFailureKind.Credentials));

        Assert.Equal("Slack refused the token (some_code). Some remedy.", await RefusalAsync());
    }

    [Fact]
    public async Task RunAsync_ScopeIsMissing_EndsAtOnceAndNamesIt()
    {
        _scene.SlackAuthenticates(new SlackResult<SlackApp>.Ok(HostingScene.App with { Scopes = ["chat:write"] }));

        Assert.StartsWith(
            "The Slack app lacks the scope users:read, users:read.email.",
            await RefusalAsync(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task RunAsync_TokenOfAnotherWorkspace_EndsAtOnceAndNamesBoth()
    {
        Use(HostingScene.Toml.Replace("[slack]", "[slack]\nteam = \"T0OTHER\"", StringComparison.Ordinal));

        Assert.Equal(
            "The bot token belongs to the Slack workspace Home (T0HOME001), and team names T0OTHER. Use the bot " +
            "token of an installation in that workspace, or correct team under [slack].",
            await RefusalAsync()
        );
    }

    [Fact]
    public async Task RunAsync_TokenOfTheConfiguredWorkspace_Starts()
    {
        Use(HostingScene.Toml.Replace("[slack]", "[slack]\nteam = \"T0HOME001\"", StringComparison.Ordinal));

        Assert.Equal("T0HOME001", (await RunAsync()).App.TeamId);
    }

    [Fact]
    public async Task RunAsync_AppTokenOfAnotherApp_EndsAtOnceAndNamesBoth()
    {
        UseSocket();
        _scene.BotBelongsTo(new SlackResult<string>.Ok("A0HOME001"));

        Assert.Equal(
            "app_token belongs to the Slack app A0OTHER01, and token to A0HOME001: no click would arrive. Create the " +
            "app-level token in the app of the bot token, on its page Basic Information; or use the bot token of the " +
            "other app.",
            await RefusalAsync()
        );
    }

    [Fact]
    public async Task RunAsync_AppTokenOfTheSameApp_Starts()
    {
        UseSocket();
        _scene.BotBelongsTo(new SlackResult<string>.Ok("A0OTHER01"));

        Assert.Equal(HostingScene.App, (await RunAsync()).App);
    }

    /// <summary>It is compared again when Slack names the app with the first message.</summary>
    [Theory]
    [InlineData(nameof(SlackFailureKind.TryLater))]
    [InlineData(nameof(SlackFailureKind.Credentials))]
    [InlineData(nameof(SlackFailureKind.Destination))]
    public async Task RunAsync_SlackDoesNotNameTheApp_Starts(string kind)
    {
        UseSocket();
        _scene.BotBelongsTo(DecisionScene.Failed<string>(Enum.Parse<SlackFailureKind>(kind)));

        Assert.Equal(HostingScene.App, (await RunAsync()).App);
    }

    /// <summary>A missing one then shows at its first use.</summary>
    [Fact]
    public async Task RunAsync_SlackNamesNoScopes_Starts()
    {
        _scene.SlackAuthenticates(new SlackResult<SlackApp>.Ok(DecisionScene.App));
        _scene.Job.Directory
            .Setup(slack => slack.FindChannelsAsync(
                It.Is<IReadOnlyCollection<string>>(names => names.Single() == "access-requests"),
                It.IsAny<CancellationToken>()
            ))
            .ReturnsAsync(DecisionScene.Failed<ChannelSearch>(SlackFailureKind.TryLater));

        Assert.Equal(DecisionScene.App, (await RunAsync()).App);
    }

    [Theory]
    [InlineData(nameof(SlackFailureKind.TryLater))]
    [InlineData(nameof(SlackFailureKind.Ambiguous))]
    [InlineData(nameof(SlackFailureKind.Destination))]
    public async Task RunAsync_SlackDoesNotAnswer_GivesUpAfterAMinute(string kind)
    {
        _scene.SlackAuthenticates(Failed(Enum.Parse<SlackFailureKind>(kind)));

        Assert.StartsWith(
            "Slack at slack.com did not answer (some_code).",
            await TimeoutAsync(),
            StringComparison.Ordinal
        );
        _scene.Job.Directory.Verify(slack => slack.AuthenticateAsync(default), Times.Exactly(TriesInAMinute));
    }

    [Theory]
    [InlineData(nameof(TeleportFailure.NotPermitted))]
    [InlineData(nameof(TeleportFailure.CredentialsRefused))]
    public async Task RunAsync_TeleportRefusesUs_EndsAtOnce(string failure)
    {
        _scene.PingFails(Enum.Parse<TeleportFailure>(failure));

        Assert.Contains("some detail", await RefusalAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(TeleportFailure.Unreachable))]
    [InlineData(nameof(TeleportFailure.Busy))]
    [InlineData(nameof(TeleportFailure.Unexpected))]
    public async Task RunAsync_TeleportDoesNotAnswer_GivesUpAfterAMinute(string failure)
    {
        _scene.PingFails(Enum.Parse<TeleportFailure>(failure));

        Assert.Equal("some detail", await TimeoutAsync()); // it names the address
        _scene.Job.Teleport.Verify(teleport => teleport.PingAsync(default), Times.Exactly(TriesInAMinute));
    }

    [Fact]
    public async Task RunAsync_TeleportAnswersTheThirdTime_Starts()
    {
        _scene.Job.Teleport.SetupSequence(teleport => teleport.PingAsync(default))
            .ThrowsAsync(DecisionScene.Failed(TeleportFailure.Unreachable))
            .ThrowsAsync(DecisionScene.Failed(TeleportFailure.Busy))
            .ReturnsAsync(DecisionScene.Server);

        Assert.Equal(Some.Now, (await RunAsync()).Started);
        Assert.Equal(Some.Now.AddSeconds(3), Now);
        Assert.Equal(2, _scene.Job.Log.Count(NotYetEvent));
    }

    /// <summary>What Slack used of it, Teleport has no more: systemd would wait for neither.</summary>
    [Fact]
    public async Task RunAsync_BothAreLate_ShareTheMinute()
    {
        _scene.Job.Directory.SetupSequence(slack => slack.AuthenticateAsync(default))
            .ReturnsAsync(Failed(SlackFailureKind.TryLater))
            .ReturnsAsync(Failed(SlackFailureKind.TryLater))
            .ReturnsAsync(new SlackResult<SlackApp>.Ok(HostingScene.App));
        _scene.PingFails(TeleportFailure.Unreachable);

        await TimeoutAsync();
    }

    [Fact]
    public async Task RunAsync_MayNotWritePluginData_EndsAtOnceWithTheRole()
    {
        _scene.ProbeFails(TeleportFailure.NotPermitted);

        Assert.Contains("access_plugin_data: [list, read, update]", await RefusalAsync(), StringComparison.Ordinal);
    }

    /// <summary>Who may list and read requests may read their plugin data: so the role lacks one of these.</summary>
    [Theory]
    [InlineData(HostingScene.Toml)]
    [InlineData(HostingScene.NotifyOnly)]
    public async Task RunAsync_MayNotReadPluginData_EndsAtOnceWithTheRole(string toml)
    {
        Use(toml);
        _scene.Job.Teleport
            .Setup(teleport => teleport.ReadPluginDataAsync(It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(DecisionScene.Failed(TeleportFailure.NotPermitted));

        Assert.Contains("version: v3, metadata", await RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_MayNotWriteAndOnlyNotifies_GoesOnFromMemory()
    {
        Use(HostingScene.NotifyOnly);
        _scene.ProbeFails(TeleportFailure.NotPermitted);

        Assert.False((await RunAsync()).MayWritePluginData);
        Assert.Equal(1, _scene.Job.Log.Count(MemoryOnlyEvent));
    }

    [Theory]
    [InlineData(nameof(TeleportFailure.Unreachable))]
    [InlineData(nameof(TeleportFailure.Busy))]
    public async Task RunAsync_ProbesAreNotAnswered_GivesUpAfterAMinute(string failure)
    {
        _scene.ProbeFails(Enum.Parse<TeleportFailure>(failure));
        await TimeoutAsync();

        Use(HostingScene.Toml);
        _scene.UsersFail(Enum.Parse<TeleportFailure>(failure));
        await TimeoutAsync();
    }

    /// <summary>The expectation cannot hold, and Teleport looks at it only where we may write.</summary>
    [Theory]
    [InlineData(nameof(TeleportFailure.Conflict))]
    [InlineData(nameof(TeleportFailure.NotFound))]
    public async Task RunAsync_ProbeIsNotWritten_MayWrite(string failure)
    {
        _scene.ProbeFails(Enum.Parse<TeleportFailure>(failure));

        Assert.True((await RunAsync()).MayWritePluginData);
    }

    [Theory]
    [InlineData(nameof(TeleportFailure.NotPermitted))]
    [InlineData(nameof(TeleportFailure.Unsupported))]
    public async Task RunAsync_MayNotReadUsers_StartsWithout(string failure)
    {
        _scene.UsersFail(Enum.Parse<TeleportFailure>(failure));

        Assert.False((await RunAsync()).MayReadUsers);
    }

    private void Use(string toml)
    {
        _scene.Dispose();
        _scene = new(toml);
        _scene.EverythingAnswers();
    }

    private void UseSocket() => Use(
        HostingScene.Toml.Replace("[slack]", "[slack]\napp_token = \"xapp-1-A0OTHER01-1-f\"", StringComparison.Ordinal)
    );

    private Task<StartupFacts> RunAsync() =>
        _scene.AdvanceUntilDoneAsync(_scene.Get<StartChecks>().RunAsync(default));

    /// <summary>The message of a start that ends before any time has passed, because a person is needed.</summary>
    private async Task<string> RefusalAsync()
    {
        var failure = await Assert.ThrowsAsync<StartException>(RunAsync);
        Assert.Equal((77, Some.Now), (failure.ExitCode, Now));
        return failure.Message;
    }

    /// <summary>The message of a start that ends after exactly a minute.</summary>
    private async Task<string> TimeoutAsync()
    {
        var failure = await Assert.ThrowsAsync<StartException>(RunAsync);
        Assert.Equal((69, Some.Now + StartLimit), (failure.ExitCode, Now));
        return failure.Message;
    }

    private static SlackResult<SlackApp> Failed(SlackFailureKind kind) => DecisionScene.Failed<SlackApp>(kind);
}
