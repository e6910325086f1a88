using System.Collections.Frozen;
using AccessSlack.Sandbox.Teleport.Requests;
using AccessSlack.Sandbox.Teleport.Resources;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Proto = AccessSlack.Teleport.Protocol;

namespace AccessSlack.Sandbox.Teleport;

/// <summary>One call of the auth service: how its request is read, which releases support it, and its answer.</summary>
/// <param name="Name">Last segment of the path.</param>
/// <param name="Parser">Reads the request.</param>
/// <param name="ExistsIn">Whether a release supports the call.</param>
/// <param name="Run">
/// Executes the call for a user and returns all messages of the answer, or throws <see cref="GrpcFailure"/>. Null for
/// the watch, which does not end by itself.
/// </param>
internal sealed record Rpc(
    string Name,
    MessageParser Parser,
    Func<TeleportRelease, bool> ExistsIn,
    Func<TeleportUser, IMessage, IReadOnlyList<IMessage>>? Run
)
{
    /// <summary>Only Ping answers clients without a certificate.</summary>
    public bool NeedsUser => Name != "Ping";
}

/// <summary>The calls of <c>proto.AuthService</c> that a plugin for access requests makes.</summary>
internal sealed class AuthService(
    Cluster cluster,
    RequestStore requests,
    PluginDataStore pluginData,
    ResourceDirectory resources
)
{
    private readonly Listing _listing = new(cluster, requests);
    private readonly RequestDecisions _decisions = new(cluster, requests);

    public FrozenDictionary<string, Rpc> Calls() => new Rpc[]
        {
            Unary("Ping", Proto.PingRequest.Parser, _ => true, Ping),
            new("WatchEvents", Proto.Watch.Parser, _ => true, null),
            Unary(
                "GetAccessRequests",
                Proto.AccessRequestFilter.Parser,
                r => r.HasUnaryList,
                (user, filter) => new Proto.AccessRequests { AccessRequests_ = { _listing.Find(user, filter) } }
            ),
            new(
                "GetAccessRequestsV2",
                Proto.AccessRequestFilter.Parser,
                r => r.HasStreamedList,
                (user, filter) => _listing.Find(user, (Proto.AccessRequestFilter)filter)
            ),
            Unary("ListAccessRequests", Proto.ListAccessRequestsRequest.Parser, r => r.HasPagedList, _listing.Page),
            Unary("SetAccessRequestState", Proto.RequestStateSetter.Parser, _ => true, SetState),
            Unary("SubmitAccessReview", Proto.AccessReviewSubmission.Parser, r => r.HasReviews, _decisions.Review),
            Unary("ListResources", Proto.ListResourcesRequest.Parser, r => r.ListsResources, resources.Page),
            Unary("GetUser", Proto.GetUserRequest.Parser, _ => true, GetUser),
            Unary("GetPluginData", Proto.PluginDataFilter.Parser, _ => true, GetPluginData),
            Unary("UpdatePluginData", Proto.PluginDataUpdateParams.Parser, _ => true, UpdatePluginData),
        }.ToFrozenDictionary(call => "/proto.AuthService/" + call.Name);

    private static Rpc Unary<T>(
        string name,
        MessageParser<T> parser,
        Func<TeleportRelease, bool> existsIn,
        Func<TeleportUser, T, IMessage> run
    )
        where T : IMessage<T> => new(name, parser, existsIn, (user, request) => [run(user, (T)request)]);

    private Proto.PingResponse Ping(TeleportUser user, Proto.PingRequest call)
    {
        var answer = new Proto.PingResponse
        {
            ClusterName = cluster.Options.ClusterName,
            ServerVersion = cluster.Release.Text,
        };
        if (!cluster.Release.HasReviews) return answer;
        answer.ServerFeatures = new Proto.Features
        {
            AccessControls = cluster.Enterprise,
            AdvancedAccessWorkflows = cluster.Enterprise,
        };
        answer.ProxyPublicAddr = cluster.Options.ProxyPublicAddress;
        return answer;
    }

    private Proto.UserV2 GetUser(TeleportUser user, Proto.GetUserRequest call)
    {
        if (call.WithSecrets || (call.Name != user.Name && !user.MayReadUsers))
            throw GrpcFailure.Denied($"access denied to perform action \"read\" on \"user\" for {user.Name}");
        if (!cluster.Users.TryGetValue(call.Name, out var found))
            throw new GrpcFailure(GrpcCode.NotFound, $"user \"{call.Name}\" not found");
        var traits = new Proto.LabelValues
        {
            Values = { ["logins"] = new Proto.StringValues { Values = { call.Name } } },
        };
        if (found.SlackIds.Count > 0)
            traits.Values["slack_uid"] = new Proto.StringValues { Values = { found.SlackIds } };
        return new Proto.UserV2
        {
            Metadata = new Proto.Metadata { Name = found.Name },
            Spec = new Proto.UserSpecV2 { Traits = traits },
        };
    }

    private Empty SetState(TeleportUser user, Proto.RequestStateSetter call)
    {
        _decisions.SetState(user, call);
        return new Empty();
    }

    private Proto.PluginDataSeq GetPluginData(TeleportUser user, Proto.PluginDataFilter filter)
    {
        var may = (user.MayList && user.MayRead) || (cluster.Release.NarrowsLists && user.MayReadPluginData);
        CheckPluginData(may, filter.Kind, user);
        return new Proto.PluginDataSeq { PluginData = { pluginData.Find(filter.Resource, filter.Plugin) } };
    }

    private Empty UpdatePluginData(TeleportUser user, Proto.PluginDataUpdateParams call)
    {
        var may =
            (user.MayUpdate && cluster.Release.UpdateIncludesPluginData)
            || (user.MayUpdatePluginData && cluster.Release.NarrowsLists);
        CheckPluginData(may, call.Kind, user);
        if (call.Resource.Length == 0 || call.Plugin.Length == 0)
            throw GrpcFailure.Invalid("plugin data needs a resource and a plugin name");
        pluginData.Update(call);
        return new Empty();
    }

    private static void CheckPluginData(bool may, string kind, TeleportUser user)
    {
        if (kind != "access_request") throw GrpcFailure.Invalid($"unsupported resource kind {kind}");
        if (!may) throw GrpcFailure.Denied($"access denied to plugin data for {user.Name}");
    }
}
