namespace AccessSlack.Testing;

/// <summary>Files as operators of the Go plugin have them, by the year its keys and habits come from.</summary>
internal static class OldConfigurations
{
    /// <summary>The plugin's first year: hyphens, other words for the listener.</summary>
    public const string OfFirstYear = """
        [teleport]
        auth-server = "auth.example.com:3025"
        client-key = "/var/lib/teleport/plugins/slack/auth.key"
        client-crt = "/var/lib/teleport/plugins/slack/auth.crt"
        root-cas = "/var/lib/teleport/plugins/slack/auth.cas"

        [slack]
        token = "xoxb-1111-2222-sandbox"
        secret = "5a4d5b0e6c7f48d2a1b3c4d5e6f70819"
        channel = "access"
        APIURL = "https://slack.com/api/"

        [http]
        listen = ":8081"
        base-url = "https://slack.example.com"
        host = "slack.example.com"
        https-key-file = "/var/lib/teleport/plugins/slack/server.key"
        https-cert-file = "/var/lib/teleport/plugins/slack/server.crt"

        [log]
        output = "stderr"
        severity = "INFO"
        """;

    /// <summary>Its first months: the listener belonged to Slack's section.</summary>
    public const string OfFirstMonths = """
        [teleport]
        auth-server = "auth.example.com:3025"
        client-key = "/var/lib/teleport/plugins/slack/auth.key"
        client-crt = "/var/lib/teleport/plugins/slack/auth.crt"
        root-cas = "/var/lib/teleport/plugins/slack/auth.cas"

        [slack]
        token = "xoxb-1111-2222-sandbox"
        secret = "5a4d5b0e6c7f48d2a1b3c4d5e6f70819"
        channel = "access"
        APIURL = "https://slack.com/api/"
        listen = ":8081"
        https-key-file = "/var/lib/teleport/plugins/slack/server.key"
        https-cert-file = "/var/lib/teleport/plugins/slack/server.crt"

        [log]
        output = "stderr"
        severity = "INFO"
        """;

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

    /// <summary>The newest: reviews in the name of the person who clicks, over Socket Mode.</summary>
    public const string Of2026 = """
        [teleport]
        addr = "auth.example.com:3025"
        identity = "/var/lib/teleport/plugins/slack/auth_id"
        refresh_identity = true
        refresh_identity_interval = "1m"

        [slack]
        token = "/var/lib/teleport/plugins/slack/token"
        APIURL = "https://slack.com/api/"

        [review]
        enabled = true
        app_token = "/var/lib/teleport/plugins/slack/app_token"
        slack_user_id_trait = "slack_uid"
        allow_email_username_match = false

        [role_to_recipients]
        "dba" = []
        "*" = ["access"]

        [log]
        output = "stderr"
        severity = "INFO"
        """;
}
