using AccessSlack.Approvals;
using AccessSlack.Approvals.Partial;
using AccessSlack.Requests;
using AccessSlack.Requests.Partial;
using AccessSlack.Requests.Text;
using AccessSlack.Teleport;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Decisions.Partial;

/// <summary>
/// Sets the state of a request. An approval of a part of its roles is looked up afterwards: a server that does not know
/// the list of roles grants all without an error, and more than was approved is taken back at once.
/// </summary>
internal sealed partial class StateDecision(ITeleport teleport, RequestLookup lookup, ILogger<StateDecision> logger)
{
    private const string Why =
        "More was granted than people had approved, so everything was taken back. See the log of teleport-slack.";

    /// <param name="tracked">The request, pending.</param>
    /// <param name="decision">Claimed in its ledger.</param>
    /// <param name="typed">The reason.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>Null if exactly the claimed roles are granted.</returns>
    /// <exception cref="TeleportException">Teleport did not do it, or has not confirmed it.</exception>
    public async Task<Refusal?> CarryOutAsync(
        TrackedRequest tracked,
        Decision decision,
        string typed,
        CancellationToken cancel
    )
    {
        if (decision.Granted.IsAll)
        {
            await SetAsync(tracked, decision, decision.State, TeleportReason.ForState(typed), cancel);
            return null;
        }

        var (roles, asked) = (decision.Granted.Names, tracked.Request!.Roles);
        var reason = TeleportReason.ForGrant(roles, decision.Granted.Refused(asked), typed);
        await teleport.GrantAsync(tracked.Request, roles, decision.Delegator, reason, cancel);
        await lookup.RefreshAsync(tracked, cancel);
        return await ConfirmAsync(tracked, decision, cancel);
    }

    /// <summary>Judges what a look-up has shown after a call that has arrived, or may have.</summary>
    /// <inheritdoc cref="CarryOutAsync"/>
    public async Task<Refusal?> ConfirmAsync(TrackedRequest tracked, Decision decision, CancellationToken cancel)
    {
        if (tracked.Existing is not { State: RequestState.Approved } shown)
            throw new TeleportException(
                TeleportFailure.Unexpected,
                $"request {tracked.Id} is not shown as approved after a part of it was"
            );
        if (shown.Roles.All(decision.Granted.Includes)) return null;
        var excess = shown.Roles.Where(role => !decision.Granted.Includes(role));
        Log.GrantedTooMuch(logger, tracked.Id, string.Join(", ", excess));
        await SetAsync(tracked, decision, RequestState.Denied, Why, cancel);
        return PartialRefusals.GrantedTooMuch;
    }

    private async Task SetAsync(
        TrackedRequest tracked,
        Decision decision,
        RequestState state,
        string reason,
        CancellationToken cancel
    )
    {
        var request = tracked.Request!;
        await teleport.SetStateAsync(request, state, decision.Delegator, reason, cancel);
        tracked.Saw(request with { State = state, ResolveReason = reason }, SnapshotSource.Answer);
    }

    /// <summary>Whether Teleport's own record has exactly these roles.</summary>
    public static bool Holds(AccessRequest shown, RoleGrant grant) =>
        grant.IsAll || (shown.Roles.All(grant.Includes) && grant.Names.All(shown.Roles.Contains));

    /// <summary>This process has sent a partial approval, without an answer, and the request is approved now.</summary>
    public static bool MayHoldMore(TrackedRequest tracked, Decision decision) =>
        tracked is { DecisionTries: > 0, Existing.State: RequestState.Approved }
        && decision is { State: RequestState.Approved, Granted.IsAll: false };

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 6920,
            Level = LogLevel.Error,
            Message = "Teleport granted roles of request {RequestId} that no one had approved ({Roles}): it ignored " +
                "the list of roles, as servers before 4.4.3 do. The request is denied. Upgrade every auth server, or " +
                "remove partial from the rules"
        )]
        public static partial void GrantedTooMuch(ILogger logger, string requestId, string roles);
    }
}
