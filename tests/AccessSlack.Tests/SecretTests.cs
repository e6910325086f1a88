using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests;

public class SecretTests
{
    private static readonly Secret Secret = new("xoxb-1234");

    [Fact]
    public void Reveal_GivesTheValue() => Assert.Equal("xoxb-1234", Secret.Reveal());

    [Fact]
    public void ToString_InAnyForm_HidesTheValue()
    {
        Assert.Equal("***", Secret.ToString());
        Assert.Equal("token ***", $"token {Secret}");
        Assert.DoesNotContain("hooks.slack.com", Some.Click().ToString(), StringComparison.Ordinal);
    }
}
