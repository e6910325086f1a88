using System.Text.Json.Nodes;

namespace AccessSlack.Sandbox.Slack;

/// <content>What the HTTP side calls.</content>
internal sealed partial class SlackSimulator
{
    internal void Record(string method, SlackRequest request, bool isWrongVerb) => Change(() =>
    {
        var args = (JsonObject)request.Values.DeepClone();
        if (args.Remove("token")) _complaints.Add($"{method}: the token belongs into the Authorization header");
        if (request.Complaint is { } complaint) _complaints.Add($"{method}: {complaint}");
        if (isWrongVerb) _complaints.Add($"{method}: should be sent as POST");
        if (method != ResponseUrl && !SlackMethod.All.ContainsKey(method)) _unexpected.Add(method);
        _calls.Add(new(method, Options.Time.GetUtcNow(), args));
        return args;
    });

    internal JsonObject Call(string name, SlackMethod? method, SlackRequest request, string authorization) =>
        Answer(request, () =>
        {
            Secrets.Note("bot token", authorization.Split(' ')[^1]);
            if (method is null)
                throw new SlackRefusal("unknown_method");
            if (authorization.Length == 0)
                throw new SlackRefusal("not_authed");
            if (authorization != $"Bearer {Options.BotToken}")
                throw new SlackRefusal("invalid_auth");
            if (method.Scope is { } scope)
                _workspace.RequireScope(scope);
            var args = new SlackArguments(request.Values);
            var answer = method.Run(_workspace, args);
            request.Warnings.AddRange(args.Warnings);
            return answer;
        });

    internal JsonObject Respond(string path, SlackRequest request) =>
        Answer(request, () => Respond(path, new SlackArguments(request.Values)));

    private JsonObject Answer(SlackRequest request, Func<JsonObject> call) => Change(() =>
    {
        try
        {
            if (request.Refusal is { } refusal) throw refusal;
            var answer = call();
            answer["ok"] = true;
            if (request.Warnings.Count == 0) return answer;
            answer["warning"] = string.Join(',', request.Warnings);
            var metadata = (answer["response_metadata"] ??= new JsonObject()).AsObject();
            metadata["warnings"] = new JsonArray([.. request.Warnings.Select(warning => (JsonNode)warning)]);
            return answer;
        }
        catch (SlackRefusal refusal)
        {
            return refusal.ToJson();
        }
    });

    /// <summary>Ephemeral unless it says otherwise; bypasses membership.</summary>
    private JsonObject Respond(string path, SlackArguments args)
    {
        var source = _workspace.ResponseUrls.Use(path);
        var original = source.Ts is null ? null : _workspace.FindMessage(source.Channel, source.Ts);
        if (args.Flag("delete_original"))
        {
            if (original is not null) _workspace.Messages.Remove(original);
            return [];
        }

        var content = ChatMethods.Content(args, null);
        var threadTs = args.Text("thread_ts");
        if (args.Flag("replace_original"))
        {
            // Replacing a message that is gone does nothing, without an error.
            if (original is not null) _workspace.Edit(original, content);
        }
        else
        {
            Show(args, source, content, threadTs, ResponseUrl);
        }

        return [];
    }

    private void Show(SlackArguments args, ResponseSource source, SlackContent content, string? threadTs, string via)
    {
        if (args.Text("response_type") == "in_channel")
            _workspace.PostAsApp(_workspace.Channels[source.Channel], content, threadTs);
        else _workspace.Tell(source.Channel, source.UserId, threadTs, content, via);
    }
}
