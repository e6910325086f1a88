namespace SlackApi;

/// <summary>
/// Slack's hard limits, in UTF-16 units after JSON decoding and after escaping. Source: Slack's Block Kit reference and
/// its official SDKs. Slack rejects the whole message if most of them are exceeded.
/// </summary>
public static class SlackLimits
{
    /// <summary>Blocks in a message.</summary>
    public const int Blocks = 50;

    /// <summary>A block_id; unique in its message.</summary>
    public const int BlockId = 255;

    /// <summary>An action_id; unique in its block.</summary>
    public const int ActionId = 255;

    /// <summary>The text of a section, and of any text object that has no smaller limit; never empty.</summary>
    public const int SectionText = 3000;

    /// <summary>Fields of a section.</summary>
    public const int Fields = 10;

    /// <summary>The text of a field.</summary>
    public const int FieldText = 2000;

    /// <summary>The text of a header.</summary>
    public const int HeaderText = 150;

    /// <summary>Elements of a context block.</summary>
    public const int ContextElements = 10;

    /// <summary>Elements of an actions block.</summary>
    public const int ActionElements = 25;

    /// <summary>The text of a button.</summary>
    public const int ButtonText = 75;

    /// <summary>The value of a button.</summary>
    public const int ButtonValue = 2000;

    /// <summary>The address of a button.</summary>
    public const int ButtonUrl = 3000;

    /// <summary>The accessibility label of a button.</summary>
    public const int AccessibilityLabel = 75;

    /// <summary>The title of a confirmation dialog.</summary>
    public const int ConfirmTitle = 100;

    /// <summary>The text of a confirmation dialog.</summary>
    public const int ConfirmText = 300;

    /// <summary>Either button of a confirmation dialog.</summary>
    public const int ConfirmButton = 30;

    /// <summary>Blocks in a view.</summary>
    public const int ViewBlocks = 100;

    /// <summary>The title of a view.</summary>
    public const int ViewTitle = 24;

    /// <summary>Either button of a view.</summary>
    public const int ViewButton = 24;

    /// <summary>The callback_id of a view.</summary>
    public const int CallbackId = 255;

    /// <summary>The private_metadata of a view.</summary>
    public const int PrivateMetadata = 3000;

    /// <summary>A whole view, in bytes of JSON (<c>view_too_large</c>).</summary>
    public const int ViewBytes = 250_000;

    /// <summary>The label of an input.</summary>
    public const int InputLabel = 2000;

    /// <summary>The hint of an input.</summary>
    public const int InputHint = 2000;

    /// <summary>The placeholder of an empty field.</summary>
    public const int InputPlaceholder = 150;

    /// <summary>Options of a menu.</summary>
    public const int Options = 100;

    /// <summary>The text of an option.</summary>
    public const int OptionText = 75;

    /// <summary>
    /// The value of an option, a conservative value: the documentation says 150, and Slack's SDKs said 75 for long.
    /// </summary>
    public const int OptionValue = 75;

    /// <summary>What can be typed into a field, and the maximum for its own limits.</summary>
    public const int InputText = 3000;

    /// <summary>The top-level text of chat.postMessage; Slack silently truncates longer text.</summary>
    public const int PostText = 40_000;

    /// <summary>The top-level text of chat.update (<c>msg_too_long</c>).</summary>
    public const int UpdateText = 4000;

    /// <summary>
    /// All text of all blocks together, a conservative value: Slack documents no figure; 9,597 was accepted and 11,341
    /// rejected (<c>msg_blocks_too_long</c>). A guideline for composing; not checked when writing.
    /// </summary>
    public const int AllBlockText = 9_500;
}
