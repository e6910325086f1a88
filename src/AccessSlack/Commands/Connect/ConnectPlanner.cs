using System.Collections.Immutable;
using AccessSlack.Configuration;

namespace AccessSlack.Commands.Connect;

/// <summary>The plan; or if there is none, every reason and the exit code.</summary>
internal sealed record PlanResult(ConnectPlan? Plan, ImmutableArray<Problem> Problems)
{
    public int ExitCode { get; init; } = AccessSlack.ExitCode.Configuration;
}

/// <summary>
/// Reads from a configuration what <c>connect</c> needs. What only the start needs may still be missing, and so may the
/// token.
/// </summary>
internal static class ConnectPlanner
{
    private const string TokenRemedy =
        "Write the full path of a file, for example token = \"/var/lib/teleport/plugins/slack/token\". The file may " +
        "still be missing.";

    public static PlanResult Of(ConfigResult read)
    {
        if (read.Draft is not { } settings) return new(null, read.Problems);
        List<Problem> problems = [.. read.Problems.Where(problem => IsNeeded(problem, settings))];
        problems.AddRange(Missing(read, settings).Where(missing => !problems.Exists(p => p.Key == missing.Key)));
        if (problems.Count > 0) return new(null, [.. problems]) { ExitCode = CodeOf(problems) };
        return CallbackOf(settings.Http) is { } callback
            ? new(PlanOf(read.TokenFile!, settings, callback), [])
            : new(null, [NoCallback(settings.Http, read.TokenFile!)]) { ExitCode = ExitCode.Usage };
    }

    private static ConnectPlan PlanOf(string tokenFile, Settings settings, Uri callback)
    {
        var slack = settings.Slack;
        return new(
            slack.ClientId!,
            slack.ClientSecret!,
            tokenFile,
            callback,
            AppManifest.ScopesOf(settings),
            settings.Http with { IsUsed = true },
            slack.ApiUrl
        )
        {
            Team = slack.Team,
            AppId = slack.AppId,
        };
    }

    private static bool IsNeeded(Problem problem, Settings settings) => problem.KeyName switch
    {
        "app_token" => !problem.IsCredential,
        "diagnostics_addr" => false,
        _ => DraftProblems.MattersBeforeStart(problem, settings),
    };

    private static IEnumerable<Problem> Missing(ConfigResult read, Settings settings)
    {
        if (settings.Slack.ClientId is null)
            yield return Lacking("slack.client_id", "It is not set.", "Copy the Client ID from Basic Information.");
        if (settings.Slack.ClientSecret is null)
            yield return Lacking(
                "slack.client_secret",
                "It is not set.",
                "Copy the Client Secret from Basic Information, best into a file, and give its path."
            );
        if (read.TokenFile is null)
            yield return Lacking("slack.token", "The token that connect gets has no file to go to.", TokenRemedy);
        if (CallbackOf(settings.Http) is null) yield break; // a certificate would not help
        if (settings.Http is { Insecure: false } http && (http.KeyFile ?? http.CertificateFile) is null)
            yield return Lacking(
                "http.https_key_file",
                "The listener has no certificate.",
                "Set https_key_file and https_cert_file, or insecure = true if a proxy in front terminates TLS."
            );
        else if (settings.Http is { Insecure: false } half && (half.KeyFile is null || half.CertificateFile is null))
            yield return Lacking(
                "http.https_key_file",
                "The key and the certificate belong together, but one of them is missing.",
                "Set both https_key_file and https_cert_file."
            );
    }

    /// <summary>Slack sends browsers back only to https.</summary>
    private static Uri? CallbackOf(HttpSettings http) =>
        http.PublicAddress is { } address && address.Scheme == Uri.UriSchemeHttps
            ? new Uri(address, SlackPaths.OAuthCallback)
            : null;

    private static Problem NoCallback(HttpSettings http, string tokenFile) =>
        Lacking(
            "http.public_addr",
            http.PublicAddress is null
                ? "It is not set, so Slack has no address to which it could send your browser back."
                : "It is not https, and Slack sends your browser back only to https.",
            "Set it to a public https name of this machine; or do without connect and paste the token: on the app's " +
            $"page Install App, install it, and copy the Bot User OAuth Token into {tokenFile}."
        );

    private static int CodeOf(List<Problem> problems) =>
        problems.TrueForAll(problem => problem.IsCredential) ? ExitCode.NotPermitted : ExitCode.Configuration;

    private static Problem Lacking(string key, string message, string remedy) => new(0, 0, key, message, remedy);
}
