using System.Text.Json.Nodes;
using AccessSlack.Sandbox.Slack.Methods;
using AccessSlack.Sandbox.Slack.Sockets;

namespace AccessSlack.Sandbox.Slack;

/// <summary>Executes the calls that the server has read, and records them.</summary>
internal sealed class SlackApi(SlackState state)
{
    public void Record(string method, SlackRequest request, bool isWrongVerb) => state.Change(() =>
    {
        var args = (JsonObject)request.Values.DeepClone();
        if (args.Remove("token")) state.Complaints.Add($"{method}: the token belongs in the Authorization header");
        if (request.Complaint is { } complaint) state.Complaints.Add($"{method}: {complaint}");
        if (isWrongVerb) state.Complaints.Add($"{method}: should be sent as POST");
        var isExpected = method == SlackSimulator.ResponseUrl || SlackMethod.All.ContainsKey(method);
        if (!isExpected) state.UnexpectedCalls.Add(method);
        state.Calls.Add(new(method, state.Options.Time.GetUtcNow(), args));
        return args;
    });

    public JsonObject Call(string name, SlackMethod? method, SlackRequest request, string authorization) =>
        Answer(request, () =>
        {
            var token = authorization.Split(' ')[^1];
            state.Secrets.Note(token.StartsWith("xapp-", StringComparison.Ordinal) ? "app token" : "bot token", token);
            if (method is null)
                throw new SlackRefusal("unknown_method");
            if (authorization.Length == 0)
                throw new SlackRefusal("not_authed");
            if (name == SlackSockets.Open)
                return state.Sockets.Issue(token);
            if (state.Options.AppToken is { } appToken && authorization == $"Bearer {appToken}")
                throw new SlackRefusal("not_allowed_token_type");
            if (authorization != $"Bearer {state.Options.BotToken}")
                throw new SlackRefusal("invalid_auth");
            if (method.Scope is { } scope)
                state.Workspace.RequireScope(scope);
            var args = new SlackArguments(request.Values);
            var answer = method.Run(state.Workspace, args);
            request.Warnings.AddRange(args.Warnings);
            return answer;
        });

    public JsonObject Respond(string path, SlackRequest request) =>
        Answer(request, () => ResponseMethods.Respond(state.Workspace, path, new SlackArguments(request.Values)));

    private JsonObject Answer(SlackRequest request, Func<JsonObject> call) => state.Change(() =>
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
}
