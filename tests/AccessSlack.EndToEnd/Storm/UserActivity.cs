using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Storm;

/// <summary>
/// What people do: requests, clicks, decisions with tctl. The seed determines every action; its timing depends on the
/// machine.
/// </summary>
internal sealed class UserActivity(World world, ReplicaSlot[] slots, Random random)
{
    public const string TwoDestinationsRole = "dba";
    public const string TwoApprovalsRole = "prod";

    /// <summary>alice's address: she never decides.</summary>
    public const string Requester = "alice@example.com";

    /// <summary>alice is notified of everything about her requests; bob and carol decide, prod only together.</summary>
    public const string Configuration = """
        [role_to_recipients]
        "dba" = ["access", "bob@example.com"]
        "*" = "access"
        [[approvals.rules]]
        roles = ["prod"]
        required = 2
        [[approvals.rules]]
        roles = ["dba", "web"]
        [users]
        U0SBX00001 = "alice"
        [notify]
        requester = "all"
        [reminders]
        after = "10m"
        every = "15m"
        max = 2
        """;

    private static readonly string[] Roles = [TwoDestinationsRole, TwoApprovalsRole, "web", "web"];
    private static readonly string[] Actions = [World.Approve, World.Deny];

    private readonly PostedMessages _posted = new(world);
    private readonly List<StormRequest> _open = [];
    private readonly List<Task> _clicks = [];

    public List<StormRequest> Requests { get; } = [];

    /// <summary>A few requests, sometimes a burst.</summary>
    public void CreateRequests(int most)
    {
        var count = Math.Min(most, random.Next(8) == 0 ? random.Next(40) : random.Next(10));
        for (var i = 0; i < count; i++) CreateRequest();
    }

    /// <summary>People react to some of the messages they see.</summary>
    public void Act()
    {
        _open.RemoveAll(request => world.Teleport.Request(request.Id)?.Spec.State is not RequestState.Pending);
        for (var i = random.Next(12); i > 0 && _open.Count > 0; i--) Act(_open[random.Next(_open.Count)]);
    }

    /// <summary>Every click was answered or refused a connection.</summary>
    public Task ClicksAnsweredAsync() => Task.WhenAll(_clicks);

    private void CreateRequest()
    {
        var (role, early) = (Roles[random.Next(Roles.Length)], random.Next(20) == 0);
        var pending = TimeSpan.FromMinutes(random.Next(4) == 0 ? 180 : random.Next(15, 60));
        var id = world.Teleport.CreateRequest(
            new NewAccessRequest("alice", role)
            {
                Reason = $"incident {random.Next():x8}",
                PendingFor = pending,
                AccessFor = TimeSpan.FromHours(4),
            }
        );
        var request = new StormRequest(id, role, world.Time.GetUtcNow() + pending) { EndsEarly = early };
        Requests.Add(request);
        if (early) ResolveInTeleport(request, random.Next(4));
        else _open.Add(request);
    }

    private void Act(StormRequest request)
    {
        var messages = _posted.Of(request);
        if (messages.Count < request.Destinations) return;
        var message = messages[random.Next(messages.Count)];
        switch (random.Next(10))
        {
            case < 5:
                Click(request, message, random.Next(2) == 0 ? world.Bob : world.Carol);
                break;
            case < 7:
                Click(request, messages[0], world.Bob);
                Click(request, messages[0], world.Carol);
                break;
            case 7:
                Click(request, messages[0], world.Alice); // her own request
                break;
            case 8 when request.Expires - world.Time.GetUtcNow() > TimeSpan.FromMinutes(10):
                ResolveInTeleport(request, random.Next(4));
                break;
        }
    }

    private void Click(StormRequest request, SlackMessage message, SlackPerson person)
    {
        var (action, slot) = (Actions[random.Next(4) / 3], slots[random.Next(slots.Length)]);
        if (!request.MayClick(person, action) || (message.Channel[0] == 'D' && person != world.Bob)) return;
        if ((slot.Live ?? slots.Select(other => other.Live).FirstOrDefault(live => live is not null)) is not { } at)
            return;
        request.RecordClick(person, action);
        _clicks.Add(Task.Run(() => ClickAsync(message, person, action, at)));
    }

    private async Task ClickAsync(SlackMessage message, SlackPerson person, string action, Replica at)
    {
        try
        {
            await world.ClickAsync(person, message, action, at: at);
        }
        catch (InvalidOperationException)
        {
            // The button is gone by now.
        }
        catch (HttpRequestException)
        {
            // The replica stops: Slack would show the person an error.
        }
    }

    /// <summary>With tctl.</summary>
    private void ResolveInTeleport(StormRequest request, int how)
    {
        try
        {
            if (how == 0) world.Teleport.Resolve(request.Id, RequestState.Approved);
            if (how == 1) world.Teleport.Resolve(request.Id, RequestState.Denied);
            if (how == 2) world.Teleport.Delete(request.Id);
            if (how == 3) world.Teleport.Promote(request.Id, "oncall");
        }
        catch (GrpcFailure)
        {
            // It was resolved in the meantime.
        }
    }
}
