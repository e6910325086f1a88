using AccessSlack.Approvals;
using AccessSlack.Approvals.Rules;
using AccessSlack.Configuration;
using AccessSlack.Hosting.Checks.PublicAddress;
using AccessSlack.Hosting.Checks.Rules;
using AccessSlack.Slack;
using AccessSlack.Teleport;
using AccessSlack.Teleport.Credentials;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging.Abstractions;

namespace AccessSlack.Hosting.Checks;

/// <summary>Runs all checks of <c>check</c>, in the order in which an operator would fix their findings.</summary>
/// <param name="settings">A valid configuration.</param>
/// <param name="time">The clock.</param>
/// <param name="random">For jitter.</param>
internal sealed class ConfigurationCheck(Settings settings, TimeProvider time, Random random)
{
    private readonly CheckReport _report = new([], []);

    /// <param name="reach">How far to go.</param>
    /// <param name="cancel">Ends the checks.</param>
    public async Task<CheckReport> RunAsync(CheckReach reach, CancellationToken cancel)
    {
        var listener = new ListenerChecks(settings.Http, time);
        using var teleport = CheckCredentials();
        listener.CheckCertificate(_report);
        CheckSigningSecret();
        if (AutomaticSummary.Of(PolicySnapshot.PolicyOf(settings)) is { Length: > 0 } rules)
            _report.Facts.Add(("Automatic rules", rules));
        if (reach == CheckReach.Files)
        {
            CheckPort();
            return _report;
        }

        if (teleport is not null) await CheckTeleportAsync(teleport, cancel);
        var principals = await CheckSlackAsync(cancel);
        if (teleport is not null)
            await new MonitoringRuleChecks(teleport, settings).RunAsync(_report, principals, cancel);
        await listener.CheckAddressesAsync(_report, cancel);
        if (reach == CheckReach.PublicAddress)
            await new PublicAddressCheck(settings, time).RunAsync(_report, cancel);
        return _report;
    }

    /// <summary>Only offline: otherwise Teleport's answer says more.</summary>
    private void CheckPort()
    {
        var address = settings.Teleport.Address;
        if (TeleportAddress.WrongProxyPort(address) is null) return;
        _report.Findings.Add(
            Finding.Warning(
                "proxy_port",
                "teleport.addr",
                $"{address} has a port of Teleport's proxy for SSH, tunnels, Kubernetes or databases.",
                "Write the auth server with its port, usually 3025, or the proxy's web address, usually with port " +
                "443 or 3080."
            )
        );
    }

    private void CheckSigningSecret()
    {
        if (settings.Slack is not { TakesClicks: false, NotifyOnly: false }) return;
        _report.Findings.Add(
            Finding.Warning(
                "no_signing_secret",
                "slack.secret",
                "Without a signing secret no click can be verified: messages carry a link instead of buttons.",
                "Copy the Signing Secret from the app's page Basic Information, or set app_token for Socket Mode."
            )
        );
    }

    private async Task CheckTeleportAsync(TeleportClient teleport, CancellationToken cancel)
    {
        var visibility = new VisibilityChecks(teleport, settings, time);
        await new TeleportChecks(teleport, settings, visibility).RunAsync(_report, cancel);
        if (await teleport.DescribeWayAsync(cancel) is { } way) _report.Facts.Add(("Teleport connection", way));
    }

    private async Task<ResolvedPrincipals> CheckSlackAsync(CancellationToken cancel)
    {
        using var http = SlackConnection.Create();
        var options = new SlackOptions(settings.Slack.ApiUrl, () => settings.Slack.Token, () => false);
        var slack = SlackClient.Create(options, http, time, random, NullLogger<SlackClient>.Instance);
        var checks = new SlackChecks(slack.Directory, slack.Sockets, settings, time);
        await checks.RunAsync(_report, cancel);
        return checks.Principals;
    }

    private TeleportClient? CheckCredentials()
    {
        try
        {
            var options = SettingsMapping.OptionsOf(settings.Teleport);
            var client = new TeleportClient(options, time, NullLogger<TeleportClient>.Instance);
            CheckTerm(client);
            return client;
        }
        catch (CredentialException)
        {
            return null; // CredentialCheck names every file that is at fault
        }
    }

    private void CheckTerm(TeleportClient client)
    {
        var (term, now) = (SettingsMapping.TermOf(client), time.GetUtcNow());
        _report.Facts.Add(
            ("Teleport certificate", $"valid until {term.Until:u}, {(term.Until - now).TotalDays:0.0} days left")
        );
        if (now < term.WarnFrom) return;
        var message = $"{term.Name} ({term.File}) expires at {term.Until:u}.";
        _report.Findings.Add(Finding.Warning("certificate_ends_soon", "teleport", message, term.Remedy));
    }
}

/// <summary>How far a check goes; each includes the ones before.</summary>
internal enum CheckReach
{
    /// <summary>The configuration and the files that it names.</summary>
    Files,

    /// <summary>Teleport, Slack, and this machine's ports.</summary>
    Services,

    /// <summary>The running daemon, called as Slack calls it.</summary>
    PublicAddress,
}
