namespace SlackApi.Blocks;

/// <summary>
/// A menu from which one option is chosen. It takes one line in a view, and a choice two taps: one that was made by
/// accident while scrolling is hardly possible. Screen readers read the label of its <see cref="InputBlock"/>.
/// </summary>
/// <remarks>
/// Slack's clients keep what a person has chosen when a view is replaced by one that has an element with the same ids:
/// give a menu that must start again another block_id. Source: slackapi/bolt-python#629.
/// </remarks>
public sealed class StaticSelect : InputBlockElement
{
    /// <summary>Shown while nothing is chosen; at most <see cref="SlackLimits.InputPlaceholder"/>.</summary>
    public PlainText? Placeholder { get; set; }

    /// <summary>1 to <see cref="SlackLimits.Options"/>, with values that differ.</summary>
    public IReadOnlyList<Option> Options { get; set; } = [];

    /// <summary>Chosen from the start: one of <see cref="Options"/>; null for none.</summary>
    public Option? InitialOption { get; set; }
}

/// <summary>Something to choose.</summary>
public sealed class Option
{
    public Option() { }

    public Option(string text, string value)
    {
        Text = new PlainText(text, emoji: false);
        Value = value;
    }

    /// <summary>At most <see cref="SlackLimits.OptionText"/>.</summary>
    public PlainText? Text { get; set; }

    /// <summary>Returned if it is chosen; at most <see cref="SlackLimits.OptionValue"/>.</summary>
    public string Value { get; set; } = "";
}
