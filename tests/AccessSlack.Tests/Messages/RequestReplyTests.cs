using System.Text;
using System.Text.Encodings.Web;
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
        ["reply-receipt"] = RequestReplies.Receipt(About(isForRequester: true)),
        ["reply-vote"] = RequestReplies.Voted(About(), Vote),
        ["reply-vote-without-reason"] = RequestReplies.Voted(
            About(),
            Vote with
            {
                Choice = RequestState.Denied,
                Reason = "",
            }
        ),
        ["reply-vote-requester"] = RequestReplies.Voted(About(isForRequester: true), Vote),
        ["reply-reminder"] = RequestReplies.Reminder(About()),
        ["reply-reminder-bare"] = RequestReplies.Reminder(About() with { Facts = new() { User = "alice" } }),
        ["reply-approved-by"] = RequestReplies.Resolved(About(), Some.Resolved(Resolution.Approved, Some.Decision())),
        ["reply-denied-in-teleport"] = RequestReplies.Resolved(
            About(),
            Some.Resolved(Resolution.Denied, reason: "not during the freeze")
        ),
        ["reply-promoted"] = RequestReplies.Resolved(About(), Some.Resolved(Resolution.Promoted)),
        ["reply-approved-by-requester"] = RequestReplies.Resolved(
            About(isForRequester: true),
            Some.Resolved(Resolution.Approved, Some.Decision(), "ok")
        ),
        ["reply-denied-by-requester"] = RequestReplies.Resolved(
            About(isForRequester: true),
            Some.Resolved(Resolution.Denied, Some.Decision(RequestState.Denied), "not during the freeze")
        ),
        ["reply-expired-requester"] = RequestReplies.Resolved(
            About(isForRequester: true),
            Some.Resolved(Resolution.Expired)
        ),
        ["reply-removed-requester-no-link"] = RequestReplies.Resolved(
            About(isForRequester: true) with
            {
                Link = null,
                Facts = new() { User = "alice" },
            },
            Some.Resolved(Resolution.Removed)
        ),
        ["reply-hostile-end"] = RequestReplies.Resolved(Hostile(isForRequester: false), HostileEnd),
        ["reply-hostile-end-requester"] = RequestReplies.Resolved(Hostile(isForRequester: true), HostileEnd),
        ["reply-hostile-reminder"] = RequestReplies.Reminder(Hostile(isForRequester: false)),
        ["reply-hostile-vote"] = RequestReplies.Voted(
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
    public void Reply_Kind_IsAsAccepted(string name) => GoldenFile.AssertEqual(name, Json(Replies[name]));

    [Theory]
    [MemberData(nameof(Names))]
    public void Reply_Kind_IsWithinTheLimits(string name) => AssertHarmless(Replies[name]);

    [Theory]
    [InlineData("reply-approved-by", "Approved by bob@example.com")]
    [InlineData("reply-denied-in-teleport", "Denied in Teleport: “not during the freeze”")]
    [InlineData("reply-promoted", "Promoted to an access list")]
    [InlineData("reply-expired-requester", "Expired")]
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
    /// Fits, is verbatim, mentions nobody, links nowhere but to Teleport, and holds at most one sign: ours.
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
    private static string Json(ComposedReply reply)
    {
        using var stream = new MemoryStream();
        using (
            var json = new Utf8JsonWriter(
                stream,
                new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            )
        )
        {
            using var blocks = JsonDocument.Parse(SlackJson.Write(reply.Blocks));
            json.WriteStartObject();
            json.WriteString("text", reply.Text);
            json.WritePropertyName("blocks");
            blocks.WriteTo(json);
            json.WriteStartArray("plain_blocks");
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()).ReplaceLineEndings("\n") + "\n";
    }
}
