using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Requests.Slack;

namespace AccessSlack.Reconciliation.Home;

/// <summary>
/// A person who opened the Home tab, and what it shows them. Only their lane of the queue changes what was published;
/// the rest is guarded by <see cref="HomeTabs"/>.
/// </summary>
internal sealed class OpenedTab(SlackActor account)
{
    /// <summary>As the last event named it.</summary>
    public SlackActor Account { get; set; } = account;

    /// <summary>As all times here, since the start.</summary>
    public TimeSpan Opened { get; set; }

    /// <summary>The event that asked for the tab, until it was published.</summary>
    public string Event { get; set; } = "";

    /// <summary>The last event that came to its end: the same again changes nothing.</summary>
    public string FinishedEvent { get; set; } = "";

    /// <summary>It must be published even if it would look the same.</summary>
    public bool IsAskedFor { get; set; }

    /// <summary>Publishes it when it is due; null if nothing is to be done.</summary>
    public ITimer? Timer { get; set; }

    public TimeSpan Due { get; set; }

    /// <summary>When it was last published or tried to be; null if never.</summary>
    public TimeSpan? Published { get; set; }

    /// <summary>What it shows.</summary>
    public HomeContent Shown { get; set; } = HomeContent.Unknown;

    /// <summary>Slack's name for what it shows; empty if that is not known.</summary>
    public string Hash { get; set; } = "";
}

/// <summary>What a Home tab shows.</summary>
/// <param name="Digest">See <see cref="Messages.ComposedHome.Digest"/>; empty if it is not known.</param>
/// <param name="Person">Null if they may not be shown anything, or are not known.</param>
/// <param name="Requests">
/// The ids of the requests in it, also of those that are only counted; at most <see cref="MostRequests"/>.
/// </param>
internal sealed record HomeContent(string Digest, Actor? Person, ImmutableArray<string> Requests)
{
    /// <summary>For each of up to three hundred people.</summary>
    public const int MostRequests = 100;

    public static readonly HomeContent Unknown = new("", Person: null, []);

    /// <summary>There are more, so that any change may be one of theirs.</summary>
    public bool HasMore { get; init; }

    /// <summary>Slack could not say everything, so it is worth trying again soon.</summary>
    public bool IsPartial { get; init; }
}
