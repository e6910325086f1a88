using AccessSlack.Reconciliation.Home;
using AccessSlack.Requests.Slack;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Reconciliation.Home;

/// <summary>What is remembered of people who open the tab has a limit.</summary>
public sealed class HomeTabsTests : IDisposable
{
    private readonly StepScene _scene = new();

    private HomeTabs Homes => _scene.Get<HomeTabs>();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void Open_MorePeopleThanAreRemembered_ForgetsWhoOpenedItLongestAgo()
    {
        Homes.Open(new SlackActor("U0"), "");
        for (var i = 1; i <= HomeTabs.MostTabs; i++)
        {
            _scene.Time.Advance(TimeSpan.FromSeconds(1));
            Homes.Open(new SlackActor($"U{i}"), "");
            Homes.Open(new SlackActor("U0"), "");
        }

        Assert.Equal(HomeTabs.MostTabs, Homes.Count);
        Assert.True(Homes.Remembers("U0"));
        Assert.False(Homes.Remembers("U1"));
        Assert.True(Homes.Remembers("U2"));
    }

    [Fact]
    public void Changed_ADayAfterTheTabWasOpened_ForgetsIt()
    {
        Homes.Open(new SlackActor("U1"), "");
        var tracked = _scene.Track(Some.Request(), ledger: null);

        _scene.Time.Advance(HomeTabs.Remembered);
        Homes.Changed(tracked);
        Assert.Equal(1, Homes.Count);

        _scene.Time.Advance(TimeSpan.FromSeconds(1));
        Homes.Changed(tracked);
        Assert.Equal(0, Homes.Count);
    }
}
