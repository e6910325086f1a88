namespace AccessSlack.Processes.Crashes;

/// <summary>A call of the daemon that a simulator holds.</summary>
/// <param name="Call">Of Teleport or of Slack.</param>
/// <param name="IsDone">It happened, and only the answer is missing; otherwise nothing happened yet.</param>
internal sealed record Stop(string Call, bool IsDone)
{
    public const string Write = "UpdatePluginData";
    public const string Decide = "SetAccessRequestState";
    public const string Post = "chat.postMessage";
    public const string Update = "chat.update";

    public bool IsOfSlack => Call.StartsWith("chat.", StringComparison.Ordinal);

    public static Stop Asked(string call) => new(call, IsDone: false);

    public static Stop Done(string call) => new(call, IsDone: true);
}

/// <summary>What the daemon is at when it is killed.</summary>
internal enum Job
{
    /// <summary>A request is new.</summary>
    Announce,

    /// <summary>The same, and its requester wants to know.</summary>
    AnnounceToRequester,

    /// <summary>An administrator denies it with tctl.</summary>
    Close,

    /// <summary>Bob approves it in Slack.</summary>
    Decide,

    /// <summary>Bob approves it in Slack, and a second person must.</summary>
    Vote,
}

/// <summary>One instant at which the daemon dies.</summary>
/// <param name="Name">In words.</param>
/// <param name="Job">What it is at.</param>
/// <param name="Stops">The calls that are held one after the other; it is killed at the last.</param>
internal sealed record KillPoint(string Name, Job Job, params Stop[] Stops)
{
    /// <summary>An administrator denies the request while nobody runs.</summary>
    public bool IsDeniedMeanwhile { get; init; }

    /// <summary>Of the message; none where nothing was posted before nothing was left to announce.</summary>
    public int Messages { get; init; } = 1;

    /// <summary>A note that was claimed and not told yet is given up: whether it was told cannot be known, and twice would be worse.</summary>
    public bool IsNoteGivenUp { get; init; }

    /// <summary>The click was lost with the process, before it was noted: Slack has told bob so, and he presses again.</summary>
    public bool IsClickLost => Job is Job.Decide or Job.Vote && Stops is [{ Call: Stop.Write, IsDone: false }];
}
