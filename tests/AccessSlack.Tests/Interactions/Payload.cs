using AccessSlack.Tests.Requests;

namespace AccessSlack.Tests.Interactions;

/// <summary>What Slack sends for a press of a button; a test replaces what it is about.</summary>
internal static class Payload
{
    public const string Approve = $$$"""
        {"type":"block_actions","api_app_id":"A0OURAPP1","trigger_id":"1.2.3","response_url":"https://hooks.slack.com/actions/T0HOME001/1/x",
         "user":{"id":"U0BOB0001","username":"bob","name":"bob","team_id":"T0HOME001"},"team":{"id":"T0HOME001","domain":"home"},"enterprise":null,"is_enterprise_install":false,
         "channel":{"id":"{{{Some.Channel}}}","name":"access-requests"},
         "container":{"type":"message","message_ts":"{{{Some.Ts}}}","channel_id":"{{{Some.Channel}}}","is_ephemeral":false},
         "message":{"ts":"{{{Some.Ts}}}","bot_id":"B0OURBOT1","app_id":"A0OURAPP1","metadata":{"event_type":"teleport_access_request","event_payload":{"request_id":"{{{Some.RequestId}}}","cluster":"c"} } },
         "actions":[{"type":"button","action_id":"approve_request","block_id":"approve_or_deny","value":"{{{Some.RequestId}}}","action_ts":"1795262460.000200"}]}
        """;

    /// <summary>The payload with one piece of its text replaced, which must be there.</summary>
    public static string With(string old, string replacement)
    {
        Assert.Contains(old, Approve, StringComparison.Ordinal);
        return Approve.Replace(old, replacement, StringComparison.Ordinal);
    }

    public static string Form(string payload) => "payload=" + Uri.EscapeDataString(payload);
}
