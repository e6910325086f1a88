using System.Text.RegularExpressions;
using AccessSlack.Simulation.Cases;
using AccessSlack.Testing;

namespace AccessSlack.Tests.Simulation;

public sealed class RefusalCodesTests
{
    [Fact]
    public void All_AreTheCodesOfEveryRefusal()
    {
        string[] files =
        [
            "src/AccessSlack/Approvals/Refusal.cs",
            "src/AccessSlack/Approvals/Person/PersonRefusals.cs",
            "src/AccessSlack/Approvals/Partial/PartialRefusals.cs",
        ];
        var codes = files
            .SelectMany(file => Regex.Matches(
                File.ReadAllText(Repository.PathOf(file)),
                @"(new|Elsewhere)\(\s*""(?<code>[a-z_]+)""",
                RegexOptions.ExplicitCapture,
                TimeSpan.FromSeconds(5)
            ))
            .Select(match => match.Groups["code"].Value)
            .Distinct();

        Assert.Equal(codes.Order(StringComparer.Ordinal), RefusalCodes.All.Order(StringComparer.Ordinal));
    }
}
