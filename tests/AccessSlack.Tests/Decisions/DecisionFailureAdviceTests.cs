using AccessSlack.Approvals;
using AccessSlack.Decisions;
using AccessSlack.Teleport;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Tests.Decisions;

public sealed class DecisionFailureAdviceTests
{
    [Fact]
    public void Of_EachRefusal_HasWordsAndACureOfItsOwn()
    {
        var all = Enum.GetValues<TeleportRefusal>().Select(DecisionFailureAdvice.Of).ToList();

        Assert.Equal(all.Count, all.Select(trouble => trouble.Refusal.Code).Distinct().Count());
        Assert.Equal(all.Count, all.Select(trouble => trouble.Remedy).Distinct().Count());
        Assert.All(all, trouble => Assert.InRange(trouble.Refusal.Sentence.Length, 20, 200));
        Assert.All(all, trouble => Assert.DoesNotContain('\n', trouble.Remedy));
    }

    /// <summary>
    /// What an administrator must fix is an error; what is still open can be decided in Teleport.
    /// </summary>
    [Fact]
    public void Of_EachRefusal_LevelAndWayOutFit()
    {
        foreach (var refusal in Enum.GetValues<TeleportRefusal>())
        {
            var isOver = refusal is TeleportRefusal.Gone or TeleportRefusal.AlreadyResolved;
            // Teleport would say the same there, and no operator has to do anything.
            var isRuleOfTeleport = refusal is TeleportRefusal.AuthorMayNotReview or TeleportRefusal.AuthorHasReviewed;
            var mustLogIn = refusal is TeleportRefusal.AuthorOrRequestGone;
            var trouble = DecisionFailureAdvice.Of(refusal);
            Assert.Equal(isOver || isRuleOfTeleport, trouble.Level == LogLevel.Information);
            Assert.Equal(!isOver && !isRuleOfTeleport && !mustLogIn, trouble.Refusal.OpensTeleport);
            if (trouble.Level == LogLevel.Error)
                Assert.Matches("administrator|can't be reviewed", trouble.Refusal.Sentence);
        }
    }

    [Theory]
    [InlineData(TeleportFailure.Unreachable, 1000, false)]
    [InlineData(TeleportFailure.Busy, 1000, false)]
    [InlineData(TeleportFailure.CredentialsRefused, 1000, false)]
    [InlineData(TeleportFailure.Conflict, 4, false)]
    [InlineData(TeleportFailure.Conflict, 5, true)]
    [InlineData(TeleportFailure.Unexpected, 4, false)]
    [InlineData(TeleportFailure.Unexpected, 5, true)]
    public void IsHopeless_WhatTeleportAnswersEachTime_AfterFiveTries(object failure, int tries, bool expected) =>
        Assert.Equal(expected, DecisionFailureAdvice.IsHopeless((TeleportFailure)failure, tries));

    [Fact]
    public void Waiting_EachFailure_IsAClauseInTheAnswer()
    {
        foreach (var failure in Enum.GetValues<TeleportFailure>())
            Assert.Matches(
                "^Still working: [^.]+(\\. Please tell an administrator)?\\. I'll let you know the outcome\\.$",
                new ClickOutcome.Working(DecisionFailureAdvice.Waiting(failure)).Sentence
            );
    }
}
