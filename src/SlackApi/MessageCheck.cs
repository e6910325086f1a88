using SlackApi.Blocks;
using SlackApi.WebApi;

namespace SlackApi;

/// <summary>
/// Rejects what Slack would reject, before it is sent. Every method throws <see cref="ArgumentException"/> with the
/// location of the fault as its parameter name, and never quotes the text.
/// </summary>
internal static class MessageCheck
{
    public static void Check(Message message)
    {
        Required(message.Channel, int.MaxValue, "channel");
        Content(message.Text, SlackLimits.PostText, message.Blocks);
        if (message.Metadata is { } metadata) Required(metadata.EventType, int.MaxValue, "metadata.event_type");
    }

    public static void Check(MessageUpdate update)
    {
        Required(update.Ts, int.MaxValue, "ts");
        Content(update.Text, SlackLimits.UpdateText, update.Blocks);
        if (update.Channel is not ['C' or 'G' or 'D', ..])
            throw Fault("channel", "chat.update takes the channel id that the post answered with");
    }

    public static void Content(string text, int limit, IReadOnlyList<Block>? blocks)
    {
        Required(text, limit, "text");
        CheckBlocks(blocks ?? [], least: 0, SlackLimits.Blocks, CheckBlock);
    }

    public static void CheckBlocks(IReadOnlyList<Block> blocks, int least, int most, Action<Block, string> check)
    {
        Count(blocks.Count, most, "blocks", least);
        for (var i = 0; i < blocks.Count; i++)
        {
            Optional(blocks[i].BlockId, SlackLimits.BlockId, $"blocks[{i}].block_id");
            check(blocks[i], $"blocks[{i}]");
        }

        Unique(blocks.Select(block => block.BlockId), "block_id");
    }

    /// <summary>A block that is allowed in a message.</summary>
    public static void CheckBlock(Block block, string at)
    {
        switch (block)
        {
            case SectionBlock section:
                Section(section, at);
                break;
            case ContextBlock context:
                Count(context.Elements.Count, SlackLimits.ContextElements, $"{at}.elements");
                Texts(context.Elements, SlackLimits.SectionText, $"{at}.elements");
                break;
            case ActionsBlock actions:
                Count(actions.Elements.Count, SlackLimits.ActionElements, $"{at}.elements");
                for (var i = 0; i < actions.Elements.Count; i++) Element(actions.Elements[i], $"{at}.elements[{i}]");
                Unique(actions.Elements.Select(element => element.ActionId), $"{at}: action_id");
                break;
            case HeaderBlock header:
                Text(header.Text, SlackLimits.HeaderText, $"{at}.text");
                break;
            case DividerBlock:
                break;
            default:
                throw Fault(at, "a block of an unknown type cannot be written");
        }
    }

    private static void Section(SectionBlock section, string at)
    {
        var fields = section.Fields ?? [];
        if (section.Text is not null || fields.Count == 0) Text(section.Text, SlackLimits.SectionText, $"{at}.text");
        Count(fields.Count, SlackLimits.Fields, $"{at}.fields", least: 0);
        Texts(fields, SlackLimits.FieldText, $"{at}.fields");
    }

    private static void Element(ActionElement element, string at)
    {
        if (element is not Button button) throw Fault(at, "an element of an unknown type cannot be written");
        Optional(button.ActionId, SlackLimits.ActionId, $"{at}.action_id");
        Text(button.Text, SlackLimits.ButtonText, $"{at}.text");
        Optional(button.Value, SlackLimits.ButtonValue, $"{at}.value");
        Optional(button.Url, SlackLimits.ButtonUrl, $"{at}.url");
        Optional(button.AccessibilityLabel, SlackLimits.AccessibilityLabel, $"{at}.accessibility_label");
        if (button.Confirm is not { } confirm) return;
        Text(confirm.Title, SlackLimits.ConfirmTitle, $"{at}.confirm.title");
        Text(confirm.Text, SlackLimits.ConfirmText, $"{at}.confirm.text");
        Text(confirm.Confirm, SlackLimits.ConfirmButton, $"{at}.confirm.confirm");
        Text(confirm.Deny, SlackLimits.ConfirmButton, $"{at}.confirm.deny");
    }

    private static void Texts(IReadOnlyList<TextObject> texts, int limit, string at)
    {
        for (var i = 0; i < texts.Count; i++) Text(texts[i], limit, $"{at}[{i}]");
    }

    public static void Text(TextObject? text, int limit, string at)
    {
        if (text is not (Markdown or PlainText)) throw Fault(at, "a text is needed, of a known type");
        Required(text.Text, limit, at);
    }

    public static void Required(string? text, int limit, string at)
    {
        if (string.IsNullOrEmpty(text)) throw Fault(at, "must not be empty");
        Optional(text, limit, at);
    }

    public static void Optional(string? text, int limit, string at)
    {
        if (text?.Length > limit) throw Fault(at, $"{text.Length} characters, at most {limit}");
    }

    public static void Count(int count, int limit, string at, int least = 1)
    {
        if (count < least || count > limit) throw Fault(at, $"{count} items, {least} to {limit} allowed");
    }

    public static void Unique(IEnumerable<string?> ids, string at)
    {
        if (ids.OfType<string>().GroupBy(id => id).Any(same => same.Count() > 1)) throw Fault(at, "must be unique");
    }

    public static ArgumentException Fault(string at, string why) => new(why, at);
}
