namespace AccessSlack.Tests;

public class ProductVersionTests
{
    [Theory]
    [InlineData("1.2.3+abc1234def5678", "v1.2.3 git:abc1234 .NET 10.0.1")]
    [InlineData("1.2.3-rc.1+abc1234", "v1.2.3-rc.1 git:abc1234 .NET 10.0.1")]
    [InlineData("1.2.3", "v1.2.3 git:unknown .NET 10.0.1")]
    [InlineData("1.2.3+abc", "v1.2.3 git:unknown .NET 10.0.1")]
    public void Describe_VersionOfTheBuild_NamesReleaseCommitAndRuntime(string informational, string expected) =>
        Assert.Equal(expected, ProductVersion.Describe(informational, new Version(10, 0, 1)));

    [Fact]
    public void Text_ThisBuild_HasTheFormOfTheContract() =>
        Assert.Matches(@"^v\d+\.\d+\.\d+\S* git:([0-9a-f]{7}|unknown) \.NET 10\.\d+\.\d+$", ProductVersion.Text);
}
