using System.Text.Json.Serialization;

namespace SlackApi.Blocks;

/// <summary>
/// Asks for something to be typed; only in views here. What was typed comes back under the ids of block and element.
/// </summary>
public sealed class InputBlock : Block
{
    /// <summary>At most <see cref="SlackLimits.InputLabel"/>.</summary>
    public PlainText? Label { get; set; }

    public InputBlockElement? Element { get; set; }

    /// <summary>Small grey text below, at most <see cref="SlackLimits.InputHint"/>.</summary>
    public PlainText? Hint { get; set; }

    /// <summary>May be left empty. Otherwise Slack's client wants at least one character.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Optional { get; set; }
}
