using System.Collections.Immutable;
using AccessSlack.Requests;

namespace AccessSlack.Tests.Requests;

public class RequesterAddressTests
{
    private static readonly ImmutableDictionary<string, string> Users = new Dictionary<string, string>
    {
        ["U0ALICE01"] = "Alice",
        ["U0MAPPED1"] = "dave@example.com",
        ["U0TWICE01"] = "erin",
        ["U0TWICE02"] = "ERIN",
        ["U0THRICE3"] = "erin",
    }.ToImmutableDictionary();

    [Theory]
    [InlineData("alice", "SlackUserId { Id = U0ALICE01 }")]
    [InlineData("dave@example.com", "SlackUserId { Id = U0MAPPED1 }")]
    [InlineData("frank@example.com", "Email { Address = frank@example.com }")]
    [InlineData("erin", "Several { }")]
    [InlineData("frank", "Unknown { }")]
    [InlineData("", "Unknown { }")]
    [InlineData("a@b <!channel>", "Unknown { }")]
    [InlineData("@", "Unknown { }")]
    public void Of_TeleportUser_IsFoundInUsersOrByEmail(string user, string address) =>
        Assert.Equal(address, RequesterAddress.Of(user, Users).ToString());
}
