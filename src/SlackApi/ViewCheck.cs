using SlackApi.Blocks;

namespace SlackApi;

/// <summary>Rejects views that Slack would reject, like <see cref="MessageCheck"/> for messages.</summary>
internal static class ViewCheck
{
    /// <exception cref="ArgumentException">
    /// A limit is exceeded. The parameter name says where; nothing of the view is quoted.
    /// </exception>
    public static void Check(ModalViewDefinition view)
    {
        MessageCheck.Text(view.Title, SlackLimits.ViewTitle, "title");
        if (view.Submit is not null || view.Blocks.Any(block => block is InputBlock))
            MessageCheck.Text(view.Submit, SlackLimits.ViewButton, "submit");
        if (view.Close is not null) MessageCheck.Text(view.Close, SlackLimits.ViewButton, "close");
        MessageCheck.Optional(view.CallbackId, SlackLimits.CallbackId, "callback_id");
        MessageCheck.Optional(view.PrivateMetadata, SlackLimits.PrivateMetadata, "private_metadata");
        MessageCheck.CheckBlocks(view.Blocks, least: 1, SlackLimits.ViewBlocks, CheckBlock);
    }

    /// <inheritdoc cref="Check(ModalViewDefinition)"/>
    public static void Check(HomeViewDefinition view) =>
        MessageCheck.CheckBlocks(view.Blocks, least: 1, SlackLimits.ViewBlocks, CheckBlock);

    private static void CheckBlock(Block block, string at)
    {
        if (block is InputBlock input) Input(input, at);
        else MessageCheck.CheckBlock(block, at);
    }

    private static void Input(InputBlock input, string at)
    {
        MessageCheck.Text(input.Label, SlackLimits.InputLabel, $"{at}.label");
        if (input.Hint is not null) MessageCheck.Text(input.Hint, SlackLimits.InputHint, $"{at}.hint");
        MessageCheck.Optional(input.Element?.ActionId, SlackLimits.ActionId, $"{at}.element.action_id");
        switch (input.Element)
        {
            case PlainTextInput field:
                Field(field, $"{at}.element");
                break;
            case StaticSelect menu:
                Menu(menu, $"{at}.element");
                break;
            default:
                throw MessageCheck.Fault($"{at}.element", "an element of a known type is needed");
        }
    }

    private static void Field(PlainTextInput field, string at)
    {
        MessageCheck.Optional(field.InitialValue, SlackLimits.InputText, $"{at}.initial_value");
        Placeholder(field.Placeholder, at);
        Length(field.MinLength, 0, $"{at}.min_length");
        Length(field.MaxLength, Math.Max(1, field.MinLength ?? 0), $"{at}.max_length");
    }

    private static void Menu(StaticSelect menu, string at)
    {
        Placeholder(menu.Placeholder, at);
        MessageCheck.Count(menu.Options.Count, SlackLimits.Options, $"{at}.options");
        for (var i = 0; i < menu.Options.Count; i++)
        {
            MessageCheck.Text(menu.Options[i].Text, SlackLimits.OptionText, $"{at}.options[{i}].text");
            MessageCheck.Required(menu.Options[i].Value, SlackLimits.OptionValue, $"{at}.options[{i}].value");
        }

        MessageCheck.Unique(menu.Options.Select(option => option.Value), $"{at}.options: value");
        if (menu.InitialOption is { } initial && !menu.Options.Any(option => IsSame(option, initial)))
            throw MessageCheck.Fault($"{at}.initial_option", "must be one of the options");
    }

    private static bool IsSame(Option one, Option other) =>
        (one.Value, one.Text?.Text, one.Text?.Emoji) == (other.Value, other.Text?.Text, other.Text?.Emoji);

    private static void Placeholder(PlainText? text, string at)
    {
        if (text is not null) MessageCheck.Text(text, SlackLimits.InputPlaceholder, $"{at}.placeholder");
    }

    private static void Length(int? length, int least, string at)
    {
        if (length < least || length > SlackLimits.InputText)
            throw MessageCheck.Fault(at, $"{length} characters, {least} to {SlackLimits.InputText} allowed");
    }
}
