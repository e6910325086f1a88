using AccessSlack.Commands.Connect;
using SlackApi.WebApi;

namespace AccessSlack.Tests.Commands.Connect;

public class InstallationCheckTests
{
    private static readonly string[] AllScopes = ["chat:write", "users:read", "commands"];

    [Fact]
    public void Judge_WhatWasAskedFor_IsInstalled()
    {
        var plan = SomePlan.Of() with { Team = "T1", AppId = "A1" };

        var (installation, refusal) = InstallationCheck.Judge(Answer(), plan);

        Assert.Null(refusal);
        Assert.Equal(("xoxb-1", "Acme (T1)"), (installation!.Token.Reveal(), installation.Team));
        Assert.Empty(installation.Declined);
    }

    /// <summary>What the daemon can do without is named, and does not stop the installation.</summary>
    [Fact]
    public void Judge_OptionalScopeDeclined_IsNamed()
    {
        var (installation, _) = InstallationCheck.Judge(Answer(scopes: ["chat:write", "users:read"]), SomePlan.Of());

        Assert.Equal("commands: the slash command", Assert.Single(installation!.Declined));
    }

    [Theory]
    [InlineData("xoxe.xoxb-1", "Token rotation is on")]
    [InlineData("xoxe-1-abc", "Token rotation is on")]
    [InlineData("", "No bot token")]
    [InlineData("xoxp-1", "Not a bot token")]
    [InlineData("xoxb-", "Not a bot token")]
    [InlineData("xoxb-1\nxoxb-2", "Not a bot token")]
    [InlineData("xoxb-1", "Not a bot token", "user")]
    public void Judge_TokenOfAnotherKind_IsRefused(string token, string title, string type = "bot") =>
        Refused(77, title, Answer(token, type));

    [Theory]
    [InlineData("T2", "Another workspace")]
    [InlineData("", "Not one workspace")]
    public void Judge_AnotherWorkspace_IsRefused(string team, string title) =>
        Refused(1, title, Answer(team: team), SomePlan.Of() with { Team = "T1" });

    [Fact]
    public void Judge_WholeOrganization_IsRefused() =>
        Refused(1, "Not one workspace", Answer(isEnterprise: true));

    [Theory]
    [InlineData("A2")]
    [InlineData("")]
    public void Judge_AnotherAppThanTheAppTokens_IsRefused(string app) =>
        Refused(1, "Another app", Answer(app: app), SomePlan.Of() with { AppId = "A1" });

    [Fact]
    public void Judge_RequiredScopeMissing_IsRefused() =>
        Assert.Contains(
            "did not grant users:read,",
            Refused(77, "A scope is missing", Answer(scopes: ["chat:write", "commands"])).Text,
            StringComparison.Ordinal
        );

    [Fact]
    public void Judge_NameOfTheWorkspace_CannotControlATerminal() =>
        Assert.Equal(
            "A\\u001b[2J\\u202e (T1)",
            InstallationCheck.Judge(Answer(name: "A\u001b[2J\u202e"), SomePlan.Of()).Installation!.Team
        );

    private static ConnectEnd Refused(int exitCode, string title, OAuthAccessResponse answer, ConnectPlan? plan = null)
    {
        var (installation, refusal) = InstallationCheck.Judge(answer, plan ?? SomePlan.Of());
        Assert.Null(installation);
        Assert.Equal((exitCode, title), (refusal!.ExitCode, refusal.Title));
        Assert.EndsWith("Nothing was written.", refusal.Text, StringComparison.Ordinal);
        return refusal;
    }

    private static OAuthAccessResponse Answer(
        string token = "xoxb-1",
        string type = "bot",
        string team = "T1",
        string name = "Acme",
        string app = "A1",
        string[]? scopes = null,
        bool isEnterprise = false
    ) => new()
    {
        AccessToken = token,
        TokenType = type,
        Scopes = scopes ?? AllScopes,
        AppId = app,
        TeamId = team,
        TeamName = name,
        IsEnterpriseInstall = isEnterprise,
    };
}
