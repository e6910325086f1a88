using AccessSlack.Reconciliation;
using AccessSlack.Requests.Slack;
using AccessSlack.Slack;
using AccessSlack.Tests.Samples;
using Moq;

namespace AccessSlack.Tests.Reconciliation;

public sealed class RecipientResolverTests : IDisposable
{
    private readonly StepScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Resolve_NamesAndIds_AskSlackNothing()
    {
        var found = await ResolveAsync("U0BOB0001", Some.Channel);

        Assert.Equal(["U0BOB0001", Some.Channel], found.Select(destination => destination.Address));
    }

    [Fact]
    public async Task Resolve_EmailOfSomeoneWhoIsAlsoNamedById_IsOneDestination()
    {
        _scene.Directory.Setup(slack => slack.FindUserByEmailAsync("bob@example.com", default))
            .ReturnsAsync(new SlackResult<SlackUser>.Ok(Some.User));

        var found = Assert.Single(await ResolveAsync("bob@example.com", Some.User.Id));

        Assert.Equal(Some.User.Id, found.Address);
        Assert.Equal<string>(["bob@example.com", Some.User.Id], found.Names);
    }

    [Fact]
    public async Task Resolve_EmailThatFails_IsADestinationWithTheFailureAndTheOthersAreFound()
    {
        _scene.Directory.Setup(slack => slack.FindUserByEmailAsync("bob@example.com", default))
            .ReturnsAsync(StepScene.Failed<SlackUser>(SlackFailureKind.TryLater, "ratelimited"));

        var found = await ResolveAsync("bob@example.com", Some.Channel);

        Assert.Equal(("bob@example.com", "ratelimited"), (found[0].Address, found[0].Failure!.Code));
        Assert.Null(found[1].Failure);
    }

    [Fact]
    public async Task Resolve_ChannelByIdAndByName_IsOneDestination()
    {
        _scene.Directory.Setup(slack => slack.GetChannelNameAsync(Some.Channel, default))
            .ReturnsAsync(new SlackResult<string>.Ok(Some.Recipient.ToUpperInvariant()));

        var found = Assert.Single(await ResolveAsync(Some.Channel, Some.Recipient));

        Assert.Equal<string>([Some.Channel, Some.Recipient], found.Names);
    }

    [Fact]
    public async Task Resolve_NameOfTheChannelIsNotKnown_IsADestinationOfItsOwn()
    {
        _scene.Directory.Setup(slack => slack.GetChannelNameAsync(Some.Channel, default))
            .ReturnsAsync(StepScene.Failed<string>(SlackFailureKind.Credentials, "missing_scope"));

        var found = await ResolveAsync(Some.Channel, Some.Recipient);

        Assert.Equal([Some.Channel, Some.Recipient], found.Select(destination => destination.Address));
        Assert.All(found, destination => Assert.Null(destination.Failure));
    }

    private async Task<IReadOnlyList<Destination>> ResolveAsync(params string[] recipients) =>
        await _scene.Get<RecipientResolver>().ResolveAsync([.. recipients], default);
}
