using System.Collections.Immutable;
using System.Net.Mime;
using System.Text.Json.Nodes;
using AccessSlack.Sandbox.Slack.Methods;

namespace AccessSlack.Sandbox.Slack.Interactions;

/// <summary>Simulates people who submit and close modals (docs/protocols/slack.md 9, 10 and 12).</summary>
internal sealed class SlackModals(SlackState state, SlackPayloads payloads, SlackDelivery delivery)
{
    /// <summary>
    /// A person types into the first field of a modal, chooses in its menus and submits it, and the app's answer
    /// determines what the person sees next.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The modal is not theirs, not open or has no submit button, or Slack's client rejects the input.
    /// </exception>
    public async Task<SlackSubmission> SubmitAsync(
        SlackView view,
        SlackPerson person,
        SlackInput input,
        Uri requestUrl,
        SlackForgery forgery,
        CancellationToken cancel
    )
    {
        state.Secrets.Note("reason", input.Typed);
        var payload = state.Change(() => Submission(RequireView(view, person), person, input, forgery));
        var ack = await delivery.InteractionAsync(requestUrl, payload, forgery, cancel);
        var settled = state.Change(() => state.Workspace.Views[view.Id] = Settle(state.Workspace.Views[view.Id], ack));
        return new(ack, settled, payload);
    }

    /// <summary>
    /// A person closes a modal. The app is notified only if it asked for that; otherwise there is no answer.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is not theirs, or not open.</exception>
    public async Task<SlackAck?> CloseAsync(
        SlackView view,
        SlackPerson person,
        Uri requestUrl,
        SlackForgery forgery,
        CancellationToken cancel
    )
    {
        var payload = state.Change(() =>
            Closing(
                state.Workspace.Views[view.Id] = RequireView(view, person) with { IsOpen = false },
                person,
                forgery
            )
        );
        return payload["view"]!.AsObject().Flag("notify_on_close")
            ? await delivery.InteractionAsync(requestUrl, payload, forgery, cancel)
            : null;
    }

    private JsonObject Closing(SlackView view, SlackPerson person, SlackForgery forgery)
    {
        var payload = payloads.Create("view_closed", person);
        payload["view"] = ViewMethods.Describe(state.Workspace, view);
        payload["is_cleared"] = false;
        SlackPayloads.Forge(payload, forgery);
        return payload;
    }

    private SlackView RequireView(SlackView view, SlackPerson person) =>
        state.Workspace.Views[view.Id] is { IsOpen: true } open && open.UserId == person.Id
            ? open
            : throw new InvalidOperationException($"{person.Name} has no view {view.Id} open.");

    private JsonObject Submission(SlackView view, SlackPerson person, SlackInput input, SlackForgery forgery)
    {
        if (view.Definition["submit"] is null)
            throw new InvalidOperationException($"View {view.Id} has nothing to send.");
        var payload = payloads.Create("view_submission", person);
        payload["trigger_id"] = state.Workspace.Triggers.Issue(person.Id);
        payload["view"] = ViewMethods.Describe(state.Workspace, view, SlackInputs.Values(view, input));
        state.Workspace.Views[view.Id] = view with { Kept = SlackInputs.Kept(view, input) };
        payload["response_urls"] = new JsonArray();
        SlackPayloads.Forge(payload, forgery);
        return payload;
    }

    /// <summary>The answer to a submission determines what happens to the view.</summary>
    private SlackView Settle(SlackView view, SlackAck ack)
    {
        if (ack.Status != 200) return view with { IsInTrouble = true };
        if (ack.Body.Length == 0) return view with { IsOpen = false };
        if (ack.ContentType != MediaTypeNames.Application.Json || Json.Parse(ack.Body) is not JsonObject answer)
            return Trouble(view, "is not JSON");
        return answer.Text("response_action") switch
        {
            "clear" => view with { IsOpen = false },
            "errors" => WithErrors(view, answer["errors"] as JsonObject ?? []),
            "update" => Updated(view, answer["view"] as JsonObject ?? []),
            var action => Trouble(view, $"has the response_action {action}, which no approval needs"),
        };
    }

    private SlackView WithErrors(SlackView view, JsonObject errors)
    {
        var fields = view.Inputs.Select(block => block.Text("block_id")).ToHashSet();
        if (
            errors.Count == 0
            || !errors.All(error => fields.Contains(error.Key) && error.Value.Text() is { Length: > 0 })
        )
            return Trouble(view, "names errors of no field");
        return view with
        {
            Errors = errors.ToImmutableSortedDictionary(error => error.Key, error => error.Value.Text()!),
            IsInTrouble = false,
        };
    }

    private SlackView Updated(SlackView view, JsonObject definition)
    {
        try
        {
            return ViewMethods.Show(state.Workspace, view, ViewRules.Check(definition));
        }
        catch (SlackRefusal refusal)
        {
            return Trouble(view, $"has a view that is refused: {refusal.ToJson().ToJsonString()}");
        }
    }

    private SlackView Trouble(SlackView view, string why)
    {
        state.Complaints.Add($"view_submission: the answer {why}");
        return view with { IsInTrouble = true };
    }
}
