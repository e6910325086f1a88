using System.Text.Json;

namespace SlackApi.Interaction;

/// <summary>
/// <c>view_submission</c>: somebody submitted a modal. The answer to the HTTP request decides what becomes of it.
/// Source: Slack's payload types in its SDKs.
/// </summary>
public sealed class ViewSubmission : InteractionRequest
{
    internal const string TypeName = "view_submission";

    private ViewSubmission(JsonElement payload) : base(payload) { }

    public required SubmittedView View { get; init; }

    internal static ViewSubmission Read(JsonElement payload) =>
        new(payload) { View = SubmittedView.Read(payload.Object("view") ?? default) };
}

/// <summary><c>view_closed</c>: somebody closed a modal that had asked to hear of it.</summary>
public sealed class ViewClosed : InteractionRequest
{
    internal const string TypeName = "view_closed";

    private ViewClosed(JsonElement payload) : base(payload) { }

    public required SubmittedView View { get; init; }

    /// <summary>All modals that lay on each other were closed at once.</summary>
    public bool IsCleared { get; init; }

    internal static ViewClosed Read(JsonElement payload) => new(payload)
    {
        View = SubmittedView.Read(payload.Object("view") ?? default),
        IsCleared = payload.Flag("is_cleared") ?? false,
    };
}

/// <summary>A modal as it comes back, with what was typed into it.</summary>
/// <param name="Id">Slack's name for it.</param>
/// <param name="CallbackId">What the app called it.</param>
/// <param name="PrivateMetadata">What the app gave it along; it was in the hands of a client meanwhile.</param>
/// <param name="Hash">Of this version of the view.</param>
/// <param name="State">The elements of its input blocks.</param>
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

/// <summary>The texts that were typed, by block_id and action_id.</summary>
public sealed class ViewState
{
    private readonly Dictionary<(string BlockId, string ActionId), string> _values = [];

    private ViewState() { }

    /// <summary>Empty when nothing was typed, or when there is no such element or it holds no text.</summary>
    public string Value(string blockId, string actionId) => _values.GetValueOrDefault((blockId, actionId), "");

    internal static ViewState Read(JsonElement state)
    {
        var read = new ViewState();
        foreach (var (blockId, block) in state.ObjectFields("values"))
        {
            foreach (var (actionId, element) in block.ObjectFields())
                read._values[(blockId, actionId)] = element.Text("value");
        }

        return read;
    }
}
