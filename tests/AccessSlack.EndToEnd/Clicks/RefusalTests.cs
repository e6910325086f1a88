using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Sandbox.Teleport.Requests;
using AccessSlack.Teleport.Protocol;

namespace AccessSlack.EndToEnd.Clicks;

/// <summary>
/// Every refusal of docs/protocols/teleport.md 3.2 and 3.3, from Teleport's code and text to what the clicker reads and
/// the operator finds in the log; and what a failure that is no refusal leads to.
/// </summary>
public class RefusalTests
{
    private const string SetState = "SetAccessRequestState";
    private const string Review = "SubmitAccessReview";
    private const string Refused = "Teleport did not carry out the decision";
    private const string Unconfirmed = "Teleport did not confirm the decision";

    private static readonly IReadOnlySet<string> AllRoles = new HashSet<string> { "*" };

    /// <param name="Rpc">The call that is refused.</param>
    /// <param name="Fault">Makes Teleport refuse this request.</param>
    /// <param name="Told">What the person who clicked reads, before the link.</param>
    /// <param name="Outcome">Its code in the log.</param>
    /// <param name="Level">Of the log line.</param>
    /// <param name="Remedy">A part of the log line that names the cure.</param>
    private sealed record Case(
        string Rpc,
        Action<World, string> Fault,
        string Told,
        string Outcome,
        string Level,
        string Remedy
    )
    {
        public WorldOptions Options { get; init; } = new();
        public NewAccessRequest Request { get; init; } = Rpc == Review ? Needing(2) : new("alice", "dba");
        public string? ActiveRequest { get; init; }

        /// <summary>
        /// Removes the cause, after which a click decides; null if that is impossible for this request.
        /// </summary>
        public Action<World>? Repair { get; init; }
    }

    private const string SecondFactor =
        "Teleport requires MFA for this, which I can't provide, so nothing was decided. Ask an administrator to give " +
        "me a bot identity.";
    private const string OneReview =
        "I have already submitted a review from Slack for this request, and Teleport accepts only one from me, so " +
        "yours wasn't added.";
    private const string NotUnderstood =
        "Teleport rejected this decision with an error I don't recognize, so nothing was decided. Ask an " +
        "administrator to check my log.";
    private const string OwnRequest =
        "This request was made with my own Teleport user, so I'm not allowed to decide it.";

    private static readonly Dictionary<string, Case> Cases = new()
    {
        ["state: no update right"] = new(SetState, (world, _) => world.Plugin.MayUpdate = false,
            "I don't have permission in Teleport to approve or deny requests, so nothing was decided. Ask an " +
            "administrator to let my role update access requests.",
            "teleport_not_permitted", "Error", "resources: [access_request], verbs: [list, read, update]")
        { Repair = world => world.Plugin.MayUpdate = true },

        ["state: MFA"] = new(
            SetState,
            (world, _) => world.Teleport.MfaForAdminActions = true,
            SecondFactor,
            "mfa_required",
            "Error",
            "tbot"
        )
        {
            Repair = world => world.Plugin.ExemptFromMfa = true,
        },

        ["state: own request"] = new(
            SetState,
            (_, _) => { },
            OwnRequest,
            "plugins_request",
            "Warning",
            "do not request access with that user"
        )
        {
            Request = new("access-slack", "dba"),
        },

        ["state: active requests"] = new(SetState, (world, _) => world.Plugin.HasActiveAccessRequests = true,
            "My Teleport identity was issued with access requests of its own, so Teleport doesn't let me decide. Ask " +
            "an administrator to issue me a new one.",
            "plugin_elevated",
            "Error",
            "issue a new one"
        )
        {
            ActiveRequest = "01965f3a-7c1e-7bb5-9a3f-0d5b8c1d2e4f",
            Repair = world => world.Plugin.HasActiveAccessRequests = false,
        },

        ["state: not understood"] = new(
            SetState,
            Fail(SetState, GrpcCode.InvalidArgument, "role root is not in the request"),
            NotUnderstood,
            "teleport_refused",
            "Error",
            "please report it"
        )
        {
            Repair = _ => { },
        },

        ["state: call unknown"] = new(
            SetState,
            Fail(SetState, GrpcCode.Unimplemented, "unknown method"),
            NotUnderstood,
            "teleport_refused",
            "Error",
            "please report it"
        )
        {
            Repair = _ => { },
        },

        ["review: no rule"] = new(Review, (world, _) => world.Plugin.ReviewRoles = null,
            "This request needs reviews, which I don't have permission to submit, so nothing was decided. Ask an " +
            "administrator to let my role review requests.",
            "no_review_rule", "Error", "review_requests: {roles: ['*']}")
        { Repair = world => world.Plugin.ReviewRoles = AllRoles },

        ["review: rule too narrow"] = new(
            Review,
            (world, _) => world.Plugin.ReviewRoles = new HashSet<string> { "auditor" },
            "I don't have permission to review every role in this request, so nothing was decided. Ask an " +
            "administrator to let my role review all of them.",
            "roles_not_covered", "Error", "not for every role in this request")
        { Repair = world => world.Plugin.ReviewRoles = AllRoles },

        ["review: own request"] = new(
            Review,
            (_, _) => { },
            OwnRequest,
            "plugins_request",
            "Warning",
            "do not request access with that user"
        )
        {
            Request = Needing(2) with { User = "access-slack" },
        },

        ["review: on behalf"] = new(
            Review,
            Fail(
                Review,
                GrpcCode.PermissionDenied,
                "user \"access-slack\" cannot submit reviews on behalf of \"root\""
            ),
            "Teleport mistook me for another user, so nothing was decided. Ask an administrator to check my log.",
            "review_on_behalf", "Error", "what sits between this daemon and the auth server")
        { Repair = _ => { } },

        ["review: made already"] = new(
            Review,
            (world, id) => world.Teleport.Review(id, "access-slack", RequestState.Approved, "by hand"),
            OneReview,
            "plugin_reviewed",
            "Warning",
            "one review per user"
        )
        {
            Request = Needing(3),
        },

        ["review: made already, newer code"] = new(
            Review,
            Fail(Review, GrpcCode.AlreadyExists, "reviewed"),
            OneReview,
            "plugin_reviewed",
            "Warning",
            "one review per user"
        )
        {
            Repair = _ => { },
        },

        ["review: no thresholds"] = new(
            Review,
            (_, _) => { },
            "This request was made before Teleport supported reviews, so it can't be reviewed. Nothing was decided.",
            "made_without_reviews",
            "Error",
            "via = \"auto\""
        )
        {
            Options = Via("review"),
            Request = new("alice", "dba") { Thresholds = [] },
        },

        ["review: server before 6.1"] = new(
            Review,
            (_, _) => { },
            "This version of Teleport doesn't support reviews, so nothing was decided. Ask an administrator to " +
            "change how I submit decisions.",
            "reviews_unknown",
            "Error",
            "from 6.1 on"
        )
        {
            Options = Via("review") with { TeleportVersion = "6.0.0" },
        },

        ["review: MFA"] = new(
            Review,
            (world, _) => world.Teleport.MfaForAdminActions = true,
            SecondFactor,
            "mfa_required",
            "Error",
            "tbot"
        )
        {
            Repair = world => world.Plugin.ExemptFromMfa = true,
        },

        ["review: no known reason"] = new(Review, Fail(Review, GrpcCode.PermissionDenied, "access denied"),
            "Teleport rejected my review for a reason I don't recognize, so nothing was decided. Ask an " +
            "administrator to check my log.",
            "review_not_permitted", "Error", "tctl get locks")
        { Repair = _ => { } },

        ["review: not understood"] = new(
            Review,
            Fail(Review, GrpcCode.InvalidArgument, "cannot propose this"),
            NotUnderstood,
            "teleport_refused",
            "Error",
            "please report it"
        )
        {
            Repair = _ => { },
        },
    };

    public static TheoryData<string> CaseNames => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(CaseNames))]
    public async Task Click_Refused_NothingIsDecidedAndBothSidesKnowWhatToDo(string name)
    {
        var refusal = Cases[name];
        await using var world = await StartAsync(refusal.Options, refusal.ActiveRequest);
        var id = world.Teleport.CreateRequest(refusal.Request);
        var message = (await world.AnnouncedAsync(id))[0];
        refusal.Fault(world, id);

        await world.ClickAsync(world.Bob, message, World.Approve);
        await ToldAsync(world, 1);

        Assert.Equal(Telling(world, id, refusal.Told), world.EphemeralsTo(world.Bob)[0]);
        var line = Assert.Single(world.Daemon.Log, line => line.Contains(Refused, StringComparison.Ordinal));
        Assert.StartsWith(refusal.Level, line, StringComparison.Ordinal);
        Assert.Contains($"{id} for slack:bob@example.com ({refusal.Outcome}): ", line, StringComparison.Ordinal);
        Assert.Contains(refusal.Remedy, line, StringComparison.Ordinal);
        Assert.Contains(
            $"outcome={refusal.Outcome}",
            Assert.Single(world.Daemon.Log, line => line.Contains(" Click ", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
        await AssertUndecidedAsync(world, id);
        AssertNoOtherWay(world, refusal.Rpc);

        await AssertLaterClickAsync(world, id, refusal);
        AssertNoSecrets(world);
    }

    private static async Task AssertLaterClickAsync(World world, string id, Case refusal)
    {
        await world.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Single(world.EphemeralsTo(world.Bob)); // and not tried again behind the clicker's back
        var calls = world.Teleport.CallsOf(refusal.Rpc);
        refusal.Repair?.Invoke(world);
        await world.ClickAsync(world.Carol, world.MessagesOf(id)[0], World.Approve);
        await world.Slack.WaitUntilAsync(_ => world.EphemeralsTo(world.Carol).Count >= 1);
        await world.IdleAsync();

        if (refusal.Repair is null) Assert.Equal(Telling(world, id, refusal.Told), world.EphemeralsTo(world.Carol)[0]);
        else if (refusal.Rpc == SetState) await world.ShowsAsync(id, "Approved by carol@example.com");
        else Assert.Equal("slack:carol@example.com: ", Assert.Single(world.Teleport.Request(id)!.Spec.Reviews).Reason);
        if (refusal.Options.TeleportVersion != "6.0.0") Assert.Equal(calls + 1, world.Teleport.CallsOf(refusal.Rpc));
    }

    /// <summary>Teleport changes between the look-up, which still says pending, and the decision.</summary>
    [Theory]
    [InlineData(
        "18.2.0",
        SetState,
        "deny",
        World.Approve,
        "This request was already denied.",
        "Denied in Teleport",
        "already_denied"
    )]
    [InlineData(
        "18.2.0",
        SetState,
        "remove",
        World.Approve,
        "This request no longer exists in Teleport.",
        "Removed in Teleport",
        "gone"
    )]
    [InlineData(
        "18.2.0",
        Review,
        "approve",
        World.Deny,
        "This request was already approved.",
        "Approved in Teleport",
        "already_approved"
    )]
    [InlineData(
        "18.2.0",
        Review,
        "approve",
        World.Approve,
        "This request was already approved.",
        "Approved in Teleport",
        "already_approved"
    )]
    [InlineData(
        "14.0.0",
        Review,
        "deny",
        World.Approve,
        "This request was already denied.",
        "Denied in Teleport",
        "already_denied"
    )]
    [InlineData(
        "18.2.0",
        Review,
        "promote",
        World.Approve,
        "This request was already promoted to an access list.",
        "Promoted to an access list",
        "already_promoted"
    )]
    [InlineData(
        "18.2.0",
        Review,
        "unknown",
        World.Approve,
        "This request was already resolved, in a way I don't recognize.",
        "Unknown state",
        "already_resolved"
    )]
    [InlineData(
        "18.2.0",
        Review,
        "remove",
        World.Approve,
        "This request no longer exists in Teleport.",
        "Removed in Teleport",
        "gone"
    )]
    [InlineData(
        "13.3.0",
        Review,
        "approve",
        World.Deny,
        "This request was already approved.",
        "Approved in Teleport",
        "already_approved"
    )]
    [InlineData(
        "13.3.0",
        Review,
        "deny",
        World.Approve,
        "This request was already denied.",
        "Denied in Teleport",
        "already_denied"
    )]
    public async Task Click_ResolvedAtTheSameMoment_IsToldTheTruthAndTheMessageIsCorrected(
        string version,
        string rpc,
        string how,
        string action,
        string told,
        string shown,
        string outcome
    )
    {
        await using var world = await StartAsync(new() { TeleportVersion = version });
        var id = world.Teleport.CreateRequest(rpc == Review ? Needing(2) : new("alice", "dba"));
        var message = (await world.AnnouncedAsync(id))[0];
        var held = world.Teleport.Hold(rpc, HoldAt.Arrival);
        var click = world.ClickAsync(world.Bob, message, action);
        await held.WaitUntilReachedAsync();
        world.Teleport.EndWatches(); // no event reports what happened
        await world.Teleport.WaitUntilAsync(teleport => teleport.OpenWatches == 0);
        Resolve(world, id, how);
        held.Release();
        await click;
        await ToldAsync(world, 1);

        Assert.Equal([told], world.EphemeralsTo(world.Bob));
        var corrected = await world.ShowsAsync(id, shown);
        Assert.Empty(corrected.Buttons);
        Assert.Contains(
            $"outcome={outcome}",
            Assert.Single(world.Daemon.Log, line => line.Contains(" Click ", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
        var line = Assert.Single(world.Daemon.Log, line =>
            line.Contains("No action is needed", StringComparison.Ordinal)
        );
        Assert.StartsWith("Information", line, StringComparison.Ordinal);
        Assert.Equal(how == "remove" ? "Gone" : world.StateOf(id), world.StateOf(id));
        AssertNoOtherWay(world, rpc);
    }

    /// <summary>
    /// Teleport would take these: DENIED once more, and a denial over an approval. Only the fresh look-up prevents it.
    /// </summary>
    [Theory]
    [InlineData("approve", World.Deny, "This request was already approved.", "Approved in Teleport", "Approved")]
    [InlineData("approve", World.Approve, "This request was already approved.", "Approved in Teleport", "Approved")]
    [InlineData("deny", World.Deny, "This request was already denied.", "Denied in Teleport", "Denied")]
    [InlineData(
        "promote",
        World.Approve,
        "This request was already promoted to an access list.",
        "Promoted to an access list",
        "Promoted"
    )]
    [InlineData("remove", World.Approve, "This request no longer exists in Teleport.", "Removed in Teleport", "Gone")]
    public async Task Click_ResolvedUnseen_TeleportIsNotEvenAsked(
        string how,
        string action,
        string told,
        string shown,
        string state
    )
    {
        await using var world = await StartAsync();
        var (id, message) = await world.RequestAsync();
        await world.RequestAsync(); // where nothing is listed, absence would prove nothing
        world.Teleport.EndWatches(); // the daemon waits in its back-off and sees no event
        await world.Teleport.WaitUntilAsync(teleport => teleport.OpenWatches == 0);
        Resolve(world, id, how);

        await world.ClickAsync(world.Bob, message, action);
        await ToldAsync(world, 1);

        Assert.Equal([told], world.EphemeralsTo(world.Bob));
        await world.ShowsAsync(id, shown);
        Assert.Equal((0, state), (world.Teleport.CallsOf(SetState), world.StateOf(id)));
    }

    [Theory]
    [InlineData(
        SetState,
        GrpcCode.FailedPrecondition,
        "too many concurrent writes",
        "this request keeps changing, so I'm trying again shortly",
        "Warning",
        "Other clients keep updating"
    )]
    [InlineData(
        SetState,
        GrpcCode.ResourceExhausted,
        "rate limit exceeded",
        "Teleport asked me to slow down, so I'm trying again shortly",
        "Warning",
        "which other clients use this identity"
    )]
    [InlineData(
        SetState,
        GrpcCode.Unavailable,
        "going away",
        "Teleport isn't responding, so I'm still trying",
        "Warning",
        "that the auth server is running"
    )]
    [InlineData(
        SetState,
        GrpcCode.Unknown,
        "something odd",
        "Teleport returned an error, so I'm trying again shortly",
        "Warning",
        "the auth server's own log"
    )]
    [InlineData(
        SetState,
        GrpcCode.Internal,
        "something worse",
        "Teleport returned an error, so I'm trying again shortly",
        "Warning",
        "the auth server's own log"
    )]
    [InlineData(
        SetState,
        (GrpcCode)77,
        "an unknown code",
        "Teleport returned an error, so I'm trying again shortly",
        "Warning",
        "the auth server's own log"
    )]
    [InlineData(
        SetState,
        GrpcCode.Unauthenticated,
        "no identity",
        "Teleport doesn't accept my certificate, so I'm waiting for a new one. Please tell an administrator",
        "Error",
        "Sign a new identity"
    )]
    [InlineData(
        Review,
        GrpcCode.FailedPrecondition,
        "too many concurrent writes",
        "this request keeps changing, so I'm trying again shortly",
        "Warning",
        "Other clients keep updating"
    )]
    [InlineData(
        Review,
        GrpcCode.Unavailable,
        "going away",
        "Teleport isn't responding, so I'm still trying",
        "Warning",
        "that the auth server is running"
    )]
    public async Task Click_NotConfirmed_TheClaimStaysAndItIsTriedAgain(
        string rpc,
        GrpcCode code,
        string text,
        string why,
        string level,
        string cure
    )
    {
        await using var world = await StartAsync();
        var id = world.Teleport.CreateRequest(rpc == Review ? Needing(2) : new("alice", "dba"));
        var message = (await world.AnnouncedAsync(id))[0];
        world.Teleport.FailNext(rpc, code, text, times: 3);

        await world.ClickAsync(world.Bob, message, World.Approve);
        await ToldAsync(world, 1);
        await world.IdleAsync();
        Assert.Equal([$"Still working: {why}. I'll let you know the outcome."], world.EphemeralsTo(world.Bob));
        Assert.Contains("\"outcome\":\"Open\"", Ledger(world, id), StringComparison.Ordinal);
        // No one else decides meanwhile
        Assert.DoesNotContain(world.MessagesOf(id)[0].Buttons, button => (string?)button["action_id"] == World.Approve);

        for (var i = 0; i < 10; i++) await world.PassAsync(TimeSpan.FromSeconds(2));

        Assert.Equal(4, world.DecisionsBy(rpc));
        Assert.Equal(2, world.EphemeralsTo(world.Bob).Count);
        Assert.StartsWith(
            rpc == SetState ? "You approved" : "Your review",
            world.EphemeralsTo(world.Bob)[1],
            StringComparison.Ordinal
        );
        var line = Assert.Single(world.Daemon.Log, line =>
            line.Contains(Unconfirmed, StringComparison.Ordinal) && !line.StartsWith("Debug", StringComparison.Ordinal)
        );
        Assert.StartsWith(level, line, StringComparison.Ordinal);
        Assert.Contains(text, line, StringComparison.Ordinal);
        Assert.Contains(cure, line, StringComparison.Ordinal);
        AssertNoSecrets(world);
    }

    [Theory]
    [InlineData(GrpcCode.Unknown)]
    [InlineData(GrpcCode.FailedPrecondition)]
    public async Task Click_FailsEachTime_IsGivenUpAndTheButtonsComeBack(GrpcCode code)
    {
        await using var world = await StartAsync();
        var (id, message) = await world.RequestAsync();
        world.Teleport.FailNext(SetState, code, "as always", times: 5);

        await world.ClickAsync(world.Bob, message, World.Approve);
        for (var i = 0; i < 40; i++) await world.PassAsync(TimeSpan.FromSeconds(2));

        Assert.Equal(5, world.Teleport.CallsOf(SetState));
        Assert.Equal(
            Telling(world, id, "Teleport failed every time I tried, so nothing was decided. Please try again later."),
            world.EphemeralsTo(world.Bob)[^1]
        );
        Assert.Single(world.Daemon.Log, line =>
            line.Contains(Refused, StringComparison.Ordinal)
            && line.Contains("(teleport_failing)", StringComparison.Ordinal)
        );
        await AssertUndecidedAsync(world, id);
        await world.ClickAsync(world.Carol, world.MessagesOf(id)[0], World.Deny);
        await world.ShowsAsync(id, "Denied by carol@example.com");
    }

    [Fact]
    public async Task Click_TeleportAwayForLong_IsTriedMoreAndMoreSlowlyAndNeverGivenUp()
    {
        await using var world = await StartAsync();
        var (id, message) = await world.RequestAsync();
        world.Teleport.FailNext(SetState, GrpcCode.Unavailable, "away", times: 12);

        await world.ClickAsync(world.Bob, message, World.Approve);
        for (var i = 0; i < 60; i++) await world.PassAsync(TimeSpan.FromSeconds(1));
        // 1 s, 2 s, 4 s, 8 s, 16 s, 32 s, each shortened by up to half
        Assert.InRange(world.Teleport.CallsOf(SetState), 5, 8);
        for (var i = 0; i < 10; i++) await world.PassAsync(TimeSpan.FromSeconds(60));

        await world.ShowsAsync(id, "Approved by bob@example.com");
        Assert.Equal("You approved alice's request.", world.EphemeralsTo(world.Bob)[^1]);
        Assert.Single(world.Daemon.Log, line =>
            line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains(Unconfirmed, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Review_AnswerLost_IsOneReviewAndTheClickerIsToldSo()
    {
        await using var world = await StartAsync();
        var id = world.Teleport.CreateRequest(Needing(2));
        var message = (await world.AnnouncedAsync(id))[0];
        var held = world.Teleport.Hold(Review, HoldAt.Answer);
        var click = world.ClickAsync(world.Bob, message, World.Approve);
        await held.WaitUntilReachedAsync();
        world.Teleport.AbortConnections();
        await click;
        await ToldAsync(world, 1);

        for (var i = 0; i < 5; i++) await world.PassAsync(TimeSpan.FromSeconds(2));

        await ToldAsync(world, 2);
        Assert.StartsWith(
            "Your review of alice's request was submitted: approve.",
            world.EphemeralsTo(world.Bob)[^1],
            StringComparison.Ordinal
        );
        Assert.Single(world.Teleport.Request(id)!.Spec.Reviews);
        Assert.Equal(0, world.Daemon.CountInLog(Refused));
    }

    [Fact]
    public async Task Review_ThatResolves_SaysSo()
    {
        await using var world = await StartAsync(Via("review"));
        var (id, message) = await world.RequestAsync();

        await world.ClickAsync(world.Bob, message, World.Deny);
        await ToldAsync(world, 1);

        Assert.Equal(
            ["Your review of alice's request was submitted: deny. The request is now denied."],
            world.EphemeralsTo(world.Bob)
        );
        await world.ShowsAsync(id, "Denied by bob@example.com");
    }

    /// <summary>
    /// What Teleport says goes into the log, on one line; it never reaches Slack, and it decides nothing.
    /// </summary>
    [Theory]
    [InlineData("nope\nError Teleport is on fire\u001b[31m <!channel> has already reviewed this request")]
    [InlineData(
        "admin-level API request requires MFA verification\nthe access request has been already approved cannot " +
        "submit reviews"
    )]
    [InlineData("")]
    public async Task Click_HostileText_IsHarmless(string text)
    {
        await using var world = await StartAsync();
        var (id, message) = await world.RequestAsync();
        world.Teleport.FailNext(SetState, GrpcCode.PermissionDenied, text);

        await world.ClickAsync(world.Bob, message, World.Approve);
        await ToldAsync(world, 1);

        var line = Assert.Single(world.Daemon.Log, line => line.Contains(Refused, StringComparison.Ordinal)).TrimEnd();
        Assert.DoesNotContain('\u001b', line);
        Assert.DoesNotContain('\n', line);
        Assert.DoesNotContain("channel", world.EphemeralsTo(world.Bob)[0], StringComparison.Ordinal);
        await AssertUndecidedAsync(world, id);
    }

    /// <summary>
    /// All plugins share the room of a request (docs/protocols/teleport.md 3.4), so another one can fill it before us,
    /// or between us.
    /// </summary>
    [Fact]
    public async Task Click_PluginDataFull_NothingIsDecidedAndTheLogSaysWhoMustMend()
    {
        await using var world = await StartAsync();
        var (id, message) = await world.RequestAsync();
        Fill(world, id);

        await world.ClickAsync(world.Bob, message, World.Approve);
        await ToldAsync(world, 1);
        await world.ClickAsync(world.Carol, message, World.Deny);
        await world.Slack.WaitUntilAsync(_ => world.EphemeralsTo(world.Carol).Count >= 1);

        Assert.Equal(
            Telling(
                world,
                id,
                "Teleport doesn't let me record your decision, so nothing was decided. Ask an administrator to check " +
                "my log."
            ),
            world.EphemeralsTo(world.Bob)[0]
        );
        var line = Assert.Single(world.Daemon.Log, line =>
            line.Contains("does not take the plugin data", StringComparison.Ordinal)
        );
        Assert.StartsWith("Error", line, StringComparison.Ordinal);
        Assert.Contains("find out which other plugin fills them", line, StringComparison.Ordinal);
        await AssertUndecidedAsync(world, id);
        Assert.Equal(0, world.Teleport.CallsOf(SetState));

        world.Teleport.PlantPluginData(id, "jira", new Dictionary<string, string> { ["issue"] = "" });
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    [Fact]
    public async Task Click_PluginDataForbidden_NothingIsDecidedAndTheLogNamesTheRule()
    {
        await using var world = await StartAsync();
        var (id, message) = await world.RequestAsync();
        world.Plugin.MayUpdatePluginData = false;

        await world.ClickAsync(world.Bob, message, World.Approve);
        await ToldAsync(world, 1);

        Assert.StartsWith(
            "Teleport doesn't let me record your decision",
            Assert.Single(world.EphemeralsTo(world.Bob)),
            StringComparison.Ordinal
        );
        var line = Assert.Single(world.Daemon.Log, line =>
            line.Contains("does not take the plugin data", StringComparison.Ordinal)
        );
        Assert.Contains("access_plugin_data: [list, read, update]", line, StringComparison.Ordinal);
        await AssertUndecidedAsync(world, id);
        world.Plugin.MayUpdatePluginData = true;
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");
    }

    [Fact]
    public async Task Announce_PluginDataFull_IsSaidOnceAndDoneWhenThereIsRoom()
    {
        await using var world = await World.PrepareAsync();
        var id = world.Teleport.CreateRequest("alice", "dba");
        Fill(world, id);
        await world.StartReplicaAsync();
        await world.Daemon.LoggedAsync("does not take the plugin data");
        for (var i = 0; i < 5; i++) await world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Empty(world.MessagesOf(id)); // unclaimed, it could be posted twice
        Assert.Equal(1, world.Daemon.CountInLog("does not take the plugin data"));

        world.Teleport.PlantPluginData(id, "jira", new Dictionary<string, string> { ["issue"] = "" });
        await world.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Single(await world.AnnouncedAsync(id));
    }

    private static async Task<World> StartAsync(WorldOptions? options = null, string? activeRequest = null)
    {
        var world = await World.PrepareAsync(options);
        world.Plugin.ReviewRoles = AllRoles;
        if (activeRequest is not null)
            world.Teleport.Certificates.WriteFiles(
                Path.GetDirectoryName(world.File("auth.crt"))!,
                "auth",
                world.Teleport.Certificates.IssueClient("access-slack", activeRequest: activeRequest)
            );
        await world.StartReplicaAsync();
        return world;
    }

    private static WorldOptions Via(string via) => new()
    {
        More = $"""
            [role_to_recipients]
            "*" = "access"

            [approvals]
            via = "{via}"
            """,
    };

    private static NewAccessRequest Needing(uint approvals) =>
        new("alice", "dba") { Thresholds = [new AccessReviewThreshold { Approve = approvals, Deny = 1 }] };

    private static Action<World, string> Fail(string rpc, GrpcCode code, string text) =>
        (world, _) => world.Teleport.FailNext(rpc, code, text);

    private static void Resolve(World world, string id, string how)
    {
        if (how == "approve") world.Teleport.Resolve(id, RequestState.Approved);
        if (how == "deny") world.Teleport.Resolve(id, RequestState.Denied);
        if (how == "promote") world.Teleport.Promote(id, "admins");
        if (how == "unknown") world.Teleport.EndInState(id, 9);
        if (how == "remove") world.Teleport.Delete(id);
    }

    /// <summary>Leaves room for nothing of ours.</summary>
    private static void Fill(World world, string id)
    {
        for (var size = PluginDataStore.Limit; ; size -= 20)
        {
            try
            {
                world.Teleport.PlantPluginData(
                    id,
                    "jira",
                    new Dictionary<string, string> { ["issue"] = new string('j', size) }
                );
                return;
            }
            catch (GrpcFailure)
            {
                // still too large
            }
        }
    }

    private static Task ToldAsync(World world, int times) =>
        world.Slack.WaitUntilAsync(_ => world.EphemeralsTo(world.Bob).Count >= times);

    private static string Telling(World world, string id, string sentence) =>
        world.Teleport.Version == "6.0.0"
            ? $"{sentence} Decide it in Teleport."
            : $"{sentence} <https://proxy.example.com/web/requests/{id}|Decide it in Teleport>";

    private static string Ledger(World world, string id) => world.Teleport.PluginData(id, "slack")["v1"];

    /// <summary>Pending in Teleport, no claim in the ledger, and buttons that both can press.</summary>
    private static async Task AssertUndecidedAsync(World world, string id)
    {
        await world.IdleAsync();
        Assert.Equal("Pending", world.StateOf(id));
        Assert.DoesNotContain("\"decision\"", Ledger(world, id), StringComparison.Ordinal);
        Assert.Equal(
            [World.Approve, World.Deny],
            world.MessagesOf(id)[0].Buttons.Select(button => (string?)button["action_id"]).Take(2)
        );
        Assert.EndsWith("Pending", world.MessagesOf(id)[0].Text, StringComparison.Ordinal);
    }

    /// <summary>A refused review never falls back to setting the state, nor the other way round.</summary>
    private static void AssertNoOtherWay(World world, string rpc) =>
        Assert.Equal(0, world.DecisionsBy(rpc == Review ? SetState : Review));

    private static void AssertNoSecrets(World world) => Assert.DoesNotContain(world.Daemon.Log, line =>
        line.Contains(world.Slack.Options.BotToken, StringComparison.Ordinal)
        || line.Contains(world.Slack.Options.SigningSecret, StringComparison.Ordinal)
        || line.Contains("PRIVATE KEY", StringComparison.Ordinal)
        || line.Contains("/actions/", StringComparison.Ordinal));
}
