using AccessSlack.Approvals;
using AccessSlack.Planning;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;

namespace AccessSlack.Tracking;

/// <summary>Everything the configuration and Slack's answer to our token decide about the main job.</summary>
/// <param name="Policy">Who is told and who may decide.</param>
/// <param name="Planner">What must change, under this policy.</param>
/// <param name="Seal">Made with the present signing secrets.</param>
/// <param name="Home">The workspace and app that clicks must come from.</param>
internal sealed record Terms(ApprovalPolicy Policy, Planner Planner, DecisionSeal Seal, Workspace Home);

/// <summary>
/// The terms at this moment. A reload replaces them as a whole; work that has begun takes the new ones with its next
/// step.
/// </summary>
internal sealed class CurrentTerms(Terms first)
{
    private volatile Terms _now = first;

    public Terms Now
    {
        get => _now;
        set => _now = value;
    }
}
