using System.Collections.Frozen;
using System.Collections.Immutable;

namespace AccessSlack.Configuration;

/// <summary>The keys that a configuration may use, including old names.</summary>
internal static class Schema
{
    /// <summary>Keys of the Go plugin, which may also be at the top of the file, without a header.</summary>
    private static readonly FrozenDictionary<string, ImmutableArray<string>> GoKeys = Table(
        (
            "teleport",
            "addr auth_server client_key client_crt root_cas identity refresh_identity refresh_identity_interval"
        ),
        ("slack", "token secret recipients channel notify_only readonly APIURL app_token"),
        ("http", "listen_addr public_addr https_key_file https_cert_file insecure tls basic_auth"),
        ("log", "output severity format"));

    /// <summary>All other keys. New keys belong here.</summary>
    private static readonly FrozenDictionary<string, ImmutableArray<string>> OwnKeys = Table(
        ("teleport", "connection_upgrade http_proxy cluster resource_names resource_labels"),
        ("slack", "auto_join lookback api_url home client_id client_secret team"),
        ("approvals", "via allow_self allow_guests allow_external strict_identity slack_user_id_trait " +
            "allow_email_username_match rules"),
        ("monitoring_rules", "enabled name"),
        ("notify", "requester before_end"),
        ("reminders", "after every max quiet"),
        ("http", "diagnostics_addr"));

    /// <summary>Lists of sections, each with the keys of one.</summary>
    private static readonly FrozenDictionary<string, ImmutableArray<string>> ListKeys = Table(
        (
            "approvals.rules",
            "name roles requesters clusters approvers required deny_required reason reason_min_length confirm " +
            "buttons partial warning decide when limit escalate_after escalate_to"
        ),
        ("routes", "roles requesters resources labels to")
    );

    /// <summary>Old names, each with its present one.</summary>
    private static readonly FrozenDictionary<string, string> OldNames = new Dictionary<string, string>
    {
        ["readonly"] = "notify_only",
        ["APIURL"] = "api_url",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> FlatSections = GoKeys
        .SelectMany(entry => entry.Value.Select(key => (key, entry.Key)))
        .ToFrozenDictionary(e => e.key, e => e.Key);

    /// <summary>
    /// The newest Go plugin's section for reviews in the name of the person who clicks.
    /// </summary>
    public const string Review = "review";

    private static readonly ImmutableArray<string> ReviewKeys =
        ["enabled", "app_token", "slack_user_id_trait", "allow_email_username_match"];

    /// <summary>
    /// Protections of the Go plugin that we do not have. To ignore them would leave open what the operator believes to
    /// be protected.
    /// </summary>
    public static readonly FrozenDictionary<string, string> Refused = new Dictionary<string, string>
    {
        ["http.tls"] = "This listener does not check client certificates, because Slack signs its requests.",
        ["http.basic_auth"] = "This listener does not ask for a password, because Slack signs its requests.",
    }.ToFrozenDictionary();

    /// <summary>Sections whose keys the operator chooses: roles, Slack users.</summary>
    public static readonly FrozenSet<string> Open = FrozenSet.Create("role_to_recipients", "users");

    public static ImmutableArray<string> Sections { get; } =
    [.. GoKeys.Keys.Union(OwnKeys.Keys).Union(Open).Order(StringComparer.Ordinal)];

    /// <summary>Lists of sections, which have <c>[[double brackets]]</c>.</summary>
    public static IEnumerable<string> Lists => ListKeys.Keys;

    /// <summary>Lists that are no part of a section.</summary>
    public static IEnumerable<string> TopLists => Lists.Where(list => !list.Contains('.'));

    public static IEnumerable<string> FlatKeys => FlatSections.Keys;

    public static IEnumerable<string> Keys(string section) =>
        section == Review ? ReviewKeys : GoKeys
            .GetValueOrDefault(section, [])
            .Concat(OwnKeys.GetValueOrDefault(section, []))
            .Concat(ListKeys.GetValueOrDefault(section, []));

    /// <summary>
    /// The names of a setting, the present one first; empty for an old name, which is not a setting of its own.
    /// </summary>
    public static IEnumerable<string> Spellings(string key) =>
        OldNames.ContainsKey(key) ? [] : OldNames.Where(old => old.Value == key).Select(old => old.Key).Prepend(key);

    public static bool IsGoKey(string section, string key) => GoKeys.GetValueOrDefault(section, []).Contains(key);

    /// <summary>The section of a key that may be at the top of the file; null for any other key.</summary>
    public static string? FlatSection(string key) => FlatSections.GetValueOrDefault(key);

    /// <summary>
    /// A key with its section, quoted where TOML requires it. It is shown in a terminal and may contain anything, so it
    /// is cut and only printable.
    /// </summary>
    public static string FullName(string section, string key)
    {
        const int MaxLength = 60;
        var isBare =
            key.Length is > 0 and <= MaxLength && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
        var shown = isBare ? key : $"\"{string.Concat(key.Where(IsPrintable).Take(MaxLength))}\"";
        return section.Length > 0 ? $"{section}.{shown}" : shown;
    }

    private static bool IsPrintable(char c) =>
        c == ' ' || char.IsLetterOrDigit(c) || char.IsPunctuation(c) || char.IsSymbol(c);

    private static FrozenDictionary<string, ImmutableArray<string>> Table(
        params (string Section, string Keys)[] rows
    ) => rows.ToFrozenDictionary(row => row.Section, row => row.Keys.Split(' ').ToImmutableArray());
}
