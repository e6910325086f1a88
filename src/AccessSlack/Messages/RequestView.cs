using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using AccessSlack.Approvals;
using AccessSlack.Requests;

namespace AccessSlack.Messages;

/// <summary>
/// Everything a message shows; <see cref="RequestMessage"/> turns it into blocks without a clock or a look-up.
/// </summary>
/// <param name="RequestId">Value of the buttons.</param>
/// <param name="Cluster">Cluster name.</param>
/// <param name="Facts">Who wants what and why.</param>
/// <param name="Status">The state line.</param>
/// <param name="Offer">Which buttons.</param>
/// <param name="Link">The request in Teleport's web interface, or null when the proxy's address is unknown.</param>
/// <param name="OverridesThresholds">
/// One click decides although the request asks for more: the operator's explicit wish, told to the reader.
/// </param>
internal sealed record RequestView(
    string RequestId,
    string Cluster,
    RequestFacts Facts,
    RequestStatus Status,
    Offer Offer,
    Uri? Link,
    bool OverridesThresholds)
{
    /// <summary>How far the votes have come, while the request is pending; null when nobody counts them.</summary>
    public VoteTally? Tally { get; init; }

    /// <summary>
    /// What Teleport counts reviews against, while the request is pending; empty when one click decides.
    /// </summary>
    public ImmutableArray<Threshold> Thresholds { get; init; } = [];

    /// <summary>Slack asks before a click counts.</summary>
    public bool Confirms { get; init; }

    /// <summary>Raise it by hand when a change of the rendering should reach messages that stand already.</summary>
    private const int RenderVersion = 1;

    /// <summary>
    /// Sixteen hex digits over what can change: state, votes, deciders, reasons, reviews, buttons. Names and facts that
    /// never change are left out, so that a new release or display name alone updates nothing.
    /// </summary>
    public string Hash()
    {
        var parts = new List<string> { RenderVersion.ToString(), Offer.ToString(), OverridesThresholds.ToString() };
        parts.AddRange(
            Status switch
            {
                RequestStatus.Pending p =>
                [
                    "pending",
                    p.Submitted?.SlackUserId ?? "",
                    p.Submitted?.Person ?? "",
                    p.Submitted?.State.ToString() ?? "",
                    .. p.Reviews.SelectMany(r => new[] { r.Author, r.Proposed.ToString(), r.Reason }),
                ],
                RequestStatus.Resolved r =>
                [
                    r.Resolution.ToString(),
                    r.By?.SlackUserId ?? "",
                    r.By?.Person ?? "",
                    r.Reason,
                ],
                _ => throw new InvalidOperationException($"unknown status {Status.GetType().Name}"),
            }
        );
        // What older releases did not know is added only where there is some of it: their messages are still true.
        if (!Thresholds.IsEmpty)
            parts.AddRange([
                "thresholds",
                .. Thresholds.SelectMany(threshold =>
                    new[] { threshold.Filter.Length > 0 ? "filter" : "", threshold.Approve.ToString() }
                ),
            ]);
        if (Confirms) parts.Add("confirm");
        if (Status is RequestStatus.Resolved { With: var with }) parts.AddRange(with.SelectMany(VoteParts));
        else if (Tally is { Verdict: not Verdict.LinkOnly } tally)
            parts.AddRange([.. ProgressParts(tally), .. tally.Votes.SelectMany(VoteParts)]);
        // A length before each part: no reason can be written so that two views give the same text.
        var text = string.Concat(parts.Select(part => $"{part.Length}:{part}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
    }

    private static IEnumerable<string> ProgressParts(VoteTally tally) =>
        tally.ShowsProgress
            ? tally.Roles.SelectMany(role =>
                new[] { "role", role.Role, role.Approvals.ToString(), role.Needed.ToString() }
            )
            : [];

    private static string[] VoteParts(Vote vote) =>
        ["vote", vote.SlackUserId, vote.Person, vote.Choice.ToString(), vote.Reason];
}
