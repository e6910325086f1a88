using System.Collections.Immutable;
using AccessSlack.Reconciliation;
using AccessSlack.Requests.Slack;
using AccessSlack.Slack;
using AccessSlack.Tests.Samples;
using Microsoft.Extensions.Logging;
using Moq;

namespace AccessSlack.Tests.Reconciliation;

public sealed class RequesterResolverTests : IDisposable
{
    private const string Email = "alice@example.com";

    private readonly StepScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Find_UserNamedInTheConfiguration_AsksSlackNothing()
    {
        UseUsers(("U0ALICE001", "alice"));

        Assert.Equal(new RequesterAccount.Known("U0ALICE001"), await FindAsync("Alice"));
    }

    [Fact]
    public async Task Find_SeveralAccountsInTheConfiguration_IsUnknownAndWarnsOnce()
    {
        UseUsers(("U0ALICE001", "alice"), ("U0ALICE002", "alice"));

        Assert.IsType<RequesterAccount.Unknown>(await FindAsync("alice"));
        Assert.IsType<RequesterAccount.Unknown>(await FindAsync("ALICE"));

        Assert.Equal(1, _scene.Log.Count(LogLevel.Warning, "names several Slack accounts"));
    }

    [Fact]
    public async Task Find_EmailThatSlackKnows_IsThatUser()
    {
        Answer(new SlackResult<SlackUser>.Ok(Some.User));

        Assert.Equal(new RequesterAccount.Known(Some.User.Id), await FindAsync(Email));
    }

    [Fact]
    public async Task Find_EmailThatSlackDoesNotKnow_IsUnknownWithoutAnAlarm()
    {
        Answer(StepScene.Failed<SlackUser>(SlackFailureKind.Destination, "users_not_found"));

        Assert.IsType<RequesterAccount.Unknown>(await FindAsync(Email));

        Assert.Equal(_scene.Log.All.Count, _scene.Log.Count(LogLevel.Debug, ""));
    }

    [Theory]
    [InlineData("TryLater")]
    [InlineData("Ambiguous")]
    [InlineData("Destination")]
    [InlineData("Gone")]
    [InlineData("Credentials")]
    [InlineData("Payload")]
    public async Task Find_LookUpFails_IsThatFailure(string kind)
    {
        Answer(StepScene.Failed<SlackUser>(Enum.Parse<SlackFailureKind>(kind)));

        var failed = Assert.IsType<RequesterAccount.Failed>(await FindAsync(Email));

        Assert.Equal(kind, failed.Failure.Kind.ToString());
    }

    [Fact]
    public async Task Find_NeitherEmailNorConfigured_IsUnknown() =>
        Assert.IsType<RequesterAccount.Unknown>(await FindAsync("alice"));

    private Task<RequesterAccount> FindAsync(string user) => _scene.Get<RequesterResolver>().FindAsync(user, default);

    private void Answer(SlackResult<SlackUser> result) =>
        _scene.Directory.Setup(slack => slack.FindUserByEmailAsync(Email, default)).ReturnsAsync(result);

    private void UseUsers(params (string Id, string User)[] users) =>
        _scene.Use(Some.Policy() with
        {
            Settings = Some.Settings with { Users = users.ToImmutableDictionary(user => user.Id, user => user.User) },
        });
}
