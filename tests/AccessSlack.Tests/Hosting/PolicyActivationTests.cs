using AccessSlack.Approvals;
using AccessSlack.Configuration;
using AccessSlack.Hosting;
using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Slack;
using AccessSlack.Tests.Configuration;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;
using Moq;

namespace AccessSlack.Tests.Hosting;

public sealed class PolicyActivationTests : IDisposable
{
    private const int NewAppEvent = 1001;
    private const int NoSecretEvent = 1003;
    private const int FindingEvent = 1004;

    private static readonly Settings Settings = Read(HostingScene.Toml);

    private readonly HostingScene _scene = new();

    private PolicyActivation Activation => _scene.Get<PolicyActivation>();

    private PolicySnapshot Now => _scene.Get<CurrentPolicy>().Now;

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void Start_Settings_AreInForce()
    {
        Activation.Start(Settings, DecisionScene.Facts);

        Assert.Equal(DecisionScene.Facts, Now.Facts);
        Assert.Equal(["access-requests"], Now.Policy.Recipients.Default.AsEnumerable());
        Assert.Equal(("prod-cluster", true), (Now.Policy.Cluster, Now.Policy.CanDecide));
        Assert.Equal(("T0HOME001", "B0OURBOT1"), (Now.Home.TeamId, Now.Home.BotId));
        Assert.Equal(0, _scene.Job.Log.Count(NoSecretEvent));
    }

    [Fact]
    public void Start_NoSigningSecret_IsAnErrorAndDecidesNothing()
    {
        Activation.Start(WithoutSecret, DecisionScene.Facts);

        Assert.Equal(LogLevel.Error, _scene.Job.Log.Single(NoSecretEvent).Level);
        Assert.False(Now.Policy.CanDecide);
    }

    [Fact]
    public void Start_OnlyNotifies_NeedsNoSigningSecret()
    {
        Activation.Start(Read(HostingScene.NotifyOnly), DecisionScene.Facts);

        Assert.Equal(0, _scene.Job.Log.Count(NoSecretEvent));
    }

    /// <summary>Buttons need a ledger in Teleport, and whether there can be one is found out at a start.</summary>
    [Theory]
    [InlineData(true, false, false)]
    [InlineData(true, true, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    public void ObjectionTo_DecidingWithoutPluginData_NeedsARestart(bool mayWrite, bool notifyOnly, bool objects)
    {
        Activation.Start(Settings, DecisionScene.Facts with { MayWritePluginData = mayWrite });
        var next = Read(notifyOnly ? HostingScene.NotifyOnly : HostingScene.Toml);

        Assert.Equal(objects, Activation.ObjectionTo(next)?.Contains("then restart", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Apply_SameToken_KeepsWhoWeAre()
    {
        Activation.Start(Settings, DecisionScene.Facts);
        var replica = Now.Planner.Us;
        var toml = HostingScene.Toml.Replace("access-requests", "dba-team", StringComparison.Ordinal);

        Activation.Apply(Read(toml), app: null);
        await _scene.Job.FinishAsync();

        Assert.Equal(["dba-team"], Now.Policy.Recipients.Default.AsEnumerable());
        Assert.Equal(DecisionScene.Facts, Now.Facts);
        Assert.Equal(replica, Now.Planner.Us);
        Assert.Equal(0, _scene.Job.Log.Count(NewAppEvent));
    }

    [Fact]
    public async Task Apply_NewToken_IsAnotherAppAndAcceptedBySlack()
    {
        Activation.Start(Settings, DecisionScene.Facts);
        _scene.Job.Readiness.Watching(true);
        _scene.Job.Readiness.Listening();
        _scene.Job.Readiness.SlackAnswered(new(SlackFailureKind.Credentials, "token_revoked"));

        Activation.Apply(Settings, DecisionScene.App with { BotId = "B0NEWBOT1" });
        await _scene.Job.FinishAsync();

        Assert.Equal(("B0NEWBOT1", "B0NEWBOT1"), (Now.Home.BotId, Now.Facts.App.BotId));
        Assert.True(_scene.Job.Readiness.IsReady);
        Assert.Equal(1, _scene.Job.Log.Count(NewAppEvent));
    }

    [Fact]
    public async Task Apply_OpenRequests_AreReconciledWithoutWaiting()
    {
        Activation.Start(Settings, DecisionScene.Facts);
        var tracked = _scene.Job.Track();
        tracked.Waits.Park(WaitKey.Decision, TimeSpan.FromHours(1));
        _scene.Job.SlackHasNoTurnForMessages();

        Activation.Apply(Settings, app: null);
        await _scene.Job.FinishAsync();

        Assert.DoesNotContain(WaitKey.Decision, tracked.Waits.Until);
        _scene.Job.Messages.Verify(slack => slack.AcquireUpdatePermit(It.IsAny<Waiter>(), It.IsAny<bool>()));
    }

    [Fact]
    public async Task Apply_SecretTakenAway_IsAnError()
    {
        Activation.Start(Settings, DecisionScene.Facts);

        Activation.Apply(WithoutSecret, app: null);
        await _scene.Job.FinishAsync();

        Assert.Equal(1, _scene.Job.Log.Count(NoSecretEvent));
    }

    [Fact]
    public async Task CheckRules_RuleThatCannotBeMet_IsLogged()
    {
        var settings = Read(HostingScene.Toml + "\n[[approvals.rules]]\nroles = ['*']\napprovers = ['U0GONE0001']\n");
        _scene.Job.SlackAnswers(
            "U0GONE0001",
            DecisionScene.Failed<SlackUser>(SlackFailureKind.Destination, "user_not_found")
        );
        Activation.Start(settings, DecisionScene.Facts);
        Assert.Equal(0, _scene.Job.Log.Count(FindingEvent));

        Activation.CheckRules();
        await _scene.Job.FinishAsync();

        Assert.Equal(2, _scene.Job.Log.Count(FindingEvent));
    }

    [Theory]
    [InlineData(false, "", 1)]
    [InlineData(true, "", 0)]
    [InlineData(false, "allow_self = true", 0)]
    public void Start_NoRightToReadUsers_IsLogged(bool mayReadUsers, string approvals, int lines)
    {
        var settings = Read($"{HostingScene.Toml}\n[approvals]\n{approvals}");

        Activation.Start(settings, DecisionScene.Facts with { MayReadUsers = mayReadUsers });

        Assert.Equal(lines, _scene.Job.Log.Count(1038));
    }

    [Fact]
    public async Task Apply_NamesResolvedAgain_TheFirstIdsStay()
    {
        var (leads, oncall) = (Approver.Parse("group:leads")!, Approver.Parse("channel:oncall")!);
        var start = ResolvedPrincipals.None.With(leads, "S0FIRST001");
        Activation.Start(Settings, DecisionScene.Facts with { Principals = start });

        var later = ResolvedPrincipals.None.With(leads, "S0SECOND01").With(oncall, "C0ONCALL01");
        _scene.UsersAnswer();
        Activation.Apply(Settings, app: null, later);
        await _scene.Job.FinishAsync();

        Assert.Equal("S0FIRST001", Now.Policy.Principals.IdOf(leads));
        Assert.Equal("C0ONCALL01", Now.Policy.Principals.IdOf(oncall));
        Assert.True(Now.Facts.MayReadUsers);
    }

    private static Settings WithoutSecret =>
        Settings with { Slack = Settings.Slack with { SigningSecrets = [] } };

    private static Settings Read(string toml) => FakeConfigSource.Read(toml).Settings!;
}
