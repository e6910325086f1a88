using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using AccessSlack.Approvals;
using AccessSlack.Messages.Partial;
using AccessSlack.Messages.Parts;
using AccessSlack.Requests;

namespace AccessSlack.Messages;

/// <summary>
/// Everything a message shows. <see cref="RequestMessage"/> turns it into blocks without a clock or lookups.
/// </summary>
/// <param name="RequestId">The value of the buttons.</param>
/// <param name="Cluster">Cluster name.</param>
/// <param name="Facts">Who requests what, and why.</param>
/// <param name="Status">The state line.</param>
/// <param name="Offer">Which buttons it has.</param>
/// <param name="Link">The request in Teleport's web interface; null if the proxy's address is unknown.</param>
/// <param name="OverridesThresholds">
/// One click decides although the request has higher thresholds. The operator chose this, and the message says so.
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
    /// <summary>The progress of the votes while the request is pending; null if votes are not counted.</summary>
    public VoteTally? Tally { get; init; }

    /// <summary>Teleport's review thresholds while the request is pending; empty if one click decides.</summary>
    public ImmutableArray<Threshold> Thresholds { get; init; } = [];

    /// <summary>Votes were lost, and people are asked to vote again.</summary>
    public bool MustVoteAgain { get; init; }

    /// <summary>Whether a click must be confirmed.</summary>
    public bool Confirms { get; init; }

    /// <summary>What the rules warn of; only where a decision is offered.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>To whom it was escalated, while it is pending.</summary>
    public ImmutableArray<ShownEscalation> Escalations { get; init; } = [];

    /// <summary>Increment it when existing messages should be updated to a changed rendering.</summary>
    private const int RenderVersion = 2;

    /// <summary>The same for messages of requests that ended, of which there are many.</summary>
    private const int ResolvedVersion = 1;

    /// <summary>
    /// Sixteen hex digits over what can change: state, votes, deciders, reasons, reviews, buttons, and the facts of a
    /// request that can still be decided. The names of the cluster, of resources and of people in Slack are left out,
    /// so that a new release or display name alone causes no update.
    /// </summary>
    public string Hash()
    {
        var version = Status is RequestStatus.Pending ? RenderVersion : ResolvedVersion;
        var parts = new List<string> { version.ToString(), Offer.ToString(), OverridesThresholds.ToString() };
        parts.AddRange(
            Status switch
            {
                RequestStatus.Pending p =>
                [
                    "pending",
                    p.Submitted?.SlackUserId ?? "",
                    p.Submitted?.Person ?? "",
                    p.Submitted?.State.ToString() ?? "",
                    .. p.Reviews.SelectMany(ReviewParts),
                    .. FactParts(Facts),
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
        // Parts that older releases did not know are added only if they are present, so that messages of those releases
        // keep their hash.
        if (!Thresholds.IsEmpty)
            parts.AddRange([
                "thresholds",
                .. Thresholds.SelectMany(threshold =>
                    new[] { threshold.Filter.Length > 0 ? "filter" : "", threshold.Approve.ToString() }
                ),
            ]);
        if (Status is RequestStatus.Pending { Submitted: not null, Approvals: var given }) parts.Add($"given {given}");
        if (Tally is { IsByRole: true, Verdict: not Verdict.LinkOnly } byRole)
            parts.AddRange(["by role", RoleText.States(byRole), RoleText.Note(byRole)]);
        if (Status is RequestStatus.Resolved { Refused.IsEmpty: false } part)
            parts.AddRange(["granted", .. part.Granted.Names, "refused", .. part.Refused]);
        if (Confirms) parts.Add("confirm");
        if (MustVoteAgain) parts.Add("again");
        if (!Warnings.IsEmpty) parts.AddRange(["warnings", .. Warnings]);
        if (!Escalations.IsEmpty) parts.AddRange(["escalated", .. Escalations.SelectMany(EscalationParts)]);
        if (Status is RequestStatus.Resolved { By: { } by }) parts.AddRange(RoleParts(by.Roles));
        if (Status is RequestStatus.Resolved { Reviews: { IsEmpty: false } reviews })
            parts.AddRange(["reviews", .. reviews.SelectMany(ReviewParts)]);
        if (Status is RequestStatus.Resolved { With: var with }) parts.AddRange(with.SelectMany(VoteParts));
        else if (Tally is { Verdict: not Verdict.LinkOnly } tally)
            parts.AddRange([.. ProgressParts(tally), .. tally.Votes.SelectMany(VoteParts)]);
        // A length prefix for each part: no reason can make two different views produce the same text.
        var text = string.Concat(parts.Select(part => $"{part.Length}:{part}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
    }

    /// <summary>
    /// Once the request has ended, its message keeps what it showed: the ledger holds only a part of long lists.
    /// </summary>
    private static string[] FactParts(RequestFacts facts) =>
    [
        "facts",
        facts.User,
        facts.Reason,
        .. facts.Roles.Prepend("roles"),
        .. facts.Resources.Prepend("resources"),
        $"{facts.Expires?.ToUnixTimeSeconds()}",
        $"{facts.AccessUntil?.ToUnixTimeSeconds()}",
        // Only if they are present, like what Hash adds
        .. facts.AccessFrom is { } from ? (string[])["from", $"{from.ToUnixTimeSeconds()}"] : [],
        .. facts.Kind == RequestKind.ShortTerm ? (string[])[] : ["kind", facts.Kind.ToString()],
        .. facts.Constraints.SelectMany(part =>
            new[] { "part", part.Key, part.Value.Kind.ToString(), $"{part.Value.Values.Length}" }
                .Concat(part.Value.Values)
        ),
    ];

    /// <summary>As configured: the names of channels are looked up.</summary>
    private static IEnumerable<string> EscalationParts(ShownEscalation shown) =>
        shown.Escalation.To.Prepend($"{shown.Escalation.After.Ticks}");

    private static IEnumerable<string> ProgressParts(VoteTally tally) =>
        tally.ShowsProgress
            ? tally.Roles.SelectMany(role =>
                new[] { "role", role.Role, role.Approvals.ToString(), role.Needed.ToString() }
            )
            : [];

    private static string[] ReviewParts(Review review) => [review.Author, review.Proposed.ToString(), review.Reason];

    private static string[] VoteParts(Vote vote) =>
    [
        "vote",
        vote.SlackUserId,
        vote.Person,
        vote.Choice.ToString(),
        vote.Reason,
        .. RoleParts(vote.Roles),
        .. vote.Choices.ByRole.SelectMany(choice => new[] { "choice", choice.Key, choice.Value.ToString() }),
    ];

    private static string[] RoleParts(RoleShare roles) => roles.IsAll ? [] : ["for", .. roles.Names, $"{roles.More}"];
}
