using System.Collections.Frozen;
using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Requests;

namespace AccessSlack.Configuration.Sections;

/// <summary><c>[approvals]</c> and <c>[users]</c>: how a decision is made, and by whom.</summary>
internal static class ApprovalSections
{
    private static readonly FrozenDictionary<string, Via> Ways = new Dictionary<string, Via>
    {
        ["auto"] = Via.Auto,
        ["state"] = Via.State,
        ["review"] = Via.Review,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static ApprovalSettings Read(ConfigFile file, RecipientMap recipients)
    {
        var (section, users) = (file.Section("approvals"), ReadUsers(file));
        return new ApprovalSettings(
            section.Choice("via", Via.Auto, Ways, "auto, state, review"),
            section.Flag("allow_self"),
            section.Flag("allow_guests"),
            section.Flag("allow_external"),
            section.Flag("strict_identity"),
            users)
        {
            Rules = RuleSections.Read(file, section, recipients, users),
        };
    }

    private static ImmutableDictionary<string, string> ReadUsers(ConfigFile file)
    {
        var users = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var (id, item) in file.Section("users").Items)
        {
            if (RecipientAddress.Kind(id) != RecipientKind.User)
            {
                file.Report(
                    item,
                    "This is not a Slack user id.",
                    "Copy the member ID from the profile in Slack; it begins with U or W."
                );
            }

            if (file.AsFilledText(item) is { } name) users.Add(id, name.Value);
        }

        return users.ToImmutable();
    }
}
