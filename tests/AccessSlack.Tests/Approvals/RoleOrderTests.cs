using AccessSlack.Approvals;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Approvals;

public class RoleOrderTests
{
    private static readonly ApprovalPolicy Policy = Some.Ruled(
        Rule("elsewhere") with { Buttons = Buttons.Link },
        Rule("two") with { Required = 2 },
        Rule("three") with { Required = 3 },
        Some.Rule("bob@example.com") with { Roles = ["named*"] },
        Rule("any*")
    );

    [Fact]
    public void InOrder_AnyOrderOfTheRequester_IsByStrictnessThenByName()
    {
        string[] expected = ["elsewhere", "unruled", "three", "two", "named-a", "named-b", "any-a", "any-b"];
        string[][] asked = [expected, [.. expected.Reverse()], [.. expected.Order()]];

        Assert.All(asked, roles => Assert.Equal(expected, Policy.InOrder(Some.Request() with { Roles = [.. roles] })));
    }

    [Fact]
    public void FactsOf_Request_HasTheRolesInOrder() => Assert.Equal(
        ["two", "any-a"],
        Policy.FactsOf(Some.Request() with { Roles = ["any-a", "two"] }).Roles.AsEnumerable()
    );

    private static ApprovalRule Rule(string roles) => Some.Rule() with { Roles = [roles] };
}
