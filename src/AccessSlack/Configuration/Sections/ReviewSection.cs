namespace AccessSlack.Configuration.Sections;

/// <summary>
/// <c>[review]</c> of the newest Go plugin. None of its keys has an effect yet, so what an operator may rely on is
/// reported.
/// </summary>
internal static class ReviewSection
{
    /// <summary>The only trait that is looked at.</summary>
    private const string Trait = "slack_uid";

    public static void Check(ConfigFile file, bool takesClicks)
    {
        var section = file.Section(Schema.Review);
        var (isEnabled, trait) = (section.Flag("enabled"), section.Text("slack_user_id_trait"));
        _ = section.Flag("allow_email_username_match");
        // The Go plugin does not read the others then, either.
        if (!isEnabled) return;
        file.Warn(
            section.Find("enabled")!,
            "Reviews in the name of the person who clicks are not supported yet.",
            takesClicks
                ? "Decisions are made by the plugin's user under [approvals]."
                : "Messages have a link instead of buttons; for buttons set app_token or secret under [slack]."
        );
        if (section.Find("allow_email_username_match") is { Value: true } match)
            file.Warn(match, "This has no effect yet.", "People are known by [users] and their e-mail addresses.");
        if (trait is not null && trait.Value != Trait) ReportTrait(file, trait, takesClicks);
    }

    /// <summary>Where people decide, an ignored trait could let a requester pass for someone else.</summary>
    private static void ReportTrait(ConfigFile file, Item<string> trait, bool takesClicks)
    {
        const string Message =
            "Only the trait slack_uid is looked at, so this one would not show who the requester is.";
        const string Remedy =
            "Name the trait slack_uid in Teleport, or map people under [users]; then remove this key.";
        if (takesClicks) file.Report(trait, Message, Remedy);
        else file.Warn(trait, Message, "Without buttons this does no harm.");
    }
}
