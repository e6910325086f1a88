using System.Collections.Immutable;
using AccessSlack.Requests;
using AccessSlack.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace AccessSlack.Tests.Requests;

public sealed class RecipientMapTests
{
    private static readonly RecipientMap Map = new(
        ImmutableDictionary.CreateRange<string, ImmutableArray<string>>(
        [
            new("dba", ["db"]),
            new("db*", ["databases"]),
            new("prod-*", ["prod", "lead@example.com"]),
            new("*-admin", ["admins", "Lead@example.com"]),
            new("*", ["everyone"]),
        ]),
        ["others"]);

    [Theory]
    [InlineData("dba", "db")]
    [InlineData("dbx", "databases")]
    [InlineData("prod-web", "lead@example.com,prod")]
    [InlineData("db-admin", "Lead@example.com,admins,databases")]
    [InlineData("web", "everyone")]
    [InlineData("DBA", "everyone")]
    [InlineData("", "everyone")]
    public void For_Role_PrefersExactThenPatternsThenAny(string role, string recipients) =>
        Assert.Equal(recipients.Split(',').Order(StringComparer.Ordinal), Map.For(role).Order(StringComparer.Ordinal));

    [Fact]
    public void For_TwoPatterns_NamesARecipientOnce() =>
        Assert.Single(Map.For("prod-admin"), name =>
            name.Equals("lead@example.com", StringComparison.OrdinalIgnoreCase)
        );

    [Fact]
    public void For_NoMatchAndNoStar_GivesTheDefault() =>
        Assert.Equal(["others"], (Map with { Roles = Map.Roles.Remove("*") }).For("web").AsEnumerable());

    [Fact]
    public void For_EmptyExactEntry_StaysEmpty() =>
        Assert.Empty((Map with { Roles = Map.Roles.SetItem("web", []) }).For("web"));

    [Fact]
    public void For_AnyRole_DoesNotDependOnTheOrderOfEntries()
    {
        var entries = Entry().ListOf().Select(list => list.DistinctBy(e => e.Key).ToList()).ToArbitrary();
        Prop.ForAll(entries, RoleNames(), (list, role) =>
        {
            var forward = new RecipientMap(ToMap(list), ["others"]).For(role);
            return forward.SequenceEqual(new RecipientMap(ToMap(list.AsEnumerable().Reverse()), ["others"]).For(role));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void For_AnyRole_NamesOnlyWhatTheConfigurationNames()
    {
        var entries = Entry().ListOf().ToArbitrary();
        Prop.ForAll(entries, RoleNames(), (list, role) =>
            {
                var map = new RecipientMap(ToMap(list), ["others"]);
                var found = map.For(role);
                var matching = map
                    .Roles.Where(e => RolePattern.Matches(e.Key, role))
                    .SelectMany(e => e.Value)
                    .Append("others")
                    .ToHashSet();
                return !found.IsEmpty && found.All(matching.Contains) && found.Distinct().Count() == found.Length;
            })
            .QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("a*a", "a", false)]
    [InlineData("a*a", "aa", true)]
    [InlineData("a*b*c", "a-b-b-c", true)]
    [InlineData("a*b*c", "a-c-b", false)]
    [InlineData("*b*", "abc", true)]
    [InlineData("**", "abc", true)]
    [InlineData("a.c", "abc", false)]
    [InlineData("[a]*", "[a]b", true)]
    [InlineData("A*", "abc", false)]
    public void Matches_Pattern_TakesOnlyTheStarAsSpecial(string pattern, string role, bool expected) =>
        Assert.Equal(expected, RolePattern.Matches(pattern, role));

    [Fact]
    public void Matches_AnyPattern_AgreesWithAPlainDefinition()
    {
        var texts = Gen.Elements('a', 'b', '*').ListOf().Select(list => string.Concat(list)).ToArbitrary();
        var roles = Gen.Elements('a', 'b').ListOf().Select(list => string.Concat(list)).ToArbitrary();
        Prop.ForAll(texts, roles, (pattern, role) => RolePattern.Matches(pattern, role) == MatchesSlowly(pattern, role))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(TestRun.Cases(2000)).WithEndSize(12));
    }

    private static bool MatchesSlowly(string pattern, string role) => pattern switch
    {
        "" => role.Length == 0,
        ['*', .. var rest] => MatchesSlowly(rest, role) || role.Length > 0 && MatchesSlowly(pattern, role[1..]),
        _ => role.StartsWith(pattern[0]) && MatchesSlowly(pattern[1..], role[1..]),
    };

    private static Gen<KeyValuePair<string, ImmutableArray<string>>> Entry() =>
        Gen.Elements("a", "ab", "a*", "*b", "*", "a*b")
            .SelectMany(key =>
                Gen.Elements("x", "y", "z")
                    .NonEmptyListOf()
                    .Select(names => KeyValuePair.Create(key, names.Distinct().ToImmutableArray()))
            );

    private static Arbitrary<string> RoleNames() => Gen.Elements("a", "b", "ab", "aab", "c", "").ToArbitrary();

    private static ImmutableDictionary<string, ImmutableArray<string>> ToMap(
        IEnumerable<KeyValuePair<string, ImmutableArray<string>>> entries
    ) => entries.DistinctBy(e => e.Key).ToImmutableDictionary();
}
