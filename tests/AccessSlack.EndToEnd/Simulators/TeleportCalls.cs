using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;
using Google.Protobuf.WellKnownTypes;

namespace AccessSlack.EndToEnd.Simulators;

/// <summary>The calls of the raw client by name.</summary>
internal static class TeleportCalls
{
    public static Watch AllRequests => new() { Kinds = { new WatchKind { Kind = "access_request" } } };

    public static IAsyncEnumerator<Event> Watch(this TeleportRawClient client, Watch? watch = null) =>
        client.StreamAsync("WatchEvents", watch ?? AllRequests, Event.Parser).GetAsyncEnumerator();

    /// <summary>Opens a watch and reads its INIT.</summary>
    public static async Task<IAsyncEnumerator<Event>> WatchFromInitAsync(
        this TeleportRawClient client,
        Watch? watch = null
    )
    {
        var events = client.Watch(watch);
        Assert.Equal(Operation.Init, (await events.ReadAsync()).Type);
        return events;
    }

    public static async Task<Event> ReadAsync(this IAsyncEnumerator<Event> events)
    {
        Assert.True(await events.EndsNotAsync(), "the stream ended");
        return events.Current;
    }

    public static Task<bool> EndsNotAsync(this IAsyncEnumerator<Event> events) =>
        events.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public static Task<RawAnswer<Event>> WatchRefusedAsync(this TeleportRawClient client, Watch watch) =>
        client.CallAsync("WatchEvents", watch, Event.Parser);

    public static async Task<GrpcCode> SetStateAsync(
        this TeleportRawClient client,
        string id,
        RequestState state,
        string reason = "",
        string delegator = "",
        params string[] roles
    ) =>
        (
            await client.CallAsync(
                "SetAccessRequestState",
                new RequestStateSetter
                {
                    Id = id,
                    State = state,
                    Reason = reason,
                    Delegator = delegator,
                    Roles = { roles },
                },
                Empty.Parser
            )
        ).Code;

    public static Task<RawAnswer<AccessRequestV3>> ReviewAsync(
        this TeleportRawClient client,
        string id,
        RequestState state,
        Action<AccessReview>? more = null
    )
    {
        var review = new AccessReview { ProposedState = state };
        more?.Invoke(review);
        return client.CallAsync(
            "SubmitAccessReview",
            new AccessReviewSubmission { RequestId = id, Review = review },
            AccessRequestV3.Parser
        );
    }

    public static async Task<GrpcCode> UpdateAsync(
        this TeleportRawClient client,
        string id,
        Dictionary<string, string> set,
        Dictionary<string, string>? expect = null,
        string plugin = "slack",
        string kind = "access_request"
    ) =>
        (
            await client.CallAsync(
                "UpdatePluginData",
                new PluginDataUpdateParams
                {
                    Kind = kind,
                    Resource = id,
                    Plugin = plugin,
                    Set = { set },
                    Expect = { expect ?? [] },
                },
                Empty.Parser
            )
        ).Code;

    public static async Task<IReadOnlyList<PluginDataV3>> PluginDataAsync(
        this TeleportRawClient client,
        string id,
        string plugin = "slack"
    ) => (
            await client.CallAsync(
                "GetPluginData",
                new PluginDataFilter
                {
                    Kind = "access_request",
                    Resource = id,
                    Plugin = plugin,
                },
                PluginDataSeq.Parser
            )
        ).Single.PluginData;

    public static Task<RawAnswer<AccessRequestV3>> ListV2Async(
        this TeleportRawClient client,
        AccessRequestFilter? filter = null
    ) => client.CallAsync("GetAccessRequestsV2", filter ?? new(), AccessRequestV3.Parser);

    public static Task<RawAnswer<AccessRequests>> ListUnaryAsync(
        this TeleportRawClient client,
        AccessRequestFilter? filter = null
    ) => client.CallAsync("GetAccessRequests", filter ?? new(), AccessRequests.Parser);

    public static Task<RawAnswer<ListAccessRequestsResponse>> ListPageAsync(
        this TeleportRawClient client,
        ListAccessRequestsRequest? page = null
    ) => client.CallAsync("ListAccessRequests", page ?? new(), ListAccessRequestsResponse.Parser);
}
