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
        if (input.Element is not PlainTextInput field)
            throw MessageCheck.Fault($"{at}.element", "an element of a known type is needed");
        MessageCheck.Optional(field.ActionId, SlackLimits.ActionId, $"{at}.element.action_id");
        MessageCheck.Optional(field.InitialValue, SlackLimits.InputText, $"{at}.element.initial_value");
        if (field.Placeholder is not null)
            MessageCheck.Text(field.Placeholder, SlackLimits.InputPlaceholder, $"{at}.element.placeholder");
        Length(field.MinLength, 0, $"{at}.element.min_length");
        Length(field.MaxLength, Math.Max(1, field.MinLength ?? 0), $"{at}.element.max_length");
    }

    private static void Length(int? length, int least, string at)
    {
        if (length < least || length > SlackLimits.InputText)
            throw MessageCheck.Fault(at, $"{length} characters, {least} to {SlackLimits.InputText} allowed");
    }
}
