using AccessSlack.Requests.Slack;
using AccessSlack.Slack;

namespace AccessSlack.Tests.Slack.Lookups;

public sealed class UserLookupTests : SlackTest
{
    [Fact]
    public async Task GetUser_Response_DistinguishesAbsentFromFalse()
    {
        Slack.On("api/users.info", """
            {"ok":true,"user":{"id":"U1","team_id":"T1","name":"bob","deleted":false,"is_bot":false,"is_restricted":true,"is_email_confirmed":true,
             "enterprise_user":{"enterprise_id":"E1"},"profile":{"email":"bob@example.com","real_name":"Bob B","display_name":""}}}
            """);
        Assert.Equal(
            new SlackUser
            {
                Id = "U1",
                TeamId = "T1",
                Email = "bob@example.com",
                DisplayName = "Bob B",
                EnterpriseId = "E1",
                Deleted = false,
                IsBot = false,
                IsRestricted = true,
                IsEmailConfirmed = true,
            },
            Value(await Directory().GetUserAsync("U1", TimeSpan.Zero, default))
        );
    }

    [Fact]
    public async Task GetUser_WithinMaxAge_CallsOnce()
    {
        Slack.On("api/users.info", UserResponse("first")).On("api/users.info", UserResponse("second"));
        var directory = Directory();
        await directory.GetUserAsync("U1", TimeSpan.FromMinutes(1), default);
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("first", await NameAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal("second", await NameAsync(TimeSpan.FromSeconds(59)));
        Assert.Equal("second", await NameAsync(TimeSpan.FromMinutes(10)));
        Assert.Equal(2, Slack.Seen.Count);

        async Task<string> NameAsync(TimeSpan maxAge) =>
            Value(await directory.GetUserAsync("U1", maxAge, default)).DisplayName;
    }

    [Fact]
    public async Task GetUser_Failure_IsNotCached()
    {
        Slack.On("api/users.info", Error("user_not_found")).On("api/users.info", UserResponse("bob"));
        var directory = Directory();
        Assert.Equal(
            SlackFailureKind.Destination,
            Failure(await directory.GetUserAsync("U1", TimeSpan.FromMinutes(10), default)).Kind
        );
        Assert.Equal("bob", Value(await directory.GetUserAsync("U1", TimeSpan.FromMinutes(10), default)).DisplayName);
    }

    [Theory]
    [InlineData("")]
    [InlineData("U")]
    [InlineData("bob")]
    [InlineData("U1&token=x")]
    public async Task GetUser_InvalidId_IsNotSent(string id)
    {
        Assert.Equal(
            (SlackFailureKind.Destination, "user_not_found"),
            KindAndCode(await Directory().GetUserAsync(id, TimeSpan.Zero, default))
        );
        Assert.Empty(Slack.Seen);
    }

    [Theory]
    [InlineData("C024BE91L")]
    [InlineData("U1,U2")]
    [InlineData("U1\\n")]
    public async Task Users_InvalidId_AreUnreadableResponses(string id)
    {
        var answer = $$$"""{"ok":true,"user":{"id":"{{{id}}}","profile":{"email":"bob@example.com"} } }""";
        Slack.On("api/users.info", answer).On("api/users.lookupByEmail", answer);
        Assert.Equal(
            (SlackFailureKind.TryLater, "not_json"),
            KindAndCode(await Directory().GetUserAsync("U1", TimeSpan.Zero, default))
        );
        Assert.Equal(
            (SlackFailureKind.TryLater, "not_json"),
            KindAndCode(await Directory().FindUserByEmailAsync("bob@example.com", default))
        );
    }

    [Fact]
    public async Task FindUserByEmail_FoundOrNot_IsCachedForTenMinutes()
    {
        Slack
            .On("api/users.lookupByEmail", Error("users_not_found"))
            .On("api/users.lookupByEmail", UserResponse("bob"));
        var directory = Directory();
        for (var i = 0; i < 2; i++)
            Assert.Equal(
                "users_not_found",
                Failure(await directory.FindUserByEmailAsync("bob+x@example.com", default)).Code
            );
        Time.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromTicks(1));
        for (var i = 0; i < 2; i++)
            Assert.Equal("bob", Value(await directory.FindUserByEmailAsync("Bob+x@example.com", default)).DisplayName);
        Assert.Equal(
            ["?email=bob%2Bx%40example.com", "?email=Bob%2Bx%40example.com"],
            Slack.Seen.Select(seen => seen.Query)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("bob")]
    [InlineData("@example.com")]
    [InlineData("a b@example.com")]
    public async Task FindUserByEmail_InvalidAddress_IsNotSent(string email)
    {
        Assert.Equal(
            (SlackFailureKind.Destination, "users_not_found"),
            KindAndCode(await Directory().FindUserByEmailAsync(email, default))
        );
        Assert.Empty(Slack.Seen);
    }

    private static string UserResponse(string name) => $$$"""{"ok":true,"user":{"id":"U1","name":"{{{name}}}"}}""";
}
