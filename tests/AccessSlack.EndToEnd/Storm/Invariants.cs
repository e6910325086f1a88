using System.Text.RegularExpressions;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Requests;
using AccessSlack.Requests.Serialization;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using RequestState = AccessSlack.Teleport.Protocol.RequestState;

namespace AccessSlack.EndToEnd.Storm;

/// <summary>What must be true when the storm is over, whatever happened in it. Everything that is not is collected, request by request.</summary>
internal sealed partial class Invariants(World world, ReplicaSlot[] slots)
{
    private readonly ILookup<string, SlackMessage> _messages = world.Slack.Messages.ToLookup(message => (string?)message.Metadata?["event_payload"]?["request_id"] ?? "");
    private readonly ILookup<(string, string), SlackMessage> _threads = world.Slack.Messages.Where(message => message.ThreadTs is not null).ToLookup(reply => (reply.Channel, reply.ThreadTs!));
    private readonly ILookup<string, SlackMessage> _notices = world.Slack.Messages.Where(message => message.ThreadTs is null && message.Metadata is null).ToLookup(LinkedRequest);
    private readonly ILookup<string, AuditEvent> _audit = world.Teleport.AuditTrail.ToLookup(line => line.RequestId);
    private readonly HashSet<string> _givenUp = [.. slots.SelectMany(slot => slot.Log).Where(IsExcuse).Select(line => Id().Match(line).Value)];
    private readonly List<string> _broken = [];

    /// <summary>One line for each broken promise; it begins with the id of the request.</summary>
    public IReadOnlyList<string> Check(IEnumerable<Wish> wishes)
    {
        foreach (var wish in wishes) Check(wish, new(wish, _audit[wish.Id], world.Time.GetUtcNow()), [.. _messages[wish.Id]]);
        return _broken;
    }

    private void Check(Wish wish, Outcome outcome, IReadOnlyList<SlackMessage> messages)
    {
        CheckDecision(wish, outcome);
        CheckMessages(wish, outcome, messages);
        foreach (var message in messages) CheckThread(wish, outcome, message, [.. _threads[(message.Channel, message.Ts)].Select(reply => reply.Text)]);
        CheckNotices(wish, outcome, [.. _notices[wish.Id].Select(notice => notice.Text)], messages.Count > 0);
        CheckLedger(wish, outcome, messages);
    }

    /// <summary>Once, by somebody who may, and with as many as the rule asks for.</summary>
    private void CheckDecision(Wish wish, Outcome outcome)
    {
        var ours = outcome.Ours.ToList();
        Expect(wish, ours.Count <= 1, $"was decided {ours.Count} times");
        foreach (var made in ours)
        {
            var voters = wish.WhoClicked(made.State == RequestState.Approved ? World.Approve : World.Deny).Where(person => person != Script.Requester).Select(person => "slack:" + person).ToList();
            Expect(wish, voters.Contains(made.Delegator), $"was {made.State} for {made.Delegator}, who did not ask for it");
            Expect(wish, made.State == RequestState.Denied || voters.Count >= wish.Needed(World.Approve), $"was {made.State} by too few");
        }
    }

    private void CheckMessages(Wish wish, Outcome outcome, IReadOnlyList<SlackMessage> messages)
    {
        foreach (var same in messages.GroupBy(message => message.Channel)) Expect(wish, same.Count() == 1, $"stands {same.Count()} times in {same.Key}");
        Expect(wish, wish.EndsEarly || messages.Count >= wish.Destinations, $"stands in {messages.Count} of {wish.Destinations} places");
        Expect(wish, messages.Count <= wish.Destinations, $"stands in {messages.Count} places");
        var words = outcome.Words().ToList();
        foreach (var message in messages)
        {
            Expect(wish, words.Any(word => message.Text.EndsWith(word, StringComparison.Ordinal)), $"is shown as \"{message.Text}\", not as {string.Join(" or ", words)}");
            var decides = message.Buttons.Any(button => (string?)button["action_id"] is World.Approve or World.Deny);
            Expect(wish, decides == message.Text.EndsWith("Pending", StringComparison.Ordinal), $"has {(decides ? "" : "no ")}buttons in \"{message.Text}\"");
        }
    }

    /// <summary>Every vote and reminder once at most, the decision exactly once, unless the log says that nobody can know.</summary>
    private void CheckThread(Wish wish, Outcome outcome, SlackMessage message, IReadOnlyList<string> replies)
    {
        var reminders = replies.Count(reply => reply.StartsWith("⏳ Still pending", StringComparison.Ordinal));
        var ends = replies.Where(IsEnd).ToList();
        var votes = replies.Where(reply => Vote().IsMatch(reply)).ToList();
        Expect(wish, reminders <= 2, $"was reminded of {reminders} times in {message.Channel}");
        Expect(wish, votes.Distinct().Count() == votes.Count, $"tells a vote twice in {message.Channel}: {string.Join(" | ", votes)}");
        Expect(wish, reminders + ends.Count + votes.Count == replies.Count, $"has strange replies: {string.Join(" | ", replies)}");
        var isDecided = IsDecided(message.Text);
        Expect(wish, ends.Count <= 1, $"tells its end {ends.Count} times in {message.Channel}: {string.Join(" | ", ends)}");
        Expect(wish, !isDecided || ends.Count == 1 || _givenUp.Contains(wish.Id), $"does not tell its end in {message.Channel}");
        Expect(wish, outcome.State != RequestState.Pending || ends.Count == 0, $"tells an end that it did not have: {string.Join(" | ", ends)}");
    }

    private void CheckNotices(Wish wish, Outcome outcome, IReadOnlyList<string> notices, bool isAnnounced)
    {
        var lines = notices.Select(notice => notice.Split(" · ")[2]).ToList();
        Expect(wish, lines.Distinct().Count() == lines.Count, $"tells the requester twice: {string.Join(" | ", notices)}");
        var ends = lines.Count(line => IsEnd(line) || line.StartsWith('⌛'));
        Expect(wish, ends <= 1, $"tells the requester {ends} ends: {string.Join(" | ", notices)}");
        Expect(wish, !isAnnounced || outcome.MayBeOpen || ends == 1 || _givenUp.Contains(wish.Id), $"does not tell the requester its end ({string.Join(" | ", notices)})");
    }

    /// <summary>Nothing is left half done, and the ledger knows the messages that there are.</summary>
    private void CheckLedger(Wish wish, Outcome outcome, IReadOnlyList<SlackMessage> messages)
    {
        if (world.Teleport.PluginData(wish.Id, "slack") is not { Count: > 0 } data) return;
        var ledger = LedgerCodec.Read(data);
        Expect(wish, !ledger.Claimed.Any(), "has a claim that nobody holds");
        Expect(wish, outcome.State != RequestState.Pending || ledger.Decision is not { Outcome: DecisionOutcome.Open }, "has a decision that nobody carried out");
        Expect(wish, ledger.Notifications.All(note => note.Claimed.IsEmpty && (note.Waiting.IsEmpty || !outcome.MayBeOpen)), "has a note that nobody told");
        var known = ledger.Posted.Select(posted => (posted.Channel, posted.Ts)).ToHashSet();
        Expect(wish, known.SetEquals(messages.Select(message => (message.Channel, message.Ts))), $"has {messages.Count} messages, and {known.Count} in its ledger");
    }

    private void Expect(Wish wish, bool holds, string otherwise)
    {
        if (!holds) _broken.Add($"{wish.Id} ({wish.Role}) {otherwise}");
    }

    /// <summary>Nobody knows whether a note was told; or the message turned up when the note had been told elsewhere.</summary>
    private static bool IsExcuse(string line) => line.Contains("given up", StringComparison.Ordinal) || line.Contains("found and recorded", StringComparison.Ordinal);

    private static bool IsDecided(string text) => End().IsMatch(text);

    private static bool IsEnd(string text) => text[0] is '✅' or '❌';

    private static string LinkedRequest(SlackMessage message) => Link().Match(message.Blocks.ToJsonString()).Groups["id"].Value;

    [GeneratedRegex("web/requests/(?<id>[0-9a-f-]{36})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();

    [GeneratedRegex("(Approved|Denied|Promoted) [^:]*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex End();

    [GeneratedRegex("^(bob|carol)@example.com: (approve|deny)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Vote();
}
