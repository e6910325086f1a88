using System.Net;
using AccessSlack.Configuration;
using AccessSlack.Http.Probes;

namespace AccessSlack.Hosting.Checks.PublicAddress;

/// <summary>
/// <c>check --public-url</c>: sends a signed probe through the public address to each path that Slack calls, and says
/// whether it arrived, unchanged, at a daemon with our signing secret. A probe decides nothing.
/// </summary>
internal sealed class PublicAddressCheck(Settings settings, TimeProvider time)
{
    private const string Fact = "Public address";

    private IEnumerable<string> Paths =>
        settings.Slack.Home
            ? [SlackPaths.Interactions, SlackPaths.Commands, SlackPaths.Events]
            : [SlackPaths.Interactions, SlackPaths.Commands];

    private Secret Secret => settings.Slack.SigningSecrets[0];

    public async Task RunAsync(CheckReport report, CancellationToken cancel)
    {
        if (!settings.Http.IsUsed) report.Facts.Add((Fact, WhyNotNeeded(settings.Slack)));
        else if (settings.Http.PublicAddress is not { } address) report.Findings.Add(ProbeFindings.NoAddress());
        else await ProbeAsync(address, report, cancel);
    }

    private static string WhyNotNeeded(SlackSettings slack) => slack switch
    {
        { UsesSocket: true } =>
            "not needed: with app_token (Socket Mode) the daemon connects to Slack, and Slack calls nothing",
        { NotifyOnly: true } => "not needed: with notify_only Slack calls nothing",
        _ => "not tested: without a signing secret nothing that Slack sends is accepted",
    };

    private async Task ProbeAsync(Uri address, CheckReport report, CancellationToken cancel)
    {
        using var sender = new ProbeSender(address, Secret, trustsAny: false, time);
        var probed = new List<ProbedPath>();
        foreach (var path in Paths)
        {
            probed.Add(await ProbeAsync(sender, path, cancel));
            if (probed[^1].Full is ProbeOutcome.NoConnection) break; // the other paths have the same address
        }

        var findings = ProbeFindings.Of(address, settings.Http.Listen, probed).ToList();
        report.Findings.AddRange(findings);
        if (findings.Exists(finding => finding.IsFault)) return;
        report.Facts.Add(
            (
                Fact,
                $"{address.GetLeftPart(UriPartial.Authority)}: probes to {string.Join(", ", Paths)} arrived " +
                "unchanged at a daemon with this signing secret. They were sent from this machine; Slack calls from " +
                "the internet"
            )
        );
    }

    private async Task<ProbedPath> ProbeAsync(ProbeSender sender, string path, CancellationToken cancel)
    {
        var full = await sender.SendAsync(path, KindOf(path), cancel);
        if (full is ProbeOutcome.Arrived) return new(path, full, Plain: null, Local: null);
        var plain = full is ProbeOutcome.Answered ? await sender.SendAsync(path, ProbeKind.Plain, cancel) : null;
        return new(path, full, plain, await ProbeHereAsync(path, cancel));
    }

    /// <summary>Past everything in front of the listener, to tell its faults from those of the daemon.</summary>
    private async Task<ProbeOutcome?> ProbeHereAsync(string path, CancellationToken cancel)
    {
        var listen = settings.Http.Listen;
        if (listen.Port == 0) return null; // any free one, so it is not known
        var isAny = listen.Address.Equals(IPAddress.Any) || listen.Address.Equals(IPAddress.IPv6Any);
        var host = isAny ? IPAddress.Loopback : listen.Address;
        var scheme = settings.Http.Insecure ? Uri.UriSchemeHttp : Uri.UriSchemeHttps;
        var address = new UriBuilder(scheme, host.ToString(), listen.Port).Uri;
        using var sender = new ProbeSender(address, Secret, trustsAny: true, time);
        return await sender.SendAsync(path, KindOf(path), cancel);
    }

    private static ProbeKind KindOf(string path) => path == SlackPaths.Events ? ProbeKind.Json : ProbeKind.Form;
}
