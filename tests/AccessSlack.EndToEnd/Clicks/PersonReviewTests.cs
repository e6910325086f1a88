using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Clicks;

/// <summary>Clicks as reviews of the people who click: their Teleport users are the authors.</summary>
public class PersonReviewTests
{
    private const string Submit = "SubmitAccessReview";
    private const string SetState = "SetAccessRequestState";

    [Theory]
    [InlineData("18.11.0", "person")]
    [InlineData("19.0.0", "person")]
    [InlineData("18.11.0", "auto")]
    [InlineData("19.0.0", "auto")]
    public async Task Click_ServerThatCanDoIt_IsAReviewOfThePerson(string version, string via)
    {
        await using var world = await PersonWorld.StartAsync(version, via);
        var (id, message) = await world.RequestAsync(approvals: 2);

        await world.ClickAsync(world.Bob, message, World.Approve);

        var shown = await PersonWorld.ReviewsShownAsync(world, id, "bob: approve");
        Assert.Contains("1 of 2 approvals", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("review submitted", shown, StringComparison.Ordinal);
        Assert.Contains("Your review of alice's request was submitted: approve.", world.EphemeralsTo(world.Bob)[^1]);
        var review = Assert.Single(world.Teleport.Request(id)!.Spec.Reviews);
        Assert.Equal(("bob", world.Plugin.Name, ""), (review.Author, review.SubmittedBy, review.Reason));
        Assert.Equal("Pending", world.StateOf(id));

        await world.ClickAsync(world.Carol, world.MessagesOf(id)[0], World.Approve);

        await world.ShowsAsync(id, "Approved by carol@example.com");
        Assert.Contains("bob: approve", PersonWorld.Text(world, id), StringComparison.Ordinal);
        Assert.Equal("Approved", world.StateOf(id));
        Assert.Equal(0, world.Teleport.CallsOf(SetState));
        Assert.Equal(
            [("bob", world.Plugin.Name), ("carol", world.Plugin.Name)],
            world.Teleport.AuditTrail
                .Where(e => e.Event == "access_request.review")
                .Select(e => (e.UpdatedBy, e.SubmittedBy))
        );
    }

    [Theory]
    [InlineData("18.2.0")]
    [InlineData("17.0.0")]
    [InlineData("6.2.0")]
    public async Task Click_ServerThatCannotDoIt_IsRefusedAndSaid(string version)
    {
        await using var world = await PersonWorld.PrepareAsync(version);
        var mapped = $"[users]\n{world.Bob.Id} = \"bob\"\n"; // old releases cannot list users
        var daemon = world.CreateReplica(toml => $"{toml}\n{mapped}");
        await daemon.StartAsync();
        await daemon.LoggedAsync("Caught up with Teleport");
        Assert.Equal(1, world.Daemon.CountInLog("so with via = \"person\" no click can decide"));
        var (id, message) = await world.RequestAsync(approvals: 1);

        await world.ClickAsync(world.Bob, message, World.Approve);

        Assert.Contains("doesn't let me submit a review in your name", world.EphemeralsTo(world.Bob)[^1]);
        await world.Daemon.LoggedAsync("person_reviews_refused");
        Assert.Equal(1, world.Daemon.CountInLog("submit_for_users that covers this person"));
        Assert.Empty(world.Teleport.Request(id)!.Spec.Reviews);
        Assert.Equal(0, world.Teleport.CallsOf(SetState));
    }

    /// <summary>The plugin's own review, as before there were any others.</summary>
    [Theory]
    [InlineData("18.2.0", true)]
    [InlineData("18.11.0", false)]
    public async Task Click_AutoWhereItIsNotPermitted_IsAReviewOfThePlugin(string version, bool maySubmit)
    {
        await using var world = await PersonWorld.StartAsync(version, "auto", maySubmit: maySubmit);
        Assert.Equal(1, world.Daemon.CountInLog("are reviewed as the plugin's user"));
        var (id, message) = await world.RequestAsync(approvals: 2);

        await world.ClickAsync(world.Bob, message, World.Approve);

        await PersonWorld.ReviewsShownAsync(world, id, $"review submitted for <@{world.Bob.Id}>: approve");
        Assert.Equal(world.Plugin.Name, Assert.Single(world.Teleport.Request(id)!.Spec.Reviews).Author);
    }

    /// <summary>A server that learns to review as a person must not make one person enough.</summary>
    [Fact]
    public async Task Click_AutoWithARuleForTwo_CollectsVotesAndIsAReviewOfThePlugin()
    {
        const string Rule = "[[approvals.rules]]\nroles = [\"*\"]\nrequired = 2";
        await using var world = await PersonWorld.StartAsync("19.0.0", "auto", more: Rule);
        var (id, message) = await world.RequestAsync(approvals: 1, deny: 2);

        await world.ClickAsync(world.Bob, message, World.Approve);
        await PersonWorld.ReviewsShownAsync(world, id, "1 of 2 approvals");
        Assert.Empty(world.Teleport.Request(id)!.Spec.Reviews);
        await world.ClickAsync(world.Carol, world.MessagesOf(id)[0], World.Approve);

        await world.ShowsAsync(id, "Approved by carol@example.com, bob@example.com");
        Assert.Equal(world.Plugin.Name, Assert.Single(world.Teleport.Request(id)!.Spec.Reviews).Author);
    }

    [Fact]
    public async Task Click_AutoWithDefaultThresholds_SetsTheState()
    {
        await using var world = await PersonWorld.StartAsync("19.0.0", "auto");
        var (id, message) = await world.RequestAsync(approvals: 1);

        await world.ClickAsync(world.Bob, message, World.Approve);

        await world.ShowsAsync(id, "Approved by bob@example.com");
        Assert.Equal(1, world.Teleport.CallsOf(SetState));
        Assert.Empty(world.Teleport.Request(id)!.Spec.Reviews);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Click_WithAReason_IsTheReviewsReasonWithoutAnyPrefix(bool decides)
    {
        const string Rule = "[[approvals.rules]]\nroles = [\"*\"]\nreason = \"always\"";
        await using var world = await PersonWorld.StartAsync(more: Rule);
        var (id, message) = await world.RequestAsync(approvals: decides ? 1u : 2u);

        await world.ClickAsync(world.Bob, message, World.Approve);
        var view = await world.Slack.SeesViewAsync(world.Bob);
        await world.Slack.SubmitAsync(view, world.Bob, "go ahead", world.Daemon.Endpoint);

        var shown = decides ? $"Approved by <@{world.Bob.Id}>: “go ahead”" : "bob: approve (“go ahead”)";
        await PersonWorld.ReviewsShownAsync(world, id, shown);
        Assert.Equal("go ahead", Assert.Single(world.Teleport.Request(id)!.Spec.Reviews).Reason);
    }

    [Theory]
    [InlineData(World.Approve)]
    [InlineData(World.Deny)]
    public async Task Click_AfterAnAcceptedReview_IsToldSo(string again)
    {
        await using var world = await PersonWorld.StartAsync();
        var (id, message) = await world.RequestAsync(approvals: 2);
        await world.ClickAsync(world.Bob, message, World.Approve);
        await PersonWorld.ReviewsShownAsync(world, id, "bob: approve");
        var submitted = world.Teleport.CallsOf(Submit);

        await world.ClickAsync(world.Bob, world.MessagesOf(id)[0], again);

        Assert.StartsWith("You have already reviewed this request", world.EphemeralsTo(world.Bob)[^1]);
        Assert.Equal(submitted, world.Teleport.CallsOf(Submit));
        Assert.Single(world.Teleport.Request(id)!.Spec.Reviews);
    }

    /// <summary>Teleport answers so as well, if the review was made while the click was on its way.</summary>
    [Theory]
    [InlineData((int)GrpcCode.AlreadyExists, "exists", "You have already reviewed this request")]
    [InlineData((int)GrpcCode.PermissionDenied, "user bob has already reviewed this request", "You have already")]
    [InlineData((int)GrpcCode.PermissionDenied, "user bob cannot review request", "Teleport doesn't let you review")]
    [InlineData((int)GrpcCode.PermissionDenied, "user bob cannot submit reviews", "Teleport doesn't let you review")]
    [InlineData((int)GrpcCode.PermissionDenied, "no", "Teleport doesn't let you review")]
    [InlineData(
        (int)GrpcCode.PermissionDenied,
        "the access request has been already approved",
        "Someone has just resolved this request"
    )]
    [InlineData(
        (int)GrpcCode.PermissionDenied,
        "admin-level API request requires MFA verification",
        "Teleport requires MFA for this"
    )]
    [InlineData((int)GrpcCode.NotFound, "user \"bob\" not found", "Teleport doesn't know your user at the moment")]
    [InlineData(
        (int)GrpcCode.PermissionDenied,
        "user x cannot submit reviews on behalf of bob",
        "Teleport doesn't let me submit a review in your name"
    )]
    public async Task Submit_IsRefused_SaysWhyAndLeavesTheRequestOpen(int code, string text, string told)
    {
        await using var world = await PersonWorld.StartAsync();
        var (id, message) = await world.RequestAsync(approvals: 1);
        world.Teleport.FailNext(Submit, (GrpcCode)code, text);

        await world.ClickAsync(world.Bob, message, World.Approve);

        Assert.StartsWith(told, world.EphemeralsTo(world.Bob)[^1]);
        await world.IdleAsync();
        await world.ClickAsync(world.Carol, world.MessagesOf(id)[0], World.Approve); // only that click was refused
        await world.ShowsAsync(id, "Approved by carol@example.com");
    }

    [Fact]
    public async Task Submit_NotFoundAndTheRequestIsGone_SaysThat()
    {
        await using var world = await PersonWorld.StartAsync();
        world.Teleport.CreateRequest("alice", "other"); // an empty list would prove nothing
        var (id, message) = await world.RequestAsync(approvals: 1);
        var hold = world.Teleport.Hold(Submit, HoldAt.Arrival);
        var click = world.ClickAsync(world.Bob, message, World.Approve);
        await hold.WaitUntilReachedAsync();

        world.Teleport.Delete(id);
        hold.Release();
        await click;

        await world.Slack.WaitUntilAsync(_ => world.EphemeralsTo(world.Bob).Count > 0);
        Assert.StartsWith("This request no longer exists in Teleport.", world.EphemeralsTo(world.Bob)[^1]);
    }

    [Fact]
    public async Task Click_OfAnSsoUserWhoseRecordHasExpired_IsToldToLogIn()
    {
        await using var world = await PersonWorld.StartAsync();
        world.Teleport.AddUser("bob").Expires = world.Time.GetUtcNow().AddMinutes(5);
        var (second, other) = await world.RequestAsync(approvals: 2);
        await world.ClickAsync(world.Bob, other, World.Approve); // looked up, and known for ten minutes
        await PersonWorld.ReviewsShownAsync(world, second, "bob: approve");
        await world.PassAsync(TimeSpan.FromMinutes(6));
        var (id, last) = await world.RequestAsync(approvals: 2);

        await world.ClickAsync(world.Bob, last, World.Approve);

        Assert.Contains("Log in to Teleport, then press the button again", world.EphemeralsTo(world.Bob)[^1]);
        Assert.Empty(world.Teleport.Request(id)!.Spec.Reviews);
    }

    [Fact]
    public async Task Click_LongTermRequestSinceTheMessage_IsRefusedBeforeTheSubmission()
    {
        await using var world = await PersonWorld.StartAsync();
        var (id, message) = await world.RequestAsync(approvals: 1);
        var submitted = world.Teleport.CallsOf(Submit);
        var events = world.Teleport.HoldNextEvent();
        world.Teleport.ChangeSpec(id, spec => spec.RequestKind = AccessRequestKind.LongTerm);

        await world.ClickAsync(world.Bob, message, World.Approve);

        Assert.Equal(submitted, world.Teleport.CallsOf(Submit));
        Assert.Contains("permanent access", world.EphemeralsTo(world.Bob)[^1]);
        events.Release();
    }

    [Fact]
    public async Task Click_TwoOfOnePersonAtOnce_OneReview()
    {
        await using var world = await PersonWorld.StartAsync();
        var (id, message) = await world.RequestAsync(approvals: 2);

        await World.AtOnceAsync(
            forgery => world.ClickAsync(world.Bob, message, World.Approve, forgery),
            forgery => world.ClickAsync(world.Bob, message, World.Approve, forgery)
        );

        await PersonWorld.ReviewsShownAsync(world, id, "bob: approve");
        Assert.Single(world.Teleport.Request(id)!.Spec.Reviews);
    }

    /// <summary>The review is there; only its answer was lost, with the process or on the way.</summary>
    [Fact]
    public async Task Submit_AnswerIsLost_IsRecognizedAsOurOwn()
    {
        await using var world = await PersonWorld.StartAsync();
        var (id, message) = await world.RequestAsync(approvals: 2);
        var hold = world.Teleport.Hold(Submit);
        var click = world.ClickAsync(world.Bob, message, World.Approve);
        await hold.WaitUntilReachedAsync();

        world.Teleport.AbortConnections();
        hold.Release();
        await click;
        await world.Slack.WaitUntilAsync(_ =>
        {
            world.Time.Advance(TimeSpan.FromSeconds(1));
            return world.EphemeralsTo(world.Bob).Any(told => told.StartsWith("Your review", StringComparison.Ordinal));
        });

        Assert.Single(world.Teleport.Request(id)!.Spec.Reviews);
        await PersonWorld.ReviewsShownAsync(world, id, "bob: approve");
    }
}
