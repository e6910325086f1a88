using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Storm;

/// <summary>What people do: requests, clicks, decisions with tctl. A seed tells everything that is tried; when it arrives depends on the machine.</summary>
internal sealed class Script(World world, ReplicaSlot[] slots, Random random)
{
    public const string ToldTwice = "dba";
    public const string NeedsTwo = "prod";

    /// <summary>alice's address: she never decides.</summary>
    public const string Requester = "alice@example.com";

    /// <summary>Whose requests alice makes is told of everything; bob and carol decide, prod only together.</summary>
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

    private static readonly string[] Roles = [ToldTwice, NeedsTwo, "web", "web"];
    private static readonly string[] Actions = [World.Approve, World.Deny];

    private readonly Board _board = new(world);
    private readonly List<Wish> _open = [];
    private readonly List<Task> _clicks = [];

    public List<Wish> Wishes { get; } = [];

    /// <summary>Some requests, now and then a burst of them.</summary>
    public void Ask(int most)
    {
        var count = Math.Min(most, random.Next(8) == 0 ? random.Next(40) : random.Next(10));
        for (var i = 0; i < count; i++) Ask();
    }

    /// <summary>People look at what they see, and do something about it.</summary>
    public void Act()
    {
        _open.RemoveAll(wish => world.Teleport.Request(wish.Id)?.Spec.State is not RequestState.Pending);
        for (var i = random.Next(12); i > 0 && _open.Count > 0; i--) Act(_open[random.Next(_open.Count)]);
    }

    /// <summary>Every click was answered, or met a closed door.</summary>
    public Task ClickedAsync() => Task.WhenAll(_clicks);

    private void Ask()
    {
        var (role, early) = (Roles[random.Next(Roles.Length)], random.Next(20) == 0);
        var pending = TimeSpan.FromMinutes(random.Next(4) == 0 ? 180 : random.Next(15, 60));
        var id = world.Teleport.CreateRequest(new NewAccessRequest("alice", role) { Reason = $"incident {random.Next():x8}", PendingFor = pending, AccessFor = TimeSpan.FromHours(4) });
        var wish = new Wish(id, role, world.Time.GetUtcNow() + pending) { EndsEarly = early };
        Wishes.Add(wish);
        if (early) End(wish, random.Next(4));
        else _open.Add(wish);
    }

    private void Act(Wish wish)
    {
        var messages = _board.Of(wish);
        if (messages.Count < wish.Destinations) return;
        var message = messages[random.Next(messages.Count)];
        switch (random.Next(10))
        {
            case < 5:
                Click(wish, message, random.Next(2) == 0 ? world.Bob : world.Carol);
                break;
            case < 7:
                Click(wish, messages[0], world.Bob);
                Click(wish, messages[0], world.Carol);
                break;
            case 7:
                Click(wish, messages[0], world.Alice); // her own request
                break;
            case 8 when wish.Expires - world.Time.GetUtcNow() > TimeSpan.FromMinutes(10):
                End(wish, random.Next(4));
                break;
        }
    }

    private void Click(Wish wish, SlackMessage message, SlackPerson person)
    {
        var (action, slot) = (Actions[random.Next(4) / 3], slots[random.Next(slots.Length)]);
        if (!wish.MayClick(person, action) || (message.Channel[0] == 'D' && person != world.Bob)) return;
        if ((slot.Live ?? slots.Select(other => other.Live).FirstOrDefault(live => live is not null)) is not { } at) return;
        wish.Clicked(person, action);
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

    /// <summary>In Teleport, by somebody with tctl.</summary>
    private void End(Wish wish, int how)
    {
        try
        {
            if (how == 0) world.Teleport.Resolve(wish.Id, RequestState.Approved);
            if (how == 1) world.Teleport.Resolve(wish.Id, RequestState.Denied);
            if (how == 2) world.Teleport.Delete(wish.Id);
            if (how == 3) world.Teleport.Promote(wish.Id, "oncall");
        }
        catch (GrpcFailure)
        {
            // Somebody was faster.
        }
    }
}
