using System.Text.Json.Nodes;
using AccessSlack.Sandbox.Slack.Methods;

namespace AccessSlack.Sandbox.Slack.Interactions;

/// <summary>Simulates people who open the app's Home (docs/protocols/slack.md 20).</summary>
internal sealed class SlackEvents(SlackState state, SlackPayloads payloads, SlackDelivery delivery)
{
    /// <summary>A person opens the app's Home: a signed event to <c>/slack/events</c>, or an envelope.</summary>
    /// <param name="person">Who.</param>
    /// <param name="endpoint">Any address of the app's server.</param>
    /// <param name="tab"><c>home</c> or <c>messages</c>.</param>
    /// <param name="forgery">Its edit sees the envelope.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">The app sends no such event, or there is no such person.</exception>
    public Task<SlackAck> OpenHomeAsync(
        SlackPerson person,
        Uri endpoint,
        string tab,
        SlackForgery forgery,
        CancellationToken cancel
    )
    {
        var envelope = state.Change(() => HomeOpened(person, tab, forgery));
        return SendAsync(endpoint, envelope, forgery, cancel);
    }

    /// <summary>Someone saves the address on the app's page, and Slack tests it.</summary>
    public Task<SlackAck> VerifyUrlAsync(
        Uri endpoint,
        string challenge,
        SlackForgery forgery,
        CancellationToken cancel
    ) =>
        SendAsync(
            endpoint,
            new()
            {
                ["token"] = SlackPayloads.VerificationToken,
                ["challenge"] = challenge,
                ["type"] = "url_verification",
            },
            forgery,
            cancel
        );

    /// <summary>A click in the Home tab has neither a channel nor a message, and no response_url.</summary>
    public Task<SlackAck> ClickInHomeAsync(
        SlackPerson person,
        JsonObject button,
        Uri requestUrl,
        SlackForgery forgery,
        CancellationToken cancel
    )
    {
        var payload = state.Change(() => Click(person, button, forgery));
        return delivery.InteractionAsync(requestUrl, payload, forgery, cancel);
    }

    /// <summary>The one way that events leave.</summary>
    public Task<SlackAck> SendAsync(
        Uri endpoint,
        JsonObject envelope,
        SlackForgery forgery,
        CancellationToken cancel
    ) => delivery.EventAsync(endpoint, envelope, forgery, cancel);

    private JsonObject HomeOpened(SlackPerson person, string tab, SlackForgery forgery)
    {
        if (!state.Options.HasHomeTab && tab == "home") throw new InvalidOperationException("The app has no Home tab.");
        var opened = new JsonObject
        {
            ["type"] = "app_home_opened",
            ["user"] = payloads.Require(person.Id).Id,
            ["channel"] = state.Workspace.OpenDirect(person.Id).Id,
            ["tab"] = tab,
            ["event_ts"] = state.Workspace.NextTs(),
        };
        if (tab == "home" && state.Workspace.Homes.GetValueOrDefault(person.Id) is { } view)
            opened["view"] = ViewMethods.Describe(state.Workspace, view);
        var envelope = Envelope(person, opened);
        if (forgery.AppId is { } app) envelope["api_app_id"] = app;
        if (forgery.TeamId is { } team) envelope["team_id"] = team;
        forgery.Edit?.Invoke(envelope);
        return envelope;
    }

    private JsonObject Click(SlackPerson person, JsonObject button, SlackForgery forgery)
    {
        var view = state.Workspace.Homes.GetValueOrDefault(person.Id)
            ?? throw new InvalidOperationException($"{person.Name} has no Home tab.");
        var action = (JsonObject)button.DeepClone();
        action["action_ts"] = state.Workspace.NextTs();
        var payload = payloads.Create("block_actions", person);
        payload["container"] = new JsonObject { ["type"] = "view", ["view_id"] = view.Id };
        payload["trigger_id"] = state.Workspace.Triggers.Issue(person.Id);
        payload["view"] = ViewMethods.Describe(state.Workspace, view);
        payload["actions"] = new JsonArray(action);
        SlackPayloads.Forge(payload, forgery);
        return payload;
    }

    private JsonObject Envelope(SlackPerson person, JsonObject happened)
    {
        var id = state.Workspace.NextId('E').Replace("E0", "Ev0", StringComparison.Ordinal);
        return new()
        {
            ["token"] = SlackPayloads.VerificationToken,
            ["team_id"] = person.TeamId ?? state.Options.TeamId,
            ["api_app_id"] = state.Options.AppId,
            ["event"] = happened,
            ["type"] = "event_callback",
            ["event_id"] = id,
            ["event_time"] = state.Options.Time.GetUtcNow().ToUnixTimeSeconds(),
            ["authorizations"] = new JsonArray(new JsonObject
            {
                ["enterprise_id"] = state.Options.EnterpriseId,
                ["team_id"] = state.Options.OrgWideInstall ? null : state.Options.TeamId,
                ["user_id"] = state.Options.BotUserId,
                ["is_bot"] = true,
                ["is_enterprise_install"] = state.Options.OrgWideInstall,
            }),
            ["is_ext_shared_channel"] = false,
        };
    }
}
