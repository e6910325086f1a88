using System.Text.RegularExpressions;
using AccessSlack.MonitoringRules.Conditions;
using AccessSlack.MonitoringRules.Conditions.Regexps;
using AccessSlack.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace AccessSlack.Tests.MonitoringRules.Conditions;

public sealed class RegexpTests
{
    /// <summary>Pieces that mean the same in Go and in .NET for texts of these letters.</summary>
    private static readonly string[] CommonPieces =
    [
        "a", "b", "ab", ".", "*", "+", "?", "*?", "+?", "??", "|", "(", ")", "(?:", "[ab]", "[^a]", "^", "$", "\\b",
        "\\B", "{2}", "{1,3}", "{0,2}?", "\\A", "\\z", "(?i:A)", "c",
    ];

    /// <summary>The results are those of Go 1.19, which was asked.</summary>
    [Theory]
    [InlineData("a", "x", "banana", "bxnxnx")]
    [InlineData("", "-", "ab", "-a-b-")]
    [InlineData("b*", "-", "abc", "-a-c-")]
    [InlineData("a*", "-", "baac", "-b-c-")]
    [InlineData("x*", "-", "é😀", "-é-😀-")]
    [InlineData("\\b", "|", "ab cd", "|ab| |cd|")]
    [InlineData("(?m)^", "> ", "a\nb", "> a\n> b")]
    [InlineData("(?m)$", "!", "a\nb", "a!\nb!")]
    [InlineData("$", "!", "a\n", "a\n!")]
    [InlineData("a$", "!", "a\n", null)]
    [InlineData("a.c", "x", "a\nc", null)]
    [InlineData("(?s)a.c", "x", "a\nc", "x")]
    [InlineData("[^b]", "x", "\n", "x")]
    [InlineData("a|ab", "x", "ab", "xb")]
    [InlineData("(a|ab)(c|bcd)", "$1,$2", "abcd", "a,bcd")]
    [InlineData("(?U)a+", "x", "aaa", "xxx")]
    [InlineData("(?U)a+?", "x", "aaa", "x")]
    [InlineData("a+?", "x", "aaa", "xxx")]
    [InlineData("(a+)(b+)?", "$2$1", "aab a", "baa a")]
    [InlineData("(a)|(b)", "<$1$2>", "ab", "<a><b>")]
    [InlineData("(?P<first>a)(?P<first>b)?", "${first}", "ab", "a")]
    [InlineData("(?P<n>a)", "$n.$n_", "a", "a.")]
    [InlineData("(a)", "$01", "a", "")]
    [InlineData("(a)", "${1", "a", "${1")]
    [InlineData("(a)", "$", "a", "$")]
    [InlineData("(a)", "$$$1", "a", "$a")]
    [InlineData("(a)", "${}", "a", "${}")]
    [InlineData("(a)", "$-", "a", "$-")]
    [InlineData("(a)", "$9", "a", "")]
    [InlineData("(?i)k", "x", "k K \u212A", "x x x")]
    [InlineData("(?i)[s]", "x", "s S ſ", "x x x")]
    [InlineData("(?i)\\W", "-", "ſ!", "ſ-")]
    [InlineData("(?i)straße", "x", "STRAßE", "x")]
    [InlineData("(?i)a(?-i)b", "x", "AB Ab", "AB x")]
    [InlineData("(?i:a)b", "x", "AB Ab", "AB x")]
    [InlineData("\\d+", "#", "a12٣", "a#٣")]
    [InlineData("\\w+", "w", "aé_1", "wéw")]
    [InlineData("\\s", "_", "a b\u00A0c\vd", "a_b\u00A0c\vd")]
    [InlineData("[[:space:]]", "_", "a\vb", "a_b")]
    [InlineData("[[:^alpha:]]", "-", "a1é", "a--")]
    [InlineData("[[:word:]-]+", "x", "a-b c", "x x")]
    [InlineData("[]a]", "x", "]a", "xx")]
    [InlineData("[^]a]", "x", "]b", "]x")]
    [InlineData("[a-]", "x", "a-b", "xxb")]
    [InlineData("[a-c-e]", "x", "b-de", "xxdx")]
    [InlineData("[\\d\\-]", "x", "1-a", "xxa")]
    [InlineData("[\\pL]", "x", "aé1", "xx1")]
    [InlineData("\\p{Lu}", "x", "aÉ", "ax")]
    [InlineData("\\p{^Lu}", "x", "aÉ", "xÉ")]
    [InlineData("\\PN", "x", "a1", "x1")]
    [InlineData("\\x41\\x{1F600}\\101", "x", "A😀A", "x")]
    [InlineData("\\Qa.*\\E+", "x", "a.**", "x")]
    [InlineData("\\Qa.b", "x", "a.b", "x")]
    [InlineData("a{,2}", "x", "a{,2}", "x")]
    [InlineData("a{2}", "x", "aaa", "xa")]
    [InlineData("a{01}", "x", "a{01}", "x")]
    [InlineData("{", "x", "{", "x")]
    [InlineData("a{1000}", "x", "a", null)]
    [InlineData("^*a", "x", "a", "x")]
    [InlineData("(?)a", "x", "a", "x")]
    [InlineData("(|a)*b", "[$1]", "aab", "[a]")]
    [InlineData("(a*)*", "[$1]", "b", "[]b[]")]
    [InlineData("(a*)+", "[$1]", "b", "[]b[]")]
    [InlineData("(a|b)*", "[$1]", "ab", "[b]")]
    public void Replace_LikeGo(string pattern, string replacement, string text, string? expected) =>
        Assert.Equal(expected, new RegexpReplacer(pattern, replacement, new Work()).Replace(text));

    /// <summary>Go refuses these as well, but for scripts, which .NET does not know.</summary>
    [Theory]
    [InlineData("(", "has a ( without its )")]
    [InlineData(")", "has a ) without its (")]
    [InlineData("[", "has a [ without its ]")]
    [InlineData("[]", "has a [ without its ]")]
    [InlineData("[a", "has a [ without its ]")]
    [InlineData("[b-a]", "has a range in [] that ends before its start")]
    [InlineData("[[:foo:]]", "has an unknown class [:foo:]")]
    [InlineData("[a-\\d]", "has the escape \\d, which Go does not know")]
    [InlineData("*", "repeats nothing, as in *a")]
    [InlineData("a|*", "repeats nothing, as in *a")]
    [InlineData("(?:+)", "repeats nothing, as in *a")]
    [InlineData("a**", "repeats a repetition, as in a**")]
    [InlineData("a{2}{3}", "repeats a repetition, as in a**")]
    [InlineData("a*+", "repeats a repetition, as in a**")]
    [InlineData("a{2,1}", "has an invalid number of repetitions; the most are 1000")]
    [InlineData("a{1001}", "has an invalid number of repetitions; the most are 1000")]
    [InlineData("a{99999999999}", "has an invalid number of repetitions; the most are 1000")]
    [InlineData("(a{50}){21}", "repeats a part more than 1000 times")]
    [InlineData("\\", "ends too early")]
    [InlineData("\\Z", "has the escape \\Z, which Go does not know")]
    [InlineData("\\G", "has the escape \\G, which Go does not know")]
    [InlineData("\\C", "has the escape \\C, which Go does not know")]
    [InlineData("\\8", "has the escape \\8, which Go does not know")]
    [InlineData("(a)\\1", "has the escape \\1, which Go does not know")]
    [InlineData("\\k<n>", "has the escape \\k, which Go does not know")]
    [InlineData("\\é", "has the escape \\é, which Go does not know")]
    [InlineData("\\x{110000}", "has an invalid \\x")]
    [InlineData("\\xg0", "has an invalid \\x")]
    [InlineData("\\p{Greek}", "has a \\p{…} that is not a general category, such as L or Lu")]
    [InlineData("\\p{Nope}", "has a \\p{…} that is not a general category, such as L or Lu")]
    [InlineData("\\p{", "ends too early")]
    [InlineData("(?=a)", "has a group that Go does not know after (?")]
    [InlineData("(?!a)", "has a group that Go does not know after (?")]
    [InlineData("(?<=a)", "has a group without a valid name")]
    [InlineData("(?>a)", "has a group that Go does not know after (?")]
    [InlineData("(?#a)", "has a group that Go does not know after (?")]
    [InlineData("(?x)a", "has a group that Go does not know after (?")]
    [InlineData("(?-)a", "has a group that Go does not know after (?")]
    [InlineData("(?P<a-b>a)", "has a group without a valid name")]
    [InlineData("(?P=n)", "has a group that Go does not know after (?")]
    [InlineData("(?i", "ends too early")]
    public void Read_NoExpressionOfGo_IsRefused(string pattern, string message) =>
        Assert.Equal(message, Assert.Throws<RegexpFault>(() => RegexpProgram.Read(pattern)).Message);

    /// <summary>An engine of others, and as little backtracking.</summary>
    [Fact]
    public void Find_CommonPatterns_FindsWhatDotNetFinds()
    {
        var cases =
            from pattern in Gen.Elements(CommonPieces).ListOf().Select(pieces => string.Concat(pieces))
            from text in Gen.Elements("a", "b", "c", "A").ListOf().Select(letters => string.Concat(letters))
            select (pattern, text);
        var found = 0;

        Prop.ForAll(cases.ToArbitrary(), given => AreAlike(given.pattern, given.text, ref found))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(TestRun.Cases(20_000)));

        Assert.True(found > 200, $"{found} matches");
    }

    private static bool AreAlike(string pattern, string text, ref int found)
    {
        try
        {
            var ours = new RegexpMatcher(RegexpProgram.Read(pattern), new Work()).Find(text, 0);
            if (ours is not null) found++;
            // Where an empty match comes first, as of b??| in b, that engine finds a longer one; the other does not.
            return IsFoundBy(RegexOptions.NonBacktracking, pattern, text, ours)
                || IsFoundBy(RegexOptions.None, pattern, text, ours);
        }
        catch (Exception refusal) when (refusal is RegexpFault or RegexParseException)
        {
            return true;
        }
    }

    private static bool IsFoundBy(RegexOptions engine, string pattern, string text, int[]? ours)
    {
        var theirs = Regex.Match(text, pattern, engine | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
        return ours is null || !theirs.Success
            ? ours is null == !theirs.Success
            : (ours[0], ours[1]) == (theirs.Index, theirs.Index + theirs.Length);
    }
}
