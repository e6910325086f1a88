using AccessSlack.Testing;

namespace AccessSlack.Tests;

/// <summary>Which tests may be skipped, and where none may.</summary>
public class NeedsTests
{
    [Theory]
    [InlineData("/nowhere/chromium")]
    [InlineData("../nowhere")]
    [InlineData("$ACCESS_SLACK_NOWHERE")]
    public void Missing_PartThatIsNotHere_IsNamedUnlessTheTestMustRun(string need)
    {
        Assert.Equal($"Needs {need}; see CONTRIBUTING.md.", Needs.Missing(mustRun: false, "README.md", need));
        Assert.Null(Needs.Missing(mustRun: true, need));
    }

    [Fact]
    public void Missing_EverythingHere_IsNothing() =>
        Assert.Null(Needs.Missing(mustRun: false, "README.md", "/bin/sh", "$PATH"));
}
