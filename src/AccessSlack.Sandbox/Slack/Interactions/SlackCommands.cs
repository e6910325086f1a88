using System.Net.Mime;
using System.Text.Json.Nodes;
using AccessSlack.Sandbox.Slack.Methods;

namespace AccessSlack.Sandbox.Slack.Interactions;

/// <summary>Simulates people who type slash commands (docs/protocols/slack.md 9 and 10).</summary>
internal sealed class SlackCommands(SlackState state, SlackPayloads payloads, SlackDelivery delivery)
{
    /// <summary>
    /// A person types a command: a signed form to <c>/slack/commands</c>, or an envelope. The answer is shown to that
    /// person, or in the channel if the answer says so.
    /// </summary>
    /// <param name="person">Who types.</param>
    /// <param name="text">What follows the command.</param>
    /// <param name="endpoint">Any address of the app's server.</param>
    /// <param name="channel">Where it is typed; null for the direct message with the app.</param>
    /// <param name="command">With its slash.</param>
    /// <param name="forgery">Its edit sees the fields of the form.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">
    /// The person cannot see that channel, or the app has no commands.
    /// </exception>
    public async Task<SlackAck> CommandAsync(
        SlackPerson person,
        string text,
        Uri endpoint,
        SlackChannel? channel,
        string command,
        SlackForgery forgery,
        CancellationToken cancel
    )
    {
        var (form, source) = state.Change(() => Form(person, text, channel, command, forgery));
        var ack = await delivery.CommandAsync(endpoint, form, forgery, cancel);
        return state.Change(() =>
        {
            ShowAnswer(source, ack);
            return ack;
        });
    }

    private (JsonObject Form, ResponseSource Source) Form(
        SlackPerson person,
        string text,
        SlackChannel? where,
        string command,
        SlackForgery forgery
    )
    {
        if (!state.Workspace.HasScope("commands")) throw new InvalidOperationException("The app has no commands.");
        var channel = where is null ? state.Workspace.OpenDirect(person.Id) : state.Workspace.Channels[where.Id];
        SlackPayloads.RequireSight(payloads.Require(person.Id), channel);
        var source = new ResponseSource(channel.Id, null, person.Id);
        var form = new JsonObject
        {
            ["token"] = SlackPayloads.VerificationToken,
            ["team_id"] = forgery.TeamId ?? person.TeamId ?? state.Options.TeamId,
            ["team_domain"] = "sandbox",
            ["channel_id"] = channel.Id,
            ["channel_name"] = SlackPayloads.NameFor(channel),
            ["user_id"] = person.Id,
            ["user_name"] = person.Name,
            ["command"] = command,
            ["text"] = text,
            ["api_app_id"] = forgery.AppId ?? state.Options.AppId,
            ["is_enterprise_install"] = state.Options.OrgWideInstall ? "true" : "false",
            ["response_url"] = payloads.ResponseUrlFor(source),
            ["trigger_id"] = state.Workspace.Triggers.Issue(person.Id),
        };
        if (state.Options.EnterpriseId is { } enterprise)
            (form["enterprise_id"], form["enterprise_name"]) = (enterprise, "Sandbox Grid");
        forgery.Edit?.Invoke(form);
        return (form, source);
    }

    /// <summary>Anything but a 200 makes Slack show the person an error that they cannot act on.</summary>
    private void ShowAnswer(ResponseSource source, SlackAck ack)
    {
        if (ack.Status != 200 || ack.Body.Length == 0) return;
        var answer =
            ack.ContentType == MediaTypeNames.Application.Json
                ? Json.Parse(ack.Body) as JsonObject
                : new JsonObject { ["text"] = ack.Body };
        try
        {
            var args = new SlackArguments(answer ?? throw new SlackRefusal("invalid_json"));
            var content = ChatMethods.Content(args, null);
            ResponseMethods.Show(state.Workspace, args, source, content, null, SlackSimulator.Command);
        }
        catch (SlackRefusal refusal)
        {
            state.Complaints.Add($"{SlackSimulator.Command}: the answer is refused: {refusal.ToJson().ToJsonString()}");
        }
    }
}
