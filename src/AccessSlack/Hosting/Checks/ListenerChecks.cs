using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using AccessSlack.Configuration;
using AccessSlack.Http.Certificates;

namespace AccessSlack.Hosting.Checks;

/// <summary>Checks whether the listeners can bind, and whether Slack would accept the certificate.</summary>
internal sealed class ListenerChecks(HttpSettings settings, TimeProvider time)
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(3);
    private const int LargestAnswer = 1024 * 1024;

    /// <summary>Whether a daemon answers there.</summary>
    private delegate Task<bool> Answers(HttpClient http, UriBuilder address, CancellationToken cancel);

    private byte[]? _shown; // hash of the listener's certificate

    /// <summary>Checks only the files.</summary>
    public void CheckCertificate(CheckReport report)
    {
        if (SettingsMapping.FilesOf(settings) is not { } files) return;
        try
        {
            var certificate = ListenerCertificate.Load(ListenerPair.Read(files));
            _shown = certificate.Context.TargetCertificate.GetCertHash();
            CheckDates(files.Certificate, certificate, report);
            CheckName(files.Certificate, certificate.Context.TargetCertificate, report);
        }
        catch (StartException)
        {
            // CredentialCheck says what is wrong
        }
    }

    public async Task CheckAddressesAsync(CheckReport report, CancellationToken cancel)
    {
        foreach (
            var (key, name, address, isOurs) in new (string, string, IPEndPoint?, Answers)[]
            {
                ("http.listen_addr", "Listener", settings.IsUsed ? settings.Listen : null, TakesClicksAsync),
                ("http.diagnostics_addr", "Diagnostics", settings.Diagnostics, HasMetricsAsync),
            }
        )
        {
            if (address is null || ProblemOf(address) is not { } problem) continue;
            if (await IsOursAsync(address, isOurs, cancel))
                report.Facts.Add((name, $"{address} is in use by a program that answers like teleport-slack"));
            else
                report.Findings.Add(
                    Finding.Fault(
                        "listener_taken",
                        key,
                        $"The daemon cannot listen on {address} ({problem}).",
                        "Stop the other program, or change the address."
                    )
                );
        }
    }

    private void CheckDates(string file, ListenerCertificate certificate, CheckReport report)
    {
        var now = time.GetUtcNow();
        var left = certificate.NotAfter - now;
        if (left < TimeSpan.Zero)
            report.Findings.Add(
                Finding.Fault(
                    "listener_certificate",
                    "http.https_cert_file",
                    $"The listener's certificate {file} expired at {certificate.NotAfter:u}: Slack refuses to connect.",
                    "Renew it."
                )
            );
        else if (now < certificate.NotBefore)
            report.Findings.Add(
                Finding.Fault(
                    "listener_certificate",
                    "http.https_cert_file",
                    $"The listener's certificate {file} is not valid before {certificate.NotBefore:u}.",
                    "Check this machine's clock, or configure another certificate."
                )
            );
        else report.Facts.Add(("Listener's certificate", $"{(int)left.TotalDays} days left"));
    }

    /// <summary>Not a fault: a proxy in front may show another certificate to Slack.</summary>
    private void CheckName(string file, X509Certificate2 certificate, CheckReport report)
    {
        if (settings.PublicAddress is not { } address) return;
        if (certificate.MatchesHostname(address.Host, allowWildcards: true, allowCommonName: false)) return;
        var names = string.Join(", ", certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(list => list.EnumerateDnsNames().Concat(list.EnumerateIPAddresses().Select(ip => $"{ip}"))));
        report.Findings.Add(
            Finding.Warning(
                "listener_certificate_name",
                "http.https_cert_file",
                $"The listener's certificate {file} is for {(names.Length > 0 ? names : "no host")} " +
                $"and not for {address.Host}, the host of public_addr: Slack refuses to connect to it.",
                "Configure a certificate for that host, or correct public_addr."
            )
        );
    }

    private static string? ProblemOf(IPEndPoint address)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (address.AddressFamily == AddressFamily.InterNetworkV6) socket.DualMode = true;
            socket.Bind(address);
            return null;
        }
        catch (SocketException e)
        {
            return e.Message;
        }
    }

    /// <summary>A daemon that is already running is no fault.</summary>
    private async Task<bool> IsOursAsync(IPEndPoint address, Answers isOurs, CancellationToken cancel)
    {
        using var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new()
            {
                RemoteCertificateValidationCallback = (_, shown, _, _) =>
                    shown is not null && shown.GetCertHash().SequenceEqual(_shown ?? []),
            },
        };
        using var http = new HttpClient(handler) { MaxResponseContentBufferSize = LargestAnswer };
        using var limit = new CancellationTokenSource(AnswerLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        var host =
            address.Address.Equals(IPAddress.Any) || address.Address.Equals(IPAddress.IPv6Any)
                ? IPAddress.Loopback
                : address.Address;
        try
        {
            return await isOurs(http, new(Uri.UriSchemeHttp, host.ToString(), address.Port), either.Token);
        }
        catch (Exception e)
            when (e is HttpRequestException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>It is recognized by our certificate, and because it allows only POST.</summary>
    private async Task<bool> TakesClicksAsync(HttpClient http, UriBuilder address, CancellationToken cancel)
    {
        if (!settings.Insecure) address.Scheme = Uri.UriSchemeHttps;
        address.Path = SlackPaths.Interactions;
        using var answer = await http.GetAsync(address.Uri, cancel);
        return answer.StatusCode == HttpStatusCode.MethodNotAllowed
            && answer.Content.Headers.Allow.SequenceEqual([HttpMethod.Post.Method]);
    }

    /// <summary>Other programs answer health checks with the same words, but none has these metrics.</summary>
    private static async Task<bool> HasMetricsAsync(HttpClient http, UriBuilder address, CancellationToken cancel)
    {
        address.Path = "/metrics";
        return (await http.GetStringAsync(address.Uri, cancel)).Contains("\nteleport_slack_", StringComparison.Ordinal);
    }
}
