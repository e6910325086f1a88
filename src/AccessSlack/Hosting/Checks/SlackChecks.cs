using AccessSlack.Approvals;
using AccessSlack.Configuration;
using AccessSlack.Hosting.Checks.App;
using AccessSlack.Requests;
using AccessSlack.Slack;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging.Abstractions;

namespace AccessSlack.Hosting.Checks;

/// <summary>Checks that Slack accepts the token, its scopes, every recipient and every approver.</summary>
internal sealed class SlackChecks(
    ISlackDirectory slack,
    ISlackSockets sockets,
    Settings settings,
    TimeProvider time
)
{
    /// <summary>Slack's signatures are valid for five minutes.</summary>
    private static readonly TimeSpan SignatureWindow = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan WorthReporting = TimeSpan.FromMinutes(1);

    private readonly ApprovalPolicy _policy = PolicySnapshot.PolicyOf(settings);

    /// <summary>What the names of the configuration stand for, after the checks.</summary>
    public ResolvedPrincipals Principals { get; private set; } = ResolvedPrincipals.None;

    public async Task RunAsync(CheckReport report, CancellationToken cancel)
    {
        switch (await slack.AuthenticateAsync(cancel))
        {
            case SlackResult<SlackApp>.Ok { Value: var app }:
                report.Facts.Add(("Slack team", $"{app.TeamName} ({app.TeamId}) as {app.BotUserName}"));
                CheckTeam(app, report);
                CheckClock(app, report);
                CheckScopes(app, report);
                await new AppTokenChecks(sockets, slack, settings.Slack).RunAsync(report, app, cancel);
                await CheckRecipientsAsync(app, report, cancel);
                report.Findings.AddRange(await new RuleChecks(slack).RunAsync(_policy, app.BotUserId, cancel));
                await CheckPrincipalsAsync(app, report, cancel);
                break;
            case SlackResult<SlackApp>.Failed { Failure: { Kind: SlackFailureKind.Credentials } refused }:
                report.Findings.Add(
                    Finding.Fault(
                        "slack_token_refused",
                        "slack.token",
                        $"Slack refuses the token ({refused.Code}).",
                        refused.Remedy
                    )
                );
                break;
            case SlackResult<SlackApp>.Failed { Failure: var failure }:
                report.Findings.Add(
                    Finding.Fault(
                        "slack_unreachable",
                        "slack.api_url",
                        $"Slack at {settings.Slack.ApiUrl.Authority} did not answer ({failure.Code}).",
                        failure.Remedy
                    )
                );
                break;
        }
    }

    private async Task CheckPrincipalsAsync(SlackApp app, CheckReport report, CancellationToken cancel)
    {
        var resolver = new PrincipalResolver(slack, time, NullLogger.Instance); // each failure is a finding already
        Principals = await resolver.ResolveAsync(_policy, app, cancel);
        await new PrincipalChecks(slack, _policy with { Principals = Principals }).RunAsync(report, app, cancel);
    }

    private void CheckTeam(SlackApp app, CheckReport report)
    {
        if (SlackIntroduction.TeamFault(app, settings.Slack) is { } fault)
            report.Findings.Add(
                Finding.Fault("team_mismatch", "slack.team", fault, SlackIntroduction.TeamRemedy)
            );
    }

    private void CheckClock(SlackApp app, CheckReport report)
    {
        if (app.ServerTime is not { } theirs) return;
        var skew = time.GetUtcNow() - theirs;
        if (skew.Duration() < WorthReporting) return;
        var message =
            $"This machine's clock is {skew.Duration().TotalSeconds:0} s " +
            $"{(skew > TimeSpan.Zero ? "ahead of" : "behind")} Slack's.";
        report.Findings.Add(
            skew.Duration() > SignatureWindow
                ? Finding.Fault(
                    "clock_skew",
                    "clock",
                    message + " Every click is refused as too old or too new.",
                    "Synchronize the clock (timedatectl set-ntp true)."
                )
                : Finding.Warning(
                    "clock_skew",
                    "clock",
                    message + " Beyond 300 s every click is refused.",
                    "Synchronize the clock (timedatectl set-ntp true)."
                )
        );
    }

    /// <summary>If Slack does not list the scopes, a missing one shows only when it is first needed.</summary>
    private void CheckScopes(SlackApp app, CheckReport report)
    {
        if (app.Scopes.Count == 0) return;
        report.Facts.Add(("Slack scopes", string.Join(' ', app.Scopes.Order(StringComparer.Ordinal))));
        foreach (
            var scope in SlackScopes.Of(settings, _policy.CanDecide).Where(scope => !app.Scopes.Contains(scope.Name))
        )
            report.Findings.Add(
                new(
                    scope.IsRequired,
                    "scope_missing",
                    "slack.token",
                    $"The Slack app lacks the scope {scope.Name}: {scope.Why}.",
                    "Add it on the app's page OAuth & Permissions under Bot Token Scopes, and install the app again."
                )
            );
    }

    private async Task CheckRecipientsAsync(SlackApp app, CheckReport report, CancellationToken cancel)
    {
        var all = settings.Recipients.All.Order(StringComparer.Ordinal).ToList();
        var autoJoin = settings.Slack.AutoJoin;
        report.Findings.AddRange(
            await new RecipientChecks(slack).RunAsync(all.Select(name => (name, name)), app, autoJoin, cancel)
        );
        foreach (var name in all.Where(name => ResolvedPrincipals.Of(name).Kind == ApproverKind.Channel))
            if (
                await slack.GetChannelAsync(name, cancel)
                is SlackResult<ChannelInfo>.Ok { Value: { IsExternallyShared: true, IsArchived: not true } }
            )
                report.Findings.Add(Shared(name));
    }

    private static Finding Shared(string recipient) =>
        Finding.Warning(
            "recipient_shared",
            recipient,
            $"The channel {recipient} is shared with other organizations (Slack Connect): their members can read who " +
            "requests what, and why.",
            "Use a channel of your own, or stop sharing it."
        );
}
