using System.Collections.Immutable;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;

namespace AccessSlack.Configuration.Sections;

/// <summary>
/// Who is notified: <c>[role_to_recipients]</c>, and <c>recipients</c> and <c>channel</c> of <c>[slack]</c>.
/// </summary>
internal static class RecipientSections
{
    private const string AnyRole = "*";

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
            if (RecipientFault.Of(name) is { } fault) file.Report(item, fault.Message, fault.Remedy);
            names.Add(name);
        }

        return [.. names.Distinct(StringComparer.OrdinalIgnoreCase)];
    }
}
