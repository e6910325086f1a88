using AccessSlack.Requests;
using AccessSlack.Slack;

namespace AccessSlack.Tracking;

/// <summary>A decision that this process has claimed and carries out.</summary>
/// <param name="Decision">As recorded in the ledger.</param>
/// <param name="ReplyTo">Who waits for the outcome.</param>
/// <param name="Reason">As typed, or empty.</param>
internal sealed record DecisionClaim(Decision Decision, ReplyAddress ReplyTo, string Reason = "");
