using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using AccessSlack.Logging;
using AccessSlack.Sandbox;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;

namespace AccessSlack.Testing.Daemon;

/// <summary>
/// Looks for secrets in everything a daemon wrote. What it looks for comes from the simulators, which saw all of it
/// pass, and from the files that the daemon read, so that a new test is covered without doing anything.
/// </summary>
internal sealed partial class SecretHunt
{
    private readonly IReadOnlyCollection<KnownSecret> _secrets;
    private readonly ILookup<string, KnownSecret> _forms;
    private readonly SearchValues<string> _search;

    /// <param name="folder">Configuration and keys of the daemon.</param>
    /// <param name="slack">The Slack it talked to.</param>
    /// <param name="teleport">The Teleport it talked to.</param>
    /// <param name="more">What the simulators cannot know.</param>
    public SecretHunt(
        string folder,
        SlackSimulator slack,
        TeleportSimulator teleport,
        params IEnumerable<KnownSecret> more
    )
    {
        _secrets = [.. slack.Secrets.All, .. teleport.Secrets, .. OfFiles(folder), .. more];
        _forms = _secrets
            .SelectMany(secret => Forms(secret.Value).Select(form => (form, secret)))
            .ToLookup(pair => pair.form, pair => pair.secret, StringComparer.Ordinal);
        _search = SearchValues.Create([.. _forms.Select(form => form.Key)], StringComparison.Ordinal);
    }

    /// <summary>What it looks for.</summary>
    public IReadOnlyCollection<KnownSecret> Secrets => _secrets;

    /// <summary>Fails when a line holds a secret.</summary>
    public void AssertNoneIn(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            if (line.AsSpan().IndexOfAny(_search) >= 0) Assert.Fail($"The {Kinds(line)} stands in the log: {line}");
            if (Suspicious().Match(line) is { Success: true } match)
                Assert.Fail($"What looks like a secret ({match.Value}) stands in the log: {line}");
        }
    }

    /// <summary>A configuration names its secrets in clear, unless it says where they are.</summary>
    private static IReadOnlyCollection<KnownSecret> OfFiles(string folder)
    {
        var found = new SecretBook();
        foreach (
            var file in new DirectoryInfo(folder).EnumerateFiles().Where(file => file.Length > 0 && !IsLog(file.Name))
        ) // a socket has no length
        {
            var text = File.ReadAllText(file.FullName);
            found.NotePrivateKeys(text);
            foreach (Match setting in Setting().Matches(text))
                found.Note("setting " + setting.Groups["key"].Value, setting.Groups["value"].Value);
        }

        return found.All;
    }

    /// <summary>Files that a daemon wrote instead of reading them.</summary>
    public static bool IsLog(string file) => Path.GetFileName(file).Contains(".log", StringComparison.Ordinal);

    /// <summary>
    /// As it is, as the formats of the log and messages to Slack would spell it, and the beginning of what may have
    /// been cut.
    /// </summary>
    private static IEnumerable<string> Forms(string secret)
    {
        string[] forms =
        [
            secret,
            LineText.Escape(secret),
            LineText.Quote(secret).Trim('"'),
            JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret),
            JavaScriptEncoder.Default.Encode(secret),
            Uri.EscapeDataString(secret),
            secret.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;"),
            .. secret.Split('\n').Where(line => line.Length >= LongEnough).Select(line => line[..LongEnough]),
        ];
        return forms.Distinct(StringComparer.Ordinal);
    }

    /// <summary>So many characters in a row are no chance.</summary>
    private const int LongEnough = 20;

    private string Kinds(string line) =>
        string.Join(
            ", ",
            _forms
                .Where(form => line.Contains(form.Key, StringComparison.Ordinal))
                .SelectMany(form => form)
                .Select(secret => $"{secret.Kind} \"{secret.Value}\"")
                .Distinct()
        );

    [GeneratedRegex(
        """^\s*(?<key>token|app_token|secret|client_secret|APIToken)\s*=\s*["'](?![</]|env:|credential:)(?<value>[^"'\n]+)["']""",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Setting();

    [GeneratedRegex(
        @"xox[a-z]-\w|xapp-\w|Bearer \S|v0=[0-9a-f]{8}|hooks\.slack|/actions/|BEGIN [A-Z ]*PRIVATE KEY",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Suspicious();
}
