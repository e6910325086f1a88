using System.Globalization;
using System.Text;
using AccessSlack.Requests.Text;
using AccessSlack.Tests.Samples;
using FsCheck.Fluent;

namespace AccessSlack.Tests.Requests.Text;

public class SlackTextTests
{
    private const char WordJoiner = '\u2060';

    [Theory]
    [InlineData("a & b", "a &amp; b")]
    [InlineData("<!channel>", "&lt;!channel&gt;")]
    [InlineData("&lt;", "&amp;lt;")]
    [InlineData("\"it's\"", "\"it's\"")]
    public void Escape_ControlCharactersOfSlack_AreEncodedOnceAndNothingElse(string text, string expected) =>
        Assert.Equal(expected, SlackText.Escape(text));

    [Theory]
    [InlineData("one\n✅ Approved by root\r\nthree\ttabs", "one ✓ Approved by root three tabs")]
    [InlineData("⏳ ⌛ ✅ ❌\ufe0f", "⧗ ⧗ ✓ ✗\ufe0f")]
    [InlineData("every\nkind\rof\vline\fend\u0085there\u2028is\u2029!", "every kind of line end there is !")]
    [InlineData("bl\u3164a\u115fn\u034fk\ufe00s\U000e0100\u2800 \u00a0\u3000here", "blanks here")]
    [InlineData("  padded \u2028 apart\u2029", "padded apart")]
    [InlineData("e\u202evil\u2066 \u061c\u200fzero\u200b\u200c\ufeffwidth\0\u001b\u0085", "evil zerowidth")]
    [InlineData("*bold* ~gone~ `code`", "∗bold∗ ∼gone∼ ˋcodeˋ")]
    [InlineData("_italic_ snake_case", "ˍitalicˍ snake_case")]
    [InlineData(">quoted a > b", "˃quoted a &gt; b")]
    [InlineData("\n >>> quoted", "˃˃˃ quoted")]
    [InlineData("", "")]
    public void Inline_HostileText_IsOneHarmlessLine(string text, string expected) =>
        Assert.Equal(expected, SlackText.Inline(text, 100));

    [Fact]
    public void Inline_LoneSurrogate_IsReplaced() =>
        Assert.Equal("\ufffdbroken", SlackText.Inline("\ud800broken", 100));

    [Fact]
    public void Inline_EmojiCode_IsBroken() =>
        Assert.Equal($":{WordJoiner}tada:{WordJoiner}", SlackText.Inline(":tada:", 100));

    [Theory]
    [InlineData("e\u0301\u0302\u0303\u0304\u0305\u0306x\u0301", "e\u0301\u0302\u0303\u0304x\u0301")]
    [InlineData("e\u0301\u0302\u200b\u0303\u0304\u034f\u0305", "e\u0301\u0302\u0303\u0304")]
    [InlineData("\u0301\u0302a \u0303b", "a b")]
    [InlineData("1\ufe0f\u20e3 नमस्ते בְּרֵאשִׁית Tiếng", "1\ufe0f\u20e3 नमस्ते בְּרֵאשִׁית Tiếng")]
    public void Inline_PileOfMarks_StaysOnItsLetterAndLow(string text, string expected) =>
        Assert.Equal(expected, SlackText.Inline(text, 100));

    [Theory]
    [InlineData("a&b", 7, "a&amp;b")]
    [InlineData("a&b", 6, "a…")]
    [InlineData("a&bcd", 8, "a&amp;b…")]
    [InlineData("<<<<", 9, "&lt;&lt;…")]
    public void Inline_Entities_CountWholeAndAreNotCut(string text, int limit, string expected) =>
        Assert.Equal(expected, SlackText.Inline(text, limit));

    [Theory]
    [InlineData("alice", "alice")]
    [InlineData("alice@example.com", "alice@example.com")]
    [InlineData("role:x/*", "role:\u2060x/∗")]
    [InlineData("dba, prod-admin", "“dba, prod-admin”")]
    [InlineData("dba*, *prod", "“dba∗, ∗prod”")]
    [InlineData("a·b", "“a·b”")]
    [InlineData("x” requests “y", "“x' requests 'y”")]
    [InlineData("✅ Approved by bob\n", "“✓ Approved by bob”")]
    [InlineData("", "“”")]
    [InlineData("\u202e", "“”")]
    public void Name_MoreThanAName_StandsInQuotationMarks(string name, string expected) =>
        Assert.Equal(expected, SlackText.Name(name, 100, SlackText.Inline));

    [Theory]
    [InlineData("👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦")]
    [InlineData("🏳️‍🌈 👩🏽‍🚀", "🏳️‍🌈 👩🏽‍🚀")]
    [InlineData("ad\u200dmin", "admin")]
    [InlineData("👩\u200d", "👩")]
    [InlineData("👩\u200d\u200d👧", "👩‍👧")]
    public void Inline_ZeroWidthJoiner_StaysOnlyInsideAnEmoji(string text, string expected) =>
        Assert.Equal(expected, SlackText.Inline(text, 100));

    [Fact]
    public void Quote_ManyLines_MarksEachAndDropsEmptyOnes() =>
        Assert.Equal(
            "> one\n> ✓ Approved\n> three\n> four five",
            SlackText.Quote("one\r\n\n  \n✅ Approved\rthree\u2028  four \u00a0\u2800  five\n", 100, 9)
        );

    [Fact]
    public void Quote_NothingVisible_IsEmpty() => Assert.Equal("", SlackText.Quote("\n \u202e\u200b\u3164\n", 100, 9));

    [Theory]
    [InlineData("1\n2\n3", "> 1\n> 2\n> 3")]
    [InlineData("1\n2\n3\n4", "> 1\n> 2\n> …")]
    public void Quote_TooManyLines_SaysSo(string text, string expected) =>
        Assert.Equal(expected, SlackText.Quote(text, 100, maxLines: 3));

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdefg", 6, "abcde…")]
    [InlineData("abe\u0301\u0302x", 4, "ab…")]
    [InlineData("👩‍👩‍👧‍👦!!", 12, "👩‍👩‍👧‍👦…")]
    [InlineData("👩‍👩‍👧‍👦!!", 11, "…")]
    public void Cut_AtTheLimit_KeepsWholeGraphemes(string text, int limit, string expected) =>
        Assert.Equal(expected, Truncation.ByGrapheme(text, limit));

    [Theory]
    [InlineData("ééé", 6, "ééé")]
    [InlineData("éééé", 7, "éé…")]
    [InlineData("😀😀", 7, "😀…")]
    public void CutBytes_AtTheLimit_KeepsWholeCodePoints(string text, int limit, string expected) =>
        Assert.Equal(expected, Truncation.ToBytes(text, limit));

    [Fact]
    public void Inline_AnyText_HoldsNothingThatSlackInterprets() => Any.Holds(Any.BrokenText, text =>
    {
        var inline = SlackText.Inline(text, 300);
        Assert.DoesNotContain('<', inline);
        Assert.DoesNotContain('>', inline);
        Assert.DoesNotContain('&', inline.Replace("&amp;", "").Replace("&lt;", "").Replace("&gt;", ""));
        Assert.Empty(inline.Intersect("*`~\n\r\t"));
        Assert.DoesNotMatch(":[a-z0-9_+-]+:", inline);
        Assert.DoesNotContain("://", inline, StringComparison.Ordinal);
        Assert.InRange(inline.Length, 0, 300 + inline.Count(c => c == WordJoiner));
        AssertVisible(inline.Replace($":{WordJoiner}", ":"));
    });

    [Fact]
    public void Quote_AnyText_MarksEveryLine() => Any.Holds(Any.BrokenText, text =>
        {
            var quote = SlackText.Quote(text, 500, 20);
            Assert.InRange(quote.Length, 0, 500);
            Assert.InRange(quote.Split('\n').Length, 1, 20);
            // A cut may leave less than the mark of the last line.
            if (quote.Length > 0)
                Assert.All(quote.TrimEnd('…').TrimEnd(' ', '>', '\n').Split('\n'), line =>
                    Assert.StartsWith(">", line + ">")
                );
            AssertVisible(quote.Replace("\n", ""));
        });

    [Fact]
    public void Cut_AnyText_IsNeverLongerAndNeverTearsAGrapheme() =>
        Any.Holds(Any.Text.Zip(Gen.Choose(1, 60), (text, limit) => (text, limit)), sample =>
        {
            var cut = Truncation.ByGrapheme(sample.text, sample.limit);
            Assert.InRange(cut.Length, 0, sample.limit);
            if (cut == sample.text)
                return;
            Assert.EndsWith("…", cut);
            var boundaries = StringInfo.ParseCombiningCharacters(sample.text);
            Assert.StartsWith(cut[..^1], sample.text, StringComparison.Ordinal);
            Assert.Contains(cut.Length - 1, boundaries);
        });

    [Fact]
    public void CutBytes_AnyText_IsNeverLongerAndCutAgainTheSame() =>
        Any.Holds(Any.BrokenText.Zip(Gen.Choose(3, 600), (text, limit) => (text, limit)), sample =>
        {
            var cut = Truncation.ToBytes(sample.text, sample.limit);
            Assert.InRange(Encoding.UTF8.GetByteCount(cut), 0, sample.limit);
            Assert.Equal(cut, Truncation.ToBytes(cut, sample.limit));
        });

    [Fact]
    public void Name_AnyText_CannotLeaveItsQuotationMarks() =>
        Any.Holds(Any.BrokenText, text =>
            Assert.All([SlackText.Inline, SlackText.Plain], (Func<string, int, string> show) =>
            {
                var name = SlackText.Name(text, 100, show);
                Assert.InRange(name.Length, 1, 100 + name.Count(c => c == WordJoiner));
                if (name.Intersect(" ,;·“”\"").Any())
                    Assert.Matches("^“[^“”\"]*”$", name);
                Assert.Equal(name, SlackText.Name(text, 100, show));
            })
        );

    private static void AssertVisible(string text)
    {
        Assert.Empty(text.Intersect("⏳⌛✅❌"));
        Assert.DoesNotMatch(@"^\p{Mn}|\s\p{Mn}|[\p{Mn}\p{Me}]{5}", text);
        foreach (var rune in text.EnumerateRunes().Where(rune => rune.Value != 0x200D))
            Assert.NotInRange(Rune.GetUnicodeCategory(rune), UnicodeCategory.LineSeparator, UnicodeCategory.PrivateUse);
    }

    [Fact]
    public void Texts_Megabyte_CostNoMoreThanWhatIsShown()
    {
        var huge = string.Concat(Enumerable.Repeat("emoji 👩‍👩‍👧‍👦 and *more* ", 60_000));
        Assert.EndsWith("…", SlackText.Inline(huge, 100), StringComparison.Ordinal); // warm
        var before = GC.GetAllocatedBytesForCurrentThread();

        foreach (
            var text in new[]
            {
                SlackText.Inline(huge, 100),
                SlackText.Plain(huge, 100),
                SlackText.Quote(huge, 100, 20),
            }
        )
            Assert.InRange(text.Length, 50, 100);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, huge.Length / 4);
    }

    [Fact]
    public void Plain_MoreInvisibleThanAnybodyReads_SaysThatSomethingIsMissing() =>
        Assert.Equal("a…", SlackText.Plain("a" + new string('\u200B', 100_000) + "b", 100));
}
