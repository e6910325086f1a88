using System.Globalization;
using System.Text.Json.Nodes;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.Sandbox.Demo;

/// <summary>Everything the page shows, as one JSON document. Times are Unix seconds.</summary>
internal static class DemoView
{
    public static JsonObject Of(DemoWorld world, DaemonProcess? daemon, IEnumerable<string> log) => new()
    {
        ["daemon"] = Daemon(daemon, log),
        ["teleport"] = new JsonObject
        {
            ["version"] = world.Teleport.Version,
            ["restarted"] = Seconds(world.Upkeep.Restarted),
            ["renewed"] = Seconds(world.Upkeep.Renewed),
            ["requests"] = List(world.Teleport.Requests.Reverse(), request => Request(world, request)),
            ["audit"] = List(world.Teleport.AuditTrail.Reverse().Take(100), Audit),
        },
        ["slack"] = new JsonObject
        {
            ["team"] = world.Slack.Options.TeamName,
            ["socket"] = world.Slack.Sockets.IsOn,
            ["weather"] = Weather(world.Weather.Now),
            ["people"] = List(world.People, member => new JsonObject
            {
                ["id"] = member.Person.Id,
                ["name"] = member.Person.Name,
                ["about"] = member.About,
                ["mayAsk"] = member.MayAsk,
            }),
            ["channels"] = List(world.Slack.Channels, channel => Channel(world.Slack, channel)),
            ["views"] = List(world.Slack.Views.Where(view => view.IsOpen), View),
            ["homes"] = List(world.Slack.AllHomes(), view => new JsonObject
            {
                ["user"] = view.UserId,
                ["hash"] = view.Hash,
                ["blocks"] = view.Definition["blocks"]?.DeepClone(),
            }),
        },
    };

    private static JsonObject Daemon(DaemonProcess? daemon, IEnumerable<string> log) => new()
    {
        ["ready"] = daemon?.IsReady is true,
        ["watching"] = daemon?.IsWatching is true,
        ["watchBegan"] = Seconds(daemon?.WatchBegan ?? 0),
        ["tookCertificates"] = Seconds(daemon?.TookCertificates ?? 0),
        ["exitCode"] = daemon?.ExitCode,
        ["log"] = List(log, line => line),
    };

    private static JsonObject? Weather((SlackTrouble Trouble, DateTimeOffset Until) now) =>
        now.Trouble == SlackTrouble.None
            ? null
            : new() { ["trouble"] = now.Trouble.ToString(), ["until"] = Seconds(now.Until.ToUnixTimeMilliseconds()) };

    private static JsonObject Request(DemoWorld world, AccessRequestV3 request) => new()
    {
        ["id"] = request.Metadata.Name,
        ["user"] = request.Spec.User,
        ["roles"] = List(request.Spec.Roles, role => role),
        ["state"] = request.Spec.State.ToString(),
        ["reason"] = request.Spec.RequestReason,
        ["resolveReason"] = request.Spec.ResolveReason,
        ["created"] = request.Spec.Created?.Seconds,
        ["pendingUntil"] = request.Spec.ResourceExpiry?.Seconds,
        ["accessUntil"] = request.Spec.Expires?.Seconds,
        ["explain"] = DemoExplanation.CommandFor(request.Metadata.Name),
        ["votes"] = List(
                DemoVotes.Of(request, world.Teleport.PluginData(request.Metadata.Name, "slack")),
                vote => new JsonObject
                {
                    ["by"] = vote.By,
                    ["choice"] = vote.Choice,
                    ["reason"] = vote.Reason,
                }
            ),
    };

    private static JsonObject Audit(Teleport.AuditEvent entry) => new()
    {
        ["time"] = entry.Time.ToUnixTimeSeconds(),
        ["event"] = entry.Event,
        ["id"] = entry.RequestId,
        ["by"] = entry.UpdatedBy,
        ["state"] = entry.State == RequestState.None ? "" : entry.State.ToString(),
        ["delegator"] = entry.Delegator,
        ["reason"] = entry.Reason,
    };

    private static JsonObject Channel(SlackSimulator slack, SlackChannel channel) => new()
    {
        ["id"] = channel.Id,
        ["name"] = channel.Name,
        ["direct"] = channel.IsDirect,
        ["members"] = List(channel.Members, member => member),
        ["messages"] = List(slack.Messages.Where(message => message.Channel == channel.Id), Message),
        ["ephemerals"] = List(
                slack.Ephemerals.Where(told => told.Channel == channel.Id && told.IsShown),
                Ephemeral
            ),
    };

    private static JsonObject Message(SlackMessage message) => new()
    {
        ["ts"] = message.Ts,
        ["time"] = Seconds(message.Ts),
        ["thread"] = message.ThreadTs,
        ["text"] = message.Text,
        ["blocks"] = message.Blocks.DeepClone(),
        ["edited"] = message.Edits.Length > 0,
    };

    private static JsonObject Ephemeral(SlackEphemeral told) => new()
    {
        ["ts"] = told.Ts,
        ["time"] = Seconds(told.Ts),
        ["user"] = told.UserId,
        ["text"] = told.Text,
        ["blocks"] = told.Content.Blocks.DeepClone(),
    };

    private static JsonObject View(SlackView view) => new()
    {
        ["id"] = view.Id,
        ["user"] = view.UserId,
        ["title"] = view.Title,
        ["submit"] = (view.Definition["submit"] as JsonObject)?.Text("text"),
        ["close"] = (view.Definition["close"] as JsonObject)?.Text("text") ?? "Cancel",
        ["blocks"] = view.Definition["blocks"]?.DeepClone(),
        ["errors"] = new JsonObject(
                view.Errors.Select(error => KeyValuePair.Create(error.Key, (JsonNode?)error.Value))
            ),
        ["trouble"] = view.IsInTrouble,
    };

    private static double Seconds(long milliseconds) => milliseconds / 1000.0;

    private static long Seconds(string ts) => (long)decimal.Parse(ts, CultureInfo.InvariantCulture);

    private static JsonArray List<T>(IEnumerable<T> items, Func<T, JsonNode?> describe) =>
        new([.. items.Select(describe)]);
}
