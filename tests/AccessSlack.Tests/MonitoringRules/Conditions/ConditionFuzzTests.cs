using System.Text;
using AccessSlack.MonitoringRules.Conditions;
using AccessSlack.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace AccessSlack.Tests.MonitoringRules.Conditions;

/// <summary>No text takes it down: each is evaluated or refused with words and a place, within the limits.</summary>
public sealed class ConditionFuzzTests
{
    private const int Cases = 10_000;

    /// <summary>Pieces of the language, which come much further than arbitrary characters do.</summary>
    private static readonly string[] Pieces =
    [
        "true", "false", "access_request.spec.roles", "access_request.spec.user", "access_request.spec.expiry",
        "user.traits", "user.traits.level", "user", ".", ",", "(", ")", "[", "]", "\"a\"", "`a`", "\"", "`", "\\", "1",
        "007", "&&", "||", "!", "==", "!=", "<", "=", "&", " ", "\n", "\r\n", "//", "/*", "*/", "set(", "union(",
        "dict(", "pair(", ".add(", ".contains(", ".contains_all(", ".remove(", ".put(", ".add_values(", ".isempty()",
        "is_empty(", "ifelse(", "choose(", "option(", "strings.upper(", "strings.split(", "strings.replaceall(",
        "email.local(", "regexp.replace(", "time.RFC3339(", "before(", "between(", "\"2026-11-30T18:00:00Z\"", "type",
        "\0", "\uFEFF", "\uD800", "é", "“", "\"^(a|b)*$\"", "\"$1\"", "\"(\"", "...", ";", "{",
    ];

    /// <summary>Pieces of regular expressions, also of those that Go does not know.</summary>
    private static readonly string[] PatternPieces =
    [
        "a", "b", ".", "*", "+", "?", "*?", "{2}", "{0,1000}", "{1000}", "{,2}", "{", "}", "|", "(", ")", "(?:", "(?i)",
        "(?P<n>", "(?<n>", "(?=", "(?<=", "(?>", "[", "]", "[^", "-", "[a-z]", "[[:alpha:]]", "[:", ":]", "\\d", "\\W",
        "\\pL", "\\p{Lu}", "\\p{", "\\P", "\\b", "\\B", "\\A", "\\z", "\\Z", "\\Q", "\\E", "\\x{10FFFF}", "\\x", "\\1",
        "\\07", "\\", "^", "$", "é", "😀", "\uD800", "\0", "\n", "ſ",
    ];

    private static readonly string[] Conditions = [.. ConditionTableTests.Rows().Select(row => (string)row[0])];

    [Fact]
    public void Read_ArbitraryText_IsReadOrRefused() =>
        Check(ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""));

    [Fact]
    public void Read_ArbitraryBytes_AreReadOrRefused() =>
        Check(ArbMap.Default.GeneratorFor<byte[]>().Select(bytes => Encoding.Latin1.GetString(bytes)));

    [Fact]
    public void Read_ArbitraryPieces_AreReadOrRefused() => Check(TextOf(Pieces));

    [Fact]
    public void Read_MutatedConditions_AreReadOrRefused() =>
        Check(
            from condition in Gen.Elements(Conditions)
            from at in Gen.Choose(0, condition.Length)
            from removed in Gen.Choose(0, Math.Min(5, condition.Length - at))
            from piece in Gen.OneOf(Gen.Elements(Pieces), Gen.Constant(""), Gen.Elements(Conditions))
            select string.Concat(condition.AsSpan(0, at), piece, condition.AsSpan(at + removed))
        );

    [Fact]
    public void Read_CombinedConditions_AreReadOrRefused() =>
        Check(
            from outer in Gen.Elements(Conditions)
            from inner in Gen.Elements(Conditions)
            from sign in Gen.Elements("&&", "||", "==", "!=", ",")
            select $"ifelse({outer} {sign} {inner}, {inner}, {outer})"
        );

    [Fact]
    public void Read_HostilePatterns_AreReadOrRefused() =>
        Check(
            from pattern in TextOf(PatternPieces)
            from replacement in Gen.Elements("", "$1", "${n}$0", "$")
            from isLiteral in Gen.Elements(true, false)
            let given = isLiteral ? $"`{pattern}`" : $"ifelse(true, `{pattern}`, 1)"
            let values = $"user.traits.level.add(`{new string('a', 300)}`)"
            select $"regexp.replace({values}, {given}, `{replacement}`).isempty()"
        );

    private static Gen<string> TextOf(string[] pieces) =>
        Gen.Elements(pieces).ListOf().Select(list => string.Concat(list));

    private static void Check(Gen<string> texts) =>
        Prop.ForAll(texts.ToArbitrary(), IsReadOrRefused)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(TestRun.Cases(Cases)));

    private static bool IsReadOrRefused(string text)
    {
        switch (Condition.Read(text))
        {
            case ConditionReading.Unreadable(var fault, var position):
                return position >= 1 && position <= text.Length + 1 && IsSentence(fault);
            case ConditionReading.Readable(var condition):
                var outcome = condition.Evaluate(Facts.Typical);
                return outcome.Steps is >= 1 and <= Limits.Steps
                    && (outcome.Fault is null || !outcome.IsTrue && IsSentence(outcome.Fault))
                    && condition.Evaluate(Facts.Typical) == outcome;
            default:
                return false;
        }
    }

    private static bool IsSentence(string fault) => fault.Length is > 10 and < 200 && fault.EndsWith('.');
}
