using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Decisions;
using AccessSlack.Diagnostics;
using AccessSlack.Logging;
using AccessSlack.Reconciliation;
using AccessSlack.Requests;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Interactions;

/// <summary>
/// Takes a verified click, from a button or from a dialog, through guard and identity, and in its request's lane to the
/// decision (docs/design/flow.md, "A click").
/// </summary>
internal sealed class ClickHandler(
    Identification identification,
    RequestQueue queue,
    VoteCaster votes,
    Metrics metrics,
    TimeProvider time,
    ILogger<ClickHandler> logger
)
{
    /// <param name="click">Who pressed what.</param>
    /// <param name="reason">As typed, or empty. Only its length is logged.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<ClickOutcome> DecideAsync(Click click, string reason, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        var identity = await identification.IdentifyAsync(click, cancel);
        var outcome = await DecideAsync(click, identity, reason);
        metrics.Clicked(outcome.Code, time.GetElapsedTime(began));
        LogClick(click, (identity as Verification<Actor>.Verified)?.Value, outcome, reason.Length);
        return outcome;
    }

    /// <summary>A press or a form that never came to a decision leaves its event as well.</summary>
    public void Report(Click click, Refusal refusal)
    {
        metrics.Clicked(refusal.Code);
        LogClick(click, actor: null, new ClickOutcome.Refused(refusal), reasonLength: 0);
    }

    private Task<ClickOutcome> DecideAsync(Click click, Verification<Actor> identity, string reason) =>
        identity.Match(
            actor => queue.RunClickAsync(click.RequestId, stop => votes.CastAsync(click, actor, reason, stop)),
            refusal => Task.FromResult<ClickOutcome>(new ClickOutcome.Refused(refusal))
        );

    /// <summary>One structured event for every click; fields that are not known are left out.</summary>
    private void LogClick(Click click, Actor? actor, ClickOutcome outcome, int reasonLength) => logger.Event(
        LogLevel.Information,
        "Click",
        ("user_id", click.UserId),
        ("email", actor?.Email),
        ("teleport_user", actor?.TeleportUser),
        ("request_id", click.RequestId),
        ("decision", click.Proposed == RequestState.Approved ? "approve" : "deny"),
        ("approved_roles", Names(outcome.Choices.Of(RequestState.Approved))),
        ("denied_roles", Names(outcome.Choices.Of(RequestState.Denied))),
        ("granted_roles", Names((outcome as ClickOutcome.Decided)?.Decision.Granted.Names ?? [])),
        ("rule", outcome.Rules.Length > 0 ? outcome.Rules : null),
        ("outcome", outcome.Code),
        ("reason_length", reasonLength));

    private static string? Names(ImmutableArray<string> roles) => roles.IsEmpty ? null : string.Join(", ", roles);
}
