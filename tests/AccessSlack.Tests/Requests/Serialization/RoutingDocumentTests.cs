using System.Collections.Immutable;
using AccessSlack.Requests;
using AccessSlack.Requests.Resources;
using AccessSlack.Requests.Routing;
using AccessSlack.Requests.Serialization;
using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;

namespace AccessSlack.Tests.Requests.Serialization;

/// <summary>What the ledger keeps of who is told, and that it counts.</summary>
public sealed class RoutingDocumentTests
{
    private static readonly ResourceId Node = new("main", "node", "n-1", "");

    private static readonly RoutingFacts Facts = RoutingFacts.Of(
        [Node],
        [new(Node.ToString(), "db-1", ImmutableSortedDictionary<string, string>.Empty.Add("env", "prod"))],
        ["env"]
    )!;

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        var read = Codec.Read(Codec.Write(With(new() { Routing = Facts, Reviewers = Reviewers("U0CAROL001") })))!;
        var details = read.Facts.Details;
        Assert.Equal(["prod"], details.Routing!.Labels!["env"].AsEnumerable());
        Assert.Equal("db-1", details.Routing.Names["node n-1"]);
        Assert.Equal("U0CAROL001", details.Reviewers["carol"]);
    }

    /// <summary>No label at all and labels that are unknown are not the same.</summary>
    [Fact]
    public void Read_UnknownLabels_StayUnknown()
    {
        var unknown = Facts with { Labels = null };
        Assert.Null(Codec.Read(Codec.Write(With(new() { Routing = unknown })))!.Facts.Details.Routing!.Labels);
        var none = Facts with { Labels = Facts.Labels!.Clear() };
        Assert.Empty(Codec.Read(Codec.Write(With(new() { Routing = none })))!.Facts.Details.Routing!.Labels!);
    }

    [Theory]
    [InlineData("C0CHANNEL1")]
    [InlineData("carol@example.com")]
    [InlineData("")]
    public void Read_ReviewerThatIsNoUserId_IsLeftOut(string id) =>
        Assert.Empty(Codec.Read(Codec.Write(With(new() { Reviewers = Reviewers(id) })))!.Facts.Details.Reviewers);

    [Fact]
    public void Read_LabelWithoutValues_CountsAsAbsent()
    {
        var document = new RoutingDocument(new() { ["env"] = [], ["team"] = null, ["tier"] = ["1"] }, null);
        Assert.Equal(["tier"], document.Read().Labels!.Keys);
    }

    /// <summary>Two replicas may find different labels; the one that claimed first settled who is told.</summary>
    [Fact]
    public void TrackedRequest_LedgerHasOtherFacts_TheLedgerCounts()
    {
        var tracked = new TrackedRequest(Some.RequestId, TimeProvider.System, _ => { });
        tracked.Saw(Some.Request());
        tracked.SawDetails(
            new() { Routing = Facts, Reviewers = Reviewers("U0CAROL001") },
            Some.Request().Digest
        );
        tracked.Saw(With(RequestDetails.None));
        Assert.Null(tracked.Request!.Details.Routing);
        Assert.Empty(tracked.Request.Details.Reviewers);
    }

    private static Ledger With(RequestDetails details) =>
        Some.Ledger() with { Facts = RequestFacts.Of(Some.Request() with { Details = details }) };

    private static ImmutableSortedDictionary<string, string> Reviewers(string id) =>
        ImmutableSortedDictionary<string, string>.Empty.Add("carol", id);
}
