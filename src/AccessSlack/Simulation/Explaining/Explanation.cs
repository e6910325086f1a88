using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Approvals.Rules;
using AccessSlack.Requests;

namespace AccessSlack.Simulation.Explaining;

/// <summary>Who is told of a request, who may decide it, and why: everything as data.</summary>
internal sealed record Explanation
{
    public required Scene Scene { get; init; }

    /// <summary>Why no role can be decided in Slack; null if some place has buttons.</summary>
    public required Reason? NotHere { get; init; }

    /// <summary>In the order of the ledger.</summary>
    public required ImmutableArray<ToldPlace> Told { get; init; }

    /// <summary>Suggested reviewers who are not told.</summary>
    public required ImmutableArray<string> LeftOut { get; init; }

    /// <summary>In the order in which a message shows them.</summary>
    public required ImmutableArray<RoleDecision> Roles { get; init; }

    /// <summary>Everyone who is known by name: first those who may decide.</summary>
    public required ImmutableArray<PersonAnswer> People { get; init; }

    public required TeleportWay Way { get; init; }

    /// <summary>What rules that decide by themselves say; null if there are none, or it was settled before.</summary>
    public AutomaticJudgement? Automatic { get; init; }

    /// <summary>Sentences about them, for people.</summary>
    public ImmutableArray<string> AutomaticWords { get; init; } = [];

    /// <summary>One person, at every place; empty if no one was asked about.</summary>
    public ImmutableArray<ClickAnswer> Clicks { get; init; } = [];
}

/// <summary>Why something is as it is.</summary>
/// <param name="Code">For tools.</param>
/// <param name="Text">For people; a clause that names keys of the configuration.</param>
internal sealed record Reason(string Code, string Text);

/// <summary>What the message at a place offers.</summary>
internal enum PlaceOffer
{
    /// <summary>Nothing was posted there, or nothing is left to decide.</summary>
    Nothing,
    Link,

    /// <summary>Approve opens a dialog first.</summary>
    Dialog,
    Decide,
}

/// <param name="Delivery">With the recipients as the configuration names them.</param>
/// <param name="Keys">The keys of the configuration, or other causes, that name this place.</param>
/// <param name="Offer">What its message offers.</param>
/// <param name="Why">Null for buttons that decide.</param>
internal sealed record ToldPlace(Delivery Delivery, ImmutableArray<string> Keys, PlaceOffer Offer, Reason? Why);

/// <param name="Tally">Its rule and its votes.</param>
/// <param name="Number">Of the rule, from 1; 0 without one.</param>
/// <param name="Name">Of the rule; empty without one.</param>
/// <param name="Why">Why it is left to Teleport; null if it is decided in Slack.</param>
internal sealed record RoleDecision(RoleTally Tally, int Number, string Name, Reason? Why)
{
    public string Role => Tally.Role;
}

/// <summary>What a person may do at the best of the places where they see the request.</summary>
/// <param name="User">As Slack knows the person.</param>
/// <param name="Message">The place; null if the person sees no message.</param>
/// <param name="Refusal">Why a click there does not count; null if it does.</param>
/// <param name="Roles">The roles that it counts for; empty with a refusal.</param>
internal sealed record PersonAnswer(
    Requests.Slack.SlackUser User,
    Delivery.Posted? Message,
    Refusal? Refusal,
    ImmutableArray<string> Roles
)
{
    public bool MayDecide => Refusal is null && Message is not null;
}

/// <summary>How a decision would go to Teleport.</summary>
/// <param name="Kind"><c>state</c>, <c>review</c> or <c>person</c>.</param>
/// <param name="Text">For people.</param>
internal sealed record TeleportWay(string Kind, string Text);

/// <summary>What one press by one person would come to.</summary>
/// <param name="Message">Where.</param>
/// <param name="Sees">The person sees that message.</param>
/// <param name="Proposed">Approved or Denied.</param>
/// <param name="Lack">A dialog asks for this first; null if the press counts or is refused at once.</param>
/// <param name="Outcome">In the end, with what the dialog asks for.</param>
internal sealed record ClickAnswer(
    Delivery.Posted Message,
    bool Sees,
    RequestState Proposed,
    Refusal? Lack,
    ClickOutcome Outcome
);
