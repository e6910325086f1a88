using static AccessSlack.Processes.Crashes.CallPoint;

namespace AccessSlack.Processes.Crashes;

/// <summary>
/// "A crash at any instruction neither loses a message nor posts it twice" (docs/design/flow.md): the daemon as a
/// process, killed at every point of claim, post and record. The points exist only because a simulator holds an answer
/// back.
/// </summary>
public sealed class KillPointTests(KillPointTests.AllScenarios scenarios) : IClassFixture<KillPointTests.AllScenarios>
{
    /// <summary>After the first message was posted and recorded.</summary>
    private static readonly KillPoint[] Escalations =
    [
        .. new KillPoint[]
        {
            new("escalation asked", Job.Escalate, Done(Post), Done(Write), Asked(Write)),
            new("escalation written", Job.Escalate, Done(Post), Done(Write), Done(Write)),
            new("claim of the escalation asked", Job.Escalate, Done(Update), Done(Write), Asked(Write)),
            new("claim of the escalation written", Job.Escalate, Done(Update), Done(Write), Done(Write)),
            new("post of the escalation asked", Job.Escalate, Done(Post), Asked(Post)),
            new("escalation posted", Job.Escalate, Done(Post), Done(Post)),
            new("record of the escalation asked", Job.Escalate, Done(Post), Done(Post), Asked(Write)),
        }
            .Select(point => point with { Messages = 2 }),
    ];

    private static readonly KillPoint[] OverHttp =
    [
        new("claim asked", Job.Announce, Asked(Write)),
        new("claim written", Job.Announce, Done(Write)),
        new("post asked", Job.Announce, Asked(Post)),
        new("posted", Job.Announce, Done(Post)),
        new("record asked", Job.Announce, Done(Post), Asked(Write)),
        new("record written", Job.Announce, Done(Post), Done(Write)),
        new("claim written, denied meanwhile", Job.Announce, Done(Write)) { IsDeniedMeanwhile = true, Messages = 0 },
        new("posted, denied meanwhile", Job.Announce, Done(Post)) { IsDeniedMeanwhile = true },

        new("update asked", Job.Close, Asked(Update)),
        new("updated", Job.Close, Done(Update)),
        new("record of the update asked", Job.Close, Done(Update), Asked(Write)),
        new("record of the update written", Job.Close, Done(Update), Done(Write)),
        new("claim of the reply asked", Job.Close, Done(Update), Done(Write), Asked(Write)),
        new("claim of the reply written", Job.Close, Done(Update), Done(Write), Done(Write))
        {
            IsNotificationGivenUp = true,
        },
        new("reply asked", Job.Close, Done(Update), Asked(Post)) { IsNotificationGivenUp = true },
        new("replied", Job.Close, Done(Update), Done(Post)),
        new("record of the reply asked", Job.Close, Done(Update), Done(Post), Asked(Write)),
        new("record of the reply written", Job.Close, Done(Update), Done(Post), Done(Write)),

        new("claim of the decision asked", Job.Decide, Asked(Write)),
        new("claim of the decision written", Job.Decide, Done(Write)),
        new("decision asked", Job.Decide, Asked(CallPoint.Decide)),
        new("decided", Job.Decide, Done(CallPoint.Decide)),
        new("update of the decision asked", Job.Decide, Done(CallPoint.Decide), Asked(Update)),
        new("update of the decision done", Job.Decide, Done(CallPoint.Decide), Done(Update)),
        new("record of the decision asked", Job.Decide, Done(CallPoint.Decide), Done(Update), Asked(Write)),
        new("record of the decision written", Job.Decide, Done(CallPoint.Decide), Done(Update), Done(Write)),

        new("claim of the grant written", Job.Grant, Done(Write)),
        new("grant asked", Job.Grant, Asked(CallPoint.Decide)),
        new("granted", Job.Grant, Done(CallPoint.Decide)),

        new("vote asked", Job.Vote, Asked(Write)),
        new("vote written", Job.Vote, Done(Write)),
        new("update of the vote done", Job.Vote, Done(Write), Done(Update)),
        new("vote replied", Job.Vote, Done(Write), Done(Post)),
        new("claim of the review asked", Job.Review, Asked(Write)),
        new("claim of the review written", Job.Review, Done(Write)),
        new("review asked", Job.Review, Asked(CallPoint.Review)),
        new("reviewed", Job.Review, Done(CallPoint.Review)),
        new("record of the review asked", Job.Review, Done(CallPoint.Review), Asked(Write)),
        new("update of the review done", Job.Review, Done(CallPoint.Review), Done(Update)),
        new("claim of the notice written", Job.AnnounceToRequester, Done(Post), Done(Write), Done(Write))
        {
            IsNotificationGivenUp = true,
        },
        new("notice asked", Job.AnnounceToRequester, Done(Post), Asked(Post)) { IsNotificationGivenUp = true },
        new("notice sent", Job.AnnounceToRequester, Done(Post), Done(Post)),
        new("record of the notice asked", Job.AnnounceToRequester, Done(Post), Done(Post), Asked(Write)),

        new("claim of a rule asked", Job.ByRule, Asked(Write)),
        new("claim of a rule written", Job.ByRule, Done(Write)),
        new("decision of a rule asked", Job.ByRule, Asked(CallPoint.Decide)),
        new("decided by a rule", Job.ByRule, Done(CallPoint.Decide)),
        new("decided by a rule, claim asked", Job.ByRule, Done(CallPoint.Decide), Asked(Write)),
        new("decided by a rule, claim written", Job.ByRule, Done(CallPoint.Decide), Done(Write)),
        new("decided by a rule, post asked", Job.ByRule, Done(CallPoint.Decide), Asked(Post)),
        new("decided by a rule, posted", Job.ByRule, Done(CallPoint.Decide), Done(Post)),
        new("decided by a rule, record asked", Job.ByRule, Done(CallPoint.Decide), Done(Post), Asked(Write)),
        new("decided by a rule, record written", Job.ByRule, Done(CallPoint.Decide), Done(Post), Done(Write)),
        .. Escalations,
    ];

    /// <summary>Each step of a click, over the other door.</summary>
    private static readonly KillPoint[] Points =
    [
        .. OverHttp,
        .. OverHttp
            .Where(point => point.Job is Job.Decide or Job.Grant or Job.Vote or Job.Review)
            .Select(point => point with { Name = $"{point.Name}, over the socket", IsOverSocket = true }),
    ];

    public static TheoryData<string> Names => [.. Points.Select(point => point.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Kill_AtThisPoint_LeavesEverythingOnce(string point) => scenarios.AtAsync(point);

    /// <summary>
    /// Runs the scenarios in parallel: most of each is waiting, in real time, for a claim to expire. The number is
    /// limited because they share the machine with other tests.
    /// </summary>
    public sealed class AllScenarios : IAsyncLifetime, IDisposable
    {
        private readonly SemaphoreSlim _scenarios = new(23), _starts = new(2);
        private readonly Dictionary<string, Task> _all = [];

        public Task InitializeAsync()
        {
            foreach (var point in Points) _all.Add(point.Name, RunAsync(point));
            return Task.CompletedTask;
        }

        public Task AtAsync(string point) => _all[point];

        public async Task DisposeAsync() =>
            await Task.WhenAll(_all.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        public void Dispose()
        {
            _scenarios.Dispose();
            _starts.Dispose();
        }

        private async Task RunAsync(KillPoint point)
        {
            await _scenarios.WaitAsync();
            try { await CrashScenario.RunAsync(point, _starts); }
            finally { _scenarios.Release(); }
        }
    }
}
