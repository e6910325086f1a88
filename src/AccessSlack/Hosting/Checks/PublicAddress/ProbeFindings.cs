using System.Net;

namespace AccessSlack.Hosting.Checks.PublicAddress;

/// <summary>
/// What the outcomes of probes mean, and what to do. Of what the other side wrote, only the host of a redirect is
/// shown.
/// </summary>
internal static class ProbeFindings
{
    private const string Key = "http.public_addr";

    private const string FromHere =
        "The probe was sent from this machine, which may see another address than Slack does.";

    private const string StartDaemon = "Start the daemon";

    private const string PassUnchanged =
        "Let the proxy pass the body, byte for byte, and the headers X-Slack-Signature and X-Slack-Request-Timestamp.";

    /// <summary>Slack shows the user an error after 3 s.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

    /// <summary>Slack's signatures are valid for five minutes.</summary>
    private static readonly TimeSpan SignatureWindow = TimeSpan.FromMinutes(5);

    public static Finding NoAddress() =>
        Finding.Fault(
            "public_addr_missing",
            Key,
            "There is no public_addr, so it is not known which address Slack calls.",
            "Set public_addr under [http] to the address in the Slack app, such as https://slack.example.com."
        );

    /// <summary>One finding for all paths that have the same.</summary>
    public static IEnumerable<Finding> Of(Uri address, IPEndPoint listen, IReadOnlyList<ProbedPath> probed) =>
        probed
            .Select(path => (path.Path, Finding: Of(address, listen, path)))
            .Where(found => found.Finding is not null)
            .GroupBy(found => found.Finding!, found => found.Path)
            .Select(same => same.Key.Subject == Key ? same.Key : same.Key with { Subject = string.Join(", ", same) });

    private static Finding? Of(Uri address, IPEndPoint listen, ProbedPath probed) => probed.Full switch
    {
        ProbeOutcome.Arrived arrived => Arrived(probed, arrived),
        ProbeOutcome.NoConnection none => NoConnection(address, listen, probed, none),
        ProbeOutcome.Answered answered => Answered(address, probed, answered),
        _ => throw new InvalidOperationException("unknown outcome"),
    };

    private static Finding? Arrived(ProbedPath probed, ProbeOutcome.Arrived arrived)
    {
        if (!probed.IsServedBy(arrived.Path))
            return Path($"It arrived at the daemon as {arrived.Path}.");
        return arrived.Took < Slow
            ? null
            : Finding.Warning(
                "public_slow",
                "",
                "The probe was answered only after more than 2 s; people see an error if Slack waits longer than 3 s.",
                "Find out what takes so long between the public address and the daemon."
            );
    }

    private static Finding NoConnection(
        Uri address,
        IPEndPoint listen,
        ProbedPath probed,
        ProbeOutcome.NoConnection none
    ) => none.Fault switch
    {
        ConnectionFault.Name => Finding.Fault(
            "public_name",
            Key,
            $"The host {address.Host} cannot be resolved ({none.Reason}). {FromHere}",
            "Correct public_addr, or create the DNS record. Slack needs a name that the whole internet can resolve."
        ),
        ConnectionFault.Tls => Finding.Fault(
            "public_tls",
            Key,
            $"There is no TLS connection to {address.Authority} ({none.Reason}). {FromHere}",
            "Slack needs a valid certificate for this name from a public certificate authority, sent with its " +
            "intermediate certificates; if a proxy terminates TLS, it is the proxy's."
        ),
        _ => Finding.Fault(
            "public_unreachable",
            Key,
            $"{address.Authority} cannot be reached ({none.Reason}){Here(probed, listen)}. {FromHere}",
            probed.IsNothingHere
                ? $"{StartDaemon}, then check again."
                : $"{StartDaemon} if it does not run. Then check the DNS record, the firewall and the proxy: Slack " +
                "must reach this address from the internet."
        ),
    };

    private static string Here(ProbedPath probed, IPEndPoint listen) => probed switch
    {
        { IsNothingHere: true } => $", and nothing listens on {listen} on this machine",
        { IsDaemonHere: true } => $", although the daemon answers on {listen} on this machine",
        _ => "",
    };

    private static Finding Answered(Uri address, ProbedPath probed, ProbeOutcome.Answered answered)
    {
        if (answered.WantsLogin || answered.Status == 403 && probed.Plain is not ProbeOutcome.Arrived)
            return Finding.Fault(
                "public_login",
                "",
                $"Something in front of the daemon refuses the probe ({answered.Status}), as a login or a filter does.",
                "Let it pass these paths without a login: the daemon verifies each call by its signature."
            );
        return answered.Status switch
        {
            200 => OtherServer(address),
            >= 300 and < 400 => Redirect(answered),
            401 => Refused(probed, answered),
            404 => Path("The answer is 404 (not found)."),
            405 => Path("The answer is 405 (method not allowed), although Slack calls this path with POST."),
            413 => TooLarge(),
            502 or 503 or 504 => Unavailable(probed, answered),
            _ when probed.Plain is ProbeOutcome.Arrived => Filtered(answered),
            _ => Unexpected(answered),
        };
    }

    private static Finding OtherServer(Uri address) =>
        Finding.Fault(
            "public_other_server",
            "",
            $"Something answers at {address.Authority} in place of the daemon: 200, without the proof that only a " +
            $"daemon with this signing secret can give. {FromHere}",
            "Let the address lead to the daemon, or update a daemon that is older than this program."
        );

    private static Finding Redirect(ProbeOutcome.Answered answered) =>
        Finding.Fault(
            "public_redirect",
            "",
            $"The answer is a redirect ({answered.Status})" +
            (answered.Location.Length > 0 ? $" to {answered.Location}." : "."),
            "Let the proxy forward the call instead; or set the address behind the redirect as public_addr and in " +
            "the Slack app."
        );

    private static Finding Path(string what) =>
        Finding.Fault(
            "public_path",
            "",
            what,
            "Let the proxy forward this path to the daemon, without changing it."
        );

    private static Finding TooLarge() =>
        Finding.Fault(
            "public_too_large",
            "",
            "Something in front of the daemon refuses a body of 32 KiB (413), which a dialog can have.",
            "Raise its limit to 256 KiB, which is the daemon's."
        );

    private static Finding Unavailable(ProbedPath probed, ProbeOutcome.Answered answered) =>
        Finding.Fault(
            "public_unavailable",
            "",
            $"The answer is {answered.Status}: a proxy does not reach the daemon, or the daemon is stopping.",
            probed.IsDaemonHere
                ? "Compare the proxy's upstream address with listen_addr."
                : $"{StartDaemon}, and compare the proxy's upstream address with listen_addr."
        );

    private static Finding Filtered(ProbeOutcome.Answered answered) =>
        Finding.Fault(
            "public_filtered",
            "",
            $"A body like Slack's is refused on the way ({answered.Status}), while a short one arrives.",
            "Exempt these paths from the rules that inspect or limit bodies."
        );

    private static Finding Unexpected(ProbeOutcome.Answered answered) =>
        Finding.Fault(
            "public_answer",
            "",
            $"The answer is {answered.Status}, which the daemon does not give to a signed call.",
            "Find out what answers at this address in place of the daemon."
        );

    /// <summary>
    /// The daemon does not say why a signature is invalid, so it is told by what does arrive: the short body, or the
    /// call past the proxy.
    /// </summary>
    private static Finding Refused(ProbedPath probed, ProbeOutcome.Answered answered)
    {
        if (probed.Plain is ProbeOutcome.Arrived)
            return Finding.Fault(
                "public_body_changed",
                "",
                "The body is changed on the way: a short one arrives, but the signature of one like Slack's is " +
                "refused (401).",
                PassUnchanged + " It must not decode and encode the form, or format JSON again."
            );
        if (probed.IsDaemonHere)
            return Finding.Fault(
                "public_call_changed",
                "",
                "The signature is refused (401) at the public address and accepted by the daemon on this machine: " +
                "the headers or the body are changed on the way, or the address leads to a daemon with another secret.",
                PassUnchanged
            );
        if (answered.Skew is { } skew && skew.Duration() > SignatureWindow)
            return Finding.Fault(
                "clock_skew",
                "clock",
                $"The clocks of this machine and of the public address differ by {skew.Duration().TotalSeconds:0} s, " +
                "so signatures are refused (401).",
                "Synchronize both (timedatectl set-ntp true)."
            );
        return Finding.Fault(
            "public_secret",
            "",
            probed.IsRefusedHere
                ? "The daemon refuses the signature (401): it runs with another signing secret."
                : "The signature is refused (401): the daemon there has another signing secret, or something on the " +
                "way changes the headers or the body.",
            "Reload the daemon if the secret in the configuration is newer. " + PassUnchanged
        );
    }
}
