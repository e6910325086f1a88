using AccessSlack.Approvals;
using AccessSlack.Configuration;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Slack;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging.Abstractions;

namespace AccessSlack.Hosting.Checks;

/// <summary>Checks that Slack accepts the token, its scopes, every recipient and every approver.</summary>
internal sealed class SlackChecks(ISlackDirectory slack, Settings settings, TimeProvider time)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromMinutes(10);

    /// <summary>Slack's signatures are valid for five minutes.</summary>
    private static readonly TimeSpan SignatureWindow = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan WorthReporting = TimeSpan.FromMinutes(1);

    private readonly ApprovalPolicy _policy = PolicySnapshot.PolicyOf(settings);

    public async Task RunAsync(CheckReport report, CancellationToken cancel)
    {
        switch (await slack.AuthenticateAsync(cancel))
        {
            case SlackResult<SlackApp>.Ok { Value: var app }:
                report.Facts.Add(("Slack team", $"{app.TeamName} ({app.TeamId}) as {app.BotUserName}"));
                CheckClock(app, report);
                CheckScopes(app, report);
                foreach (var recipient in Recipients()) await CheckAsync(recipient, app, report, cancel);
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
        var policy = _policy with { Principals = await resolver.ResolveAsync(_policy, app, cancel) };
        await new PrincipalChecks(slack, policy).RunAsync(report, app, cancel);
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

    private IEnumerable<string> Recipients() =>
        settings
            .Recipients.Roles.Values.SelectMany(recipients => recipients)
            .Concat(settings.Recipients.Default)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Order(StringComparer.Ordinal);

    private async Task CheckAsync(string recipient, SlackApp app, CheckReport report, CancellationToken cancel)
    {
        switch (RecipientAddress.Kind(recipient))
        {
            case RecipientKind.User:
                CheckPerson(recipient, await slack.GetUserAsync(recipient, Freshness, cancel), report);
                break;
            case RecipientKind.Email:
                CheckPerson(recipient, await slack.FindUserByEmailAsync(recipient, cancel), report);
                break;
            default:
                CheckChannel(recipient, await slack.GetChannelAsync(recipient, cancel), app, report);
                break;
        }
    }

    private static void CheckPerson(string recipient, SlackResult<SlackUser> found, CheckReport report)
    {
        if (found is SlackResult<SlackUser>.Failed { Failure: var failure })
            report.Findings.Add(Unknown(recipient, failure));
        else if (found is SlackResult<SlackUser>.Ok { Value.Deleted: true })
            report.Findings.Add(
                Finding.Fault(
                    "recipient_deactivated",
                    recipient,
                    $"The Slack account of {recipient} is deactivated.",
                    "Name someone else."
                )
            );
    }

    private void CheckChannel(string recipient, SlackResult<ChannelInfo> found, SlackApp app, CheckReport report)
    {
        switch (found)
        {
            case SlackResult<ChannelInfo>.Failed { Failure: { Code: "missing_scope" } failure }:
                report.Findings.Add(
                    Finding.Warning(
                        "recipient_unchecked",
                        recipient,
                        $"Cannot tell whether the channel {recipient} exists ({failure.Code}).",
                        failure.Remedy
                    )
                );
                break;
            case SlackResult<ChannelInfo>.Failed { Failure: var failure }:
                report.Findings.Add(Unknown(recipient, failure));
                break;
            case SlackResult<ChannelInfo>.Ok { Value: { IsArchived: true } }:
                report.Findings.Add(
                    Finding.Fault(
                        "recipient_archived",
                        recipient,
                        $"The channel {recipient} is archived.",
                        "Name another one."
                    )
                );
                break;
            case SlackResult<ChannelInfo>.Ok { Value: var channel }:
                if (channel.IsMember == false && !settings.Slack.AutoJoin && !app.Scopes.Contains("chat:write.public"))
                    report.Findings.Add(
                        Finding.Fault(
                            "recipient_not_joined",
                            recipient,
                            $"The bot is not in the channel {recipient}.",
                            "Type /invite and the bot's name there, or set auto_join."
                        )
                    );
                if (channel.IsExternallyShared == true)
                    report.Findings.Add(
                        Finding.Warning(
                            "recipient_shared",
                            recipient,
                            $"The channel {recipient} is shared with other organizations (Slack Connect): their " +
                            "members can read who requests what, and why.",
                            "Use a channel of your own, or stop sharing it."
                        )
                    );
                break;
        }
    }

    private static Finding Unknown(string recipient, SlackFailure failure) =>
        Finding.Fault(
            "recipient_unknown",
            recipient,
            $"The recipient {recipient} cannot be reached ({failure.Code}).",
            failure.Remedy
        );
}
