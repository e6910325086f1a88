using AccessSlack.Requests;
using AccessSlack.Teleport;
using AccessSlack.Teleport.Protocol;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using RequestState = AccessSlack.Requests.RequestState;

namespace AccessSlack.Tests.Teleport;

public sealed class TeleportClientTests
{
    /// <summary>The common name that <see cref="TestAuthority"/> gives a client.</summary>
    private const string Us = "slack-approver";

    private static readonly Dictionary<string, string> Rev1 = new() { ["rev"] = "1" };

    [Fact]
    public async Task List_NewServer_TakesAllPages()
    {
        await using var server = await AuthServer.StartAsync();
        server.On<ListAccessRequestsRequest>("ListAccessRequests", request => request.StartKey switch
        {
            "" => [new ListAccessRequestsResponse { AccessRequests = { Message("a"), Message("b") }, NextKey = "c" }],
            "c" => [new ListAccessRequestsResponse { NextKey = "d" }],
            _ => [new ListAccessRequestsResponse { AccessRequests = { Message("d") } }],
        });
        Assert.Equal(["a", "b", "d"], await ListAsync(server.Client));
    }

    [Fact]
    public async Task List_PageThatLeadsToItself_Fails()
    {
        await using var server = await AuthServer.StartAsync();
        server.On<ListAccessRequestsRequest>("ListAccessRequests", _ =>
            [new ListAccessRequestsResponse { NextKey = "again" }]
        );
        Assert.Equal(TeleportFailure.Unexpected, await FailureAsync(() => ListAsync(server.Client)));
        Assert.Equal(2, server.Calls.Count);
    }

    [Fact]
    public async Task List_OlderServers_FallBackAndRemember()
    {
        await using var server = await AuthServer.StartAsync();
        server.On<AccessRequestFilter>("GetAccessRequestsV2", _ => [Message("a"), Message("b")]);
        Assert.Equal(["a", "b"], await ListAsync(server.Client));
        Assert.Equal(["a", "b"], await ListAsync(server.Client));
        Assert.Equal(["ListAccessRequests", "GetAccessRequestsV2", "GetAccessRequestsV2"], server.Calls);
    }

    [Fact]
    public async Task List_OldestServer_FallsBackTwice()
    {
        await using var server = await AuthServer.StartAsync();
        server.On<AccessRequestFilter>("GetAccessRequests", _ =>
            [new AccessRequests { AccessRequests_ = { Message("a") } }]
        );
        Assert.Equal(["a"], await ListAsync(server.Client));
        Assert.Equal(["a"], await ListAsync(server.Client));
        Assert.Equal(
            ["ListAccessRequests", "GetAccessRequestsV2", "GetAccessRequests", "GetAccessRequests"],
            server.Calls
        );
    }

    [Fact]
    public async Task List_NewConnection_ForgetsWhatWasKnown()
    {
        await using var server = await AuthServer.StartAsync();
        server.On<AccessRequestFilter>("GetAccessRequests", _ =>
            [new AccessRequests { AccessRequests_ = { Message("a") } }]
        );
        await ListAsync(server.Client);
        server.DropConnections();
        await ListAgainAsync(server.Client);
        server.Calls.Clear();
        await ListAsync(server.Client);
        Assert.Equal("ListAccessRequests", server.Calls.First());
    }

    [Fact]
    public async Task List_NewerServerBehindTheSameAddress_IsFoundAtOnce()
    {
        await using var server = await AuthServer.StartAsync();
        server.On<AccessRequestFilter>("GetAccessRequests", _ =>
            [new AccessRequests { AccessRequests_ = { Message("a") } }]
        );
        await ListAsync(server.Client);
        server.DropConnections();
        server.Fail("GetAccessRequests", 12, "unknown method");
        server.On<ListAccessRequestsRequest>("ListAccessRequests", _ =>
            [new ListAccessRequestsResponse { AccessRequests = { Message("b") } }]
        );
        Assert.Equal(["b"], await ListAgainAsync(server.Client));
    }

    [Fact]
    public async Task List_NoKnownCall_IsUnsupported()
    {
        await using var server = await AuthServer.StartAsync();
        Assert.Equal(TeleportFailure.Unsupported, await FailureAsync(() => ListAsync(server.Client)));
    }

    [Fact]
    public async Task List_RequestThatCannotBeRead_IsSkippedAndSaidOnce()
    {
        await using var server = await AuthServer.StartAsync();
        server.On<AccessRequestFilter>("GetAccessRequestsV2", _ =>
            [Message("bad id"), Message("a"), new AccessRequestV3()]
        );
        var log = new CountingLog();
        using var client = server.Connect(server.Authority.ThreeFiles(), log);
        Assert.Equal(["a"], await ListAsync(client));
        Assert.Equal(1, log.Warnings);
    }

    [Fact]
    public async Task List_MoreThanTheUsualLimit_IsTaken()
    {
        await using var server = await AuthServer.StartAsync();
        var large = Message("a");
        large.Spec.RequestReason = new string('x', 5 * 1024 * 1024);
        server.On<AccessRequestFilter>("GetAccessRequests", _ => [new AccessRequests { AccessRequests_ = { large } }]);
        Assert.Equal(["a"], await ListAsync(server.Client));
    }

    [Fact]
    public async Task Find_EveryGeneration_FindsOrNot()
    {
        await using var server = await AuthServer.StartAsync();
        server.On<ListAccessRequestsRequest>("ListAccessRequests", request =>
            [new ListAccessRequestsResponse { AccessRequests = { request.Filter.Id == "a" ? [Message("a")] : [] } }]
        );
        Assert.Equal("a", (await FindAsync(server, "a"))!.Id);
        Assert.Null(await FindAsync(server, "b"));
        server.Fail("ListAccessRequests", 12, "unknown method");
        server.On<AccessRequestFilter>("GetAccessRequestsV2", filter => filter.Id == "a" ? [Message("a")] : []);
        Assert.Equal("a", (await FindAsync(server, "a"))!.Id);
        Assert.Null(await FindAsync(server, "b"));
        server.Fail("GetAccessRequestsV2", 12, "unknown method");
        server.Fail("GetAccessRequests", 5, "no such request");
        Assert.Null(await FindAsync(server, "b"));
    }

    [Fact]
    public async Task Find_AnotherRequestThanAsked_Fails()
    {
        await using var server = await AuthServer.StartAsync();
        server.On<AccessRequestFilter>("GetAccessRequestsV2", _ => [Message("b"), Message("a")]);
        Assert.Equal(TeleportFailure.Unexpected, await FailureAsync(() => FindAsync(server, "a")));
    }

    [Fact]
    public async Task Find_TextThatIsNoId_MakesNoCall()
    {
        await using var server = await AuthServer.StartAsync();
        Assert.Null(await FindAsync(server, "../x"));
        Assert.Empty(server.Calls);
    }

    [Fact]
    public async Task Call_NoAnswerInTime_IsUnreachable()
    {
        await using var server = await AuthServer.StartAsync();
        var arrived = new TaskCompletionSource();
        server.On("Ping", context =>
        {
            arrived.SetResult();
            return Hang()(context);
        });
        var ping = server.Client.PingAsync(default);
        await arrived.Task.WaitAsync(AuthServer.Soon);
        server.Time.Advance(TimeSpan.FromSeconds(10));
        var failure = await Assert.ThrowsAsync<TeleportException>(() => ping.WaitAsync(AuthServer.Soon));
        Assert.Equal(TeleportFailure.Unreachable, failure.Failure);
        Assert.EndsWith(
            "(Ping: DeadlineExceeded, The deadline passed before the call was complete.)",
            failure.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Call_Cancelled_IsACancellation()
    {
        await using var server = await AuthServer.StartAsync();
        using var cancel = new CancellationTokenSource();
        server.On("Ping", context =>
        {
            cancel.Cancel();
            return Hang()(context);
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            server.Client.PingAsync(cancel.Token).WaitAsync(AuthServer.Soon)
        );
    }

    [Fact]
    public async Task Call_PermissionDenied_SaysWhatTheServerSaid()
    {
        await using var server = await AuthServer.StartAsync();
        server.Fail("GetPluginData", 7, "client version is unsupported");
        var failure = await Assert.ThrowsAsync<TeleportException>(() =>
            server.Client.ReadPluginDataAsync("x", default).WaitAsync(AuthServer.Soon)
        );
        Assert.Equal(TeleportFailure.NotPermitted, failure.Failure);
        Assert.Contains("client version is unsupported", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PluginData_Read_AsksForTheRequestAndGivesOurEntry()
    {
        PluginDataFilter? asked = null;
        await using var server = await AuthServer.StartAsync();
        server.On<PluginDataFilter>("GetPluginData", filter =>
        {
            asked = filter;
            var document = new PluginDataV3 { Metadata = new Metadata { Name = "a" }, Spec = new PluginDataSpecV3() };
            document.Spec.Entries.Add("slack", new PluginDataEntry { Data = { ["rev"] = "3" } });
            return [new PluginDataSeq { PluginData = { document } }];
        });
        Assert.Equal("3", (await server.Client.ReadPluginDataAsync("a", default).WaitAsync(AuthServer.Soon))!["rev"]);
        Assert.Equal(new PluginDataFilter { Kind = "access_request", Resource = "a", Plugin = "slack" }, asked);
        Assert.Null(await server.Client.ReadPluginDataAsync("b", default).WaitAsync(AuthServer.Soon));
    }

    [Fact]
    public async Task PluginData_ReadAll_AsksOnceAndDecodesOurEntriesOnly()
    {
        PluginDataFilter? asked = null;
        await using var server = await AuthServer.StartAsync();
        var theirs = new PluginDataBulk
        {
            PluginData =
            {
                Document("a", ("slack", Entry("3")), ("jira", Garbage)),
                Document("b", ("jira", Entry("1"))),
                Document("c", ("slack", Garbage)),
                Document("", ("slack", Entry("9"))),
                new PluginDataBulkDocument(),
            },
        };
        server.On<PluginDataFilter>("GetPluginData", filter =>
        {
            asked = filter;
            return [theirs];
        });

        var all = await server.Client.ReadAllPluginDataAsync(default).WaitAsync(AuthServer.Soon);

        Assert.Equal(new PluginDataFilter { Kind = "access_request", Plugin = "slack" }, asked);
        Assert.Equal(["a", "c"], all.Left.Order());
        Assert.Equal("3", all.Take("a")!["rev"]);
        Assert.Null(all.Take("a")); // it was let go of
        Assert.Null(all.Take("b"));
        Assert.Null(all.Take("c"));
        Assert.Empty(all.Left);
    }

    [Fact]
    public async Task PluginData_ReadAllMoreThan64MiB_IsRefusedBeforeItIsRead()
    {
        await using var server = await AuthServer.StartAsync();
        server.On("GetPluginData", async context =>
        {
            context.Response.ContentType = "application/grpc";
            var prefix = new byte[5];
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(prefix.AsSpan(1), (64 * 1024 * 1024) + 1);
            await context.Response.Body.WriteAsync(prefix);
            await context.Response.Body.FlushAsync();
            // The rest never comes, and nothing waits for it.
            await new TaskCompletionSource()
                .Task.WaitAsync(context.RequestAborted)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        Assert.Equal(TeleportFailure.Busy, await FailureAsync(() => server.Client.ReadAllPluginDataAsync(default)));
    }

    [Fact]
    public async Task Sight_SomethingIsListed_IsConfirmed()
    {
        await using var server = await AuthServer.StartAsync();
        server.On<Watch>("WatchEvents", _ => [new Event { Type = Operation.Init }]);
        server.On<ListAccessRequestsRequest>("ListAccessRequests", _ =>
            [new ListAccessRequestsResponse { AccessRequests = { Message("a") } }]
        );
        await server.Client.VerifyVisibilityAsync(default).WaitAsync(AuthServer.Soon);
    }

    [Fact]
    public async Task Sight_NothingIsListed_IsNotConfirmed()
    {
        await using var server = await AuthServer.StartAsync();
        server.On<Watch>("WatchEvents", _ => [new Event { Type = Operation.Init }]);
        server.On<ListAccessRequestsRequest>("ListAccessRequests", _ => [new ListAccessRequestsResponse()]);
        Assert.Equal(
            TeleportFailure.NothingShown,
            await FailureAsync(() => server.Client.VerifyVisibilityAsync(default))
        );
    }

    [Fact]
    public async Task Sight_WatchRefused_IsNotConfirmed()
    {
        await using var server = await AuthServer.StartAsync();
        server.Fail("WatchEvents", 7, "access denied");
        server.On<ListAccessRequestsRequest>("ListAccessRequests", _ =>
            [new ListAccessRequestsResponse { AccessRequests = { Message("a") } }]
        );
        Assert.Equal(
            TeleportFailure.NotPermitted,
            await FailureAsync(() => server.Client.VerifyVisibilityAsync(default))
        );
    }

    [Fact]
    public async Task PluginData_Write_SendsSetAndExpectAndReportsAConflict()
    {
        PluginDataUpdateParams? sent = null;
        await using var server = await AuthServer.StartAsync();
        server.On<PluginDataUpdateParams>("UpdatePluginData", update =>
        {
            sent = update;
            return [new Empty()];
        });
        await server
            .Client.WritePluginDataAsync(
                "a",
                new Dictionary<string, string> { ["rev"] = "2", ["old"] = "" },
                Rev1,
                default
            )
            .WaitAsync(AuthServer.Soon);
        Assert.Equal(
            new PluginDataUpdateParams
            {
                Kind = "access_request",
                Resource = "a",
                Plugin = "slack",
                Set = { ["rev"] = "2", ["old"] = "" },
                Expect = { ["rev"] = "1" },
            },
            sent
        );

        server.Fail("UpdatePluginData", 9, "expectations not met");
        Assert.Equal(
            TeleportFailure.Conflict,
            await FailureAsync(() => server.Client.WritePluginDataAsync("a", Rev1, Rev1, default))
        );
        await Assert.ThrowsAsync<ArgumentException>(() =>
            server.Client.WritePluginDataAsync("a", Rev1, new Dictionary<string, string>(), default)
        );
    }

    [Fact]
    public async Task SetState_Decision_IsSentAsItIs()
    {
        RequestStateSetter? sent = null;
        await using var server = await AuthServer.StartAsync();
        server.On<RequestStateSetter>("SetAccessRequestState", setter =>
        {
            sent = setter;
            return [new Empty()];
        });
        await server
            .Client.SetStateAsync(Request("a"), RequestState.Denied, "slack:bob@example.com", "no", default)
            .WaitAsync(AuthServer.Soon);
        Assert.Equal(
            new RequestStateSetter
            {
                Id = "a",
                State = AccessSlack.Teleport.Protocol.RequestState.Denied,
                Delegator = "slack:bob@example.com",
                Reason = "no",
            },
            sent
        );
    }

    [Fact]
    public async Task SubmitReview_Decision_LeavesTheAuthorToTheServer()
    {
        AccessReviewSubmission? sent = null;
        await using var server = await AuthServer.StartAsync();
        server.On<AccessReviewSubmission>("SubmitAccessReview", submission =>
        {
            sent = submission;
            return [Message("a")];
        });
        Assert.Equal(
            "a",
            (
                await server
                    .Client.SubmitReviewAsync(Request("a"), RequestState.Approved, "ok", default)
                    .WaitAsync(AuthServer.Soon)
            ).Id
        );
        Assert.Equal(
            new AccessReviewSubmission
            {
                RequestId = "a",
                Review = new AccessReview
                {
                    ProposedState = AccessSlack.Teleport.Protocol.RequestState.Approved,
                    Reason = "ok",
                },
            },
            sent
        );
        Assert.Equal(
            TeleportFailure.Unexpected,
            await FailureAsync(() =>
                server.Client.SubmitReviewAsync(Request("b"), RequestState.Approved, "ok", default)
            )
        );
    }

    /// <summary>Only a review that is ours in every respect is the one whose answer was lost.</summary>
    [Theory]
    [InlineData(Us, AccessSlack.Teleport.Protocol.RequestState.Approved, "slack:bob: ", true)]
    [InlineData("dave", AccessSlack.Teleport.Protocol.RequestState.Approved, "slack:bob: ", false)]
    [InlineData(Us, AccessSlack.Teleport.Protocol.RequestState.Denied, "slack:bob: ", false)]
    [InlineData(Us, AccessSlack.Teleport.Protocol.RequestState.Approved, "slack:carol: ", false)]
    public async Task SubmitReview_ReviewedBefore_CountsIfItIsTheSameReview(
        string author,
        AccessSlack.Teleport.Protocol.RequestState proposed,
        string reason,
        bool isSame
    )
    {
        await using var server = await AuthServer.StartAsync();
        server.Fail("SubmitAccessReview", 7, "user has already reviewed this request");
        server.On<ListAccessRequestsRequest>("ListAccessRequests", _ =>
        {
            var found = Message("a");
            found.Spec.Reviews.Add(new AccessReview { Author = author, ProposedState = proposed, Reason = reason });
            return [new ListAccessRequestsResponse { AccessRequests = { found } }];
        });

        var submission = server
            .Client.SubmitReviewAsync(Request("a"), RequestState.Approved, "slack:bob: ", default)
            .WaitAsync(AuthServer.Soon);

        if (isSame) Assert.Single((await submission).Reviews);
        else
            Assert.Equal(
                TeleportRefusal.AlreadyReviewed,
                (await Assert.ThrowsAsync<TeleportException>(() => submission)).Refusal
            );
    }

    [Fact]
    public async Task SetState_Denied_TellsWhy()
    {
        await using var server = await AuthServer.StartAsync();
        server.Fail("SetAccessRequestState", 7, "x");
        Assert.Equal(TeleportRefusal.MissingUpdate, await RefusalAsync("alice"));
        Assert.Equal(TeleportRefusal.OwnRequest, await RefusalAsync(Us));
        Assert.Null(
            (
                await Assert.ThrowsAsync<TeleportException>(() =>
                    server.Client.PingAsync(default).WaitAsync(AuthServer.Soon)
                )
            ).Refusal
        );

        async Task<TeleportRefusal?> RefusalAsync(string user) =>
            (
                await Assert.ThrowsAsync<TeleportException>(() =>
                    server
                        .Client.SetStateAsync(
                            Request("a") with
                            {
                                User = user,
                            },
                            RequestState.Denied,
                            "slack:bob",
                            "",
                            default
                        )
                        .WaitAsync(AuthServer.Soon)
                )
            ).Refusal;
    }

    [Fact]
    public async Task Watch_InitThenEvents_GivesTheOnesWeKnow()
    {
        Watch? asked = null;
        await using var server = await AuthServer.StartAsync();
        server.On<Watch>("WatchEvents", watch =>
        {
            asked = watch;
            return
            [
                Event(Operation.Init), Event((Operation)9), Event(Operation.Init),
                new Event { Type = Operation.Put, AccessRequest = Message("a") },
                new Event { Type = Operation.Put, AccessRequest = Message("bad id") },
                new Event
                {
                    Type = Operation.Delete,
                    ResourceHeader = new ResourceHeader
                    {
                        Kind = "access_request",
                        Metadata = new Metadata { Name = "a" },
                    },
                },
            ];
        });
        var watch = server.Client.WatchAsync(WatchScope.Requests, default);
        var events = await watch.ToListAsync().AsTask().WaitAsync(AuthServer.Soon);
        Assert.Equal(["Watching", "Changed", "Removed"], events.Select(e => e.GetType().Name));
        Assert.Equal(new Watch { Kinds = { new WatchKind { Kind = "access_request" } } }, asked);
    }

    [Fact]
    public async Task Watch_NoInitFor15Seconds_IsUnreachableAndLetsGo()
    {
        var (arrived, left) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var server = await AuthServer.StartAsync();
        server.On("WatchEvents", async context =>
        {
            arrived.SetResult();
            await Hang()(context);
            left.SetResult();
        });
        var first = FirstAsync(server.Client.WatchAsync(WatchScope.Requests, default));
        await arrived.Task.WaitAsync(AuthServer.Soon);
        server.Time.Advance(TimeSpan.FromSeconds(14));
        Assert.False(first.IsCompleted);
        server.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TeleportFailure.Unreachable, await FailureAsync(() => first));
        await left.Task.WaitAsync(AuthServer.Soon);
    }

    [Fact]
    public async Task Watch_AfterInit_WaitsWithoutLimit()
    {
        await using var server = await AuthServer.StartAsync();
        var more = new TaskCompletionSource();
        server.On("WatchEvents", async context =>
        {
            await AuthServer.SendAsync(context, Event(Operation.Init));
            await more.Task;
            await AuthServer.SendAsync(context, new Event { Type = Operation.Put, AccessRequest = Message("a") });
        });
        await using var watch = server.Client.WatchAsync(WatchScope.Requests, default).GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync().AsTask().WaitAsync(AuthServer.Soon));
        server.Time.Advance(TimeSpan.FromDays(7));
        more.SetResult();
        Assert.True(await watch.MoveNextAsync().AsTask().WaitAsync(AuthServer.Soon));
    }

    [Fact]
    public async Task Watch_SomethingElseFirstOrNothing_Fails()
    {
        await using var server = await AuthServer.StartAsync();
        server.On<Watch>("WatchEvents", _ => [new Event { Type = Operation.Put, AccessRequest = Message("a") }]);
        Assert.Equal(
            TeleportFailure.Unexpected,
            await FailureAsync(() => FirstAsync(server.Client.WatchAsync(WatchScope.Requests, default)))
        );
        server.On<Watch>("WatchEvents", _ => []);
        Assert.Equal(
            TeleportFailure.Unreachable,
            await FailureAsync(() => FirstAsync(server.Client.WatchAsync(WatchScope.Requests, default)))
        );
        server.Fail("WatchEvents", 7, "access denied");
        Assert.Equal(
            TeleportFailure.NotPermitted,
            await FailureAsync(() => FirstAsync(server.Client.WatchAsync(WatchScope.Requests, default)))
        );
    }

    [Theory]
    [InlineData("2", "EOF")]
    [InlineData("3", "buffer overflow")]
    public async Task Watch_FailureAfterInit_IsUnreachable(string status, string message)
    {
        await using var server = await AuthServer.StartAsync();
        server.On("WatchEvents", async context =>
        {
            await AuthServer.SendAsync(context, Event(Operation.Init));
            context.Response.AppendTrailer("grpc-status", status);
            context.Response.AppendTrailer("grpc-message", message);
        });
        Assert.Equal(
            TeleportFailure.Unreachable,
            await FailureAsync(() => server.Client.WatchAsync(WatchScope.Requests, default).ToListAsync().AsTask())
        );
    }

    [Fact]
    public async Task Watch_Cancelled_IsACancellation()
    {
        await using var server = await AuthServer.StartAsync();
        server.On("WatchEvents", Hang(Event(Operation.Init)));
        using var cancel = new CancellationTokenSource();
        await using var watch = server.Client.WatchAsync(WatchScope.Requests, cancel.Token).GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync().AsTask().WaitAsync(AuthServer.Soon));
        var next = watch.MoveNextAsync().AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.WaitAsync(AuthServer.Soon));
    }

    private static AccessRequestV3 Message(string id) =>
        new()
        {
            Metadata = new Metadata { Name = id },
            Spec = new AccessRequestSpecV3 { User = "alice" },
        };

    private static AccessRequest Request(string id) =>
        new()
        {
            Id = id,
            User = "alice",
            Roles = ["dba"],
            State = RequestState.Pending,
        };

    private static Event Event(Operation type) => new() { Type = type };

    private static RequestDelegate Hang(Event? first = null) => async context =>
        {
            if (first is not null)
                await AuthServer.SendAsync(context, first);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        };

    private static Task<List<string>> ListAsync(TeleportClient client) =>
        client.ListAsync(default).Select(request => request.Id).ToListAsync().AsTask().WaitAsync(AuthServer.Soon);

    /// <summary>Lists after the connection was cut, which the client may notice only when it uses it.</summary>
    private static async Task<List<string>> ListAgainAsync(TeleportClient client)
    {
        try
        {
            return await ListAsync(client);
        }
        catch (TeleportException exception) when (exception.Failure == TeleportFailure.Unreachable)
        {
            return await ListAsync(client);
        }
    }

    private static Task<AccessRequest?> FindAsync(AuthServer server, string id) =>
        server.Client.FindAsync(id, default).WaitAsync(AuthServer.Soon);

    private static async Task<TeleportEvent?> FirstAsync(IAsyncEnumerable<TeleportEvent> events) =>
        await events.FirstOrDefaultAsync();

    private static async Task<TeleportFailure> FailureAsync(Func<Task> call) =>
        (await Assert.ThrowsAsync<TeleportException>(() => call().WaitAsync(AuthServer.Soon))).Failure;

    private sealed class CountingLog : ILogger<TeleportClient>
    {
        public int Warnings { get; private set; }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (logLevel == LogLevel.Warning) Warnings++;
        }
    }

    private static ByteString Garbage => ByteString.CopyFrom(0xff, 0xff, 0xff);

    private static ByteString Entry(string rev) => new PluginDataEntry { Data = { ["rev"] = rev } }.ToByteString();

    private static PluginDataBulkDocument Document(string id, params (string Plugin, ByteString Entry)[] entries)
    {
        var document = new PluginDataBulkDocument
        {
            Metadata = new Metadata { Name = id },
            Spec = new PluginDataBulkSpec(),
        };
        foreach (var (plugin, entry) in entries) document.Spec.Entries.Add(plugin, entry);
        return document;
    }
}
