using System.Text.Json.Nodes;
using AccessSlack.Requests;
using AccessSlack.Requests.Partial;
using AccessSlack.Requests.Serialization;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Requests.Serialization;

/// <summary>Choices role by role in the entry of a request.</summary>
public class RoleChoiceCodecTests
{
    private static readonly RoleChoices Choices = RoleChoices
        .Of(["dba"], RequestState.Approved)
        .With([KeyValuePair.Create("root", RequestState.Denied)]);

    private static Ledger Ledger => Some.Ledger() with
    {
        Facts = RequestFacts.Of(Some.Request() with { Roles = ["root", "dba", "ops"] }),
        Votes = [Some.Vote().With(Choices)],
        Decision = Some.Decision() with { Granted = RoleGrant.Of(["dba"], ["root", "dba", "ops"]) },
    };

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        var read = Codec.Read(Codec.Write(Ledger));
        Assert.Equal(Ledger.Votes[0].Choices, read.Votes.Single().Choices);
        Assert.Equal(Ledger.Decision!.Granted, read.Decision!.Granted);
        Assert.True(read.Votes[0].IsClickOf(read.Decision));
        Assert.False(read.NeedsNewerRelease);
    }

    [Fact]
    public void Write_Choices_OldReleasesNeitherDecideNorWrite()
    {
        Assert.Equal("[\"role_choices\"]", Document(Ledger)["needs"]!.ToJsonString());
        Assert.Equal(
            "[\"role_choices\"]",
            Document(Ledger with { Votes = [], Resolution = Resolution.Approved })["needs"]!.ToJsonString()
        );
        Assert.Null(Document(Ledger with { Votes = [Some.Vote()], Decision = null })["needs"]);
    }

    [Theory]
    [InlineData("aaaa")] // more than there are roles
    [InlineData("a")]
    [InlineData("")]
    [InlineData("---")]
    [InlineData("axd")]
    public void Read_ChoicesThatWeCannotHaveWritten_AreNoVote(string mask)
    {
        var document = Document(Ledger);
        document["votes"]![0]!["choices"] = mask;
        Assert.Empty(Codec.Read(Codec.Seal("1", document.ToJsonString())).Votes);
    }

    [Theory]
    [InlineData("gggg")]
    [InlineData("ggg")] // would be all of them
    [InlineData("---")]
    [InlineData("g")]
    [InlineData("")]
    [InlineData("gxg")]
    public void Read_GrantThatWeCannotHaveWritten_IsNoDecision(string mask)
    {
        var document = Document(Ledger);
        document["decision"]!["granted"] = mask;
        Assert.Null(Codec.Read(Codec.Seal("1", document.ToJsonString())).Decision);
    }

    [Fact]
    public void Write_EverythingAtItsLargest_KeepsEveryRoleAndFits()
    {
        string[] roles = [.. Enumerable.Range(0, 75).Select(i => $"role-{i:00}{new string('x', 32)}")];
        var request = Some.Request() with
        {
            Roles = [.. roles],
            Reason = new string('r', 5000),
            Resources = [.. Enumerable.Range(0, 200).Select(i => $"node {i}{new string('n', 200)}")],
        };
        var votes = Enumerable.Range(0, 50)
            .Select(i => Some.Vote($"person-{i}{new string('x', 60)}", reason: new string('y', 80)) with
            {
                Groups = [Approver.Parse("group:database-leads")!],
            })
            .Select(vote => vote.With(RoleChoices.Of(roles, RequestState.Approved)));
        var ledger = Ledger with
        {
            Facts = RequestFacts.Of(request),
            Votes = [.. votes],
            Decision = Ledger.Decision! with { Granted = RoleGrant.Of(roles[..37], roles) },
        };
        var data = Codec.Write(ledger);
        Assert.InRange(LedgerCodec.Size(data), 1, 32 * 1024);
        var read = Codec.Read(data);
        Assert.Equal(roles, read.Facts.Roles);
        Assert.All(read.Votes, vote => Assert.Equal(75, vote.Choices.ByRole.Count));
        Assert.Equal(ledger.Decision.Granted, read.Decision!.Granted);
    }

    private static JsonObject Document(Ledger ledger) =>
        JsonNode.Parse(Codec.Write(ledger)[LedgerCodec.DocumentKey])!.AsObject();
}
