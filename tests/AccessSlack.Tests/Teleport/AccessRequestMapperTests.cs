using AccessSlack.Teleport;
using AccessSlack.Teleport.Protocol;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Domain = AccessSlack.Requests;

namespace AccessSlack.Tests.Teleport;

public sealed class AccessRequestMapperTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly Timestamp GoZero = new() { Seconds = -62_135_596_800 };

    [Fact]
    public void ToRequest_WholeMessage_KeepsEverything()
    {
        var request = AccessRequestMapper.ToRequest(
            new AccessRequestV3
            {
                Metadata = new Metadata { Name = "id-1", Expires = Noon.AddHours(9).ToTimestamp() },
                Spec = new AccessRequestSpecV3
                {
                    User = "alice",
                    Roles = { "dba", "admin" },
                    State = RequestState.Approved,
                    Created = Noon.ToTimestamp(),
                    Expires = Noon.AddHours(8).ToTimestamp(),
                    ResourceExpiry = Noon.AddHours(1).ToTimestamp(),
                    RequestReason = "why",
                    ResolveReason = "because",
                    Reviews =
                    {
                        new AccessReview
                        {
                            Author = "bob",
                            ProposedState = RequestState.Denied,
                            Reason = "no",
                        },
                    },
                    Thresholds =
                    {
                        new AccessReviewThreshold
                        {
                            Filter = "f",
                            Approve = 2,
                            Deny = 1,
                        },
                    },
                    SuggestedReviewers = { "carol@example.com" },
                    RequestedResourceIds =
                    {
                        new ResourceID
                        {
                            ClusterName = "c",
                            Kind = "node",
                            Name = "db-1",
                        },
                        new ResourceID
                        {
                            Kind = "kube_pod",
                            Name = "k",
                            SubResourceName = "ns/pod",
                        },
                    },
                },
            }
        )!;
        Assert.Equal(("id-1", "alice", Domain.RequestState.Approved), (request.Id, request.User, request.State));
        Assert.Equal<string>(["dba", "admin"], request.Roles);
        Assert.Equal(
            (Noon, Noon.AddHours(1), Noon.AddHours(8)),
            (request.Created, request.Expires, request.AccessUntil)
        );
        Assert.Equal(("why", "because"), (request.Reason, request.ResolveReason));
        Assert.Equal<Domain.Review>([new Domain.Review("bob", Domain.RequestState.Denied, "no")], request.Reviews);
        Assert.Equal<Domain.Threshold>([new Domain.Threshold("f", 2, 1)], request.Thresholds);
        Assert.Equal<string>(["carol@example.com"], request.SuggestedReviewers);
        Assert.Equal<string>(["node db-1", "kube_pod k/ns/pod"], request.Resources);
    }

    [Theory]
    [InlineData(0, "ShortTerm")]
    [InlineData(1, "ShortTerm")]
    [InlineData(2, "LongTerm")]
    [InlineData(3, "Unknown")]
    [InlineData(-1, "Unknown")]
    [InlineData(int.MaxValue, "Unknown")]
    public void ToRequest_Kind_OnlyKnownOnesAreOrdinary(int kind, string expected) =>
        Assert.Equal(
            System.Enum.Parse<Domain.RequestKind>(expected),
            Read(spec => spec.RequestKind = (AccessRequestKind)kind).Kind
        );

    [Theory]
    [InlineData(3600, true)]
    [InlineData(0, false)]
    [InlineData(-3600, false)]
    [InlineData(long.MinValue, false)]
    [InlineData(long.MaxValue, false)]
    public void ToRequest_StartTime_IsShownOnlyIfItIsLaterThanTheRequest(long seconds, bool isShown)
    {
        var start = seconds is > 3600 or < -3600 ? seconds : Noon.ToUnixTimeSeconds() + seconds;
        var facts = Domain.RequestFacts.Of(Read(spec => spec.AssumeStartTime = new() { Seconds = start }));
        Assert.Equal(isShown ? Noon.AddSeconds(seconds) : null, facts.AccessFrom);
    }

    [Fact]
    public void ToRequest_StartTimeUnset_IsNone() =>
        Assert.Null(Domain.RequestFacts.Of(Read(spec => spec.AssumeStartTime = GoZero)).AccessFrom);

    [Fact]
    public void ToRequest_ResourcesInBothFields_ShowsAllAndDigestsParts()
    {
        var console = new ResourceID { Kind = "app", Name = "console" };
        var whole = Read(spec =>
        {
            spec.RequestedResourceIds.Add(new[] { new ResourceID { Kind = "node", Name = "db-1" }, console });
            spec.RequestedResourceAccessIds.Add(new[] { new ResourceAccessID { Id = console }, new() });
        });
        Assert.Equal<string>(["app console", " ", "node db-1"], whole.Resources);
        Assert.Empty(whole.ResourceParts);

        var part = Part(10, 1, 97);
        Assert.Equal<string>(["app console"], part.Resources);
        Assert.NotEqual(part.Digest, Part(10, 1, 98).Digest);
        Assert.Equal(part.Digest, Part(10, 1, 97).Digest);

        string[] digests = [part.Digest, WithWhole(isOld: true).Digest, whole.Digest];
        Assert.Distinct(digests);
        Assert.Equal(WithWhole(isOld: true).Digest, WithWhole(isOld: false).Digest);

        Domain.AccessRequest Part(params byte[] constraints) => Read(spec => AddPart(spec, constraints));

        Domain.AccessRequest WithWhole(bool isOld) => Read(spec =>
        {
            AddPart(spec, 10, 1, 97);
            if (isOld) spec.RequestedResourceIds.Add(console);
            else spec.RequestedResourceAccessIds.Add(new ResourceAccessID { Id = console });
        });

        void AddPart(AccessRequestSpecV3 spec, params byte[] constraints) => spec.RequestedResourceAccessIds.Add(
            new ResourceAccessID { Id = console, Constraints = ByteString.CopyFrom(constraints) }
        );
    }

    private static Domain.AccessRequest Read(Action<AccessRequestSpecV3> change)
    {
        var message = new AccessRequestV3
        {
            Metadata = new Metadata { Name = "id-1" },
            Spec = new AccessRequestSpecV3 { User = "alice", Roles = { "dba" }, Created = Noon.ToTimestamp() },
        };
        change(message.Spec);
        return AccessRequestMapper.ToRequest(message)!;
    }

    [Fact]
    public void ToRequest_OldServer_TakesTheExpiryOfTheMetadata()
    {
        var message = Message();
        message.Metadata.Expires = Noon.ToTimestamp();
        message.Spec.ResourceExpiry = GoZero;
        Assert.Equal(Noon, AccessRequestMapper.ToRequest(message)!.Expires);
    }

    [Theory]
    [InlineData(-62_135_596_800, 0)]
    [InlineData(long.MinValue, 0)]
    [InlineData(253_402_300_800, 0)]
    [InlineData(long.MaxValue, 0)]
    [InlineData(0, -1)]
    [InlineData(0, 1_000_000_000)]
    public void ToRequest_TimeThatIsNone_IsNull(long seconds, int nanos)
    {
        var message = Message();
        message.Spec.Created = new Timestamp { Seconds = seconds, Nanos = nanos };
        Assert.Null(AccessRequestMapper.ToRequest(message)!.Created);
    }

    [Fact]
    public void ToRequest_LastTimeOfTheCalendar_IsKept()
    {
        var message = Message();
        message.Spec.Created = new Timestamp { Seconds = 253_402_300_799, Nanos = 999_999_999 };
        Assert.Equal(9999, AccessRequestMapper.ToRequest(message)!.Created!.Value.Year);
    }

    [Theory]
    [InlineData(0, Domain.RequestState.Unknown)]
    [InlineData(1, Domain.RequestState.Pending)]
    [InlineData(2, Domain.RequestState.Approved)]
    [InlineData(3, Domain.RequestState.Denied)]
    [InlineData(4, Domain.RequestState.Promoted)]
    [InlineData(5, Domain.RequestState.Unknown)]
    [InlineData(-1, Domain.RequestState.Unknown)]
    public void ToRequest_State_IsNeverPendingByAccident(int state, object expected)
    {
        var message = Message();
        message.Spec.State = (RequestState)state;
        Assert.Equal(expected, AccessRequestMapper.ToRequest(message)!.State);
    }

    [Fact]
    public void ToRequest_MissingParts_IsNull()
    {
        Assert.Null(AccessRequestMapper.ToRequest(new AccessRequestV3()));
        Assert.Null(AccessRequestMapper.ToRequest(new AccessRequestV3 { Metadata = new Metadata { Name = "id" } }));
        Assert.Null(AccessRequestMapper.ToRequest(new AccessRequestV3 { Spec = new AccessRequestSpecV3() }));
        Assert.Null(AccessRequestMapper.ToRequest(Message("")));
    }

    [Theory]
    [InlineData("0193f1c2-7e6a-7b1e-9a64-3f8c2b9c7d10", true)]
    [InlineData("A.z_9-", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("a/b", false)]
    [InlineData("a\n", false)]
    [InlineData("ä", false)]
    [InlineData("<!channel>", false)]
    public void IsId_Text_IsTakenWhenItIsHarmless(string text, bool expected)
    {
        Assert.Equal(expected, AccessRequestMapper.IsId(text));
    }

    [Fact]
    public void IsId_Length_IsAtMost128()
    {
        Assert.True(AccessRequestMapper.IsId(new string('a', 128)));
        Assert.False(AccessRequestMapper.IsId(new string('a', 129)));
    }

    [Fact]
    public void ToEvent_WhatWeKnow_IsAnEvent()
    {
        Assert.IsType<TeleportEvent.Watching>(AccessRequestMapper.ToEvent(new Event { Type = Operation.Init }));
        Assert.Equal(
            "id",
            Assert
                .IsType<TeleportEvent.Changed>(
                    AccessRequestMapper.ToEvent(new Event { Type = Operation.Put, AccessRequest = Message() })
                )
                .Request.Id
        );
        Assert.Equal(new TeleportEvent.Removed("id"), AccessRequestMapper.ToEvent(Deletion("access_request", "id")));
    }

    [Fact]
    public void ToEvent_WhatWeDoNotKnow_IsSkipped()
    {
        Event[] unknown =
        [
            new() { Type = (Operation)7, AccessRequest = Message() },
            new() { Type = Operation.Put },
            new() { Type = Operation.Put, ResourceHeader = new ResourceHeader { Kind = "access_request" } },
            new() { Type = Operation.Put, AccessRequest = Message("") },
            new() { Type = Operation.Delete, AccessRequest = Message() },
            new() { Type = Operation.Delete, ResourceHeader = new ResourceHeader { Kind = "access_request" } },
            Deletion("user", "id"),
            Deletion("access_request", "no id"),
        ];
        Assert.All(unknown, message => Assert.Null(AccessRequestMapper.ToEvent(message)));
    }

    [Fact]
    public void ToEntry_SeveralDocumentsAndPlugins_IsOurs()
    {
        var documents = new PluginDataSeq
        {
            PluginData =
            {
                Document("other", ("slack", "wrong")),
                new PluginDataV3(),
                Document("id", ("jira", "theirs"), ("slack", "ours")),
            },
        };
        Assert.Equal("ours", AccessRequestMapper.ToEntry(documents, "id", "slack")!["key"]);
        Assert.Null(AccessRequestMapper.ToEntry(documents, "id", "email"));
        Assert.Null(AccessRequestMapper.ToEntry(documents, "gone", "slack"));
        Assert.Null(
            AccessRequestMapper.ToEntry(
                new PluginDataSeq { PluginData = { new PluginDataV3 { Metadata = new Metadata { Name = "id" } } } },
                "id",
                "slack"
            )
        );
    }

    [Fact]
    public void ToDecision_AnythingButApprovedOrDenied_IsRefused()
    {
        Assert.Equal(RequestState.Approved, AccessRequestMapper.ToDecision(Domain.RequestState.Approved));
        Assert.Equal(RequestState.Denied, AccessRequestMapper.ToDecision(Domain.RequestState.Denied));
        foreach (
            var state in (Domain.RequestState[])
                [Domain.RequestState.Unknown, Domain.RequestState.Pending, Domain.RequestState.Promoted]
        )
            Assert.Throws<ArgumentOutOfRangeException>(() => AccessRequestMapper.ToDecision(state));
    }

    private static AccessRequestV3 Message(string id = "id") =>
        new()
        {
            Metadata = new Metadata { Name = id },
            Spec = new AccessRequestSpecV3(),
        };

    private static Event Deletion(string kind, string id) =>
        new()
        {
            Type = Operation.Delete,
            ResourceHeader = new ResourceHeader
            {
                Kind = kind,
                Metadata = new Metadata { Name = id },
            },
        };

    private static PluginDataV3 Document(string id, params (string Plugin, string Value)[] entries)
    {
        var document = new PluginDataV3
        {
            Metadata = new Metadata { Name = id },
            Spec = new PluginDataSpecV3(),
        };
        foreach (var (plugin, value) in entries)
            document.Spec.Entries.Add(plugin, new PluginDataEntry { Data = { ["key"] = value } });
        return document;
    }
}
