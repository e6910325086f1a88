using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.Sandbox.Demo;

/// <summary>The page asked for something impossible; the message is shown to the user.</summary>
internal sealed class DemoRefusal(string message) : Exception(message);

/// <summary>What the user can do on the page. Every method returns one line that says what happened.</summary>
internal sealed class DemoActions(DemoWorld world, Func<Uri?> endpoint)
{
    /// <summary>In bytes (docs/protocols/teleport.md 2.5).</summary>
    private const int LongestReason = 4096;

    private const int LongestCommand = 4000;
    private const int MostChoices = 100;

    /// <summary>Long enough for a few hours to pass at the press of a button.</summary>
    private static readonly TimeSpan PendingFor = TimeSpan.FromHours(4);

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan BeforeEnd = TimeSpan.FromMinutes(1);

    private const string Command = "/teleport";

    /// <summary>Restarts the daemon, with Socket Mode or without.</summary>
    public Func<bool, Task> UseSocketAsync { get; init; } = _ => throw new DemoRefusal("There is no daemon here.");

    /// <summary>Like <c>tsh request create</c>.</summary>
    public Task<string> RequestAsync(JsonObject call)
    {
        var user = Field(call, "user");
        var roles = (call["roles"] as JsonArray ?? [])
            .Select(role => role.Text() ?? "")
            .Where(role => role.Length is > 0 and < 100)
            .Distinct()
            .ToArray();
        if (roles.Length is 0 or > 20) throw new DemoRefusal("Choose at least one role.");
        var reason = call.Text("reason") ?? "";
        if (Encoding.UTF8.GetByteCount(reason) > LongestReason)
            throw new DemoRefusal($"Teleport accepts a reason of at most {LongestReason} bytes.");
        var id = world.Teleport.CreateRequest(
            new NewAccessRequest(user, roles)
            {
                Reason = reason,
                Resources = DemoResources.Of(roles),
                PendingFor = PendingFor,
            }
        );
        return Task.FromResult($"Teleport created request …{id[^8..]}");
    }

    /// <summary>A real, signed click; the daemon's answer to the user arrives through Slack.</summary>
    public Task<string> ClickAsync(JsonObject call) => SendAsync(async url =>
            Told(
                await world.Slack.ClickAsync(
                    Field(call, "user"),
                    Field(call, "channel"),
                    Field(call, "ts"),
                    Field(call, "action"),
                    url
                )
            )
        );

    /// <summary>Submits the form that the user has open; the daemon's answer is what they see next.</summary>
    public Task<string> SubmitAsync(JsonObject call) => SendAsync(async url =>
        Told((await world.Slack.SubmitAsync(View(call), Person(call), Input(call), url)).Ack));

    public Task<string> CloseAsync(JsonObject call) => SendAsync(async url =>
            await world.Slack.CloseAsync(View(call), Person(call), url) is { } ack
                ? Told(ack)
                : "Closed; the daemon is not notified"
        );

    /// <summary>Only the command of the app; Slack itself handles all others.</summary>
    public Task<string> CommandAsync(JsonObject call) => SendAsync(async url =>
    {
        var words = (call.Text("text") ?? "").Trim().Split(' ', 2);
        if (words[0] != Command) throw new DemoRefusal($"Only {Command} works here.");
        var text = words.Length > 1 ? words[1].Trim() : "";
        if (text.Length > LongestCommand)
            throw new DemoRefusal($"Commands are limited to {LongestCommand} characters.");
        return Told(await world.Slack.CommandAsync(Person(call), text, url, Channel(call), Command));
    });

    /// <summary>Opens the app's Home tab; what it shows arrives through Slack.</summary>
    public Task<string> HomeAsync(JsonObject call) =>
        SendAsync(async url => Told(await world.Slack.OpenHomeAsync(Person(call), url)));

    /// <summary>Like <c>tctl requests approve|deny|rm</c>.</summary>
    public Task<string> TctlAsync(JsonObject call)
    {
        var (id, verb, reason) = (Field(call, "id"), Field(call, "verb"), call.Text("reason") ?? "");
        try
        {
            Tctl(verb, id, reason);
            return Task.FromResult($"tctl requests {verb} …{id[^8..]}");
        }
        catch (GrpcFailure e)
        {
            throw new DemoRefusal(e.Message);
        }
    }

    /// <summary>Expires it: watchers see its new expiry, and then its removal.</summary>
    public Task<string> ExpireAsync(JsonObject call)
    {
        var request = Existing(Field(call, "id"));
        if (request.Spec.State != RequestState.Pending) throw new DemoRefusal("This request is no longer pending.");
        world.Teleport.MoveExpiry(request.Metadata.Name, TimeProvider.System.GetUtcNow());
        world.Teleport.Expire(request.Metadata.Name);
        return Task.FromResult($"Request …{request.Metadata.Name[^8..]} has expired");
    }

    /// <summary>Runs the daemon's own command; its output is the answer.</summary>
    public Task<string> ExplainAsync(JsonObject call) =>
        world.Explanation.OfAsync(Existing(Field(call, "id")).Metadata.Name);

    /// <summary>As if the request had been made an hour earlier.</summary>
    public Task<string> HourAsync(JsonObject call)
    {
        var request = Existing(Field(call, "id"));
        if (request.Spec.State != RequestState.Pending) throw new DemoRefusal("This request is no longer pending.");
        var (id, name) = (request.Metadata.Name, request.Metadata.Name[^8..]);
        world.Teleport.LetPass(id, Hour);
        if (request.Spec.ResourceExpiry.ToDateTimeOffset() - Hour > TimeProvider.System.GetUtcNow())
            return Task.FromResult($"An hour has passed for request …{name}");
        world.Teleport.Expire(id);
        return Task.FromResult($"An hour has passed, and request …{name} has expired");
    }

    /// <summary>As if the approval had been long ago, and the access were about to end.</summary>
    public Task<string> EndAsync(JsonObject call)
    {
        var request = Existing(Field(call, "id"));
        if (request.Spec.State != RequestState.Approved) throw new DemoRefusal("This request is not approved.");
        var end = TimeProvider.System.GetUtcNow() + BeforeEnd;
        if (request.Spec.Expires.ToDateTimeOffset() <= end)
            throw new DemoRefusal("This access ends within a minute anyway.");
        world.Teleport.LetPassUntilEnd(request.Metadata.Name, end);
        return Task.FromResult($"The access of request …{request.Metadata.Name[^8..]} ends in a minute");
    }

    public async Task<string> RestartAsync(JsonObject call)
    {
        await world.Upkeep.RestartAsync();
        return "Restarted the auth server, which cut all connections";
    }

    public Task<string> RenewAsync(JsonObject call)
    {
        world.Upkeep.RenewCertificates();
        return Task.FromResult("Wrote a new certificate to the daemon's directory; the daemon is not notified");
    }

    public async Task<string> DoorAsync(JsonObject call)
    {
        var isSocket = call.Flag("socket");
        await UseSocketAsync(isSocket);
        return isSocket
            ? "Turned Socket Mode on and restarted the daemon, which needs no open port now"
            : "Turned Socket Mode off and restarted the daemon, which Slack reaches over HTTP now";
    }

    /// <summary>The name of a <see cref="SlackTrouble"/>.</summary>
    public Task<string> WeatherAsync(JsonObject call)
    {
        if (!Enum.TryParse<SlackTrouble>(Field(call, "trouble"), out var trouble) || !Enum.IsDefined(trouble))
            throw new DemoRefusal("Slack knows no such trouble.");
        world.Weather.Change(trouble);
        return Task.FromResult(trouble == SlackTrouble.None ? "Slack works again" : "Slack has problems");
    }

    private AccessRequestV3 Existing(string id) =>
        world.Teleport.Request(id) ?? throw new DemoRefusal("There is no such request any more.");

    private void Tctl(string verb, string id, string reason)
    {
        Existing(id);
        switch (verb)
        {
            case "approve": world.Teleport.Resolve(id, RequestState.Approved, reason); break;
            case "deny": world.Teleport.Resolve(id, RequestState.Denied, reason); break;
            case "rm": world.Teleport.Delete(id); break;
            default: throw new DemoRefusal("tctl can approve, deny or remove.");
        }
    }

    private async Task<string> SendAsync(Func<Uri, Task<string>> send)
    {
        var url = endpoint() ?? throw new DemoRefusal("The daemon does not accept clicks right now.");
        try
        {
            return await send(url);
        }
        catch (Exception e) when (e is InvalidOperationException or HttpRequestException)
        {
            throw new DemoRefusal(e.Message);
        }
    }

    private static string Told(SlackAck ack)
    {
        if (!ack.IsAnswer) return "The daemon did not answer in time, so Slack shows an error";
        var trouble =
            ack.IsLate ? ": too late, so Slack shows an error"
            : ack.Status != 200 ? ", so Slack shows an error"
            : "";
        return $"The daemon answered Slack with {ack.Status} after {ack.Took.TotalMilliseconds:F0} ms{trouble}";
    }

    /// <summary>What the person typed, and what they chose by block_id.</summary>
    private static SlackInput Input(JsonObject call) => new(call.Text("text") ?? "")
    {
        Choices = (call["choices"] as JsonObject ?? [])
            .Take(MostChoices)
            .ToImmutableDictionary(choice => choice.Key, choice => choice.Value.Text() ?? ""),
    };

    private SlackPerson Person(JsonObject call) =>
        Find(world.Slack.People, person => person.Id == Field(call, "user"), "such person");

    private SlackChannel Channel(JsonObject call) =>
        Find(world.Slack.Channels, channel => channel.Id == Field(call, "channel"), "such channel");

    private SlackView View(JsonObject call) =>
        Find(world.Slack.Views, view => view.Id == Field(call, "view"), "such form");

    private static T Find<T>(IEnumerable<T> items, Func<T, bool> isIt, string what) =>
        items.FirstOrDefault(isIt) ?? throw new DemoRefusal($"There is no {what}.");

    private static string Field(JsonObject call, string name) =>
        call.Text(name) is { Length: > 0 and <= 200 } text
            ? text
            : throw new DemoRefusal($"The field {name} is missing.");
}
