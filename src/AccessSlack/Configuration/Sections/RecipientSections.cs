using System.Collections.Immutable;
using AccessSlack.Requests;

namespace AccessSlack.Configuration.Sections;

/// <summary>
/// Who is notified: <c>[role_to_recipients]</c>, and <c>recipients</c> and <c>channel</c> of <c>[slack]</c>.
/// </summary>
internal static class RecipientSections
{
    private const string AnyRole = "*";

    public static RecipientMap Read(ConfigFile file)
    {
        var (slack, roles) = (file.Section("slack"), ReadRoles(file));
        var channel = new[] { slack.Text("channel") }.OfType<Item<string>>();
        var others = Read(file, slack.Texts("recipients").Concat(channel));
        if (slack.Find("channel") is null && IsEmpty(slack.Find("recipients")) && !NamesAnybody(roles, file))
        {
            slack.ReportMissing(
                "recipients",
                "Nobody is notified about roles that [role_to_recipients] does not name.",
                "Set recipients, or add recipients for the role \"*\".");
        }

        return new RecipientMap(roles, others);
    }

    private static ImmutableDictionary<string, ImmutableArray<string>> ReadRoles(ConfigFile file)
    {
        var roles = ImmutableDictionary.CreateBuilder<string, ImmutableArray<string>>();
        foreach (var (role, item) in file.Section("role_to_recipients").Items)
        {
            if (string.IsNullOrWhiteSpace(role))
                file.Report(item, "The name of the role is empty.", "Write the role's name, or \"*\" for all.");
            roles.Add(role, Read(file, file.AsTexts(item)));
        }

        return roles.ToImmutable();
    }

    /// <summary>
    /// An empty list means nobody. If that is all there is for the other roles, somebody must be named for some role.
    /// </summary>
    private static bool NamesAnybody(ImmutableDictionary<string, ImmutableArray<string>> roles, ConfigFile file) =>
        roles.TryGetValue(AnyRole, out var any)
        && (!any.IsEmpty || file.Section("role_to_recipients").Items.Any(entry => !IsEmpty(entry.Item)));

    private static bool IsEmpty(Item<object>? item) => item is null || !item.Elements().Any();

    private static ImmutableArray<string> Read(ConfigFile file, IEnumerable<Item<string>> items)
    {
        var names = new List<string>();
        foreach (var item in items)
        {
            var name = item.Value.TrimStart('#');
            if (Fault(name) is { } fault)
                file.Report(item, fault, "Write a channel name or id, a user id, or an e-mail address.");
            names.Add(name);
        }

        return [.. names.Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private static string? Fault(string name) => name switch
    {
        "" => "The name of the recipient is missing.",
        ['@', ..] => "Slack cannot look up @names.",
        _ when name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) => "A recipient must not contain blanks.",
        _ => null,
    };
}
