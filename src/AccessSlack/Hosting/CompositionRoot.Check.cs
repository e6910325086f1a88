using AccessSlack.Configuration;
using AccessSlack.Hosting.Checks;
using AccessSlack.Slack;
using AccessSlack.Teleport;
using AccessSlack.Teleport.Credentials;
using Microsoft.Extensions.Logging.Abstractions;

namespace AccessSlack.Hosting;

/// <summary>What <c>check</c> looks at, in the order in which a person would mend it.</summary>
internal static partial class CompositionRoot
{
    /// <param name="settings">A valid configuration.</param>
    /// <param name="isOffline">Only what stands in files.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">The chance.</param>
    /// <param name="cancel">Ends the checks.</param>
    public static async Task<CheckReport> CheckAsync(
        Settings settings,
        bool isOffline,
        TimeProvider time,
        Random random,
        CancellationToken cancel
    )
    {
        var (report, options, listener) = (
            new CheckReport([], []),
            Options(settings),
            new ListenerChecks(settings.Http, time)
        );
        using var teleport = CredentialsOf(settings, report, time);
        listener.CheckCertificate(report);
        if (!options.HasSigningSecret && !options.IsNotifyOnly)
            report.Findings.Add(
                Finding.Warning(
                    "no_signing_secret",
                    "slack.secret",
                    "Without a signing secret no click can be verified: messages carry a link instead of buttons.",
                    "Copy the Signing Secret from the app's page Basic Information."
                )
            );
        if (isOffline) return report;
        if (teleport is not null) await new TeleportChecks(teleport, options).RunAsync(report, cancel);
        using var http = SlackConnection.Create();
        var slack = new SlackGateway(
            new(settings.Slack.ApiUrl, () => settings.Slack.Token, () => false),
            http,
            time,
            random,
            NullLogger<SlackGateway>.Instance
        );
        await new SlackChecks(slack, options, settings.Slack.AutoJoin, time).RunAsync(report, cancel);
        await listener.CheckAddressesAsync(report, cancel);
        return report;
    }

    private static TeleportClient? CredentialsOf(Settings settings, CheckReport report, TimeProvider time)
    {
        try
        {
            var client = new TeleportClient(
                new(settings.Teleport.Address, Files(settings.Teleport)),
                time,
                NullLogger<TeleportClient>.Instance
            );
            var (term, now) = (TermOf(client), time.GetUtcNow());
            report.Facts.Add(
                ("Teleport certificate", $"valid until {term.Until:u}, {(term.Until - now).TotalDays:0.0} days left")
            );
            if (now >= term.WarnFrom)
                report.Findings.Add(
                    Finding.Warning(
                        "certificate_ends_soon",
                        "teleport",
                        $"{term.Name} ({term.File}) ends at {term.Until:u}.",
                        term.Remedy
                    )
                );
            return client;
        }
        catch (CredentialException e)
        {
            report.Findings.Add(Finding.Fault("credentials", "teleport", e.Message.TrimEnd('.') + ".", ""));
            return null;
        }
    }
}
