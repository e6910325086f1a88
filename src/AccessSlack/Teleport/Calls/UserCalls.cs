using System.Collections.Immutable;
using System.Security.Cryptography;
using AccessSlack.Teleport.Connections;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.Teleport.Calls;

/// <summary>Whether the server of a connection selects users by a trait.</summary>
internal enum TraitFilter
{
    Unknown,
    Honored,

    /// <summary>The filter is dropped, and every user is listed (docs/protocols/teleport.md 1.5).</summary>
    Ignored,
}

/// <summary>Finds Teleport users by a trait or by their name, and reads their traits.</summary>
internal sealed class UserCalls(TeleportCalls calls)
{
    private const int PageSize = 500;

    /// <summary>More users than any cluster has.</summary>
    private const int MostPages = 2000;

    /// <summary>
    /// Who has a value of a trait. If the server selects, it is asked for this value only; otherwise all users are
    /// read, and the answer holds every value. Either way only what a user's traits say counts.
    /// </summary>
    public async Task<TraitOwners> FindByTraitAsync(string trait, string value, CancellationToken cancel)
    {
        var used = calls.Connection;
        if (used.TraitFilter == TraitFilter.Unknown)
            used.TraitFilter = await TestFilterAsync(used, trait, cancel);
        var isSelected = used.TraitFilter == TraitFilter.Honored;
        var owners = new Dictionary<string, ImmutableArray<string>>(StringComparer.Ordinal);
        var token = "";
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await ListAsync(used, token, isSelected ? FilterOf(trait, value) : null, cancel);
            foreach (var user in answer.Users) Add(owners, user, trait);
            if (answer.NextPageToken.Length == 0) return new(owners, IsComplete: !isSelected);
            if (answer.NextPageToken == token) break;
            token = answer.NextPageToken;
        }

        throw calls.Unexpected("ListUsers does not come to an end");
    }

    /// <summary>Whether there is a user of exactly this name.</summary>
    public async Task<bool> ExistsAsync(string name, CancellationToken cancel) =>
        (await FindAsync(name, cancel))?.Metadata?.Name == name;

    public async Task<ImmutableArray<string>> FindSlackIdsAsync(string user, string trait, CancellationToken cancel) =>
        await FindAsync(user, cancel) is { Spec.Traits: { } traits }
        && traits.Values.TryGetValue(trait, out var ids)
            ? [.. ids.Values]
            : [];

    public async Task<ImmutableDictionary<string, ImmutableArray<string>>> FindTraitsAsync(
        string user,
        CancellationToken cancel
    ) =>
        await FindAsync(user, cancel) is { Spec.Traits: { } traits }
            ? traits.Values.ToImmutableDictionary(trait => trait.Key, trait => trait.Value.Values.ToImmutableArray())
            : ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>Null for a user of another cluster, or a deleted one.</summary>
    private async Task<UserV2?> FindAsync(string user, CancellationToken cancel)
    {
        try
        {
            return await calls.CallAsync(
                "GetUser",
                (client, options) => client.GetUserAsync(new GetUserRequest { Name = user }, options),
                cancel
            );
        }
        catch (TeleportException exception) when (exception.Failure == TeleportFailure.NotFound)
        {
            return null;
        }
    }

    /// <summary>No user has a random value: an answer that lists one shows that the filter was dropped.</summary>
    private async Task<TraitFilter> TestFilterAsync(Connection used, string trait, CancellationToken cancel)
    {
        var random = RandomNumberGenerator.GetHexString(32);
        var answer = await ListAsync(used, "", FilterOf(trait, random), cancel, pageSize: 1);
        return answer.Users.Count == 0 && answer.NextPageToken.Length == 0 ? TraitFilter.Honored : TraitFilter.Ignored;
    }

    private Task<ListUsersResponse> ListAsync(
        Connection used,
        string token,
        UserFilter? filter,
        CancellationToken cancel,
        int pageSize = PageSize
    )
    {
        var request = new ListUsersRequest { PageSize = pageSize, PageToken = token, Filter = filter };
        return calls.CallAsync(
            used,
            "ListUsers",
            (connection, options) => connection.Users.ListUsersAsync(request, options),
            TeleportCalls.UsualTime,
            cancel
        );
    }

    private static UserFilter FilterOf(string trait, string value) => new()
    {
        Traits = new() { Values = { [trait] = new StringValues { Values = { value } } } },
    };

    private static void Add(Dictionary<string, ImmutableArray<string>> owners, UserV2 user, string trait)
    {
        if (user is not { Metadata.Name: { Length: > 0 } name, Spec.Traits: { } traits }) return;
        if (!traits.Values.TryGetValue(trait, out var values)) return;
        foreach (var value in values.Values.Distinct(StringComparer.Ordinal))
            owners[value] = [.. owners.GetValueOrDefault(value, []), name];
    }
}
