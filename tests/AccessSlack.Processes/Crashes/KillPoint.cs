namespace AccessSlack.Processes.Crashes;

/// <summary>A call of the daemon that a simulator holds.</summary>
/// <param name="Call">Of Teleport or of Slack.</param>
/// <param name="IsDone">It happened, and only the answer is missing; otherwise nothing happened yet.</param>
internal sealed record CallPoint(string Call, bool IsDone)
{
    public const string Write = "UpdatePluginData";
    public const string Decide = "SetAccessRequestState";
    public const string Review = "SubmitAccessReview";
    public const string Post = "chat.postMessage";
    public const string Update = "chat.update";

    public bool IsOfSlack => Call.StartsWith("chat.", StringComparison.Ordinal);

    public static CallPoint Asked(string call) => new(call, IsDone: false);

    public static CallPoint Done(string call) => new(call, IsDone: true);
}

/// <summary>What the daemon is doing when it is killed.</summary>
internal enum Job
{
    /// <summary>A request is new.</summary>
    Announce,

    /// <summary>The same, with notifications for the requester.</summary>
    AnnounceToRequester,

    /// <summary>A request is new, and old enough to be escalated at once.</summary>
    Escalate,

    /// <summary>An administrator denies it with tctl.</summary>
    Close,

    /// <summary>Bob approves it in Slack.</summary>
    Decide,

    /// <summary>Bob approves it in Slack, and a second person must.</summary>
    Vote,

    /// <summary>Bob approves one role in Slack and denies another, each by itself.</summary>
    Grant,

    /// <summary>The same as a vote, and the approvals are reviews of the two people, which Teleport counts.</summary>
    Review,

    /// <summary>A request is new, and a rule approves it.</summary>
    ByRule,
}

/// <summary>One instant at which the daemon dies.</summary>
/// <param name="Name">For people.</param>
/// <param name="Job">What it is doing.</param>
/// <param name="Calls">The calls that are held one after the other; it is killed at the last.</param>
internal sealed record KillPoint(string Name, Job Job, params CallPoint[] Calls)
{
    /// <summary>An administrator denies the request while no daemon runs.</summary>
    public bool IsDeniedMeanwhile { get; init; }

    /// <summary>Slack sends what was not acknowledged again, and so the click is not lost.</summary>
    public bool IsOverSocket { get; init; }

    /// <summary>How many are expected; none if the request was resolved before it was announced.</summary>
    public int Messages { get; init; } = 1;

    /// <summary>
    /// A notification that was claimed but not recorded is given up: whether it was sent is unknown, and sending it
    /// twice would be worse.
    /// </summary>
    public bool IsNotificationGivenUp { get; init; }

    /// <summary>
    /// The click was lost with the process before it was recorded: Slack showed bob an error, and he clicks again.
    /// </summary>
    public bool IsClickLost =>
        !IsOverSocket
        && Job is Job.Decide or Job.Vote or Job.Review
        && Calls is [{ Call: CallPoint.Write, IsDone: false }];
}
