using System.Net;
using AccessSlack.Configuration.Values;

namespace AccessSlack.Configuration.Sections;

/// <summary><c>[http]</c>: where clicks arrive.</summary>
internal static class HttpSection
{
    private const string PublicRemedy = "Write the host Slack calls, such as https://slack.example.com.";
    private const string ListenFault = "This is not an address to listen on.";
    private const string ListenRemedy =
        "Write :8081 for every address, or an IP address with a port: 127.0.0.1:8081, [::1]:8081. The only host " +
        "name allowed is localhost.";

    /// <summary>The keys of files.</summary>
    public static IEnumerable<string> Files => ["https_key_file", "https_cert_file"];

    public static HttpSettings Read(ConfigFile file, SlackSettings slack, SlackSecrets secrets, bool insecure)
    {
        var section = file.Section("http");
        var settings = new HttpSettings(
            section.Parse(
                "listen_addr",
                new IPEndPoint(IPAddress.IPv6Any, 8081),
                NetworkAddress.TryParseListener,
                ListenFault,
                ListenRemedy
            ),
            ReadPublicAddress(section),
            section.FilePath("https_key_file"),
            section.FilePath("https_cert_file"),
            section.Flag("insecure") || insecure,
            section.Parse<IPEndPoint?>(
                "diagnostics_addr",
                null,
                NetworkAddress.TryParseListener,
                ListenFault,
                ListenRemedy
            )
        );
        settings = settings with
        {
            IsUsed = secrets is { HasSigningSecret: true, HasAppToken: false } && !slack.NotifyOnly,
        };
        if (settings.IsUsed) CheckTls(section, settings.Insecure);
        CheckDiagnostics(section, settings);
        return settings;
    }

    private static Uri? ReadPublicAddress(Section section)
    {
        var address = section.Parse<Uri?>(
            "public_addr",
            null,
            NetworkAddress.TryParsePublic,
            "This is not a web address.",
            PublicRemedy
        );
        if (address is null) return null;
        var item = section.Find("public_addr")!;
        if (address.UserInfo.Length > 0)
        {
            // The Go plugin takes these for basic_auth.
            section.Report(
                item,
                Schema.Refused["http.basic_auth"],
                "Write the address without user and password, or put a proxy in front that requires them."
            );
            return null;
        }

        if (address.Scheme == Uri.UriSchemeHttp)
            section.Warn(item, "Slack calls only https addresses.", "Write it with https://.");
        return WithoutPath(address, section, item);
    }

    /// <summary>The manifest adds the paths itself.</summary>
    private static Uri? WithoutPath(Uri address, Section section, Item<object> item)
    {
        if (address is { AbsolutePath: SlackPaths.Root, Query: "" }) return address;
        if (address.Query.Length > 0 || SlackPaths.Of(address.AbsolutePath) is null)
        {
            section.Report(item, "Slack calls fixed paths, so this address must not have one.", PublicRemedy);
            return null;
        }

        section.Warn(
            item,
            "This address has the path of an endpoint, which is ignored, because the manifest adds it.",
            PublicRemedy
        );
        return new Uri(address, SlackPaths.Root);
    }

    private static void CheckTls(Section section, bool insecure)
    {
        var (key, certificate) = (section.Find("https_key_file"), section.Find("https_cert_file"));
        if (key is null && certificate is null)
        {
            if (insecure) return;
            section.ReportMissing(
                "https_key_file",
                "The listener has no certificate.",
                "Set https_key_file and https_cert_file, or insecure = true if a proxy in front terminates TLS.");
        }
        else if (key is null || certificate is null)
        {
            section.Report(
                (key ?? certificate)!,
                "The key and the certificate belong together, but one of them is missing.",
                "Set both https_key_file and https_cert_file, or neither.");
        }
    }

    private static void CheckDiagnostics(Section section, HttpSettings settings)
    {
        if (!settings.IsUsed || settings.Diagnostics is not { Port: > 0 } diagnostics) return;
        if (diagnostics.Port != settings.Listen.Port) return;
        if (IsAny(diagnostics) || IsAny(settings.Listen) || diagnostics.Equals(settings.Listen))
        {
            section.Report(
                section.Find("diagnostics_addr")!,
                "Diagnostics would share the listener with Slack.",
                "Choose another port, preferably on 127.0.0.1."
            );
        }
    }

    private static bool IsAny(IPEndPoint endpoint) =>
        endpoint.Address.Equals(IPAddress.Any) || endpoint.Address.Equals(IPAddress.IPv6Any);
}
