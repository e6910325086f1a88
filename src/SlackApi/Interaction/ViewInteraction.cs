using System.Text.Json;

namespace SlackApi.Interaction;

/// <summary>
/// <c>view_submission</c>: a user submitted a modal. The answer to the HTTP request determines what happens to the
/// modal. Source: Slack's payload types in its SDKs.
/// </summary>
public sealed class ViewSubmission : InteractionRequest
{
    internal const string TypeName = "view_submission";

    private ViewSubmission(JsonElement payload) : base(payload) { }

    public required SubmittedView View { get; init; }

    internal static ViewSubmission Read(JsonElement payload) =>
        new(payload) { View = SubmittedView.Read(payload.Object("view") ?? default) };
}

/// <summary><c>view_closed</c>: a user closed a modal with <c>notify_on_close</c>.</summary>
public sealed class ViewClosed : InteractionRequest
{
    internal const string TypeName = "view_closed";

    private ViewClosed(JsonElement payload) : base(payload) { }

    public required SubmittedView View { get; init; }

    /// <summary>Whether all stacked modals were closed at once.</summary>
    public bool IsCleared { get; init; }

    internal static ViewClosed Read(JsonElement payload) => new(payload)
    {
        View = SubmittedView.Read(payload.Object("view") ?? default),
        IsCleared = payload.Flag("is_cleared") ?? false,
    };
}

/// <summary>A modal as Slack returns it, with what was typed into it.</summary>
/// <param name="Id">Slack's id for it.</param>
/// <param name="CallbackId">The app's name for the kind of view.</param>
/// <param name="PrivateMetadata">As set by the app, but passed through the user's client.</param>
/// <param name="Hash">Identifies this version of the view.</param>
/// <param name="State">The values of its input blocks, typed or chosen.</param>
public sealed record SubmittedView(string Id, string CallbackId, string PrivateMetadata, string Hash, ViewState State)
{
    internal static SubmittedView Read(JsonElement view) => new(
            view.Text("id"),
            view.Text("callback_id"),
            view.Text("private_metadata"),
            view.Text("hash"),
            ViewState.Read(view.Object("state") ?? default)
        );
}

/// <summary>What was typed and chosen, by block_id and action_id.</summary>
public sealed class ViewState
{
    private readonly Dictionary<(string BlockId, string ActionId), string> _values = [];
    private readonly Dictionary<string, ViewChoice> _choices = [];

    private ViewState() { }

    /// <summary>
    /// The options that were chosen, by block_id. A menu in which nothing was chosen is missing, and so is whatever
    /// exceeds <see cref="SlackLimits"/>: more choices than a view has blocks, and ids and values that are too long.
    /// </summary>
    public IReadOnlyDictionary<string, ViewChoice> Choices => _choices;

    /// <summary>Empty if nothing was typed, the element does not exist, or its value is not text.</summary>
    public string Value(string blockId, string actionId) => Find(blockId, actionId) ?? "";

    /// <summary>The same; null if the element does not exist.</summary>
    public string? Find(string blockId, string actionId) => _values.GetValueOrDefault((blockId, actionId));

    internal static ViewState Read(JsonElement state)
    {
        var read = new ViewState();
        foreach (var (blockId, block) in state.ObjectFields("values"))
        {
            foreach (var (actionId, element) in block.ObjectFields())
            {
                read._values[(blockId, actionId)] = element.Text("value");
                if (element.Object("selected_option") is { } option)
                    read.Choose(blockId, new(actionId, option.Text("value")));
            }
        }

        return read;
    }

    private void Choose(string blockId, ViewChoice choice)
    {
        var isPossible =
            blockId.Length is > 0 and <= SlackLimits.BlockId
            && choice.ActionId.Length is > 0 and <= SlackLimits.ActionId
            && choice.Value.Length is > 0 and <= SlackLimits.OptionValue;
        if (isPossible && _choices.Count < SlackLimits.ViewBlocks) _choices[blockId] = choice;
    }
}

/// <summary>
/// An option that was chosen. The value need not be one that the menu has: a submission can be forged.
/// </summary>
/// <param name="ActionId">Of the menu.</param>
/// <param name="Value">Of the option.</param>
public sealed record ViewChoice(string ActionId, string Value);
