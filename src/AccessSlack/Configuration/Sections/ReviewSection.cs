namespace AccessSlack.Configuration.Sections;

/// <summary>
/// <c>[review]</c> of the newest Go plugin: reviews in the name of the person who clicks. It says the same as keys of
/// <c>[approvals]</c>, which win. As in the Go plugin, nothing in it counts unless it is enabled.
/// </summary>
internal sealed record ReviewSection
{
    public bool IsEnabled { get; private init; }

    /// <summary>Null if it is not set.</summary>
    public Item<string>? Trait { get; private init; }

    public bool AllowsEmailMatch { get; private init; }

    public static ReviewSection Read(ConfigFile file, bool takesClicks)
    {
        var section = file.Section(Schema.Review);
        var (isEnabled, trait, match) = (
            section.Flag("enabled"),
            section.Text("slack_user_id_trait"),
            section.Flag("allow_email_username_match")
        );
        if (!isEnabled) return new();
        if (!takesClicks)
            file.Warn(
                section.Find("enabled")!,
                "This has no effect, because no click can arrive.",
                "Messages have a link instead of buttons; for buttons set app_token or secret under [slack]."
            );
        foreach (var key in (string[])["slack_user_id_trait", "allow_email_username_match"])
            ReportTwice(file, file.Section("approvals").Find(key), section.Find(key));
        return new() { IsEnabled = true, Trait = trait, AllowsEmailMatch = match };
    }

    /// <summary>Which of two values counts must not depend on where an operator looks first.</summary>
    private static void ReportTwice(ConfigFile file, Item<object>? ours, Item<object>? theirs)
    {
        if (ours is null || theirs is null) return;
        var (first, second) = ours.Place.Line < theirs.Place.Line ? (ours, theirs) : (theirs, ours);
        file.Report(
            second,
            $"This setting is in the file twice: in line {first.Place.Line} as {first.Key}, in line " +
            $"{second.Place.Line} as {second.Key}.",
            "Remove one of the two."
        );
    }
}
