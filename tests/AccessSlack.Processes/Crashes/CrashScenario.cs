using System.Collections.Immutable;
using System.Runtime.InteropServices;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Slack.Sockets;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;
using AccessSlack.Testing.Daemon;

namespace AccessSlack.Processes.Crashes;

/// <summary>
/// A daemon is killed at one point and another one is started; the result must be as if nothing had happened.
/// </summary>
internal sealed class CrashScenario(KillPoint point, Site site, SemaphoreSlim starts) : IAsyncDisposable
{
    private const string Approve = "approve_request";
    private const string Deny = "Denied in Teleport";

    private readonly SlackPerson _alice = site.Slack.AddPerson("alice", "alice@example.com");
    private readonly SlackPerson _carol = site.Slack.AddPerson("carol", "carol@example.com");
    private string _id = "";

    public static async Task RunAsync(KillPoint point, SemaphoreSlim starts)
    {
        await using var scenario = new CrashScenario(point, await Site.CreateAsync(OptionsOf(point)), starts);
        await scenario.RunAsync();
    }

    private static SlackSimulatorOptions OptionsOf(KillPoint point) =>
        new() { AppToken = point.IsOverSocket ? SlackSimulatorOptions.SampleAppToken : null };

    public ValueTask DisposeAsync() => site.DisposeAsync();

    private async Task RunAsync()
    {
        site.Slack.Join(_carol, site.Slack.Channels.Single(channel => channel.Name == "access"));
        site.Toml += point.Job switch
        {
            Job.AnnounceToRequester => "[notify]\nrequester = \"all\"\n",
            Job.Grant => "[[approvals.rules]]\nroles = [\"*\"]\npartial = true\n",
            Job.Vote => "[[approvals.rules]]\nroles = [\"*\"]\nrequired = 2\n",
            Job.Escalate => "[[approvals.rules]]\nroles = [\"*\"]\nescalate_after = \"1m\"\nescalate_to = \"oncall\"\n",
            Job.Review => "[approvals]\nvia = \"person\"\n",
            Job.ByRule => "[[approvals.rules]]\nname = \"routine\"\nroles = [\"*\"]\ndecide = \"approve\"\n",
            _ => "",
        };
        if (point.Job == Job.Review) LetPeopleReview();
        if (point.Job == Job.Escalate) site.Slack.AddChannel("oncall", _carol);
        var (first, endpoint) = await StartAsync();
        await using (first)
        {
            await BeginAsync();
            await PassAsync(point.Calls, () => TriggerAsync(endpoint));
            await first.KillAsync();
        }

        if (point.IsDeniedMeanwhile) site.Teleport.Resolve(_id, RequestState.Denied);
        var (second, newEndpoint) = await StartAsync();
        await using (second)
        {
            await FinishAsync(newEndpoint);
            await SettleAsync();
            await site.Slack.WaitUntilAsync(slack => slack.Sockets.Envelopes.All.All(sent => sent.IsAcknowledged));
            await second.SignalAsync(PosixSignal.SIGTERM); // what it has in hand it finishes
            Assert.Equal(0, await second.ExitAsync());
        }

        AssertOnce();
    }

    private async Task<(DaemonProcess Daemon, Uri Endpoint)> StartAsync()
    {
        await starts.WaitAsync();
        try
        {
            var daemon = site.StartDaemon();
            if (point.IsOverSocket)
            {
                await daemon.LineAsync("Connected to Slack over Socket Mode");
                return (daemon, SlackSockets.Any);
            }

            return (
                daemon,
                new("http://" + (await daemon.LineAsync("HTTP server on ")).Split("server on ")[1].Split('"')[0])
            );
        }
        finally
        {
            starts.Release();
        }
    }

    /// <summary>What comes before the job that is interrupted.</summary>
    private async Task BeginAsync()
    {
        if (BeginsWithTheRequest) return;
        Request();
        await site.Teleport.WaitUntilAsync(_ => site.MessagesIn(_id).Count >= 1);
    }

    private bool BeginsWithTheRequest =>
        point.Job is Job.Announce or Job.AnnounceToRequester or Job.ByRule or Job.Escalate;

    private void LetPeopleReview()
    {
        site.Teleport.Version = "19.0.0";
        site.Plugin.SubmitForUsers = new HashSet<string> { "*" };
        site.Plugin.MayListUsers = site.Plugin.MayReadUsers = true;
        foreach (var person in (SlackPerson[])[site.Bob, _carol])
        {
            site.Teleport.AddUser(person.Name).SlackIds = [person.Id];
            site.Teleport.AddUser(person.Name).ReviewRoles = new HashSet<string> { "*" };
        }
    }

    private void Request() => _id = site.Teleport.CreateRequest(
        new NewAccessRequest("alice@example.com", point.Job == Job.Grant ? ["dba", "root"] : ["dba"])
        {
            Age = point.Job == Job.Escalate ? TimeSpan.FromMinutes(2) : TimeSpan.Zero,
            Thresholds = point.Job == Job.Review ? [new() { Approve = 2, Deny = 1 }] : null,
        }
    );

    private async Task TriggerAsync(Uri endpoint)
    {
        if (BeginsWithTheRequest) Request();
        else if (point.Job == Job.Close) site.Teleport.Resolve(_id, RequestState.Denied);
        else await ClickAsync(site.Bob, endpoint);
    }

    /// <summary>Each call is held before the one before it is let go, so that nothing slips through.</summary>
    private async Task PassAsync(IEnumerable<CallPoint> calls, Func<Task> trigger)
    {
        var triggered = Task.CompletedTask;
        var release = () => { triggered = trigger(); };
        foreach (var call in calls)
        {
            var (reached, next) = Hold(call);
            release();
            await reached();
            release = next;
        }
    }

    private (Func<Task> Reached, Action Release) Hold(CallPoint call)
    {
        if (call.IsOfSlack)
        {
            var hold = site.Slack.HoldNext(call.Call, call.IsDone);
            return (hold.WaitUntilReachedAsync, hold.Release);
        }

        var held = site.Teleport.Hold(call.Call, call.IsDone ? HoldAt.Answer : HoldAt.Arrival);
        return (held.WaitUntilReachedAsync, held.Release);
    }

    private async Task FinishAsync(Uri endpoint)
    {
        if (point.IsClickLost)
        {
            Assert.Equal("Pending", site.StateOf(_id));
            await ClickAsync(site.Bob, endpoint);
        }

        if (point.Job == Job.Review)
        {
            await site.UntilAsync(() =>
                Message()?.Blocks.ToJsonString().Contains("bob: approve", StringComparison.Ordinal) == true
            );
            await ClickAsync(_carol, endpoint);
        }

        if (point.Job != Job.Vote) return;
        await site.UntilAsync(() =>
            Message()?.Blocks.ToJsonString().Contains("1 of 2 approvals", StringComparison.Ordinal) == true
            && Replies().Length > 0
        ); // of a vote that decides, the thread hears with the end
        await ClickAsync(_carol, endpoint);
    }

    /// <summary>A process that dies meanwhile cuts the connection: Slack shows an error to the person.</summary>
    private async Task ClickAsync(SlackPerson person, Uri endpoint)
    {
        var message = Message()!;
        try
        {
            await site.Slack.ClickAsync(person.Id, message.Channel, message.Ts, Approve, endpoint);
            if (point.Job == Job.Grant) await ChooseAsync(person, endpoint);
        }
        catch (HttpRequestException)
        {
            // as above
        }
    }

    private async Task ChooseAsync(SlackPerson person, Uri endpoint)
    {
        var view = await site.Slack.SeesViewAsync(person);
        var menus = view.Inputs
            .Select(input => (Id: (string)input["block_id"]!, Label: (string)input["label"]!["text"]!))
            .Where(menu => menu.Label is "dba" or "root");
        var choices = menus.ToImmutableDictionary(menu => menu.Id, menu => menu.Label == "dba" ? "approve" : "deny");
        await site.Slack.SubmitAsync(view, person, new SlackInput("") { Choices = choices }, endpoint);
    }

    private async Task SettleAsync()
    {
        try
        {
            await site.UntilAsync(IsSettled);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail(
                $"{Messages().Count} messages ({Message()?.Text}), {Replies().Length} replies, {Notices().Count} " +
                $"notices, {site.Teleport.PluginData(_id, "slack").GetValueOrDefault("v1")}\n" +
                string.Join('\n', site.AllOutput())
            );
        }
    }

    private bool IsSettled() =>
        site.IsLedgerAtRest(_id)
        && Messages().Count >= point.Messages
        && Messages().All(message => message.Text.EndsWith(State(), StringComparison.Ordinal))
        && Replies().Length >= ExpectedReplies()
        && Notices().Count >= ExpectedNotices();

    private void AssertOnce()
    {
        Assert.Equal(point.Messages, Messages().Count);
        Assert.All(Messages(), message => Assert.EndsWith(State(), message.Text, StringComparison.Ordinal));
        Assert.Equal(ExpectedReplies(), Replies().Length);
        Assert.Equal(ExpectedNotices(), Notices().Count);
        Assert.Equal(
            !IsDecided() ? 0 : point.Job == Job.Review ? 2 : 1,
            site.Teleport.AuditTrail.Count(entry =>
                entry.RequestId == _id && entry.State is (RequestState.Approved or RequestState.Denied)
            )
        );
        if (point.Job == Job.Grant) Assert.Equal(["dba"], site.Teleport.Request(_id)!.Spec.Roles);
        Assert.DoesNotContain(site.AllOutput(), line =>
            line.Contains("defect", StringComparison.Ordinal)
            || line.Contains("with an unexpected error", StringComparison.Ordinal)
        );
    }

    private string State() => point.Job switch
    {
        _ when point.IsDeniedMeanwhile => Deny,
        Job.Close => Deny,
        Job.Decide => "Approved by bob@example.com",
        Job.Grant => "Approved by bob@example.com for dba; not granted: root",
        Job.Vote => "Approved by carol@example.com, bob@example.com",
        Job.Review => "Approved by carol@example.com",
        Job.ByRule => "Approved by rule routine",
        _ => "Pending",
    };

    private bool IsDecided() => State() != "Pending";

    /// <summary>The decision, where there is a thread; a vote before it; an escalation.</summary>
    private int ExpectedReplies() =>
        point.Job == Job.Escalate ? 1 :
        point.Messages == 0 || !IsDecided() || point.IsNotificationGivenUp ? 0
        : point.Job == Job.Vote ? 2
        : 1;

    private int ExpectedNotices() => point.Job == Job.AnnounceToRequester && !point.IsNotificationGivenUp ? 1 : 0;

    private SlackMessage? Message() => Messages() is [var message, ..] ? message : null;

    private IReadOnlyList<SlackMessage> Messages() => site.MessagesOf(_id);

    private ImmutableArray<SlackMessage> Replies() => Message() is { } message ? site.Slack.RepliesTo(message) : [];

    private IReadOnlyList<SlackMessage> Notices() =>
        [
            .. site.Slack.Messages.Where(message =>
                site.Slack.Channels.Any(channel =>
                    channel.Id == message.Channel && channel.IsDirect && channel.Members.Contains(_alice.Id)
                )
            ),
        ];
}
