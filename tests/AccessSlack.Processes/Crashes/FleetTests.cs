using System.Globalization;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using AccessSlack.Teleport.Protocol;
using AccessSlack.Testing;
using AccessSlack.Testing.Daemon;
using Xunit.Abstractions;

namespace AccessSlack.Processes.Crashes;

/// <summary>
/// Two processes, then three, with clocks up to four minutes apart, killed at random: nothing lost, nothing doubled.
/// </summary>
public class FleetTests(ITestOutputHelper output)
{
    private const int Requests = 200;
    private const int Channels = 20;
    private const int Kills = 6;

    /// <summary>So many requests are announced before the next ones are made: a burst, but not all at once.</summary>
    private const int Burst = 10;

    /// <summary>The seed determines the actions; the instants of the kills depend on the machine as well.</summary>
    private static readonly int Seed = int.TryParse(
        Environment.GetEnvironmentVariable("ACCESS_SLACK_SEED"),
        CultureInfo.InvariantCulture,
        out var seed
    )
        ? seed
        : 20_261_121;

    [NeedsFact(Needs.FakeTime)]
    public async Task Kill_AnyOfThemAtAnyTime_EveryMessageAndDecisionOnce()
    {
        output.WriteLine($"seed {Seed}");
        await using var site = await Site.CreateAsync();
        site.IsDebug = false;
        await using var fleet = new Fleet(site);
        var scenario = new Scenario(site, fleet, new Random(Seed));
        await fleet.AddAsync(minutes: 0);
        await fleet.AddAsync(minutes: 4);

        for (var half = 0; half < 2; half++)
        {
            for (var i = 0; i < Requests / 2 / Burst; i++)
                await scenario.RunAsync(killed: i % (Requests / Burst / Kills) == 1);
            if (half == 0) await fleet.AddAsync(minutes: 2);
        }

        await scenario.EndAsync();
        await fleet.StopAsync();
        output.WriteLine(
            $"{scenario.Kills} kills, {site.Slack.Messages.Length} messages, " +
            $"{Lines("found and recorded")} found, " +
            $"{Lines("was in the ledger without an outcome")} decisions finished by others"
        );
        scenario.AssertOnce();

        int Lines(string part) => site.AllOutput().Count(line => line.Contains(part, StringComparison.Ordinal));
    }

    /// <summary>What people do while daemons die.</summary>
    private sealed class Scenario
    {
        private const string Approve = "approve_request";
        private const string Deny = "deny_request";

        private readonly Site _site;
        private readonly Fleet _fleet;
        private readonly Random _random;
        private readonly SlackPerson[] _people;
        private readonly List<string> _ids = [];

        /// <summary>Teleport lets tctl and a click overwrite each other, so tctl is not used on these.</summary>
        private readonly HashSet<string> _clicked = [];

        public Scenario(Site site, Fleet fleet, Random random)
        {
            (_site, _fleet, _random) = (site, fleet, random);
            _people = [site.Bob, site.Slack.AddPerson("carol", "carol@example.com")];
            foreach (var i in Enumerable.Range(0, Channels)) site.Slack.AddChannel($"team-{i}", _people);
            site.Toml +=
                "[role_to_recipients]\n\"*\" = \"access\"\n"
                + string.Concat(Enumerable.Range(0, Channels).Select(i => $"role-{i} = \"team-{i}\"\n"));
        }

        public int Kills { get; private set; }

        /// <summary>A burst of requests and clicks, with or without a kill in the middle.</summary>
        public async Task RunAsync(bool killed)
        {
            foreach (var id in Announced().Where(id => !_clicked.Contains(id) && _random.Next(8) == 0).ToList())
                Resolve(id);
            var chosen = Announced().Where(_ => _random.Next(2) == 0).ToList();
            _clicked.UnionWith(chosen);
            var clicks = chosen.SelectMany(ClicksOn).ToList();
            var posted = _site.Slack.CountOf("chat.postMessage"); // before any of the requests below can be announced
            for (var i = 0; i < Burst; i++)
                _ids.Add(_site.Teleport.CreateRequest("alice", $"role-{_ids.Count % Channels}"));
            var dying = killed ? KillAsync(posted) : Task.CompletedTask;
            await Task.WhenAll(clicks);
            await dying;
            await _site.UntilAsync(() => _ids.Count(id => _site.MessagesIn(id).Count == 1) >= _ids.Count / 2);
        }

        /// <summary>People whose click was cut off click again, until everything is decided.</summary>
        public async Task EndAsync()
        {
            await AllAsync(id => _site.MessagesIn(id).Count == 1);
            for (var round = 0; round < 10 && _ids.Exists(IsPending); round++)
            {
                await Task.WhenAll(_ids.Where(IsPending).Select(id => ClickAsync(_people[0], id, Approve)));
                await AllAsync(_site.IsLedgerAtRest);
            }

            await AllAsync(id => _site.IsLedgerAtRest(id) && HasReportedTheOutcome(id) && IsUpToDate(id));
        }

        /// <summary>A condition that holds for a request keeps holding, so each is checked only until then.</summary>
        private async Task AllAsync(Predicate<string> condition)
        {
            var left = new Queue<string>(_ids);
            try
            {
                await _site.UntilAsync(() =>
                {
                    while (left.TryPeek(out var id) && condition(id)) left.Dequeue();
                    return left.Count == 0;
                });
            }
            catch (OperationCanceledException)
            {
                var stuck = left.Where(id => !condition(id)).ToList();
                var about = _site.AllOutput().Where(line => line.Contains(stuck[0], StringComparison.Ordinal));
                Assert.Fail(
                    $"{stuck.Count} requests are stuck, such as {stuck[0]}: {_site.StateOf(stuck[0])}, " +
                    $"{string.Join(", ", _site.MessagesOf(stuck[0]).Select(message => message.Text))}, " +
                    _site.Teleport.PluginData(stuck[0], "slack").GetValueOrDefault("v1") + "\n" +
                    string.Join('\n', about)
                );
            }
        }

        public void AssertOnce()
        {
            Assert.Equal(Requests, _ids.Count);
            Assert.InRange(
                _ids.Count(id => Replies(id) == 0),
                0,
                _site
                    .AllOutput()
                    .Count(line =>
                        line.Contains("not sent again, so that it never arrives twice", StringComparison.Ordinal)
                    )
            );
            Assert.Equal(Requests, _site.Slack.Messages.Count(message => message.ThreadTs is null));
            Assert.All(_ids, id =>
            {
                Assert.Single(_site.MessagesOf(id));
                Assert.InRange(Replies(id), 0, 1);
                Assert.Single(_site.Teleport.AuditTrail, entry =>
                    entry.RequestId == id && entry.State is (RequestState.Approved or RequestState.Denied)
                );
                Assert.True(IsUpToDate(id), $"{_site.MessagesOf(id)[0].Text}, but it is {_site.StateOf(id)}");
            });
        }

        /// <summary>Or has given it up, because a daemon was killed while reporting it.</summary>
        private bool HasReportedTheOutcome(string id) =>
            _site.Teleport.PluginData(id, "slack")["v1"].Contains("\"key\":\"end\"", StringComparison.Ordinal);

        private async Task KillAsync(int posted)
        {
            Kills++;
            var posts = posted + _random.Next(Burst);
            await _site.UntilAsync(() => _site.Slack.CountOf("chat.postMessage") >= posts);
            await _fleet.ReplaceAsync(_random.Next(_fleet.Count));
        }

        private void Resolve(string id) =>
            _site.Teleport.Resolve(id, _random.Next(2) == 0 ? RequestState.Approved : RequestState.Denied);

        /// <summary>
        /// By one person or by two at once, who do not agree and whose clicks reach different processes.
        /// </summary>
        private IEnumerable<Task> ClicksOn(string id)
        {
            var first = _random.Next(2);
            yield return ClickAsync(_people[first], id, first == 0 ? Approve : Deny);
            if (_random.Next(3) == 0) yield return ClickAsync(_people[1 - first], id, first == 0 ? Deny : Approve);
        }

        /// <summary>A killed process shows only as a broken connection; the button may be gone already.</summary>
        private async Task ClickAsync(SlackPerson person, string id, string action)
        {
            var endpoint = _fleet.Endpoint(_random.Next(_fleet.Count));
            try
            {
                if (_site.MessagesOf(id) is [var message])
                    await _site.Slack.ClickAsync(person.Id, message.Channel, message.Ts, action, endpoint);
            }
            catch (Exception e) when (e is HttpRequestException or InvalidOperationException)
            {
                // as above
            }
        }

        private IEnumerable<string> Announced() => _ids.Where(id => IsPending(id) && _site.MessagesIn(id).Count == 1);

        private bool IsPending(string id) => _site.StateOf(id) == "Pending";

        private int Replies(string id) =>
            _site.MessagesOf(id) is [var message, ..] ? _site.Slack.RepliesTo(message).Length : 0;

        /// <summary>The message says what Teleport's audit log says, and names who it was.</summary>
        private bool IsUpToDate(string id)
        {
            var state = _site.StateOf(id);
            var decision = _site.Teleport.AuditTrail.LastOrDefault(entry =>
                entry.RequestId == id && entry.State is (RequestState.Approved or RequestState.Denied)
            );
            if (decision is null || _site.MessagesOf(id) is not [var message]) return false;
            var by = decision.Delegator.StartsWith("slack:", StringComparison.Ordinal)
                ? "by " + decision.Delegator[6..]
                : "in Teleport";
            return message.Text.EndsWith($"{state} {by}", StringComparison.Ordinal);
        }
    }
}
