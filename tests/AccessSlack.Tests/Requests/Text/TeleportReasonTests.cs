using System.Globalization;
using System.Text;
using AccessSlack.Requests.Text;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Requests.Text;

public class TeleportReasonTests
{
    [Fact]
    public void ForState_Reason_IsWhatWasTypedWithoutTheInvisible()
    {
        Assert.Equal(
            "not during\nthe freeze",
            TeleportReason.ForState("  not \u200b during \r\n the\u202e freeze\u001b \n\n")
        );
        Assert.Equal("", TeleportReason.ForState(""));
    }

    [Fact]
    public void ForReview_Reason_BeginsWithTheDelegator()
    {
        Assert.Equal("slack:bob@example.com: not now", TeleportReason.ForReview("slack:bob@example.com", "not now\n"));
        Assert.Equal("slack:bob@example.com: ", TeleportReason.ForReview("slack:bob@example.com", ""));
        Assert.Equal("slack:bob root: not now", TeleportReason.ForReview("slack:bob\nroot", "not now"));
        Assert.Equal(
            "slack:bob: no slack:carol: approved",
            TeleportReason.ForReview("slack:bob", "no\r\n\u2028slack:carol: approved")
        );
    }

    [Theory]
    [InlineData(4096, false)]
    [InlineData(4097, true)]
    public void ForState_LongReason_IsCutToTheBytesThatTeleportTakes(int bytes, bool isCut)
    {
        var reason = TeleportReason.ForState(new('x', bytes));
        Assert.Equal((isCut, 4096), (reason.EndsWith('…'), Encoding.UTF8.GetByteCount(reason)));
    }

    [Fact]
    public void ForReview_AnyReason_FitsAndTearsNoCharacter() =>
        Any.Holds(
            Any.Of(random => string.Concat(Enumerable.Repeat(Any.HostileText(random), 1 + random.Next(200)))),
            typed =>
            {
                var reason = TeleportReason.ForReview("slack:bob@example.com", typed);
                Assert.InRange(Encoding.UTF8.GetByteCount(reason), 1, TeleportReason.MaxBytes);
                Assert.StartsWith("slack:bob@example.com: ", reason, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', reason);
                var whole = "slack:bob@example.com: " + TextCleaner.OneLine(typed);
                if (reason != whole)
                    Assert.Contains(reason.Length - 1, StringInfo.ParseCombiningCharacters(whole));
            }
        );

    [Fact]
    public void ForReview_EndlessDelegator_LeavesRoomForTheReason() =>
        Assert.EndsWith(
            ": not now",
            TeleportReason.ForReview("slack:" + new string('x', 9000), "not now"),
            StringComparison.Ordinal
        );
}
