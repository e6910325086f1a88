using AccessSlack.Requests;
using AccessSlack.Requests.Calendar;

namespace AccessSlack.Approvals.Rules;

/// <summary>What one rule says about one role of a request: a closed set.</summary>
internal abstract record AutomaticFinding
{
    private AutomaticFinding() { }

    /// <summary>The rest of a sentence that begins with "Rule NAME", without the full stop.</summary>
    public abstract string Words { get; }

    /// <summary>It decides the role by itself, if every other role is decided so as well.</summary>
    internal sealed record Decides(RequestState State) : AutomaticFinding
    {
        public override string Words => State == RequestState.Approved ? "approves it" : "denies it";
    }

    /// <summary>The rule is for people, and no automatic one before it applies.</summary>
    internal sealed record ForPeople : AutomaticFinding
    {
        public override string Words => "leaves it to people";
    }

    internal sealed record DryRun : AutomaticFinding
    {
        public override string Words => "is a dry run and only logs";
    }

    /// <summary>Slack did not say whether the requester is in a group that the rule names.</summary>
    internal sealed record MembershipUnknown : AutomaticFinding
    {
        public override string Words => "names a user group, and whether the requester is in it is not known";
    }

    internal sealed record OutsideWindows(CalendarWindows When) : AutomaticFinding
    {
        public override string Words => $"applies only to requests made in {When}";
    }

    /// <param name="Open">Earlier requests and grants of this requester.</param>
    /// <param name="Limit">How many there may be with this request.</param>
    internal sealed record LimitReached(int Open, int Limit) : AutomaticFinding
    {
        public override string Words => $"has reached its limit for this requester: {Open} of {Limit} are open";
    }

    /// <summary>The requester's other requests were not listed.</summary>
    internal sealed record CountUnknown : AutomaticFinding
    {
        public override string Words => "has a limit, and how many requests of this requester are open is not known";
    }
}

/// <param name="Rule">Its name.</param>
/// <param name="Finding">What it says.</param>
internal sealed record RuleFinding(string Rule, AutomaticFinding Finding)
{
    /// <summary>A sentence.</summary>
    public string Sentence => $"Rule {Rule} {Finding.Words}.";
}

/// <summary>Why people decide a request as a whole.</summary>
internal enum PeopleCause
{
    /// <summary>No rule has <c>decide</c>.</summary>
    NoAutomaticRule,
    NoRoles,

    /// <summary>Long-term, or of a kind that is not known.</summary>
    OtherKind,

    /// <summary>It names more than a message can show.</summary>
    TooLong,
    Thresholds,
    NoCreationTime,
    CreatedLater,
    SeenTooLate,

    /// <summary>A role is not decided by a rule.</summary>
    RoleLeft,
}

/// <summary>What people read about each cause.</summary>
internal static class PeopleCauses
{
    /// <summary>A sentence.</summary>
    public static string Sentence(this PeopleCause cause) => cause switch
    {
        PeopleCause.NoAutomaticRule => "No rule decides by itself.",
        PeopleCause.NoRoles => "The request names no role.",
        PeopleCause.OtherKind => "The request is not for access that ends by itself.",
        PeopleCause.TooLong => "The request names more than Slack can show.",
        PeopleCause.Thresholds => "The request has thresholds, for which Teleport counts the reviews of people.",
        PeopleCause.NoCreationTime => "Teleport does not say when the request was made.",
        PeopleCause.CreatedLater => "By the clock of this machine, the request will be made in the future.",
        PeopleCause.SeenTooLate =>
            $"The request was first seen more than {AutomaticRule.MostAge.TotalMinutes} minutes after it was made.",
        _ => "At least one role is not decided by a rule.",
    };
}
