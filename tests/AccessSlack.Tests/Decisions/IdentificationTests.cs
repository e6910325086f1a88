using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Decisions;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Slack;
using AccessSlack.Tests.Samples;
using Microsoft.Extensions.Logging;
using Moq;

namespace AccessSlack.Tests.Decisions;

public sealed class IdentificationTests : IDisposable
{
    private const int NoMembersEvent = 6005;
    private const int NoUserEvent = 6006;

    private static readonly Approver Leads = Approver.Parse("group:leads")!;
    private static readonly Approver OnCall = Approver.Parse("channel:oncall")!;

    private readonly DecisionScene _scene = new();

    public static TheoryData<string> FailureKinds => [.. Enum.GetNames<SlackFailureKind>()];

    private Identification Identification => _scene.Get<Identification>();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task IdentifyAsync_PersonOfOurs_IsNamedByEmail()
    {
        _scene.SlackKnows(Some.User);

        Assert.Equal(Some.Actor, Verified(await IdentifyAsync(Some.Click())));
    }

    [Fact]
    public async Task IdentifyAsync_PersonInUsersTable_IsNamedByIt()
    {
        _scene.SlackKnows(Some.User);
        Use(Some.Settings with { Users = Some.Settings.Users.Add(Some.User.Id, "robert") });

        var actor = Verified(await IdentifyAsync(Some.Click()));

        Assert.Equal(("robert", true), (actor.TeleportUser, actor.IsMapped));
    }

    [Fact]
    public async Task IdentifyAsync_NoEmailAndNoEntry_IsRefused()
    {
        _scene.SlackKnows(Some.User with { Email = "" });

        Assert.Equal(Refusals.NoIdentity, Refusal(await IdentifyAsync(Some.Click())));
    }

    /// <summary>Slack is a strict mock: a look-up would fail the test.</summary>
    [Fact]
    public async Task IdentifyAsync_ForeignClick_IsRefusedWithoutALookUp()
    {
        var click = Some.Click();

        Assert.Equal(Refusals.ForeignApp, Refusal(await IdentifyAsync(click with { AppId = "A0OTHER01" })));
        Assert.Equal(Refusals.ForeignMessage, Refusal(await IdentifyAsync(click with { MessageBotId = "B0OTHER01" })));
        Assert.Equal(
            Refusals.ForeignMessage,
            Refusal(await IdentifyAsync(click with { MetadataRequestId = "another request" }))
        );
    }

    [Fact]
    public async Task IdentifyAsync_AppIdNotKnownYet_ComparesNone()
    {
        _scene.Directory.SetupGet(slack => slack.AppId).Returns("");
        _scene.SlackKnows(Some.User);

        Assert.Equal(Some.Actor, Verified(await IdentifyAsync(Some.Click() with { AppId = "A0OTHER01" })));
    }

    [Fact]
    public async Task IdentifyAsync_AccountThatMayNotClick_IsRefused()
    {
        (SlackUser User, Refusal Expected)[] accounts =
        [
            (Some.User with { IsWorkflowBot = true }, Refusals.Workflow),
            (Some.User with { IsBot = true }, Refusals.Bot),
            (Some.User with { Deleted = true }, Refusals.Deactivated),
            (Some.User with { TeamId = "T0OTHER01" }, Refusals.External),
            (Some.User with { IsStranger = true }, Refusals.External),
            (Some.User with { IsRestricted = true }, Refusals.Guest),
            (Some.User with { IsEmailConfirmed = false }, Refusals.UnconfirmedEmail),
        ];
        foreach (var (user, expected) in accounts)
        {
            _scene.SlackKnows(user);
            Assert.Equal(expected, Refusal(await IdentifyAsync(Some.Click())));
        }
    }

    [Theory]
    [MemberData(nameof(FailureKinds))]
    public async Task IdentifyAsync_SlackFails_IsRefusedAndLogged(string kind)
    {
        _scene.SlackAnswers(Some.User.Id, Failure<SlackUser>(kind));

        Assert.Equal(Refusals.Unreadable, Refusal(await IdentifyAsync(Some.Click())));
        Assert.Equal(LogLevel.Error, _scene.Log.Single(NoUserEvent).Level);
        Assert.Equal(kind == nameof(SlackFailureKind.Credentials), IsSlackRefusalKnown());
    }

    /// <summary>Usually a person from another organization: nothing that an operator could fix.</summary>
    [Theory]
    [InlineData("user_not_visible")]
    [InlineData("user_not_found")]
    public async Task IdentifyAsync_SlackShowsNoProfile_IsRefusedWithoutAnError(string code)
    {
        _scene.SlackAnswers(
            Some.User.Id,
            DecisionScene.Failed<SlackUser>(SlackFailureKind.Destination, code)
        );

        Assert.Equal(Refusals.NotVisible, Refusal(await IdentifyAsync(Some.Click())));
        Assert.Empty(_scene.Log.Entries);
    }

    [Theory]
    [InlineData(nameof(RequestState.Approved), 60)]
    [InlineData(nameof(RequestState.Denied), 600)]
    public async Task LookUps_ForAnApproval_AreFresherThanForADenial(string proposed, int seconds)
    {
        var (state, freshness) = (Enum.Parse<RequestState>(proposed), TimeSpan.FromSeconds(seconds));
        _scene.SlackKnows(Some.User);
        _scene.SlackHasGroup("leads");
        SlackHasChannel("oncall");

        await IdentifyAsync(Some.Click(state));
        await Identification.FindRightsAsync(Some.Actor, [Leads, OnCall], Some.Channel, state, default);

        _scene.Directory.Verify(slack => slack.GetUserAsync(Some.User.Id, freshness, default), Times.Once);
        _scene.Directory.Verify(slack => slack.GroupMembersAsync("leads", freshness, default), Times.Once);
        _scene.Directory.Verify(slack => slack.ChannelMembersAsync("oncall", freshness, default), Times.Once);
        _scene.Directory.Verify(slack => slack.ChannelMembersAsync(Some.Channel, freshness, default), Times.Once);
    }

    [Fact]
    public async Task FindRightsAsync_MemberOfSome_HasThoseAlone()
    {
        _scene.SlackHasGroup("leads", Some.User.Id, "U0CAROL001");
        SlackHasChannel("oncall", "U0CAROL001");

        var rights = Verified(await FindRightsAsync(Leads, OnCall));

        Assert.Equal([Leads], rights.Groups);
    }

    [Fact]
    public async Task FindRightsAsync_NoGroups_AsksNothing() =>
        Assert.Empty(Verified(await FindRightsAsync()).Groups);

    /// <summary>Whether the person is in the first group does not help: any of them could forbid or allow.</summary>
    [Theory]
    [MemberData(nameof(FailureKinds))]
    public async Task FindRightsAsync_OneGroupCannotBeRead_IsRefusedAndLogged(string kind)
    {
        _scene.SlackHasGroup("leads", Some.User.Id);
        _scene.Directory
            .Setup(slack => slack.ChannelMembersAsync("oncall", It.IsAny<TimeSpan>(), default))
            .ReturnsAsync(Failure<ImmutableHashSet<string>>(kind));

        Assert.Equal(Refusals.NoEntitlement, Refusal(await FindRightsAsync(Leads, OnCall)));
        Assert.Equal("channel:oncall", _scene.Log.Single(NoMembersEvent).Fields["Group"]);
        Assert.Equal(kind == nameof(SlackFailureKind.Credentials), IsSlackRefusalKnown());
    }

    private void Use(ApprovalSettings settings) => _scene.Use(Some.Policy() with { Settings = settings });

    private void SlackHasChannel(string name, params string[] members) =>
        _scene.Directory
            .Setup(slack => slack.ChannelMembersAsync(name, It.IsAny<TimeSpan>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new SlackResult<ImmutableHashSet<string>>.Ok([.. members]));

    private Task<Verification<Actor>> IdentifyAsync(Click click) => Identification.IdentifyAsync(click, default);

    private Task<Verification<VoterRights>> FindRightsAsync(params Approver[] groups) =>
        Identification.FindRightsAsync(Some.Actor, [.. groups], place: null, RequestState.Approved, default);

    private bool IsSlackRefusalKnown()
    {
        _scene.Readiness.Watching(true);
        _scene.Readiness.Listening();
        return _scene.Readiness.Status.Contains("Slack refuses the token", StringComparison.Ordinal);
    }

    private static SlackResult<T> Failure<T>(string kind) =>
        DecisionScene.Failed<T>(Enum.Parse<SlackFailureKind>(kind));

    private static T Verified<T>(Verification<T> verification) =>
        Assert.IsType<Verification<T>.Verified>(verification).Value;

    private static Refusal Refusal<T>(Verification<T> verification) =>
        Assert.IsType<Verification<T>.Refused>(verification).Refusal;
}
