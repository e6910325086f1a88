using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport;
using AccessSlack.Teleport.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace AccessSlack.EndToEnd.Simulators.Services;

/// <summary>Reviews for other users, and the users service (docs/protocols/teleport.md 4.8).</summary>
public sealed class TeleportUserTests
{
    private const string List = "/teleport.users.v1.UsersService/ListUsers";

    /// <summary>Release, submit_for_users, author, on behalf, answer, and a part of its text.</summary>
    [Theory]
    [InlineData("18.10.9", "*", "bob", true, GrpcCode.PermissionDenied, "on behalf of bob")]
    [InlineData("18.11.0", "*", "bob", true, GrpcCode.Ok, "")]
    [InlineData("19.0.0", "bob", "bob", true, GrpcCode.Ok, "")]
    [InlineData("19.0.0", "carol", "bob", true, GrpcCode.PermissionDenied, "on behalf of bob")]
    [InlineData("19.0.0", "", "bob", true, GrpcCode.PermissionDenied, "on behalf of bob")]
    [InlineData("19.0.0", "*", "bob", false, GrpcCode.PermissionDenied, "on behalf of bob")]
    [InlineData("19.0.0", "*", "nemo", true, GrpcCode.NotFound, "\"nemo\" not found")]
    [InlineData("19.0.0", "*", "expired", true, GrpcCode.NotFound, "\"expired\" not found")]
    [InlineData("19.0.0", "*", "bot", true, GrpcCode.PermissionDenied, "bot bot cannot")]
    [InlineData("19.0.0", "*", "weak", true, GrpcCode.PermissionDenied, "weak cannot submit reviews")]
    [InlineData("19.0.0", "*", "alice", true, GrpcCode.PermissionDenied, "alice cannot review request")]
    public async Task Review_ForAnother_TakesReleaseRightAndAuthor(
        string version,
        string submitFor,
        string author,
        bool onBehalf,
        GrpcCode expected,
        string text
    )
    {
        await using var server = await TeleportSimulator.StartAsync(new() { Version = version });
        using var client = TeleportRawClient.For(server, "slack");
        if (submitFor.Length > 0) server.AddUser("slack").SubmitForUsers = new HashSet<string> { submitFor };
        foreach (var name in (string[])["bob", "alice", "bot", "expired"])
            server.AddUser(name).ReviewRoles = new HashSet<string> { "*" };
        server.AddUser("weak");
        server.AddUser("bot").IsBot = true;
        server.AddUser("expired").Expires = DateTimeOffset.UnixEpoch;
        var id = server.CreateRequest("alice", "dba");

        var answer = await client.CallAsync(
            "SubmitAccessReview",
            new AccessReviewSubmission
            {
                RequestId = id,
                Review = new()
                {
                    Author = author,
                    ProposedState = RequestState.Approved,
                    SubmittedOnBehalfOfAuthor = onBehalf,
                },
            },
            AccessRequestV3.Parser
        );

        Assert.Equal(expected, answer.Code);
        Assert.Contains(text, answer.Message, StringComparison.Ordinal);
        Assert.Equal(expected == GrpcCode.Ok ? 1 : 0, server.Request(id)!.Spec.Reviews.Count);
        if (expected == GrpcCode.Ok) Assert.Equal("slack", server.AuditTrail[^1].SubmittedBy);
    }

    [Theory]
    [InlineData("17.9.0", true, true, GrpcCode.Unimplemented)]
    [InlineData("18.0.0", true, true, GrpcCode.Ok)]
    [InlineData("18.0.0", true, false, GrpcCode.PermissionDenied)]
    [InlineData("18.0.0", false, true, GrpcCode.PermissionDenied)]
    public async Task ListUsers_ByReleaseAndRights(string version, bool mayList, bool mayRead, GrpcCode expected)
    {
        await using var server = await TeleportSimulator.StartAsync(new() { Version = version });
        using var client = TeleportRawClient.For(server, "slack");
        (server.AddUser("slack").MayListUsers, server.AddUser("slack").MayReadUsers) = (mayList, mayRead);

        var answer = await client.CallAsync(List, new ListUsersRequest(), ListUsersResponse.Parser);

        Assert.Equal(expected, answer.Code);
    }

    /// <summary>The filter is used only where it is honored, and the answer is the same either way.</summary>
    [Theory]
    [InlineData("18.2.0", true)]
    [InlineData("18.8.0", false)]
    [InlineData("19.0.0", false)]
    public async Task FindUsersByTrait_FilterHonoredOrNot_FindsExactlyTheOwners(string version, bool isComplete)
    {
        await using var world = await PersonWorld.PrepareAsync(version);
        for (var i = 0; i < 1100; i++) world.Teleport.AddUser($"user-{i:0000}"); // three pages of our size
        world.Teleport.AddUser("user-0777").SlackIds = [world.Bob.Id];
        using var client = Client(world);

        var found = await client.FindUsersByTraitAsync("slack_uid", world.Bob.Id, default);

        Assert.Equal(["bob", "user-0777"], found.ByValue[world.Bob.Id].AsEnumerable());
        Assert.Equal(isComplete, found.IsComplete);
        var others = found.ByValue.GetValueOrDefault(world.Carol.Id, []);
        Assert.Equal(isComplete ? ["carol"] : [], others.AsEnumerable());
        Assert.Empty((await client.FindUsersByTraitAsync("another", world.Bob.Id, default)).ByValue);

        var lists = world.Teleport.Calls.Select(call => call.Request).OfType<ListUsersRequest>().ToList();
        Assert.Equal(isComplete ? 1 + 3 + 3 : 1 + 1 + 1, lists.Count);
        Assert.All(lists.Skip(1), list => Assert.Equal(isComplete, list.Filter is null));
    }

    [Fact]
    public async Task UserExists_ExactNameOnly()
    {
        await using var world = await PersonWorld.PrepareAsync();
        using var client = Client(world);

        Assert.True(await client.UserExistsAsync("bob", default));
        Assert.False(await client.UserExistsAsync("Bob", default));
        world.Teleport.AddUser("bob").Expires = DateTimeOffset.UnixEpoch;
        Assert.False(await client.UserExistsAsync("bob", default));
    }

    private static TeleportClient Client(World world) => new(
        new(world.Teleport.Address, new(world.File("auth.key"), world.File("auth.crt"), world.File("auth.cas"), null)),
        world.Time,
        NullLogger<TeleportClient>.Instance
    );
}
