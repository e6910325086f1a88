using System.Text.Json;
using AccessSlack.Requests;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Requests;

/// <summary>A decision that is the review of a certain Teleport user, in the ledger.</summary>
public sealed class PersonReviewLedgerTests
{
    private static readonly Decision Open =
        Some.Decision(RequestState.Approved, DecisionOutcome.Open) with { Author = "bob" };

    private static readonly Ledger Claimed = Some.Ledger() with
    {
        Votes = [Some.Vote() with { ActionTs = Open.ActionTs }, Some.Vote("carol")],
        Decision = Open,
    };

    [Fact]
    public void Write_Decision_ComesBackWithItsAuthor() =>
        Assert.Equal(Open, Codec.Read(Codec.Write(Claimed)).Decision);

    /// <summary>A release that would submit it as the plugin's own review leaves it alone; this one does not.</summary>
    [Theory]
    [InlineData("bob", null, true)]
    [InlineData("", null, false)]
    [InlineData("bob", nameof(Resolution.Approved), false)] // nothing is decided any more
    public void Write_Author_IsNeededWhileTheRequestIsOpen(string author, string? resolution, bool isNeeded)
    {
        var ledger = Claimed with
        {
            Decision = Open with { Author = author },
            Resolution = resolution is null ? null : Enum.Parse<Resolution>(resolution),
        };
        var written = Codec.Write(ledger);

        using var document = JsonDocument.Parse(written["v1"]);
        Assert.Equal(isNeeded, document.RootElement.TryGetProperty("needs", out var needs));
        if (isNeeded) Assert.Equal("author", Assert.Single(needs.EnumerateArray()).GetString());
        Assert.False(Codec.Read(written).NeedsNewerRelease);
    }

    [Theory]
    [InlineData("""["author"]""", false)]
    [InlineData("""["author","later"]""", true)]
    [InlineData("""["later"]""", true)]
    [InlineData("[null]", true)]
    public void Read_Needs_AreKnownOnlyByName(string needs, bool expected) =>
        Assert.Equal(expected, Codec.Read(Codec.Seal("1", $$"""{"needs":{{needs}}}""")).NeedsNewerRelease);

    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void Read_LongAuthor_IsNoDecision(int length, bool isThere)
    {
        var written = Codec.Write(Claimed with { Decision = Open with { Author = new('b', length) } });

        Assert.Equal(isThere, Codec.Read(written).Decision is not null);
    }

    [Theory]
    [InlineData("bob", nameof(RequestState.Approved), true)]
    [InlineData("bob", nameof(RequestState.Denied), false)]
    [InlineData("carol", nameof(RequestState.Approved), false)]
    [InlineData("Bob", nameof(RequestState.Approved), false)]
    public void For_TeleportShowsTheReview_ItIsNoLongerOpen(string author, string proposed, bool isSettled)
    {
        var request = Some.Request() with { Reviews = [new(author, Enum.Parse<RequestState>(proposed), "")] };

        var ledger = Claimed.For(request);

        Assert.Equal(isSettled, ledger.Decision is null);
        Assert.Equal(isSettled ? 1 : 2, ledger.Votes.Length);
    }

    /// <summary>It says who decided; and a snapshot may be older than a decision that Teleport has confirmed.</summary>
    [Theory]
    [InlineData(nameof(RequestState.Approved), nameof(DecisionOutcome.Open))]
    [InlineData(nameof(RequestState.Approved), nameof(DecisionOutcome.Reviewed))]
    [InlineData(nameof(RequestState.Pending), nameof(DecisionOutcome.Done))]
    public void For_ReviewThatEndedTheRequest_Stays(string state, string outcome)
    {
        var request = Some.Request(Enum.Parse<RequestState>(state)) with
        {
            Reviews = [new("bob", RequestState.Approved, "")],
        };
        var ledger = Claimed with { Decision = Open with { Outcome = Enum.Parse<DecisionOutcome>(outcome) } };

        Assert.Equal(ledger, ledger.For(request));
    }

    /// <summary>One who writes the reason of our own reviews does not become someone else.</summary>
    [Fact]
    public void For_ReasonThatNamesSomeoneElse_DoesNotMatter()
    {
        var request = Some.Request() with
        {
            Reviews = [new("mallory", RequestState.Approved, "slack:bob@example.com: yes")],
        };

        Assert.Equal(Claimed, Claimed.For(request));
    }
}
