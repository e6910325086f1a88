using AccessSlack.Tests.Http;

namespace AccessSlack.Tests.SocketMode;

/// <summary>What Slack sends over a socket.</summary>
internal static class Envelopes
{
    public const string Command = """
        {"token":"x","team_id":"T0HOME001","team_domain":"home","channel_id":"C0ACCESS01",
         "channel_name":"directmessage","user_id":"U0BOB0001","user_name":"bob","command":"/teleport",
         "text":"show 01965f3a","is_enterprise_install":"false",
         "response_url":"https://hooks.slack.com/commands/T0HOME001/1/x","trigger_id":"1.2.3","api_app_id":"A0OURAPP1"}
        """;

    public static string Press(string id = "e-1", string payload = Payload.Approve) => Of(id, "interactive", payload);

    public static string Of(string id, string type, string payload, bool takesAnswer = true) =>
        $$"""
        {"envelope_id":"{{id}}","type":"{{type}}","payload":{{payload}},
         "accepts_response_payload":{{(takesAnswer ? "true" : "false")}}}
        """;

    public static string Disconnect(string reason) =>
        $$$"""{"type":"disconnect","reason":"{{{reason}}}","debug_info":{"host":"applink-1"}}""";
}
