using System.Net.Mime;
using System.Text;
using System.Text.Json.Nodes;

namespace AccessSlack.Sandbox.Slack;

/// <content>Slash commands (docs/protocols/slack.md 9 and 10).</content>
internal sealed partial class SlackSimulator
{
    /// <summary>The name under which answers to commands appear in <see cref="Ephemerals"/>.</summary>
    public const string Command = "command";

    /// <summary>
    /// A person types a command: a signed form to <c>/slack/commands</c> of the door. An answer is shown to that
    /// person, or in the channel if it asks for that.
    /// </summary>
    /// <param name="person">Who types.</param>
    /// <param name="text">What follows the command.</param>
    /// <param name="endpoint">Any address of the app's server.</param>
    /// <param name="channel">Where it is typed; the direct message with the app unless given.</param>
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
        SlackChannel? channel = null,
        string command = "/teleport",
        SlackForgery? forgery = null,
        CancellationToken cancel = default
    )
    {
        var (form, source) = Change(() => Form(person, text, channel, command, forgery ?? SlackForgery.None));
        Secrets.NoteUrl("response_url", form.Text("response_url"));
        Secrets.Note("trigger_id", form.Text("trigger_id"));
        Secrets.Note("verification token", form.Text("token"));
        var body = forgery?.RawBody
            ?? string.Join(
                '&',
                form.Select(field => $"{field.Key}={FormEncoded(field.Value.Text() ?? "")}")
            );
        var ack = await SendRawAsync(
            new Uri(endpoint, "/slack/commands"),
            Encoding.UTF8.GetBytes(body),
            FormType,
            forgery,
            cancel
        );
        return Change(() =>
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
        if (!_workspace.HasScope("commands")) throw new InvalidOperationException("The app has no commands.");
        var channel = where is null ? _workspace.OpenDirect(person.Id) : _workspace.Channels[where.Id];
        RequireSight(Require(person.Id), channel);
        var source = new ResponseSource(channel.Id, null, person.Id);
        var form = new JsonObject
        {
            ["token"] = VerificationToken,
            ["team_id"] = forgery.TeamId ?? person.TeamId ?? Options.TeamId,
            ["team_domain"] = "sandbox",
            ["channel_id"] = channel.Id,
            ["channel_name"] = NameFor(channel),
            ["user_id"] = person.Id,
            ["user_name"] = person.Name,
            ["command"] = command,
            ["text"] = text,
            ["api_app_id"] = forgery.AppId ?? Options.AppId,
            ["is_enterprise_install"] = Options.OrgWideInstall ? "true" : "false",
            ["response_url"] = ResponseUrlFor(source),
            ["trigger_id"] = _workspace.Triggers.Issue(person.Id),
        };
        if (Options.EnterpriseId is { } enterprise)
            (form["enterprise_id"], form["enterprise_name"]) = (enterprise, "Sandbox Grid");
        forgery.Edit?.Invoke(form);
        return (form, source);
    }

    /// <summary>Anything but a 200 shows the person an error of Slack's, which nobody can do anything about.</summary>
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
            Show(args, source, ChatMethods.Content(args, null), null, Command);
        }
        catch (SlackRefusal refusal)
        {
            _complaints.Add($"{Command}: the answer is refused: {refusal.ToJson().ToJsonString()}");
        }
    }

    private static string FormEncoded(string text) =>
        Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
