using AccessSlack.Configuration;

namespace AccessSlack.Tests.SocketMode;

/// <summary>An app-level token contains the id of its app.</summary>
public sealed class AppIdTests
{
    [Theory]
    [InlineData("xapp-1-A0123ABC-7012-0a1b", "A0123ABC")]
    [InlineData("xapp-1-A0123ABC", "A0123ABC")]
    [InlineData("xapp-1-a0123abc-7012-0a1b", "")]
    [InlineData("xapp-1-B0123ABC-7012-0a1b", "")]
    [InlineData("xapp-1-A-7012-0a1b", "")]
    [InlineData("xapp-1", "")]
    [InlineData("xapp-", "")]
    public void AppId_OfAToken_IsItsThirdPart(string token, string id) => Assert.Equal(id, With(token).AppId);

    [Fact]
    public void AppId_OfSeveralTokens_IsThatOfTheFirst() =>
        Assert.Equal(("A1", ""), (With("xapp-1-A1-1-x", "xapp-1-A2-1-x").AppId, With().AppId));

    private static SlackSettings With(params string[] tokens) =>
        new(new("xoxb-1"), [], NotifyOnly: false, AutoJoin: false, Lookback: null, new Uri("https://slack.com/api/"))
        {
            AppTokens = [.. tokens.Select(token => new Secret(token))],
        };
}
