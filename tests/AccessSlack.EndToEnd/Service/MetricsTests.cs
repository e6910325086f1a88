using System.Net;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Slack.Calls;
using AccessSlack.Teleport.Protocol;
using AccessSlack.Testing;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.EndToEnd.Service;

/// <summary>What <c>GET /metrics</c> counts, seen through the diagnostics listener.</summary>
public class MetricsTests
{
    private const string Http = "insecure = true\ndiagnostics_addr = \"127.0.0.1:0\"";
    private const string Post = "chat.postMessage";

    private static readonly WorldOptions Usual = new() { Http = Http };

    [Fact]
    public async Task Get_OnlyAtTheDiagnosticsListener_InTheFormatThatItNames()
    {
        await using var world = await World.StartAsync(Usual);
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri(world.Daemon.Diagnostics!, "/metrics"));
        using var posted = await http.PostAsync(new Uri(world.Daemon.Diagnostics!, "/metrics"), null);
        using var outside = await http.GetAsync(new Uri(world.Daemon.Endpoint, "/metrics"));

        Assert.Equal(
            (HttpStatusCode.OK, "text/plain; version=0.0.4; charset=utf-8"),
            (response.StatusCode, response.Content.Headers.ContentType?.ToString())
        );
        Assert.Equal(
            (HttpStatusCode.MethodNotAllowed, HttpStatusCode.NotFound),
            (posted.StatusCode, outside.StatusCode)
        );
        var page = await world.Daemon.ScrapeAsync();
        Assert.All(page.Families, family =>
            Assert.StartsWith("teleport_slack_", family.Name, StringComparison.Ordinal)
        );
        Assert.Equal(1, page.Value("teleport_slack_http_responses_total", ("code", "404")));
        var build = page.Samples.Single(sample => sample.Name == "teleport_slack_build_info");
        Assert.Equal(
            ProductVersion.Text,
            $"v{build.Labels["version"]} git:{build.Labels["commit"]} .NET {build.Labels["runtime"]}"
        );
    }

    [Fact]
    public async Task Request_DecidedByAClick_IsCountedFromEventToMessage()
    {
        await using var world = await World.StartAsync(Usual);
        var before = await world.Daemon.ScrapeAsync();
        Assert.Equal(0, before.Value("teleport_slack_last_event_timestamp_seconds"));
        await world.PassAsync(TimeSpan.FromSeconds(7));
        var (id, message) = await world.RequestAsync();
        Assert.Equal(1, (await world.Daemon.ScrapeAsync()).Value("teleport_slack_open_requests"));

        await world.PassAsync(TimeSpan.FromMinutes(2));
        await world.ClickAsync(world.Bob, message, World.Approve);
        await world.ShowsAsync(id, "Approved by bob@example.com");

        var page = await world.Daemon.ScrapeAsync();
        Assert.Equal(0, page.Value("teleport_slack_open_requests"));
        Assert.Equal(1, Messages(page, "post", "ok"));
        Assert.Equal(1, Messages(page, "update", "ok"));
        Assert.Equal(1, Messages(page, "reply", "ok"));
        Assert.Equal(1, Clicks(page, "decided"));
        Assert.Equal(1, page.Value("teleport_slack_click_duration_seconds_count"));
        Assert.Equal(1, page.Value("teleport_slack_http_responses_total", ("code", "200")));
        Assert.Equal(
            (1, 120),
            (
                page.Value("teleport_slack_request_decided_seconds_count", ("decision", "approved")),
                page.Value("teleport_slack_request_decided_seconds_sum", ("decision", "approved"))
            )
        );
        await world.RequestAsync(); // the stream is in order: the decision's event was heard before this one
        page = await world.Daemon.ScrapeAsync();
        Assert.Equal(
            (Seconds(world), 1),
            (
                page.Value("teleport_slack_last_event_timestamp_seconds"),
                page.Value("teleport_slack_request_decided_seconds_count", ("decision", "approved"))
            )
        );
    }

    [Fact]
    public async Task Click_ThatTakesItsTime_IsMeasured()
    {
        await using var world = await World.StartAsync(Usual);
        var (id, message) = await world.RequestAsync();
        var hold = world.Teleport.Hold("SetAccessRequestState");
        var click = world.ClickAsync(world.Bob, message, World.Approve);
        await hold.WaitUntilReachedAsync();
        var during = await world.Daemon.ScrapeNowAsync();
        Assert.Equal((1, 0), (during.Value("teleport_slack_queue_depth"), Clicks(during, "decided")));

        world.Time.Advance(TimeSpan.FromSeconds(3));
        hold.Release();
        await click;
        await world.ShowsAsync(id, "Approved by bob@example.com");
        await world.Daemon.LoggedAsync(" Click "); // said after it was counted, while the message is updated

        var page = await world.Daemon.ScrapeAsync();
        Assert.Equal(
            (0, 3),
            (page.Value("teleport_slack_queue_depth"), page.Value("teleport_slack_click_duration_seconds_sum"))
        );
        Assert.Equal(0, page.Value("teleport_slack_click_duration_seconds_bucket", ("le", "2.5")));
        Assert.Equal(1, page.Value("teleport_slack_click_duration_seconds_bucket", ("le", "5")));
    }

    [Theory]
    [InlineData("denied")]
    [InlineData("promoted")]
    public async Task Request_DecidedInTeleport_IsCountedOnce(string decision)
    {
        await using var world = await World.StartAsync(Usual);
        var (id, _) = await world.RequestAsync();

        if (decision == "denied") world.Teleport.Resolve(id, RequestState.Denied);
        else world.Teleport.Promote(id, "list");
        await world.Slack.WaitUntilAsync(slack => slack.CountOf("chat.update") >= 1);

        Assert.Equal(
            1,
            (await world.Daemon.ScrapeAsync()).Value(
                "teleport_slack_request_decided_seconds_count",
                ("decision", decision)
            )
        );
    }

    [Fact]
    public async Task Click_RefusedForgedOrMalformed_IsCountedAsThat()
    {
        await using var world = await World.StartAsync(Usual);
        var (_, message) = await world.RequestAsync();

        await world.ClickAsync(world.Alice, message, World.Approve);
        await world.ClickAsync(
            world.Bob,
            message,
            World.Approve,
            new SlackForgery { SigningSecret = "ffeeddccbbaa99887766554433221100" }
        );

        var page = await world.Daemon.ScrapeAsync();
        Assert.Equal((1, 1), (Clicks(page, "same_name"), page.Value("teleport_slack_click_duration_seconds_count")));
        Assert.Equal(
            (1, 1),
            (
                page.Value("teleport_slack_http_responses_total", ("code", "200")),
                page.Value("teleport_slack_http_responses_total", ("code", "401"))
            )
        );
    }

    [Fact]
    public async Task Click_ThatOpensAForm_IsCountedAsThat()
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled("reason = \"always\"") with { Http = Http });
        var (_, message) = await world.RequestAsync();

        await world.ClickAsync(world.Bob, message, World.Approve);

        Assert.Equal(1, Clicks(await world.Daemon.ScrapeAsync(), "form_opened"));
    }

    [Fact]
    public async Task Form_ReasonTooShort_IsCountedAsKept()
    {
        await using var world = await World.StartAsync(
            WorldOptions.Ruled("reason = \"always\"\nreason_min_length = 10") with
            {
                Http = Http,
            }
        );
        var (_, message) = await world.RequestAsync();
        await world.ClickAsync(world.Bob, message, World.Approve);

        await world.Slack.SubmitAsync(
            await world.Slack.SeesViewAsync(world.Bob),
            world.Bob,
            "x          .",
            world.Daemon.Endpoint
        );

        var page = await world.Daemon.ScrapeAsync();
        Assert.Equal(
            (1, 1, 0),
            (
                Clicks(page, "form_opened"),
                Clicks(page, "form_kept"),
                page.Value("teleport_slack_click_duration_seconds_count")
            )
        );
    }

    [Fact]
    public async Task Form_SlackDoesNotOpenIt_IsCountedAsRefusal()
    {
        await using var world = await World.StartAsync(WorldOptions.Ruled("reason = \"always\"") with { Http = Http });
        var (_, message) = await world.RequestAsync();
        world.Slack.FailNext("views.open", SlackFault.Error("expired_trigger_id"));

        await world.ClickAsync(world.Bob, message, World.Approve);

        var page = await world.Daemon.ScrapeAsync();
        Assert.Equal((0, 1), (Clicks(page, "form_opened"), Clicks(page, "form_not_opened")));
    }

    [Fact]
    public async Task Click_OnAButtonWeDoNotKnow_IsCountedAsThat()
    {
        await using var world = await World.StartAsync(Usual);
        var (_, message) = await world.RequestAsync();

        await world.ClickAsync(world.Bob, message, World.Approve, new SlackForgery { ActionId = "nonsense" });

        Assert.Equal(1, Clicks(await world.Daemon.ScrapeAsync(), "unknown_action"));
    }

    /// <summary>Such a failure cannot be had in an honest way, so the clock fails.</summary>
    [Theory]
    [InlineData(true, "A click failed")]
    [InlineData(false, "Work on request")]
    public async Task Defect_InAClickOrALook_IsCounted(bool isClick, string said)
    {
        await using var world = await World.PrepareAsync(Usual);
        var time = new FaultyTime(world.Time);
        var daemon = world.CreateReplica(time: time);
        await daemon.StartAsync();
        var (_, message) = await world.RequestAsync();
        // The door waits as long for the first request of a connection, and for the body of a click
        (time.IsFaulty, time.Spared, daemon.Defects) = (true, isClick ? 2 : 0, 1);

        if (isClick) await world.ClickAsync(world.Bob, message, World.Approve);
        else world.Teleport.CreateRequest("alice", "dba");
        await daemon.LoggedAsync(said);
        time.IsFaulty = false; // for the connection that asks for the metrics

        Assert.Equal(1, (await daemon.ScrapeAsync()).Value("teleport_slack_defects_total"));
    }

    [Fact]
    public async Task Requester_ToldOfTheDecision_IsCountedAsNotice()
    {
        await using var world = await World.StartAsync(
            Usual.With("[notify]\nrequester = \"decision\"\n[users]\nU0SBX00001 = \"alice\"")
        );
        var (id, message) = await world.RequestAsync();

        await world.ClickAsync(world.Bob, message, World.Deny);
        await world.ShowsAsync(id, "Denied by bob@example.com");

        Assert.Equal(1, Messages(await world.Daemon.ScrapeAsync(), "notice", "ok"));
    }

    [Fact]
    public async Task Slack_LimitsTheRate_WaitAndRetryAreCountedAndTheMessageIsParked()
    {
        await using var world = await World.StartAsync(Usual);
        world.Slack.FailNext(Post, SlackFault.RateLimited("30"));
        world.Teleport.CreateRequest("alice", "dba");
        await world.Slack.WaitUntilAsync(slack => slack.CountOf(Post) >= 1);

        var page = await world.Daemon.ScrapeAsync();
        Assert.Equal(1, page.Value("teleport_slack_rate_limit_waits_total", ("method", Post)));
        Assert.InRange(page.Value("teleport_slack_rate_limit_wait_seconds_total", ("method", Post)), 30, 31);
        Assert.Equal(
            (1, 1, 1),
            (Messages(page, "post", "try_later"), Retries(page, "slack"), page.Value("teleport_slack_parked"))
        );

        await world.PassAsync(TimeSpan.FromMinutes(1));
        page = await world.Daemon.ScrapeAsync();
        Assert.Equal((1, 0), (Messages(page, "post", "ok"), page.Value("teleport_slack_parked")));
    }

    [Fact]
    public async Task Slack_RefusesTheDestination_IsCountedByWhatToDoAboutIt()
    {
        await using var world = await World.StartAsync(Usual);
        world.Slack.FailNext(Post, SlackFault.Error("is_archived"));
        world.Teleport.CreateRequest("alice", "dba");
        await world.Slack.WaitUntilAsync(slack => slack.CountOf(Post) >= 1);

        var page = await world.Daemon.ScrapeAsync();

        Assert.Equal((1, 0), (Messages(page, "post", "destination"), page.Value("teleport_slack_ready")));
    }

    [Fact]
    public async Task Posts_MoreThanSlackBears_ThoseThatWaitAreParked()
    {
        await using var world = await World.StartAsync(Usual);
        var ids = Enumerable
            .Range(0, MessagePacing.BurstOfPosts + 3)
            .Select(_ => world.Teleport.CreateRequest("alice", "dba"))
            .ToList();
        foreach (var id in ids) await world.Daemon.LoggedAsync($"Request {id}: Rest");

        var page = await world.Daemon.ScrapeAsync();
        Assert.Equal((ids.Count, 3), (page.Value("teleport_slack_open_requests"), page.Value("teleport_slack_parked")));
    }

    [Fact]
    public async Task Watch_LostAndFound_IsTold()
    {
        await using var world = await World.StartAsync(Usual);
        var began = Seconds(world);
        var page = await world.Daemon.ScrapeAsync();
        Assert.Equal(
            (1, 1, began),
            (
                page.Value("teleport_slack_ready"),
                page.Value("teleport_slack_watch_connected"),
                page.Value("teleport_slack_watch_connected_since_timestamp_seconds")
            )
        );

        world.Teleport.EndWatches();
        await world.Daemon.LoggedAsync("Reconnecting");
        page = await world.Daemon.ScrapeAsync();
        Assert.Equal(
            (0, 0, 0),
            (
                page.Value("teleport_slack_ready"),
                page.Value("teleport_slack_watch_connected"),
                page.Value("teleport_slack_watch_connected_since_timestamp_seconds")
            )
        );
        Assert.Equal(1, Retries(page, "watch"));

        world.Time.Advance(TimeSpan.FromSeconds(5));
        await world.Daemon.LoggedAsync("Caught up", 2); // the connection is counted before
        Assert.InRange(
            (await world.Daemon.ScrapeAsync()).Value("teleport_slack_watch_connected_since_timestamp_seconds"),
            began + 0.5,
            began + 5
        ); // after the pause
    }

    [Fact]
    public async Task Teleport_FailsTheList_RetryIsCounted()
    {
        await using var world = await World.PrepareAsync(Usual);
        world.Teleport.FailNext("ListAccessRequests", GrpcCode.Internal, times: 20);
        await world.StartReplicaAsync();
        await world.Daemon.LoggedAsync("could not be listed");

        Assert.InRange(Retries(await world.Daemon.ScrapeAsync(), "list"), 1, 20);
    }

    [Fact]
    public async Task Teleport_FailsALook_RetryIsCounted()
    {
        await using var world = await World.StartAsync(Usual);
        world.Teleport.FailNext("UpdatePluginData", GrpcCode.Internal);
        world.Teleport.CreateRequest("alice", "dba");
        await world.Daemon.LoggedAsync("Teleport failed while working");

        Assert.Equal(1, Retries(await world.Daemon.ScrapeAsync(), "look"));
    }

    [Fact]
    public async Task Teleport_DoesNotConfirmADecision_RetryIsCounted()
    {
        await using var world = await World.StartAsync(Usual);
        var (_, message) = await world.RequestAsync();
        world.Teleport.FailNext("SetAccessRequestState", GrpcCode.Internal);

        await world.ClickAsync(world.Bob, message, World.Approve);

        var page = await world.Daemon.ScrapeAsync();
        Assert.Equal(
            (1, 1, 1),
            (Retries(page, "decision"), Clicks(page, "working"), page.Value("teleport_slack_parked"))
        );
    }

    [Fact]
    public async Task Reload_GoodBadAndByChangedFiles_IsCountedByResult()
    {
        await using var world = await World.StartAsync(Usual);
        world.Daemon.Reload(world.Toml());
        await world.Daemon.LoggedAsync("Configuration reloaded");
        world.Daemon.Reload("nonsense");
        await world.Daemon.LoggedAsync("The previous configuration stays");
        var page = await world.Daemon.ScrapeAsync();
        Assert.Equal(
            (1, 1, 0),
            (
                Reloads(page, "asked", "success"),
                Reloads(page, "asked", "failure"),
                page.Value("teleport_slack_last_reload_successful")
            )
        );

        world.Teleport.Certificates.WriteFiles(
            Path.GetDirectoryName(world.File("x"))!,
            "auth",
            world.Teleport.Certificates.IssueClient("access-slack")
        );
        world.Time.Advance(TimeSpan.FromSeconds(30));
        await world.Daemon.LoggedAsync("Renewed credentials or secrets");
        page = await world.Daemon.ScrapeAsync();
        Assert.Equal((1, 0), (Reloads(page, "files", "success"), Reloads(page, "files", "failure")));
    }

    [Fact]
    public async Task Certificates_TimePasses_LessIsLeftOfBoth()
    {
        using var authority = new ListenerAuthority();
        await using var world = await World.PrepareAsync(
            new()
            {
                Http =
                    "https_key_file = \"FOLDER/server.key\"\nhttps_cert_file = " +
                    "\"FOLDER/server.crt\"\ndiagnostics_addr = \"127.0.0.1:0\"",
            }
        );
        authority.Write(world.File("server.crt"), world.File("server.key"));
        await world.StartReplicaAsync();
        var before = await world.Daemon.ScrapeAsync();

        await world.PassAsync(TimeSpan.FromMinutes(1));
        var after = await world.Daemon.ScrapeAsync();

        Assert.All(["teleport", "listener"], name => Assert.Equal(60, Left(before, name) - Left(after, name)));
        Assert.All(["teleport", "listener"], name => Assert.True(Left(after, name) > 0));
    }

    private static double Seconds(World world) => world.Time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    private static double Left(Exposition page, string certificate) =>
        page.Value("teleport_slack_certificate_remaining_seconds", ("certificate", certificate));

    private static double Messages(Exposition page, string kind, string result) =>
        page.Value("teleport_slack_messages_total", ("kind", kind), ("result", result));

    private static double Clicks(Exposition page, string outcome) =>
        page.Value("teleport_slack_clicks_total", ("outcome", outcome));

    private static double Retries(Exposition page, string of) => page.Value("teleport_slack_retries_total", ("of", of));

    private static double Reloads(Exposition page, string cause, string result) =>
        page.Value("teleport_slack_reloads_total", ("cause", cause), ("result", result));

    /// <summary>Has no timers for calls to Slack.</summary>
    private sealed class FaultyTime(ManualTime time) : TimeProvider
    {
        public bool IsFaulty { get; set; }

        /// <summary>So many timers more.</summary>
        public int Spared { get; set; }

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

        public override long TimestampFrequency => time.TimestampFrequency;

        public override long GetTimestamp() => time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            IsFaulty && dueTime == Slack.Calls.SlackCaller.CallLimit && Spared-- <= 0
                ? throw new InvalidOperationException("no timer")
                : time.CreateTimer(callback, state, dueTime, period);
    }
}
