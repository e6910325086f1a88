using Google.Protobuf.WellKnownTypes;
using Proto = AccessSlack.Teleport.Protocol;

namespace AccessSlack.Sandbox.Teleport.Requests;

/// <summary>Builds the resource of a new request, in the shape of the newest release.</summary>
internal static class RequestFactory
{
    public static Proto.AccessRequestV3 Create(string id, NewAccessRequest made, DateTimeOffset now, string cluster) =>
        new()
        {
            Kind = "access_request",
            Version = "v3",
            Metadata = new Proto.Metadata { Name = id, Namespace = "default" },
            Spec = Spec(made, now, cluster),
        };

    private static Proto.AccessRequestSpecV3 Spec(NewAccessRequest made, DateTimeOffset now, string cluster)
    {
        Proto.AccessReviewThreshold[] thresholds = made.Thresholds is { } own
            ? [.. own]
            :
            [
                new()
                {
                    Name = "default",
                    Approve = 1,
                    Deny = 1,
                },
            ];
        var spec = new Proto.AccessRequestSpecV3
        {
            User = made.User,
            State = Proto.RequestState.Pending,
            Created = Timestamp.FromDateTimeOffset(now - made.Age),
            Expires = Timestamp.FromDateTimeOffset(now + made.AccessFor),
            RequestReason = made.Reason,
            RequestKind = made.Kind,
            AssumeStartTime = made.StartsAfter is { } start ? Timestamp.FromDateTimeOffset(now + start) : null,
        };
        spec.Roles.AddRange(made.Roles);
        spec.Thresholds.AddRange(thresholds);
        spec.SuggestedReviewers.AddRange(made.SuggestedReviewers);
        spec.RequestedResourceIds.AddRange(
            made.Resources.Select(r => new Proto.ResourceID
            {
                ClusterName = cluster,
                Kind = r.Kind,
                Name = r.Name,
            })
        );
        spec.RequestedResourceAccessIds.AddRange(made.Parts);
        if (thresholds.Length > 0)
            foreach (var role in made.Roles)
                spec.RoleThresholdMapping[role] = AnyOf(thresholds.Length);
        return spec;
    }

    private static Proto.ThresholdIndexSets AnyOf(int count)
    {
        var set = new Proto.ThresholdIndexSet();
        set.Indexes.AddRange(Enumerable.Range(0, count).Select(i => (uint)i));
        return new Proto.ThresholdIndexSets { Sets = { set } };
    }
}
