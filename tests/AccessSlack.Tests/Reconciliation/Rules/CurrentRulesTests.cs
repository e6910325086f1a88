using AccessSlack.Reconciliation.Rules;
using AccessSlack.Requests.Resources;
using AccessSlack.Testing;

namespace AccessSlack.Tests.Reconciliation.Rules;

public class CurrentRulesTests
{
    private readonly ManualTime _time = new();
    private readonly CurrentRules _rules;

    public CurrentRulesTests() => _rules = new(_time);

    [Fact]
    public async Task Known_BeforeTheFirstList_WaitsForItFiveSecondsAtMost()
    {
        _rules.BeginList();
        _time.Advance(TimeSpan.FromSeconds(3));
        var asked = _rules.KnownAsync(default);

        _time.Advance(TimeSpan.FromSeconds(1.999));
        Assert.False(asked.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1)); // from the beginning of the watch, not from each request

        Assert.Empty((await asked).All);
        Assert.Empty((await _rules.KnownAsync(default)).All);
        Assert.True(_rules.EndList(Book("a")));
        Assert.Equal(["a"], NamesOf(await _rules.KnownAsync(default)));
    }

    [Fact]
    public async Task Known_NothingBegan_WaitsAsLongAndNoLonger()
    {
        var asked = _rules.KnownAsync(default);
        Assert.False(asked.IsCompleted);

        _time.Advance(CurrentRules.LongestWait);

        Assert.Empty((await asked).All);
        Assert.Equal(0, _time.Waiting);
    }

    [Fact]
    public async Task Known_ListInTime_HasIt()
    {
        _rules.BeginList();
        var asked = _rules.KnownAsync(default);

        _rules.EndList(Book("a", "b"));

        Assert.Equal(["a", "b"], NamesOf(await asked));
        Assert.Equal(0, _time.Waiting);
    }

    /// <summary>Some of the rules are no list: what is missing could have been for this request.</summary>
    [Fact]
    public async Task Known_EventsWithoutAList_AreNotEnough()
    {
        _rules.Put(SomeRule.Of("a", "oncall"), "slack");
        var asked = _rules.KnownAsync(default);

        _time.Advance(CurrentRules.LongestWait);

        Assert.Empty((await asked).All);
    }

    [Fact]
    public async Task EndList_EventsMeanwhile_AreNewer()
    {
        _rules.BeginList();
        _rules.Put(SomeRule.Of("new", "oncall"), "slack");
        _rules.Remove("gone");
        _rules.Put(SomeRule.Of("theirs", "oncall") with { Plugin = "mattermost" }, "slack");

        Assert.True(_rules.EndList(Book("gone", "stays", "theirs")));

        Assert.Equal(["new", "stays"], NamesOf(await _rules.KnownAsync(default)));
    }

    [Fact]
    public void EndList_MoreEventsThanAreKept_AsksForANewList()
    {
        _rules.BeginList();
        for (var i = 0; i < RuleBook.MaxRules + 1; i++) _rules.Remove($"rule-{i}");

        Assert.False(_rules.EndList(Book("rule-0")));
        _rules.BeginList();
        Assert.True(_rules.EndList(Book("rule-1")));

        Assert.Equal(["rule-1"], NamesOf(_rules.Now));
    }

    [Fact]
    public async Task SetNone_NothingIsWaitedFor()
    {
        _rules.SetNone();

        Assert.Empty((await _rules.KnownAsync(default)).All);
    }

    [Fact]
    public async Task Reset_OtherSettings_AreWaitedForAgain()
    {
        _rules.BeginList();
        _rules.EndList(Book("a"));

        _rules.Reset();
        var asked = _rules.KnownAsync(default);
        Assert.False(asked.IsCompleted);
        _rules.BeginList();
        _rules.EndList(Book("b"));

        Assert.Equal(["b"], NamesOf(await asked));
    }

    /// <summary>The new watch may be long in coming, for example without a connection.</summary>
    [Fact]
    public async Task Reset_RequestsThatWait_WaitFiveSecondsAtMost()
    {
        var asked = _rules.KnownAsync(default);
        _time.Advance(TimeSpan.FromSeconds(3));

        _rules.Reset();
        Assert.Equal(1, _time.Waiting);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Empty((await asked).All);
        Assert.Equal(0, _time.Waiting);
    }

    [Fact]
    public void With_MoreRulesThanAreFollowed_AreCutAndKnownOnesStillChange()
    {
        var book = Book([.. Enumerable.Range(0, RuleBook.MaxRules).Select(number => $"rule-{number:D4}")]);
        Assert.False(book.IsCut);

        var cut = book.With(RuleReader.Read(SomeRule.Of("one-more", "oncall")));
        var changed = cut.With(RuleReader.Read(SomeRule.Of("rule-0000", "changed")));

        Assert.True(cut.IsCut);
        Assert.Equal(RuleBook.MaxRules, changed.Count);
        Assert.Equal<string>(["changed"], changed.Followed.First().Recipients);
    }

    [Fact]
    public void Unite_Recipients_HasEachOnceAndNoMoreThanALedgerHolds()
    {
        Assert.Equal<string>(["a", "b"], RuleRecipientSource.Unite(["a", "A", "b", "a"]));
        Assert.Equal(
            RequestDetails.MaxRuleRecipients,
            RuleRecipientSource.Unite(Enumerable.Range(0, 200).Select(number => $"c{number}")).Length
        );
        Assert.InRange(
            RuleRecipientSource.Unite(Enumerable.Range(0, 50).Select(n => $"{n}{new string('a', 200)}@b.c")).Length,
            1,
            20
        );
    }

    private static RuleBook Book(params string[] names) =>
        RuleBook.Of(names.Select(name => RuleReader.Read(SomeRule.Of(name, "oncall"))));

    private static IEnumerable<string> NamesOf(RuleBook book) => book.All.Select(rule => rule.Name);
}
