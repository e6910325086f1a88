namespace AccessSlack.Sandbox.Slack;

/// <summary>A failure of one call, in place of its answer.</summary>
internal sealed record SlackFault
{
    private SlackFault() { }

    /// <summary><c>{"ok":false,"error":CODE}</c> with status 200.</summary>
    public string? Code { get; private init; }

    /// <summary>The explanation in <c>response_metadata.messages</c>.</summary>
    public IReadOnlyList<string> Messages { get; private init; } = [];

    /// <summary>A page that is not JSON, with this status.</summary>
    public int? HtmlStatus { get; private init; }

    public bool IsRateLimited { get; private init; }

    /// <summary>The Retry-After header as sent; null leaves it out.</summary>
    public string? RetryAfter { get; private init; }

    public bool CutsConnection { get; private init; }

    /// <summary>The call is carried out first, which the caller cannot know.</summary>
    public bool AfterEffect { get; private init; }

    public HeldCall? Hold { get; private init; }

    public static SlackFault Error(string code, params IReadOnlyList<string> messages) =>
        new() { Code = code, Messages = messages };

    public static SlackFault Html(int status = 500) => new() { HtmlStatus = status };

    public static SlackFault RateLimited(string? retryAfter = "1") =>
        new() { IsRateLimited = true, RetryAfter = retryAfter };

    public static SlackFault Cut() => new() { CutsConnection = true };

    /// <summary>No failure, but the call waits until it is released.</summary>
    public static SlackFault Held(HeldCall hold) => new() { Hold = hold };

    /// <summary>The same, after the message was stored.</summary>
    public SlackFault Afterwards() => this with { AfterEffect = true };
}

/// <summary>The pending faults, in order, per method.</summary>
internal sealed class SlackFaults
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<SlackFault>> _waiting = [];
    private readonly List<HeldCall> _holds = [];

    public bool IsHolding { get { lock (_lock) return _holds.Exists(hold => hold.IsHolding); } }

    public void Add(string method, SlackFault fault, int times)
    {
        lock (_lock)
        {
            if (!_waiting.TryGetValue(method, out var queue)) _waiting[method] = queue = new();
            for (var i = 0; i < times; i++) queue.Enqueue(fault);
            if (fault.Hold is { } hold) _holds.Add(hold);
        }
    }

    public SlackFault? Take(string method)
    {
        lock (_lock)
            return _waiting.TryGetValue(method, out var queue) && queue.TryDequeue(out var fault) ? fault : null;
    }
}
