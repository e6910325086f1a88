using AccessSlack.Requests;

namespace AccessSlack.Tests.Requests;

public class RecipientAddressTests
{
    [Theory]
    [InlineData("access-requests", "Channel")]
    [InlineData("C0ACCESS01", "ChannelId")]
    [InlineData("G0ACCESS01", "ChannelId")]
    [InlineData("D0ACCESS01", "ChannelId")]
    [InlineData("U0BOB0001", "User")]
    [InlineData("W0BOB0001", "User")]
    [InlineData("bob@example.com", "Email")]
    [InlineData("U0BOB0001@example.com", "Email")]
    [InlineData("USERS", "Channel")]
    [InlineData("c0access01", "Channel")]
    [InlineData("C0-ACCESS1", "Channel")]
    [InlineData("", "Channel")]
    public void Kind_ByItsForm(string recipient, string expected) =>
        Assert.Equal(expected, RecipientAddress.Kind(recipient).ToString());
}
