using System.Buffers;
using System.Collections.Immutable;
using AccessSlack.Requests;

namespace AccessSlack.Configuration.Sections;

/// <summary>
/// Who is notified: <c>[role_to_recipients]</c>, and <c>recipients</c> and <c>channel</c> of <c>[slack]</c>.
/// </summary>
internal static class RecipientSections
{
    private const string AnyRole = "*";
    private const string Remedy = "Write a channel name or id, a user id, or an e-mail address.";

    /// <summary>Of a channel in Slack.</summary>
    private const int LongestName = 80;

    private static readonly SearchValues<char> NeverInAName =
        SearchValues.Create("!\"#$%&'()*+/:;<=>?[\\]^`{|}~“”„‘’‚");

    public static RecipientMap Read(ConfigFile file)
    {
        var (slack, roles, routes) = (file.Section("slack"), ReadRoles(file), RouteSections.Read(file));
        var channel = new[] { slack.Text("channel") }.OfType<Item<string>>();
        var others = Read(file, slack.Texts("recipients").Concat(channel));
        var map = new RecipientMap(roles, others) { Routes = routes };
        if (slack.Find("channel") is null && IsEmpty(slack.Find("recipients")) && !IsComplete(map, file))
            slack.ReportMissing(
                "recipients",
                routes.IsEmpty
                    ? "Nobody is notified about roles that [role_to_recipients] does not name."
                    : "Nobody is notified about requests that no route matches and whose roles [role_to_recipients] " +
                    "does not name.",
                "Set recipients, or add recipients for the role \"*\"."
            );
        return map;
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
    /// Whether every request has its recipients. An empty list means that no one is notified; that is enough for all
    /// other requests only if some role or route has recipients.
    /// </summary>
    private static bool IsComplete(RecipientMap map, ConfigFile file)
    {
        var names = file.Section("role_to_recipients").Items.Any(entry => !IsEmpty(entry.Item))
            || map.Routes.Any(route => !route.To.IsEmpty);
        return names && (map.Roles.ContainsKey(AnyRole) || map.Routes.Any(route => route.IsUnconditional));
    }

    private static bool IsEmpty(Item<object>? item) => item is null || !item.Elements().Any();

    /// <summary>Names of recipients, as they are compared; what can be none is reported.</summary>
    public static ImmutableArray<string> Read(ConfigFile file, IEnumerable<Item<string>> items)
    {
        var names = new List<string>();
        foreach (var item in items)
        {
            var name = RecipientAddress.Normalize(item.Value);
            if (Fault(name) is { } fault) file.Report(item, fault.Message, fault.Remedy);
            names.Add(name);
        }

        return [.. names.Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>What can never be a recipient. Whether it exists is for Slack to say.</summary>
    private static (string Message, string Remedy)? Fault(string name) => name switch
    {
        "" => ("The name of the recipient is missing.", Remedy),
        ['@', ..] => ("Slack cannot look up @names.", Remedy),
        _ when name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) =>
            ("A recipient must not contain blanks.", Remedy),
        _ when name.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) =>
            ("This is a link to an e-mail address.", "Write the address without mailto:."),
        _ when name.Contains("://", StringComparison.Ordinal) =>
            ("This is a link.", "Of a link to a channel write only the id after /archives/, which begins with C."),
        _ when name.StartsWith("group:", StringComparison.OrdinalIgnoreCase) || IsGroupId(name) =>
            ("A user group cannot receive messages.", "Name a channel of the group, or its members."),
        _ when name.StartsWith("channel:", StringComparison.OrdinalIgnoreCase) =>
            ("The prefix channel: is only for approvers.", "Write the name or id without channel:."),
        _ when name.Contains(',') => ("This names several recipients.", "Write a list: [\"one\", \"two\"]."),
        _ when name.Contains('@') => RecipientAddress.IsEmail(name) ? null : ("This is not an e-mail address.", Remedy),
        _ when name.Length > LongestName => ("No channel has such a long name.", Remedy),
        _ when name.AsSpan().ContainsAny(NeverInAName) =>
            ("No channel name contains such a character.", Remedy),
        _ => null,
    };

    /// <summary>A word in capitals is more likely the name of a channel.</summary>
    private static bool IsGroupId(string name) => RecipientAddress.IsGroupId(name) && name.Any(char.IsAsciiDigit);
}
