using AccessSlack.Requests;

namespace AccessSlack.Tests.Requests;

public class ApproverTests
{
    [Theory]
    [InlineData("U01ABCDEF23", "User", "U01ABCDEF23")]
    [InlineData("W01ABCDEF23", "User", "W01ABCDEF23")]
    [InlineData("Bob@Example.com", "Email", "bob@example.com")]
    [InlineData("group:Leads", "Group", "leads")]
    [InlineData("group:@leads", "Group", "leads")]
    [InlineData("group:S01ABCDEF23", "Group", "S01ABCDEF23")]
    [InlineData("channel:#oncall", "Channel", "oncall")]
    [InlineData("channel:C01ABCDEF23", "Channel", "C01ABCDEF23")]
    public void Parse_OneOfTheForms_IsRead(string text, string kind, string name)
    {
        var approver = Approver.Parse(text);
        Assert.Equal(new Approver(Enum.Parse<ApproverKind>(kind), name), approver);
        Assert.Equal(approver, Approver.Parse(approver!.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("oncall")]
    [InlineData("#oncall")]
    [InlineData("@bob")]
    [InlineData("C01ABCDEF23")]
    [InlineData("u01abcdef23")]
    [InlineData("group:")]
    [InlineData("group:a b")]
    [InlineData("group:a@b")]
    [InlineData("group:U01ABCDEF23")]
    [InlineData("channel:")]
    [InlineData("channel:#")]
    [InlineData("channel:U01ABCDEF23")]
    [InlineData("channel:a,b")]
    [InlineData("Group:leads")]
    [InlineData("user:bob")]
    public void Parse_AnythingElse_IsNone(string text) => Assert.Null(Approver.Parse(text));

    [Fact]
    public void Parse_NameWithoutEnd_IsNone() => Assert.Null(Approver.Parse("group:" + new string('a', 81)));
}
