using System.Collections.Immutable;

namespace AccessSlack.Messages;

/// <summary>A request in the answer to a slash command.</summary>
/// <param name="View">Its offer is ignored: the answer has no buttons.</param>
/// <param name="Created">For sorting and for its age; an unknown time counts as old.</param>
internal sealed record ListedRequest(RequestView View, DateTimeOffset? Created)
{
    /// <summary>The address of a message that the user can open; null if there is none.</summary>
    public Uri? Message { get; init; }
}

/// <summary>What <c>list</c> shows, newest first.</summary>
/// <param name="Own">Requests made by the user.</param>
/// <param name="MoreOwn">How many there are beside them.</param>
/// <param name="Others">Requests of others that the user can decide.</param>
/// <param name="MoreOthers">How many there are beside them.</param>
internal sealed record RequestLists(
    ImmutableArray<ListedRequest> Own,
    int MoreOwn,
    ImmutableArray<ListedRequest> Others,
    int MoreOthers
)
{
    /// <summary>Limit for both lists together.</summary>
    private const int MostRequests = 20;

    /// <param name="mine">Requests made by the user.</param>
    /// <param name="others">Requests that the user can decide; those that are also their own are left out.</param>
    public static RequestLists Of(IEnumerable<ListedRequest> mine, IEnumerable<ListedRequest> others)
    {
        var own = NewestFirst(mine);
        var ids = own.Select(request => request.View.RequestId).ToHashSet(StringComparer.Ordinal);
        var named = NewestFirst(others.Where(other => !ids.Contains(other.View.RequestId)));
        // Each list may use what the other does not need, and at least half.
        var mostOwn = Math.Min(own.Length, Math.Max(MostRequests / 2, MostRequests - named.Length));
        var mostNamed = Math.Min(named.Length, MostRequests - mostOwn);
        return new(own[..mostOwn], own.Length - mostOwn, named[..mostNamed], named.Length - mostNamed);
    }

    public bool Shows(string id) => Own.Concat(Others).Any(request => request.View.RequestId == id);

    /// <param name="links">Addresses of messages, by the id of the request.</param>
    public RequestLists With(ImmutableDictionary<string, Uri> links)
    {
        return this with { Own = Linked(Own), Others = Linked(Others) };

        ImmutableArray<ListedRequest> Linked(ImmutableArray<ListedRequest> requests) =>
            [.. requests.Select(one => one with { Message = links.GetValueOrDefault(one.View.RequestId) })];
    }

    private static ImmutableArray<ListedRequest> NewestFirst(IEnumerable<ListedRequest> requests) =>
        [
            .. requests
                .OrderByDescending(request => request.Created ?? DateTimeOffset.MinValue)
                .ThenBy(request => request.View.RequestId, StringComparer.Ordinal),
        ];
}
