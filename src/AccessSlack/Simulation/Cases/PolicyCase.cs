using System.Collections.Immutable;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;

namespace AccessSlack.Simulation.Cases;

/// <summary>One policy test: a request, people, clicks, and what must come of them.</summary>
internal sealed record PolicyCase
{
    public static readonly ImmutableDictionary<string, CasePerson> NoPeople =
        ImmutableDictionary<string, CasePerson>.Empty.WithComparers(StringComparer.OrdinalIgnoreCase);

    public required string Name { get; init; }

    /// <summary>In the file, from 1.</summary>
    public int Line { get; init; }

    public required AccessRequest Request { get; init; }

    /// <summary>Null for that of the configuration.</summary>
    public string? Cluster { get; init; }

    /// <summary>When the request was made, and when people click.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Members of the groups and channels that the case describes: e-mail addresses or Slack ids.</summary>
    public ImmutableDictionary<Approver, ImmutableArray<string>> Members { get; init; } =
        ImmutableDictionary<Approver, ImmutableArray<string>>.Empty;

    /// <summary>By e-mail address or Slack id.</summary>
    public ImmutableDictionary<string, CasePerson> People { get; init; } = NoPeople;

    public ImmutableArray<CaseClick> Clicks { get; init; } = [];

    public required Expectation Expected { get; init; }
}

/// <summary>What a case says of a person beside the name that it uses.</summary>
/// <param name="Account">The flags; its id and address are empty unless the case gives them.</param>
/// <param name="TeleportUser">From the trait; empty for none.</param>
internal sealed record CasePerson(SlackUser Account, string TeleportUser);

/// <param name="Who">E-mail address or Slack id.</param>
/// <param name="Proposed">Approved or Denied.</param>
/// <param name="Roles">The roles that the choice is for; empty for all.</param>
/// <param name="Reason">Null if no reason is typed.</param>
internal sealed record CaseClick(string Who, RequestState Proposed, ImmutableArray<string> Roles, string? Reason);

/// <summary>What must come of a case. What is null or empty is not compared.</summary>
internal sealed record Expectation
{
    /// <summary>A click that counts has this in place of a refusal.</summary>
    public const string Counts = "ok";

    /// <summary>Everyone who is told, by their names in the configuration.</summary>
    public ImmutableArray<string>? Recipients { get; init; }

    /// <summary>The most that a message of the request offers.</summary>
    public string? Offer { get; init; }

    /// <summary>What the message for one recipient offers.</summary>
    public ImmutableSortedDictionary<string, string> Offers { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>One for each click.</summary>
    public ImmutableArray<string>? Refusals { get; init; }

    public RequestState? Outcome { get; init; }

    public ImmutableArray<string>? Granted { get; init; }
}
