using System.Collections.Frozen;
using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Requests;

namespace AccessSlack.Configuration.Sections;

/// <summary><c>[approvals]</c> and <c>[users]</c>: how a decision is made, and by whom.</summary>
internal static class ApprovalSections
{
    private const int MaxTrait = 256;

    private static readonly FrozenDictionary<string, Via> Ways = new Dictionary<string, Via>
    {
        ["auto"] = Via.Auto,
        ["state"] = Via.State,
        ["review"] = Via.Review,
        ["person"] = Via.Person,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <param name="file">The file.</param>
    /// <param name="recipients">Who is notified of which role.</param>
    /// <param name="review">What the newest Go plugin's section says; what is set here wins.</param>
    public static ApprovalSettings Read(ConfigFile file, RecipientMap recipients, ReviewSection review)
    {
        var (section, users) = (file.Section("approvals"), ReadUsers(file));
        var fallback = review.IsEnabled ? Via.Person : Via.Auto;
        var via = section.Choice("via", fallback, Ways, "auto, state, review, person");
        return new ApprovalSettings(
            via,
            section.Flag("allow_self"),
            section.Flag("allow_guests"),
            section.Flag("allow_external"),
            section.Flag("strict_identity"),
            users)
        {
            Rules = RuleSections.Read(file, section, via, recipients, users),
            SlackIdTrait = ReadTrait(section, review),
            AllowEmailMatch = section.Flag("allow_email_username_match") || review.AllowsEmailMatch,
        };
    }

    private static string ReadTrait(Section section, ReviewSection review)
    {
        var trait = section.Text("slack_user_id_trait") ?? review.Trait;
        if (trait is { Value.Length: > MaxTrait })
            section.Report(trait, "This is too long for the name of a trait.", $"Use at most {MaxTrait} characters.");
        return trait?.Value ?? ApprovalSettings.DefaultTrait;
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

            if (file.AsFilledText(item) is not { } name) continue;
            users.Add(id, name.Value);
            if (name.Value.StartsWith(Decision.RulePrefix, StringComparison.OrdinalIgnoreCase))
                file.Report(
                    name,
                    "Decisions of this person would look like those of a rule in Teleport.",
                    "Rename the Teleport user, or remove this."
                );
        }

        return users.ToImmutable();
    }
}
