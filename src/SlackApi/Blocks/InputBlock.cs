using System.Text.Json.Serialization;

namespace SlackApi.Blocks;

/// <summary>
/// Asks the user to type or choose something; supported only in views. The input is returned under the ids of block and
/// element.
/// </summary>
public sealed class InputBlock : Block
{
    /// <summary>At most <see cref="SlackLimits.InputLabel"/>.</summary>
    public PlainText? Label { get; set; }

    public InputBlockElement? Element { get; set; }

    /// <summary>Small gray text below, at most <see cref="SlackLimits.InputHint"/>.</summary>
    public PlainText? Hint { get; set; }

    /// <summary>Whether it may be left empty. Otherwise Slack's client requires at least one character.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Optional { get; set; }
}
