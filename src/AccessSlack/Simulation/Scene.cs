using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Rules;
using AccessSlack.Requests;

namespace AccessSlack.Simulation;

/// <summary>A request at one moment, with everything that its decision depends on.</summary>
/// <param name="Policy">The rules, with what their names stand for.</param>
/// <param name="People">What Slack and Teleport say about people.</param>
/// <param name="Request">It exists.</param>
/// <param name="Ledger">Where its messages are, and the votes.</param>
/// <param name="Now">For the expiry.</param>
internal sealed record Scene(
    ApprovalPolicy Policy,
    Population People,
    AccessRequest Request,
    Ledger Ledger,
    DateTimeOffset Now
)
{
    /// <summary>A request that was announced and has no votes yet.</summary>
    public static Scene Announced(
        ApprovalPolicy policy,
        Population people,
        AccessRequest request,
        DateTimeOffset now
    ) => new Scene(policy, people, request, Announcement.Of(policy, people, request), now).Decided();

    /// <summary>What the rules that decide by themselves say of it, when the request is first seen now.</summary>
    public AutomaticJudgement Judged => AutomaticJudgement.Judge(Policy, Request, Now, Others);

    /// <summary>The request was announced before, and whether a rule decides it was settled then.</summary>
    public bool IsSettled { get; init; }

    /// <summary>Further requests of the requester; null if they are not known.</summary>
    public ImmutableArray<AccessRequest>? Others { get; init; } = [];

    /// <summary>A rule decides at once, and the message is posted all the same.</summary>
    private Scene Decided() => Judged.Verdict is AutomaticVerdict.ByRule { State: var state } verdict
        ? this with
        {
            Request = Request with
            {
                State = state,
                Details = Request.Details with { Automatic = new(verdict.Rule) },
            },
        }
        : this;

    public RequestStatus Status => RequestStatus.Of(Request, isGone: false, Ledger, Now);
}
