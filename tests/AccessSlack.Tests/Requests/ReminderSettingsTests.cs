using AccessSlack.Requests;

namespace AccessSlack.Tests.Requests;

public class ReminderSettingsTests
{
    private static readonly ReminderSettings Thrice = new(TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(30), 3);

    [Theory]
    [InlineData(-600, 0)]
    [InlineData(0, 0)]
    [InlineData(59, 0)]
    [InlineData(60, 1)]
    [InlineData(89, 1)]
    [InlineData(90, 2)]
    [InlineData(120, 3)]
    [InlineData(100_000, 3)]
    public void CountAt_Age_IsWhatFellDue(int minutes, int count) =>
        Assert.Equal(count, Thrice.CountAt(TimeSpan.FromMinutes(minutes)));

    [Theory]
    [InlineData(0, 60)]
    [InlineData(1, 90)]
    [InlineData(2, 120)]
    [InlineData(3, null)]
    public void AgeAt_Count_IsWhenTheNextFallsDue(int count, int? minutes) =>
        Assert.Equal(minutes is { } m ? TimeSpan.FromMinutes(m) : null, Thrice.AgeAt(count));

    [Fact]
    public void CountAt_WithoutEvery_IsOneAtMost()
    {
        var once = new ReminderSettings(TimeSpan.FromMinutes(1), null, 5);
        Assert.Equal((1, null), (once.CountAt(TimeSpan.FromDays(9)), once.AgeAt(1)));
    }

    [Fact]
    public void CountAt_WithoutMax_GoesOnAndNeverOverflows()
    {
        var endless = new ReminderSettings(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), null);
        Assert.Equal(1440, endless.CountAt(TimeSpan.FromDays(1)));
        Assert.Equal(TimeSpan.FromMinutes(1441), endless.AgeAt(1440));
        Assert.InRange(endless.CountAt(TimeSpan.MaxValue), 1, int.MaxValue);
        Assert.Null((endless with { Every = TimeSpan.FromDays(36_525) }).AgeAt(int.MaxValue - 1));
    }
}
