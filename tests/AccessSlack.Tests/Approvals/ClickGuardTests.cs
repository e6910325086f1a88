using AccessSlack.Approvals;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Approvals;

public class ClickGuardTests
{
    [Fact]
    public void CheckOrigin_OwnMessage_Passes() => Assert.Null(ClickGuard.CheckOrigin(Some.Click(), Some.Home));

    [Fact]
    public void CheckOrigin_OtherAppMessageOrMetadata_Refuses()
    {
        Assert.Equal(Refusals.ForeignApp, ClickGuard.CheckOrigin(Some.Click() with { AppId = "A0OTHER01" }, Some.Home));
        Assert.Equal(
            Refusals.ForeignMessage,
            ClickGuard.CheckOrigin(Some.Click() with { MessageBotId = "B0OTHER01" }, Some.Home)
        );
        Assert.Equal(
            Refusals.ForeignMessage,
            ClickGuard.CheckOrigin(Some.Click() with { MetadataRequestId = "another-request" }, Some.Home)
        );
    }

    [Fact]
    public void CheckOrigin_NotToldOrNotKnown_Passes()
    {
        Assert.Null(
            ClickGuard.CheckOrigin(
                Some.Click() with
                {
                    AppId = "",
                    MessageBotId = "",
                    MetadataRequestId = "",
                },
                Some.Home
            )
        );
        Assert.Null(ClickGuard.CheckOrigin(Some.Click(), new("", "", "", "")));
    }

    [Fact]
    public void CheckUser_PlainMember_Passes() => Assert.Null(Check(Some.User));

    [Fact]
    public void CheckUser_EveryExplicitFlag_RefusesInItsOwnWords()
    {
        Assert.Equal(Refusals.Bot, Check(Some.User with { IsBot = true }));
        Assert.Equal(Refusals.Bot, Check(Some.User with { IsAppUser = true }));
        Assert.Equal(Refusals.Workflow, Check(Some.User with { IsWorkflowBot = true }));
        Assert.Equal(Refusals.Workflow, Check(Some.User with { IsBot = true, IsWorkflowBot = true }));
        Assert.Equal(Refusals.Deactivated, Check(Some.User with { Deleted = true }));
        Assert.Equal(Refusals.Guest, Check(Some.User with { IsRestricted = true }));
        Assert.Equal(Refusals.Guest, Check(Some.User with { IsUltraRestricted = true }));
        Assert.Equal(Refusals.External, Check(Some.User with { IsStranger = true }));
        Assert.Equal(Refusals.UnconfirmedEmail, Check(Some.User with { IsEmailConfirmed = false }));
        Assert.Equal(Refusals.UnconfirmedEmail, Check(Some.User with { IsInvitedUser = true }));
    }

    [Fact]
    public void CheckUser_FlagsExplicitlyFalse_Pass() => Assert.Null(Check(Some.User with
    {
        IsBot = false,
        IsAppUser = false,
        IsWorkflowBot = false,
        Deleted = false,
        IsRestricted = false,
        IsUltraRestricted = false,
        IsStranger = false,
        IsEmailConfirmed = true,
        IsInvitedUser = false,
    }));

    [Fact]
    public void CheckUser_AllowedKinds_PassButNeverBotsOrTheDeactivated()
    {
        var open = Some.Settings with { AllowGuests = true, AllowExternal = true };
        Assert.Null(Check(Some.User with { IsRestricted = true }, settings: open));
        Assert.Null(Check(Some.User with { IsStranger = true, TeamId = "T0OTHER01" }, settings: open));
        Assert.Equal(Refusals.Bot, Check(Some.User with { IsBot = true }, settings: open));
        Assert.Equal(Refusals.Deactivated, Check(Some.User with { Deleted = true }, settings: open));
    }

    [Fact]
    public void CheckUser_AnotherWorkspace_IsExternalWhereverSlackSaysIt()
    {
        Assert.Equal(Refusals.External, Check(Some.User with { TeamId = "T0OTHER01" }));
        Assert.Equal(Refusals.External, Check(Some.User, Some.Click() with { TeamId = "T0OTHER01" }));
        Assert.Equal(Refusals.External, Check(Some.User, Some.Click() with { UserTeamId = "T0OTHER01" }));
    }

    [Fact]
    public void CheckUser_NoTeam_IsJudgedByUserTeamOrEnterprise()
    {
        var grid = Some.Home with { EnterpriseId = "E0HOME001" };
        var click = Some.Click() with { TeamId = "" };
        Assert.Null(Check(Some.User, click));
        Assert.Equal(Refusals.External, Check(Some.User, click with { UserTeamId = "T0OTHER01" }));
        var sister = Some.User with { TeamId = "T0SISTER1", EnterpriseId = "E0HOME001" };
        Assert.Null(Check(sister, click with { UserTeamId = "T0SISTER1", EnterpriseId = "E0HOME001" }, home: grid));
        Assert.Null(Check(sister, click, home: grid)); // asked again later, when nothing of the payload is left
        Assert.Equal(
            Refusals.External,
            Check(sister with { EnterpriseId = "" }, click with { EnterpriseId = "E0HOME001" }, home: grid)
        );
        Assert.Equal(Refusals.External, Check(Some.User, click with { EnterpriseId = "E0OTHER01" }, home: grid));
        Assert.Equal(
            Refusals.External,
            Check(Some.User with { EnterpriseId = "E0OTHER01" }, click with { EnterpriseId = "E0HOME001" }, home: grid)
        );
    }

    /// <summary>Slack then gives the organization's id in place of a workspace's.</summary>
    [Fact]
    public void CheckUser_InstalledForTheOrganization_ItsMembersAreNoStrangers()
    {
        var member = Some.User with { TeamId = "E0HOME001", EnterpriseId = "" };
        var click = Some.Click() with { TeamId = "E0HOME001", UserTeamId = "E0HOME001", EnterpriseId = "E0HOME001" };
        var sister = Some.User with { TeamId = "T0SISTER1", EnterpriseId = "E0HOME001" };
        foreach (
            var home in new[]
            {
                Some.Home with { EnterpriseId = "E0HOME001" },
                Some.Home with { TeamId = "E0HOME001", EnterpriseId = "E0HOME001" },
                Some.Home with { TeamId = "E0HOME001", EnterpriseId = "" },
            }
        )
        {
            Assert.Null(Check(member, click, home: home));
            Assert.Null(Check(sister, click, home: home));
            Assert.True(ClickGuard.IsOurs(member, home));
            Assert.True(ClickGuard.IsOurs(sister, home));
            Assert.Equal(Refusals.External, Check(member, click with { TeamId = "E0OTHER01" }, home: home));
            Assert.Equal(Refusals.External, Check(sister with { EnterpriseId = "E0OTHER01" }, click, home: home));
            Assert.Equal(Refusals.External, Check(sister with { EnterpriseId = "" }, click, home: home));
            Assert.False(ClickGuard.IsOurs(member with { TeamId = "E0OTHER01" }, home));
        }

        var whole = Some.Home with { TeamId = "E0HOME001", EnterpriseId = "E0HOME001" };
        Assert.Null(Check(sister, click with { TeamId = "T0SISTER1", UserTeamId = "T0SISTER1" }, home: whole));
    }

    [Fact]
    public void CheckUser_AnotherWorkspaceOfOurOrganisation_IsRefusedInItsOwnWordsUnlessAllowed()
    {
        var grid = Some.Home with { EnterpriseId = "E0HOME001" };
        var sister = Some.User with { TeamId = "T0SISTER1", EnterpriseId = "E0HOME001" };
        var click = Some.Click() with { EnterpriseId = "E0HOME001" };
        Assert.Equal(Refusals.OtherWorkspace, Check(sister, click, home: grid));
        Assert.Equal(
            Refusals.OtherWorkspace,
            Check(sister with { TeamId = "" }, click with { UserTeamId = "T0SISTER1" }, home: grid)
        );
        Assert.Equal(Refusals.External, Check(sister with { EnterpriseId = "" }, click, home: grid));
        Assert.Equal(Refusals.External, Check(sister with { IsStranger = true }, click, home: grid));
        Assert.Null(Check(sister, click, Some.Settings with { AllowExternal = true }, grid));
    }

    [Fact]
    public void CheckUser_AllowedInOneWay_IsStillRefusedInTheOthers()
    {
        var guest = Some.User with { IsRestricted = true };
        Assert.Equal(Refusals.Guest, Check(guest, settings: Some.Settings with { AllowExternal = true }));
        Assert.Equal(
            Refusals.External,
            Check(guest with { IsStranger = true }, settings: Some.Settings with { AllowGuests = true })
        );
        Assert.Equal(
            Refusals.UnconfirmedEmail,
            Check(
                guest with
                {
                    IsEmailConfirmed = false,
                },
                settings: Some.Settings with
                {
                    AllowGuests = true,
                    AllowExternal = true,
                }
            )
        );
    }

    private static Refusal? Check(
        SlackUser user,
        Click? click = null,
        ApprovalSettings? settings = null,
        Workspace? home = null
    ) => ClickGuard.CheckUser((click ?? Some.Click()).Actor, user, home ?? Some.Home, settings ?? Some.Settings);
}
