using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Http;

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

    /// <summary>What Slack sends when the form with the reason is submitted.</summary>
    public const string Submission = $$$"""
        {"type":"view_submission","api_app_id":"A0OURAPP1","trigger_id":"1.2.3",
         "user":{"id":"U0BOB0001","username":"bob","name":"bob","team_id":"T0HOME001"},"team":{"id":"T0HOME001","domain":"home"},"enterprise":null,"is_enterprise_install":false,
         "view":{"id":"V0FORM001","type":"modal","callback_id":"decide","hash":"1795262461.aB",
                 "private_metadata":"{\"id\":\"{{{Some.RequestId}}}\",\"decision\":\"deny\",\"channel\":\"{{{Some.Channel}}}\",\"ts\":\"{{{Some.Ts}}}\",\"digest\":\"1:00112233445566778899aabbccddeeff\",\"mac\":\"0123456789abcdef0123456789abcdef\"}",
                 "state":{"values":{"reason":{"reason":{"type":"plain_text_input","value":"not during the freeze"} } } } },
         "response_urls":[]}
        """;

    /// <summary>What Slack sends when the slash command is used.</summary>
    public const string Command =
        "token=x&team_id=T0HOME001&team_domain=home&enterprise_id=E0HOME001&enterprise_name=Home&channel_id=C0ACCESS01&channel_name=directmessage&user_id=U0BOB0001&user_name=bob"
        + "&command=%2Fteleport&text=show+01965f3a&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT0HOME001%2F1%2Fx&trigger_id=1.2.3&api_app_id=A0OURAPP1&is_enterprise_install=false";

    /// <summary>The payload with one piece of its text replaced, which must be there.</summary>
    public static string With(string old, string replacement, string payload = Approve)
    {
        Assert.Contains(old, payload, StringComparison.Ordinal);
        return payload.Replace(old, replacement, StringComparison.Ordinal);
    }

    public static string Form(string payload) => "payload=" + Uri.EscapeDataString(payload);
}
