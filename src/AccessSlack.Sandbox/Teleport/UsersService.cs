using Google.Protobuf.WellKnownTypes;
using Proto = AccessSlack.Teleport.Protocol;

namespace AccessSlack.Sandbox.Teleport;

/// <summary>
/// The call of <c>teleport.users.v1.UsersService</c> that finds users by a trait (docs/protocols/teleport.md 1.5).
/// </summary>
internal sealed class UsersService(Cluster cluster)
{
    private const int LargestPage = 1000;

    public KeyValuePair<string, Rpc> Call() =>
        new(
            "/teleport.users.v1.UsersService/ListUsers",
            new(
                "ListUsers",
                Proto.ListUsersRequest.Parser,
                release => release.HasUsersService,
                (user, request) => [List(user, (Proto.ListUsersRequest)request)]
            )
        );

    /// <summary>As both services show a user.</summary>
    public static Proto.UserV2 Stored(TeleportUser user)
    {
        var traits = new Proto.LabelValues
        {
            Values = { ["logins"] = new Proto.StringValues { Values = { user.Name } } },
        };
        foreach (var (name, values) in user.Traits)
            if (values.Count > 0)
                traits.Values[name] = new Proto.StringValues { Values = { values } };
        return new Proto.UserV2
        {
            Metadata = new Proto.Metadata { Name = user.Name },
            Spec = new Proto.UserSpecV2
            {
                Traits = traits,
                Expires = user.Expires is { } end ? Timestamp.FromDateTimeOffset(end) : null,
            },
        };
    }

    private Proto.ListUsersResponse List(TeleportUser caller, Proto.ListUsersRequest call)
    {
        if (call.WithSecrets || !caller.MayListUsers || !caller.MayReadUsers)
            throw GrpcFailure.Denied($"access denied to perform action \"list\" on \"user\" for {caller.Name}");
        var size = call.PageSize is > 0 and <= LargestPage ? call.PageSize : LargestPage;
        var found = cluster.Users.Values
            .Where(user => user.IsStored(cluster.Now) && Matches(user, call.Filter?.Traits))
            .OrderBy(user => user.Name, StringComparer.Ordinal)
            .SkipWhile(user => string.CompareOrdinal(user.Name, call.PageToken) < 0)
            .Take(size + 1)
            .ToList();
        var answer = new Proto.ListUsersResponse { Users = { found.Take(size).Select(Stored) } };
        if (found.Count > size) answer.NextPageToken = found[size].Name;
        return answer;
    }

    private bool Matches(TeleportUser user, Proto.LabelValues? traits) =>
        traits is null
        || !cluster.Release.FiltersUsersByTrait
        || traits.Values.All(trait =>
            trait.Value.Values.Any(value => user.Traits.GetValueOrDefault(trait.Key, []).Contains(value))
        );
}
