using System.Text.RegularExpressions;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.Requests;
using AccessSlack.Sandbox.Slack;
using AccessSlack.Sandbox.Teleport;
using RequestState = AccessSlack.Teleport.Protocol.RequestState;

namespace AccessSlack.EndToEnd.Storm;

/// <summary>
/// What must hold when the storm is over, for every sequence of events. Violations are collected, request by request.
/// </summary>
internal sealed partial class Invariants(World world, ReplicaSlot[] slots)
{
    /// <summary>Parts of the log lines after which a notification may be missing.</summary>
    public static readonly string[] Excuses =
    [
        "a process stopped while sending notification",
        "is given up",
        "found and recorded",
    ];

    private readonly ILookup<string, SlackMessage> _messages = world.Slack.Messages.ToLookup(message =>
        (string?)message.Metadata?["event_payload"]?["request_id"] ?? ""
    );
    private readonly ILookup<(string, string), SlackMessage> _threads = world
        .Slack.Messages.Where(message => message.ThreadTs is not null)
        .ToLookup(reply => (reply.Channel, reply.ThreadTs!));
    private readonly ILookup<string, SlackMessage> _notices = world
        .Slack.Messages.Where(message => message.ThreadTs is null && message.Metadata is null)
        .ToLookup(LinkedRequest);
    private readonly ILookup<string, AuditEvent> _audit = world.Teleport.AuditTrail.ToLookup(line => line.RequestId);
    private readonly HashSet<string> _givenUp =
    [
        .. slots.SelectMany(slot => slot.Log).Where(IsExcuse).Select(line => Id().Match(line).Value),
    ];
    private readonly List<string> _broken = [];

    /// <summary>One line for each broken promise; it begins with the id of the request.</summary>
    public IReadOnlyList<string> Check(IEnumerable<StormRequest> requests)
    {
        foreach (var request in requests)
            Check(request, new(request, _audit[request.Id], world.Time.GetUtcNow()), [.. _messages[request.Id]]);
        return _broken;
    }

    private void Check(StormRequest request, Outcome outcome, IReadOnlyList<SlackMessage> messages)
    {
        CheckDecision(request, outcome);
        CheckMessages(request, outcome, messages);
        foreach (var message in messages)
            CheckThread(
                request,
                outcome,
                message,
                [.. _threads[(message.Channel, message.Ts)].Select(reply => reply.Text)]
            );
        CheckNotices(request, outcome, [.. _notices[request.Id].Select(notice => notice.Text)], messages.Count > 0);
        CheckLedger(request, outcome, messages);
    }

    /// <summary>Once, by a person who may decide, with as many approvals as the rule requires.</summary>
    private void CheckDecision(StormRequest request, Outcome outcome)
    {
        var ours = outcome.Ours.ToList();
        Expect(request, ours.Count <= 1, $"was decided {ours.Count} times");
        foreach (var made in ours)
        {
            var voters = request
                .ClickedBy(made.State == RequestState.Approved ? World.Approve : World.Deny)
                .Where(person => person != UserActivity.Requester)
                .Select(person => "slack:" + person)
                .ToList();
            Expect(
                request,
                voters.Contains(made.Delegator),
                $"was {made.State} for {made.Delegator}, who did not ask for it"
            );
            Expect(
                request,
                made.State == RequestState.Denied || voters.Count >= request.Needed(World.Approve),
                $"was {made.State} by too few"
            );
        }
    }

    private void CheckMessages(StormRequest request, Outcome outcome, IReadOnlyList<SlackMessage> messages)
    {
        foreach (var same in messages.GroupBy(message => message.Channel))
            Expect(request, same.Count() == 1, $"was posted {same.Count()} times in {same.Key}");
        Expect(
            request,
            request.EndsEarly || messages.Count >= request.Destinations,
            $"was posted in {messages.Count} of {request.Destinations} places"
        );
        Expect(request, messages.Count <= request.Destinations, $"was posted in {messages.Count} places");
        var words = outcome.AllowedTexts().ToList();
        foreach (var message in messages)
        {
            Expect(
                request,
                words.Any(word => message.Text.EndsWith(word, StringComparison.Ordinal)),
                $"is shown as \"{message.Text}\", not as {string.Join(" or ", words)}"
            );
            var decides = message.Buttons.Any(button => (string?)button["action_id"] is World.Approve or World.Deny);
            Expect(
                request,
                decides == message.Text.EndsWith("Pending", StringComparison.Ordinal),
                $"has {(decides ? "" : "no ")}buttons in \"{message.Text}\""
            );
        }
    }

    /// <summary>
    /// Every vote and reminder at most once, the decision exactly once, unless the log says that the outcome is
    /// unknown.
    /// </summary>
    private void CheckThread(StormRequest request, Outcome outcome, SlackMessage message, IReadOnlyList<string> replies)
    {
        var reminders = replies.Count(reply => reply.StartsWith("⏳ Still pending", StringComparison.Ordinal));
        var ends = replies.Where(IsEnd).ToList();
        var votes = replies.Where(reply => Vote().IsMatch(reply)).ToList();
        Expect(request, reminders <= 2, $"was reminded of {reminders} times in {message.Channel}");
        Expect(
            request,
            votes.Distinct().Count() == votes.Count,
            $"reports a vote twice in {message.Channel}: {string.Join(" | ", votes)}"
        );
        Expect(
            request,
            reminders + ends.Count + votes.Count == replies.Count,
            $"has unexpected replies: {string.Join(" | ", replies)}"
        );
        var isDecided = IsDecided(message.Text);
        Expect(
            request,
            ends.Count <= 1,
            $"reports its outcome {ends.Count} times in {message.Channel}: {string.Join(" | ", ends)}"
        );
        Expect(
            request,
            !isDecided || ends.Count == 1 || _givenUp.Contains(request.Id),
            $"does not report its outcome in {message.Channel}"
        );
        Expect(
            request,
            outcome.State != RequestState.Pending || ends.Count == 0,
            $"reports an outcome that it did not have: {string.Join(" | ", ends)}"
        );
    }

    private void CheckNotices(StormRequest request, Outcome outcome, IReadOnlyList<string> notices, bool isAnnounced)
    {
        var lines = notices.Select(notice => notice.Split(" · ")[2]).ToList();
        Expect(
            request,
            lines.Distinct().Count() == lines.Count,
            $"notifies the requester twice: {string.Join(" | ", notices)}"
        );
        var ends = lines.Count(line => IsEnd(line) || line.StartsWith('⌛'));
        Expect(request, ends <= 1, $"notifies the requester of {ends} outcomes: {string.Join(" | ", notices)}");
        Expect(
            request,
            !isAnnounced || outcome.MayBeOpen || ends == 1 || _givenUp.Contains(request.Id),
            $"does not notify the requester of the outcome ({string.Join(" | ", notices)})"
        );
    }

    /// <summary>Nothing is left half done, and the ledger lists exactly the messages that exist.</summary>
    private void CheckLedger(StormRequest request, Outcome outcome, IReadOnlyList<SlackMessage> messages)
    {
        if (world.Teleport.PluginData(request.Id, "slack").Count == 0) return;
        var ledger = SealedEntries.LedgerOf(world, request.Id);
        Expect(request, !ledger.Claimed.Any(), "has a claim left");
        Expect(
            request,
            outcome.State != RequestState.Pending || ledger.Decision is not { Outcome: DecisionOutcome.Open },
            "has a decision that was not carried out"
        );
        Expect(
            request,
            ledger.Notifications.All(note => note.Claimed.IsEmpty && (note.Waiting.IsEmpty || !outcome.MayBeOpen)),
            "has a notification that was not sent"
        );
        var known = ledger.Posted.Select(posted => (posted.Channel, posted.Ts)).ToHashSet();
        Expect(
            request,
            known.SetEquals(messages.Select(message => (message.Channel, message.Ts))),
            $"has {messages.Count} messages, and {known.Count} in its ledger"
        );
    }

    private void Expect(StormRequest request, bool holds, string otherwise)
    {
        if (!holds) _broken.Add($"{request.Id} ({request.Role}) {otherwise}");
    }

    /// <summary>
    /// It is unknown whether a notification was sent; or the message was found after the notification had been sent
    /// elsewhere.
    /// </summary>
    private static bool IsExcuse(string line) =>
        Excuses.Any(excuse => line.Contains(excuse, StringComparison.Ordinal));

    private static bool IsDecided(string text) => End().IsMatch(text);

    private static bool IsEnd(string text) => text[0] is '✅' or '❌';

    private static string LinkedRequest(SlackMessage message) =>
        Link().Match(message.Blocks.ToJsonString()).Groups["id"].Value;

    [GeneratedRegex("web/requests/(?<id>[0-9a-f-]{36})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();

    [GeneratedRegex("(Approved|Denied|Promoted) [^:]*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex End();

    [GeneratedRegex(
        "^(bob|carol)@example.com: (approve|deny)$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Vote();
}
