using AccessSlack.Approvals;
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
    ) => new(policy, people, request, Announcement.Of(policy, people, request), now);

    public RequestStatus Status => RequestStatus.Of(Request, isGone: false, Ledger, Now);
}
