namespace AccessSlack.Testing;

/// <summary>Files as operators of the Go plugin have them, by the year its keys and habits come from.</summary>
internal static class OldConfigurations
{
    /// <summary>The first generation: buttons, one channel, its own HTTPS listener.</summary>
    public const string Of2020 = """
        # teleport-slack, set up by the platform team
        [teleport]
        auth_server = "auth.example.com:3025"
        client_key = "/var/lib/teleport/plugins/slack/auth.key"   # tctl auth sign --format=tls
        client_crt = "/var/lib/teleport/plugins/slack/auth.crt"
        root_cas = "/var/lib/teleport/plugins/slack/auth.cas"

        [slack]
        token = "xoxb-1111-2222-sandbox"
        secret = "5a4d5b0e6c7f48d2a1b3c4d5e6f70819"
        channel = "#access"
        readonly = false
        APIURL = "https://slack.com/api/"

        [http]
        public_addr = "slack.example.com"
        listen_addr = ":8081"
        https_key_file = "/var/lib/teleport/plugins/slack/server.key"
        https_cert_file = "/var/lib/teleport/plugins/slack/server.crt"

        [log]
        output = "2"
        severity = "INFO"
        """;

    /// <summary>
    /// The second generation where people came from the first: told only, and the listener's section still there.
    /// </summary>
    public const string Of2021 = """
        [teleport]
        auth_server = "auth.example.com:3025"
        client_key = "/var/lib/teleport/plugins/slack/auth.key"
        client_crt = "/var/lib/teleport/plugins/slack/auth.crt"
        root_cas = "/var/lib/teleport/plugins/slack/auth.cas"

        [slack]
        token = "xoxb-1111-2222-sandbox"
        secret = ""
        recipients = ["access", "bob@example.com"]
        notify_only = true
        APIURL = "https://slack.com/api/"

        [http]
        listen_addr = ":8081"
        https_key_file = "/var/lib/teleport/plugins/slack/server.key"
        https_cert_file = "/var/lib/teleport/plugins/slack/server.crt"

        [log]
        output = "stderr" # or "stdout", or a file
        severity = "warning"
        """;

    /// <summary>
    /// The third generation: no listener of its own, an identity file that is renewed, the token in a file, recipients
    /// by role.
    /// </summary>
    public const string Of2023 = """
        [teleport]
        addr = "auth.example.com:3025"
        identity = "/var/lib/teleport/plugins/slack/auth_id"
        refresh_identity = true
        refresh_identity_interval = "1m"

        [slack]
        token = "/var/lib/teleport/plugins/slack/token"
        APIURL = "https://slack.com/api/"

        [role_to_recipients]
        "dba" = "access"
        "*" = ["bob@example.com", "access"]

        [log]
        output = "stderr"
        severity = "INFO"
        """;

    /// <summary>What the third one lacks here: the listener for clicks, with TLS or without.</summary>
    public const string Missing2023 = "\n[http]\ninsecure = true\n";
}
