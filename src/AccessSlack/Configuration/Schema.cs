using System.Collections.Frozen;
using System.Collections.Immutable;

namespace AccessSlack.Configuration;

/// <summary>The names a configuration may use, old ones included.</summary>
internal static class Schema
{
    /// <summary>Keys of the Go plugin: they may also stand at the top of the file, without a header.</summary>
    private static readonly FrozenDictionary<string, ImmutableArray<string>> GoKeys = Table(
        (
            "teleport",
            "addr auth_server client_key client_crt root_cas identity refresh_identity refresh_identity_interval"
        ),
        ("slack", "token secret recipients channel notify_only readonly APIURL app_token"),
        ("http", "listen_addr public_addr https_key_file https_cert_file insecure tls basic_auth"),
        ("log", "output severity format"));

    private static readonly FrozenDictionary<string, ImmutableArray<string>> OwnKeys = Table(
        ("slack", "auto_join lookback api_url"),
        ("approvals", "via allow_self allow_guests allow_external strict_identity rules"),
        ("notify", "requester"),
        ("reminders", "after every max"),
        ("http", "diagnostics_addr"));

    /// <summary>Lists of sections, each with the keys of one.</summary>
    private static readonly FrozenDictionary<string, ImmutableArray<string>> ListKeys = Table(
        (
            "approvals.rules",
            "roles requesters clusters approvers required deny_required reason reason_min_length confirm buttons"
        )
    );

    /// <summary>Names of earlier releases, each with its present one.</summary>
    private static readonly FrozenDictionary<string, string> OldNames = new Dictionary<string, string>
    {
        ["readonly"] = "notify_only",
        ["APIURL"] = "api_url",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> FlatSections = GoKeys
        .SelectMany(entry => entry.Value.Select(key => (key, entry.Key)))
        .ToFrozenDictionary(e => e.key, e => e.Key);

    /// <summary>Sections, keys and lists that a later release will read.</summary>
    public static readonly FrozenSet<string> NotYet = FrozenSet.Create("review", "slack.app_token");

    /// <summary>
    /// What the Go plugin offers and we do not: to ignore it would leave a door open that the operator believes shut.
    /// </summary>
    public static readonly FrozenDictionary<string, string> Refused = new Dictionary<string, string>
    {
        ["http.tls"] = "Client certificates are not checked by this listener: Slack's signature says who calls.",
        ["http.basic_auth"] = "This listener asks for no password: Slack's signature says who calls.",
    }.ToFrozenDictionary();

    /// <summary>Sections whose keys the operator chooses: roles, Slack users.</summary>
    public static readonly FrozenSet<string> Open = FrozenSet.Create("role_to_recipients", "users");

    public static ImmutableArray<string> Sections { get; } =
    [.. GoKeys.Keys.Union(OwnKeys.Keys).Union(Open).Order(StringComparer.Ordinal)];

    /// <summary>Lists of sections, which have <c>[[double brackets]]</c>.</summary>
    public static IEnumerable<string> Lists => ListKeys.Keys;

    public static IEnumerable<string> FlatKeys => FlatSections.Keys;

    public static IEnumerable<string> Keys(string section) =>
        GoKeys
            .GetValueOrDefault(section, [])
            .Concat(OwnKeys.GetValueOrDefault(section, []))
            .Concat(ListKeys.GetValueOrDefault(section, []));

    /// <summary>
    /// Under which names a setting may stand, the present one first; none for an old name, which is no setting of its
    /// own.
    /// </summary>
    public static IEnumerable<string> Spellings(string key) =>
        OldNames.ContainsKey(key) ? [] : OldNames.Where(old => old.Value == key).Select(old => old.Key).Prepend(key);

    /// <summary>The section a key belongs to that may stand at the top of the file; null for any other.</summary>
    public static string? FlatSection(string key) => FlatSections.GetValueOrDefault(key);

    /// <summary>
    /// A key after its section, quoted where TOML quotes it, and cut: it may be anything, and goes to a terminal.
    /// </summary>
    public static string FullName(string section, string key)
    {
        const int Longest = 60;
        var isBare = key.Length is > 0 and <= Longest && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
        var shown = isBare ? key : $"\"{string.Concat(key.Where(IsPrintable).Take(Longest))}\"";
        return section.Length > 0 ? $"{section}.{shown}" : shown;
    }

    private static bool IsPrintable(char c) =>
        c == ' ' || char.IsLetterOrDigit(c) || char.IsPunctuation(c) || char.IsSymbol(c);

    private static FrozenDictionary<string, ImmutableArray<string>> Table(
        params (string Section, string Keys)[] rows
    ) => rows.ToFrozenDictionary(row => row.Section, row => row.Keys.Split(' ').ToImmutableArray());
}
