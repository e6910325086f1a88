using System.Text.Json;
using System.Text.RegularExpressions;
using AccessSlack.Messages;
using AccessSlack.Requests;
using AccessSlack.Tests.Samples;
using SlackApi;
using SlackApi.Blocks;

namespace AccessSlack.Tests.Messages;

public partial class RequestReplyTests
{
    private static readonly bool[] Either = [true, false];

    private const string Signs = "⏳✅❌⌛";

    private static readonly Vote Vote = new(
        "bob@example.com",
        "U0BOB0001",
        "bob@example.com",
        RequestState.Approved,
        Some.Channel,
        "1795262410.000100",
        "ok for the incident"
    );
    private static readonly RequestStatus.Resolved HostileEnd = Some.Resolved(
        Resolution.Denied,
        Some.Decision(RequestState.Denied) with
        {
            Person = "*root*\n<!channel>",
        },
        RequestMessageTests.HostileReason(5000)
    );

    private static readonly Dictionary<string, ComposedReply> Replies = new()
    {
        ["receipt"] = RequestReplies.Receipt(About(isForRequester: true)),
        ["vote"] = RequestReplies.Voted(About(), Vote),
        ["vote-without-reason"] = RequestReplies.Voted(
            About(),
            Vote with
            {
                Choice = RequestState.Denied,
                Reason = "",
            }
        ),
        ["vote-requester"] = RequestReplies.Voted(About(isForRequester: true), Vote),
        ["reminder"] = RequestReplies.Reminder(About()),
        ["reminder-bare"] = RequestReplies.Reminder(About() with { Facts = new() { User = "alice" } }),
        ["approved-by"] = RequestReplies.Resolved(About(), Some.Resolved(Resolution.Approved, Some.Decision())),
        ["denied-in-teleport"] = RequestReplies.Resolved(
            About(),
            Some.Resolved(Resolution.Denied, reason: "not during the freeze")
        ),
        ["reopened"] = RequestReplies.Reopened(About()),
        ["reopened-requester"] = RequestReplies.Reopened(About(isForRequester: true)),
        ["promoted"] = RequestReplies.Resolved(About(), Some.Resolved(Resolution.Promoted)),
        ["approved-by-requester"] = RequestReplies.Resolved(
            About(isForRequester: true),
            Some.Resolved(Resolution.Approved, Some.Decision(), "ok")
        ),
        ["denied-by-requester"] = RequestReplies.Resolved(
            About(isForRequester: true),
            Some.Resolved(Resolution.Denied, Some.Decision(RequestState.Denied), "not during the freeze")
        ),
        ["expired-requester"] = RequestReplies.Resolved(
            About(isForRequester: true),
            Some.Resolved(Resolution.Expired)
        ),
        ["removed-requester-no-link"] = RequestReplies.Resolved(
            About(isForRequester: true) with
            {
                Link = null,
                Facts = new() { User = "alice" },
            },
            Some.Resolved(Resolution.Removed)
        ),
        ["access-ending"] = RequestReplies.AccessEnding(About(isForRequester: true)),
        ["access-ended"] = RequestReplies.AccessEnded(About(isForRequester: true)),
        ["access-ended-no-roles"] = RequestReplies.AccessEnded(
            About(isForRequester: true) with { Facts = new() { User = "alice" } }
        ),
        ["hostile-access-ending"] = RequestReplies.AccessEnding(Hostile(isForRequester: true)),
        ["hostile-end"] = RequestReplies.Resolved(Hostile(isForRequester: false), HostileEnd),
        ["hostile-end-requester"] = RequestReplies.Resolved(Hostile(isForRequester: true), HostileEnd),
        ["hostile-reminder"] = RequestReplies.Reminder(Hostile(isForRequester: false)),
        ["hostile-vote"] = RequestReplies.Voted(
            Hostile(isForRequester: true),
            Vote with
            {
                Person = "*root*\n<!channel>",
                Reason = RequestMessageTests.HostileReason(5000),
            }
        ),
    };

    public static TheoryData<string> Names => [.. Replies.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Reply_Kind_IsAsAccepted(string name) => GoldenFile.AssertEqual("replies/" + name, Json(Replies[name]));

    [Theory]
    [MemberData(nameof(Names))]
    public void Reply_Kind_IsWithinTheLimits(string name) => AssertHarmless(Replies[name]);

    [Theory]
    [InlineData("approved-by", "Approved by bob@example.com")]
    [InlineData("denied-in-teleport", "Denied in Teleport: “not during the freeze”")]
    [InlineData("promoted", "Promoted to an access list")]
    [InlineData("expired-requester", "Expired")]
    public void Ending_Resolution_HasTheWordsOfTheMessage(string name, string words) =>
        Assert.EndsWith(" " + words, Replies[name].Text, StringComparison.Ordinal);

    [Fact]
    public void Reply_ToAnything_IsHarmless() =>
        Any.Holds(
            Any.View,
            view =>
            {
                foreach (var isForRequester in Either)
                {
                    var about = new ReplyContext(view.Cluster, view.Facts, view.Link, isForRequester);
                    AssertHarmless(RequestReplies.Receipt(about));
                    AssertHarmless(RequestReplies.Reminder(about));
                    AssertHarmless(RequestReplies.AccessEnding(about));
                    AssertHarmless(RequestReplies.AccessEnded(about));
                    if (view.Status is RequestStatus.Resolved resolved)
                        AssertHarmless(RequestReplies.Resolved(about, resolved));
                    AssertHarmless(
                        RequestReplies.Voted(about, Vote with { Person = view.Facts.User, Reason = view.Facts.Reason })
                    );
                }
            },
            times: 100
        );

    /// <summary>
    /// Fits, is verbatim, mentions no one, links nowhere but to Teleport, and holds at most one sign: ours.
    /// </summary>
    private static void AssertHarmless(ComposedReply reply)
    {
        var text = Assert.IsType<Markdown>(Assert.IsType<SectionBlock>(Assert.Single(reply.Blocks)).Text);
        Assert.True(text.Verbatim);
        Assert.InRange(text.Text.Length, 1, SlackLimits.SectionText);
        Assert.InRange(reply.Text.Length, 1, SlackLimits.UpdateText);
        Assert.DoesNotContain('\n', reply.Text);
        foreach (var shown in new[] { text.Text, reply.Text })
        {
            Assert.Empty(
                OurOwn()
                    .Replace(shown, "")
                    .Replace("&amp;", "")
                    .Replace("&lt;", "")
                    .Replace("&gt;", "")
                    .Intersect("<>&")
            );
            Assert.InRange(shown.Count(Signs.Contains), 0, 1);
        }
    }

    [GeneratedRegex(
        @"<https://teleport\.example\.com/web/requests/[-0-9a-f]+\|Open in Teleport>|<!date\^-?[0-9]+\^\{date_short_pretty\}, \{time\}\|[A-Z][a-z]{2} [0-9]+, [0-9:]{5} UTC>",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex OurOwn();

    private static ReplyContext About(bool isForRequester = false) =>
        new(
            "prod-cluster",
            RequestFacts.Of(Some.Request()),
            new Uri($"https://teleport.example.com/web/requests/{Some.RequestId}"),
            isForRequester
        );

    private static ReplyContext Hostile(bool isForRequester) => About(isForRequester) with
    {
        Cluster = "<https://evil.example|prod> *cluster*",
        Facts = RequestFacts.Of(Some.Request()) with
        {
            User = "al\u202eice\n✅ Approved by root <!channel>",
            Roles =
                [
                    .. Enumerable
                        .Range(0, 100)
                        .Select(number => $"role_{number} & `<@U0BOB0001>` {new string('x', number)}"),
                ],
        },
    };

    /// <summary>The reply as a post would carry it; its plain form is the text alone.</summary>
    private static string Json(ComposedReply reply) => Pretty.Json(json =>
    {
        using var blocks = JsonDocument.Parse(SlackJson.Write(reply.Blocks));
        json.WriteStartObject();
        json.WriteString("text", reply.Text);
        json.WritePropertyName("blocks");
        blocks.WriteTo(json);
        json.WriteStartArray("plain_blocks");
        json.WriteEndArray();
        json.WriteEndObject();
    });
}
