using AccessSlack.Hosting.Checks;

namespace AccessSlack.Tests.Configuration;

/// <summary>One bad configuration for every rule, with the place and the words expected.</summary>
public sealed class ConfigProblemTests
{
    private const string CountedInTeleport =
        "With via = \"person\", or [review] of the Go plugin, every click is a review of that person, and Teleport " +
        "counts the reviews. So this must be 1. Remove it and set thresholds in Teleport; or set via = \"auto\" " +
        "under [approvals], which collects these votes in Slack.";

    /// <summary>Lines 1 to 9 are good; a faulty row replaces one of them, or follows as line 10.</summary>
    private static readonly string[] Good =
    [
        "[teleport]",
        "identity = '/id'",
        "[slack]",
        "token = 'xoxb-1'",
        "recipients = ['access']",
        "[http]",
        "https_key_file = '/k'",
        "https_cert_file = '/c'",
        "[log]",
    ];

    /// <summary>
    /// Line to replace (10 to append), the text of it, then line, key and message of the only problem.
    /// </summary>
    public static TheoryData<int, string, int, string, string> Faults => new()
        {
            // Keys
            {
                2,
                "identity = '/id'\nidentify = 'x'",
                3,
                "teleport.identify",
                "There is no such key. Did you mean identity?"
            },
            {
                10,
                "listen_addr = ':1'",
                10,
                "log.listen_addr",
                "There is no such key. It belongs in the section [http]."
            },
            {
                10,
                "zzzzzzzzzzzz = 1",
                10,
                "log.zzzzzzzzzzzz",
                "There is no such key. The closest key is output; allowed here are output, severity, format."
            },
            {
                1,
                "allow_self = true\n[teleport]",
                1,
                "allow_self",
                "There is no such key. It belongs in the section [approvals]."
            },
            { 10, "[slak]", 10, "slak", "There is no such key. Did you mean slack?" },
            { 9, "[log]\n'se\tverity' = 1", 10, "log.\"severity\"", "There is no such key. Did you mean severity?" },
            {
                1,
                "users = 'x'\n[teleport]",
                1,
                "users",
                "Expected a section, but found text. Write [users] on a line of its own."
            },
            {
                10,
                "[[users]]",
                10,
                "users",
                "Expected a section, but found a list of sections. Write [users] on a line of its own."
            },
            {
                1,
                "identity = '/other'\n[teleport]",
                3,
                "teleport.identity",
                "This setting is in the file twice: in line 1 as identity, in line 3 as teleport.identity. Remove " +
                "one of the two."
            },
            {
                5,
                "channel = 'x'\nreadonly = true\nnotify_only = true",
                7,
                "slack.notify_only",
                "This setting is in the file twice: in line 6 as slack.readonly, in line 7 as slack.notify_only. " +
                "Remove one of the two."
            },
            // Not yet, and never
            {
                10,
                "[review]\nenable = true",
                11,
                "review.enable",
                "There is no such key. Did you mean enabled?"
            },
            {
                10,
                "[review]\nenabled = 'yes'",
                11,
                "review.enabled",
                "Expected true or false, but found text. Write true or false, without quotes."
            },
            {
                4,
                "token = 'xoxb-1'\napp_token = 'xoxb-2'",
                5,
                "slack.app_token",
                "This is a bot token, which belongs under token. Create an app-level token with the scope " +
                "connections:write on the app's page Basic Information, under App-Level Tokens; it begins with xapp-."
            },
            {
                4,
                "token = 'xoxb-1'\napp_token = ['xapp-1', 'xapp-']",
                5,
                "slack.app_token",
                "This is not an app-level token. Create an app-level token with the scope connections:write on the " +
                "app's page Basic Information, under App-Level Tokens; it begins with xapp-."
            },
            {
                4,
                "token = 'xoxb-1'\nclient_id = 'A0TELEPORT'",
                5,
                "slack.client_id",
                "This is not a client ID, which is two numbers with a dot between them. Copy the Client ID from the " +
                "app's page Basic Information."
            },
            {
                4,
                "token = 'xoxb-1'\nclient_secret = 'xoxb-3'",
                5,
                "slack.client_secret",
                "This is a token, not a client secret. Copy the Client Secret from the app's page Basic Information."
            },
            {
                4,
                "token = 'xoxb-1'\nclient_secret = '1234'",
                5,
                "slack.client_secret",
                "This is not a client secret, which has 32 hexadecimal digits. Copy the Client Secret from the app's " +
                "page Basic Information."
            },
            {
                4,
                "token = 'xoxb-1'\nteam = 'our-team'",
                5,
                "slack.team",
                "This is not the ID of a workspace. Write the ID, which begins with T; it is in the address when " +
                "Slack is open in a browser (app.slack.com/client/T…)."
            },
            {
                4,
                "token = 'xoxb-1'\nhome = true\nsecret = ''",
                5,
                "slack.home",
                "Without a signing secret nothing listens for Slack, so the Home tab would stay empty. Set app_token " +
                "(Socket Mode) or secret (HTTP), or remove home."
            },
            {
                4,
                "token = 'xoxb-1'\nhome = true\nnotify_only = true",
                5,
                "slack.home",
                "With notify_only nothing listens for Slack, so the Home tab would stay empty. Set app_token (Socket " +
                "Mode), or remove home or notify_only."
            },
            {
                6,
                "[http]\ntls.verify_client_cert = true",
                7,
                "http.tls.verify_client_cert",
                "This listener does not check client certificates, because Slack signs its requests. Remove it, or " +
                "put a proxy in front that does this."
            },
            {
                6,
                "[http]\nbasic_auth = {user = 'u'}",
                7,
                "http.basic_auth.user",
                "This listener does not ask for a password, because Slack signs its requests. Remove it, or put a " +
                "proxy in front that does this."
            },
            {
                6,
                "[http]\nbasic_auth = {user = '', password = 'p'}",
                7,
                "http.basic_auth.password",
                "This listener does not ask for a password, because Slack signs its requests. Remove it, or put a " +
                "proxy in front that does this."
            },
            {
                8,
                "https_cert_file = '/c'\npublic_addr = 'https://u:p@slack.example.com'",
                9,
                "http.public_addr",
                "This listener does not ask for a password, because Slack signs its requests. Write the address " +
                "without user and password, or put a proxy in front that requires them."
            },
            {
                6,
                "[http]\ntls = true",
                7,
                "http.tls",
                "This listener does not check client certificates, because Slack signs its requests. Remove it, or " +
                "put a proxy in front that does this."
            },
            {
                1,
                "basic_auth = {}\n[teleport]",
                1,
                "basic_auth",
                "This listener does not ask for a password, because Slack signs its requests. Remove it, or put a " +
                "proxy in front that does this."
            },
            // Types
            {
                2,
                "identity = 5",
                2,
                "teleport.identity",
                "Expected text, but found a number. Put the text in quotes."
            },
            {
                5,
                "recipients = ['access', true]",
                5,
                "slack.recipients",
                "Expected text, but found true or false. Put the text in quotes."
            },
            {
                5,
                "recipients = ['access']\nauto_join = 'true'",
                6,
                "slack.auto_join",
                "Expected true or false, but found text. Write true or false, without quotes."
            },
            {
                5,
                "recipients = ['access']\nlookback = 2026-11-21",
                6,
                "slack.lookback",
                "Expected text, but found a date or time. Put the text in quotes."
            },
            {
                5,
                "channel = ['access']",
                5,
                "slack.channel",
                "Expected text, but found a list. Put the text in quotes."
            },
            {
                10,
                "[role_to_recipients]\na.b = 'c'",
                11,
                "role_to_recipients.a",
                "Expected text, but found a section. Put the text in quotes; a key that contains a dot needs " +
                "quotes, too."
            },
            // Teleport
            {
                2,
                "",
                1,
                "teleport.identity",
                "There are no credentials for Teleport. Set identity to the file that tctl auth sign wrote, or set " +
                "client_key, client_crt and root_cas."
            },
            {
                2,
                "client_key = '/k'",
                2,
                "teleport.client_key",
                "client_key, client_crt and root_cas belong together; missing: client_crt, root_cas. Set " +
                "client_key, client_crt and root_cas, or identity alone."
            },
            {
                2,
                "identity = '/id'\nclient_crt = '/c'",
                2,
                "teleport.identity",
                "identity is set in addition to client_crt. Remove one of the two kinds of credentials."
            },
            {
                2,
                "identity = '/id'\naddr = 'https://auth.example.com'",
                3,
                "teleport.addr",
                "This is not an address of the form host or host:port. Write auth.example.com:3025, without " +
                "https:// and without a path; an IPv6 address in brackets."
            },
            {
                2,
                "identity = '/id'\nconnection_upgrade = 'yes'",
                3,
                "teleport.connection_upgrade",
                "This value is not allowed here. Write one of auto, always, never."
            },
            {
                2,
                "identity = '/id'\ncluster = 'two words'",
                3,
                "teleport.cluster",
                "This is not the name of a cluster. Write it as tctl status prints it, at most 109 characters " +
                "without spaces."
            },
            {
                2,
                "identity = '/id'\nauth_server = 'auth:0'",
                3,
                "teleport.auth_server",
                "This is not an address of the form host or host:port. Write auth.example.com:3025, without " +
                "https:// and without a path; an IPv6 address in brackets."
            },
            {
                2,
                "identity = '/id'\nrefresh_identity_interval = '1'",
                3,
                "teleport.refresh_identity_interval",
                "This is not a duration. Write a number with d, h, m or s, such as \"7d\" or \"1h30m\"; \"0\" needs " +
                "no unit."
            },
            {
                2,
                "identity = '/id'\nrefresh_identity_interval = -1",
                3,
                "teleport.refresh_identity_interval",
                "Expected text, but found a number. Put the text in quotes."
            },
            // Slack
            {
                4,
                "",
                3,
                "slack.token",
                "The bot token is missing. Copy the Bot User OAuth Token from the app's page OAuth & Permissions; " +
                "it begins with xoxb-."
            },
            {
                4,
                "token = '<bot token>'",
                4,
                "slack.token",
                "This is still the placeholder from the example. Replace it with your own value, without the angle " +
                "brackets."
            },
            {
                4,
                "token = 'xoxp-1'",
                4,
                "slack.token",
                "This is a user token: the daemon would act as a person. Copy the Bot User OAuth Token from the " +
                "app's page OAuth & Permissions; it begins with xoxb-."
            },
            {
                4,
                "token = 'xapp-1'",
                4,
                "slack.token",
                "This is an app-level token, which belongs under app_token. Copy the Bot User OAuth Token " +
                "from the app's page OAuth & Permissions; it begins with xoxb-."
            },
            {
                4,
                "token = 'xoxe.xoxb-1'",
                4,
                "slack.token",
                "This is a rotating token: it expires after 12 hours, so recreate the app without token rotation. " +
                "Copy the Bot User OAuth Token from the app's page OAuth & Permissions; it begins with xoxb-."
            },
            {
                4,
                "token = 'xoxe-1'",
                4,
                "slack.token",
                "This is a refresh token: it can be used only once, so recreate the app without token rotation. " +
                "Copy the Bot User OAuth Token from the app's page OAuth & Permissions; it begins with xoxb-."
            },
            {
                4,
                "token = 'api-token'",
                4,
                "slack.token",
                "This is not a bot token. Copy the Bot User OAuth Token from the app's page OAuth & Permissions; it " +
                "begins with xoxb-."
            },
            {
                4,
                "token = 'xoxb-'",
                4,
                "slack.token",
                "This is not a bot token. Copy the Bot User OAuth Token from the app's page OAuth & Permissions; it " +
                "begins with xoxb-."
            },
            {
                4,
                "token = 'xoxb-1 2'",
                4,
                "slack.token",
                "The secret contains a blank, a line break or another character that Slack's secrets never contain. " +
                "Copy it again, on one line."
            },
            {
                4,
                "token = 'xoxb-1'\nsecret = ['0123456789abcdef0123456789abcdef', '']",
                5,
                "slack.secret",
                "This text is empty. Remove it, or enter a value."
            },
            {
                4,
                "token = 'xoxb-1'\nsecret = 'abc'\nnotify_only = true",
                5,
                "slack.secret",
                "This is not a signing secret, which has 32 hexadecimal digits. Copy the Signing Secret from the " +
                "app's page Basic Information."
            },
            {
                4,
                "token = 'xoxb-1'\nsecret = '0123456789abcdef0123456789abcdeg'\nnotify_only = true",
                5,
                "slack.secret",
                "This is not a signing secret, which has 32 hexadecimal digits. Copy the Signing Secret from the " +
                "app's page Basic Information."
            },
            {
                4,
                "token = '~/token'",
                4,
                "slack.token",
                "This looks like the path of a file, but a path must begin with /. Write the full path; ~ and " +
                "relative paths are not understood here."
            },
            {
                4,
                "token = 'xoxb-1'\nsecret = 'secrets/slack'\nnotify_only = true",
                5,
                "slack.secret",
                "This looks like the path of a file, but a path must begin with /. Write the full path; ~ and " +
                "relative paths are not understood here."
            },
            {
                4,
                "token = 'xoxb-1'\nsecret = 'xoxb-1'",
                5,
                "slack.secret",
                "This is a token, not a signing secret. Copy the Signing Secret from the app's page Basic Information."
            },
            {
                5,
                "recipients = ['access']\nlookback = 'a week'",
                6,
                "slack.lookback",
                "This is not a duration. Write a number with d, h, m or s, such as \"7d\" or \"1h30m\"; \"0\" needs " +
                "no unit."
            },
            {
                5,
                "recipients = ['access']\napi_url = 'ftp://slack.com/'",
                6,
                "slack.api_url",
                "This is not the address of an API. Write an address such as https://slack.com/api/, without a query."
            },
            {
                5,
                "recipients = ['access']\nAPIURL = 'https://slack.com/?x'",
                6,
                "slack.APIURL",
                "This is not the address of an API. Write an address such as https://slack.com/api/, without a query."
            },
            // Recipients
            {
                5,
                "",
                3,
                "slack.recipients",
                "Nobody is notified about roles that [role_to_recipients] does not name. Set recipients, or add " +
                "recipients for the role \"*\"."
            },
            {
                5,
                "recipients = []",
                3,
                "slack.recipients",
                "Nobody is notified about roles that [role_to_recipients] does not name. Set recipients, or add " +
                "recipients for the role \"*\"."
            },
            {
                5,
                "recipients = ['access', '#']",
                5,
                "slack.recipients",
                "The name of the recipient is missing. Write a channel name or id, a user id, or an e-mail address."
            },
            {
                5,
                "recipients = ['mailto:bob@example.com']",
                5,
                "slack.recipients",
                "This is a link to an e-mail address. Write the address without mailto:."
            },
            {
                5,
                "recipients = ['https://x.slack.com/archives/C0ACCESS01']",
                5,
                "slack.recipients",
                "This is a link. Of a link to a channel write only the id after /archives/, which begins with C."
            },
            {
                5,
                "recipients = ['group:leads']",
                5,
                "slack.recipients",
                "A user group cannot receive messages. Name a channel of the group, or its members."
            },
            {
                5,
                "recipients = ['S0LEADS001']",
                5,
                "slack.recipients",
                "A user group cannot receive messages. Name a channel of the group, or its members."
            },
            {
                5,
                "recipients = ['channel:access']",
                5,
                "slack.recipients",
                "The prefix channel: is only for approvers. Write the name or id without channel:."
            },
            {
                5,
                "recipients = ['access,ops']",
                5,
                "slack.recipients",
                "This names several recipients. Write a list: [\"one\", \"two\"]."
            },
            {
                5,
                "recipients = ['bob@']",
                5,
                "slack.recipients",
                "This is not an e-mail address. Write a channel name or id, a user id, or an e-mail address."
            },
            {
                5,
                "recipients = ['access/ops']",
                5,
                "slack.recipients",
                "No channel name contains such a character. Write a channel name or id, a user id, or an e-mail " +
                "address."
            },
            {
                5,
                "recipients = ['\u201caccess\u201d']",
                5,
                "slack.recipients",
                "No channel name contains such a character. Write a channel name or id, a user id, or an e-mail " +
                "address."
            },
            {
                5,
                "recipients = ['<@U0BOB00001>']",
                5,
                "slack.recipients",
                "This is a link of Slack's. Write only the id in it."
            },
            {
                5,
                "recipients = ['<#C0ACCESS01|access>']",
                5,
                "slack.recipients",
                "This is a link of Slack's. Write only the id in it."
            },
            {
                5,
                "recipients = ['access', '']",
                5,
                "slack.recipients",
                "This text is empty. Remove it, or enter a value."
            },
            {
                5,
                "channel = 'our channel'",
                5,
                "slack.channel",
                "A recipient must not contain blanks. Write a channel name or id, a user id, or an e-mail address."
            },
            {
                5,
                "channel = '@alice'",
                5,
                "slack.channel",
                "Slack cannot look up @names. Write a channel name or id, a user id, or an e-mail address."
            },
            {
                10,
                "[role_to_recipients]\ndba = ''",
                11,
                "role_to_recipients.dba",
                "This text is empty. Remove it, or enter a value."
            },
            {
                10,
                "[role_to_recipients]\n'' = 'x'",
                11,
                "role_to_recipients.\"\"",
                "The name of the role is empty. Write the role's name, or \"*\" for all."
            },
            // Approvals and users
            {
                10,
                "[approvals]\nvia = 'maybe'",
                11,
                "approvals.via",
                "This value is not allowed here. Write one of auto, state, review, person."
            },
            {
                10,
                $"[approvals]\nslack_user_id_trait = '{new string('t', 257)}'",
                11,
                "approvals.slack_user_id_trait",
                "This is too long for the name of a trait. Use at most 256 characters."
            },
            {
                10,
                "[approvals]\nvia = 'person'\n[[approvals.rules]]\nroles = ['*']\nrequired = 2",
                14,
                "approvals.rules.required",
                CountedInTeleport
            },
            {
                10,
                "[review]\nenabled = true\n[[approvals.rules]]\nroles = ['*']\ndeny_required = 3",
                14,
                "approvals.rules.deny_required",
                CountedInTeleport
            },
            {
                10,
                "[review]\nenabled = true\nslack_user_id_trait = 'a'\n[approvals]\nslack_user_id_trait = 'b'",
                14,
                "approvals.slack_user_id_trait",
                "This setting is in the file twice: in line 12 as review.slack_user_id_trait, in line 14 as " +
                    "approvals.slack_user_id_trait. Remove one of the two."
            },
            {
                10,
                "[approvals]\nallow_self = 1",
                11,
                "approvals.allow_self",
                "Expected true or false, but found a number. Write true or false, without quotes."
            },
            {
                10,
                "[users]\nalice = 'alice'",
                11,
                "users.alice",
                "This is not a Slack user id. Copy the member ID from the profile in Slack; it begins with U or W."
            },
            {
                10,
                "[users]\nU01ABCDEF23 = ' '",
                11,
                "users.U01ABCDEF23",
                "This text is empty. Remove it, or enter a value."
            },
            {
                10,
                "[users]\nU01ABCDEF23 = 'rule:routine'",
                11,
                "users.U01ABCDEF23",
                "Decisions of this person would look like those of a rule in Teleport. Rename the Teleport user, or " +
                "remove this."
            },
            // Who else is told
            {
                10,
                "[notify]\nrequester = 'sometimes'",
                11,
                "notify.requester",
                "This value is not allowed here. Write one of never, decision, all."
            },
            {
                10,
                "[notify]\nrequester = true",
                11,
                "notify.requester",
                "Expected text, but found true or false. Put the text in quotes."
            },
            {
                10,
                "[monitoring_rules]\nenabled = 'yes'",
                11,
                "monitoring_rules.enabled",
                "This value is not allowed here. Write one of auto, always, never."
            },
            {
                10,
                "[monitoring_rules]\nname = ' slack'",
                11,
                "monitoring_rules.name",
                "No rule can name a plugin like this. Write the name that notification.name of the rules has, such as " +
                "\"slack\"."
            },
            {
                10,
                "[reminders]\nafter = 60",
                11,
                "reminders.after",
                "Expected text, but found a number. Put the text in quotes."
            },
            {
                10,
                "[reminders]\nafter = 'soon'",
                11,
                "reminders.after",
                "This is not a duration. Write a number with d, h, m or s, such as \"7d\" or \"1h30m\"; \"0\" needs " +
                "no unit."
            },
            {
                10,
                "[reminders]\nafter = '59s'",
                11,
                "reminders.after",
                "This is too short: people need at least a minute. Write \"1m\" or more, or remove it for no reminders."
            },
            {
                10,
                "[reminders]\nafter = '0'",
                11,
                "reminders.after",
                "This is too short: people need at least a minute. Write \"1m\" or more, or remove it for no reminders."
            },
            {
                10,
                "[reminders]\nafter = '1h'\nevery = '30s'",
                12,
                "reminders.every",
                "This is too short: people need at least a minute. Write \"1m\" or more, or remove it for no reminders."
            },
            {
                10,
                "[reminders]\nevery = '1h'",
                11,
                "reminders.every",
                "Without after there is no first reminder, so this has no effect. Set after, such as \"1h\", or " +
                "remove this."
            },
            {
                10,
                "[reminders]\nmax = 2",
                11,
                "reminders.max",
                "Without after there is no first reminder, so this has no effect. Set after, such as \"1h\", or " +
                "remove this."
            },
            {
                10,
                "[reminders]\nafter = '1h'\nmax = 0",
                12,
                "reminders.max",
                "The number of reminders must be at least 1. Write 1 or more, or remove [reminders]."
            },
            {
                10,
                "[reminders]\nafter = '1h'\nmax = -1",
                12,
                "reminders.max",
                "The number of reminders must be at least 1. Write 1 or more, or remove [reminders]."
            },
            {
                10,
                "[reminders]\nafter = '1h'\nmax = 2147483648",
                12,
                "reminders.max",
                "This number is too large. Write a smaller number, or remove it."
            },
            {
                10,
                "[reminders]\nafter = '1h'\nmax = '3'",
                12,
                "reminders.max",
                "Expected a whole number, but found text. Write a number without quotes, such as 3."
            },
            {
                10,
                "[notify]\nbefore_end = 'soon'",
                11,
                "notify.before_end",
                "This is not a duration. Write a number with d, h, m or s, such as \"7d\" or \"1h30m\"; \"0\" needs " +
                    "no unit."
            },
            {
                10,
                "[notify]\nbefore_end = '59s'",
                11,
                "notify.before_end",
                "This is too short: people need at least a minute. Write \"1m\" or more, or remove it for no notices " +
                    "of the end."
            },
            {
                10,
                "[reminders]\nquiet = '22:00-07:00 UTC'",
                11,
                "reminders.quiet",
                "Without after there is no first reminder, so this has no effect. Set after, such as \"1h\", or " +
                    "remove this."
            },
            {
                10,
                "[reminders]\nafter = '1h'\nquiet = '22:00-07:00'",
                12,
                "reminders.quiet",
                "The time zone is missing. Add the name of a time zone to the end, such as Europe/Berlin or UTC."
            },
            {
                10,
                "[reminders]\nafter = '1h'\nquiet = ['sat 00:00-24:00 UTC',\n'22:00-07:00 Europe/Bonn']",
                13,
                "reminders.quiet",
                "This machine knows no time zone of this name. Write its name in the IANA database in the same " +
                    "letters, such as Europe/Berlin. If the name is right, install the package tzdata."
            },
            {
                10,
                "[reminders]\nafter = '1h'\nquiet = 'nights'",
                12,
                "reminders.quiet",
                "This is not a window of the week. Write days, times and a time zone, such as " +
                    "\"mon-fri 09:00-17:00 Europe/Berlin\" or \"22:00-07:00 Europe/Berlin\"."
            },
            {
                10,
                "[reminders]\nafter = '1h'\nquiet = ['00:00-12:00 UTC', '12:00-24:00 UTC']",
                12,
                "reminders.quiet",
                "This covers the whole week, so no reminder would ever be sent. Leave some time for reminders, or " +
                    "remove [reminders]."
            },
            {
                10,
                "[reminders]\nafter = '1h'\nquiet = 22",
                12,
                "reminders.quiet",
                "Expected text, but found a number. Put the text in quotes."
            },
            // HTTP
            {
                8,
                "https_cert_file = '/c'\nlisten_addr = 'slack.example.com:8081'",
                9,
                "http.listen_addr",
                "This is not an address to listen on. Write :8081 for every address, or an IP address with a port: " +
                "127.0.0.1:8081, [::1]:8081. The only host name allowed is localhost."
            },
            {
                8,
                "https_cert_file = '/c'\npublic_addr = 'ftp://slack.example.com'",
                9,
                "http.public_addr",
                "This is not a web address. Write the host Slack calls, such as https://slack.example.com."
            },
            {
                8,
                "https_cert_file = '/c'\npublic_addr = 'slack.example.com/teleport'",
                9,
                "http.public_addr",
                "Slack calls fixed paths, so this address must not have one. Write the host Slack calls, " +
                "such as https://slack.example.com."
            },
            {
                8,
                "https_cert_file = '/c'\npublic_addr = 'slack.example.com/?a=b'",
                9,
                "http.public_addr",
                "Slack calls fixed paths, so this address must not have one. Write the host Slack calls, " +
                "such as https://slack.example.com."
            },
            {
                8,
                "https_cert_file = '/c'\ndiagnostics_addr = '8082'",
                9,
                "http.diagnostics_addr",
                "This is not an address to listen on. Write :8081 for every address, or an IP address with a port: " +
                "127.0.0.1:8081, [::1]:8081. The only host name allowed is localhost."
            },
            // Log
            {
                10,
                "output = 'stder'",
                10,
                "log.output",
                "This is neither a stream nor a file path. Write stderr, stdout, or a path that begins with /."
            },
            {
                10,
                "severity = 'loud'",
                10,
                "log.severity",
                "This value is not allowed here. Write one of DEBUG, INFO, WARN, ERROR."
            },
            { 10, "format = 'xml'", 10, "log.format", "This value is not allowed here. Write one of text, json." },
            // The file itself
            {
                4,
                "token = xoxb-1",
                4,
                "",
                "This is not a value; text needs quotes. Correct this first; the rest of the file has not been checked."
            },
        };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Read_FaultyLine_IsReportedWithPlaceAndCure(
        int replace,
        string text,
        int line,
        string key,
        string message
    )
    {
        string[] lines = [.. Good, ""];
        lines[replace - 1] = text;
        var problem = Assert.Single(FakeConfigSource.Read(string.Join('\n', lines)).Problems);
        Assert.Equal((line, key, message), (problem.Line, problem.Key, $"{problem.Message} {problem.Remedy}"));
    }

    [Theory]
    [InlineData("https://slack.example.com/slack/interactions", "has the path of an endpoint, which is ignored")]
    [InlineData("http://slack.example.com", "Slack calls only https addresses. Write it with https://.")]
    public void Read_PublicAddressThatWorksOnlyInPart_IsAWarning(string address, string words)
    {
        string[] lines = [.. Good, ""];
        lines[7] = $"https_cert_file = '/c'\npublic_addr = '{address}'";

        var read = FakeConfigSource.Read(string.Join('\n', lines));

        Assert.True(read.IsValid);
        var warning = Assert.Single(read.Warnings);
        Assert.Equal((9, "http.public_addr"), (warning.Line, warning.Key));
        Assert.Contains(words, warning.ToString(), StringComparison.Ordinal);
    }

    private const string Together =
        "The key and the certificate belong together, but one of them is missing. Set both https_key_file and " +
        "https_cert_file, or neither.";

    /// <summary>What a listener needs is needed only where clicks arrive.</summary>
    [Theory]
    [InlineData(
        "",
        "line 1: http.https_key_file: The listener has no certificate. Set https_key_file and https_cert_file, or " +
        "insecure = true if a proxy in front terminates TLS."
    )]
    [InlineData("https_key_file = '/k'", $"line 2: http.https_key_file: {Together}")]
    [InlineData("https_cert_file = '/c'", $"line 2: http.https_cert_file: {Together}")]
    [InlineData(
        "insecure = true\ndiagnostics_addr = '127.0.0.1:8081'",
        "line 3: http.diagnostics_addr: Diagnostics would share the listener with Slack. Choose another port, " +
        "preferably on 127.0.0.1."
    )]
    public void Read_ListenerFault_IsReportedOnlyIfClicksArrive(string http, string expected)
    {
        var toml = $"[http]\n{http}\n[teleport]\nidentity = '/id'\n[slack]\ntoken = 'xoxb-1'\nchannel = 'access'\n";

        Assert.Equal(expected, Assert.Single(FakeConfigSource.Read(toml + SecretLine).Problems).ToString());
        Assert.Empty(FakeConfigSource.Read(toml).Problems);
        Assert.Empty(FakeConfigSource.Read(toml + SecretLine + "notify_only = true\n").Problems);
    }

    private const string SecretLine = "secret = '0123456789abcdef0123456789abcdef'\n";

    [Theory]
    [InlineData("/absent", "The file /absent does not exist.")]
    [InlineData("/forbidden", "The file /forbidden cannot be read by this user.")]
    [InlineData("/large", "The file /large is larger than 64 KiB.")]
    [InlineData("/empty", "The secret is empty.")]
    [InlineData("/user-token", "This is a user token: the daemon would act as a person.")]
    [InlineData("/two-lines", "The secret contains a blank, a line break or another character that Slack's secrets " +
        "never contain.")]
    [InlineData("env:ABSENT", "The environment variable ABSENT is not set.")]
    [InlineData("env:EMPTY", "The environment variable EMPTY is empty.")]
    [InlineData("env:0123456789abcdef0123456789abcdef", "The environment variable is not set.")]
    [InlineData("env:", "env: must be followed by the name of a variable.")]
    [InlineData("credential:absent", "The credential does not exist.")]
    [InlineData("credential:../empty", "credential: must be followed by a single name.")]
    public void Read_SecretFromElsewhere_FailsWithWords(string written, string message)
    {
        var source = new FakeConfigSource
        {
            Variables = { ["CREDENTIALS_DIRECTORY"] = "/run/credentials", ["EMPTY"] = "" },
            Forbidden = { "/forbidden" },
        };
        source.AddFile("/large", new string('x', 64 * 1024 + 1));
        source.AddFile("/empty", " \n");
        source.AddFile("/user-token", "xoxp-1");
        source.AddFile("/two-lines", "xoxb-1\nxoxb-2\n");
        var problem = Assert.Single(
            source.ReadConfig(string.Join('\n', Good).Replace("xoxb-1", written, StringComparison.Ordinal)).Problems
        );
        Assert.Equal((4, "slack.token", message), (problem.Line, problem.Key, problem.Message));
        var isFile = written.StartsWith('/') || written == "credential:absent";
        Assert.Equal(isFile, problem.IsCredential);
    }

    /// <summary>Each wrong path has a cure of its own.</summary>
    [Theory]
    [InlineData("/data/tokn", "does not exist. Did you mean /data/token?")]
    [InlineData("/dta/token", "does not exist. The directory /dta does not exist either")]
    [InlineData("/data", "is a directory. Name a file in it.")]
    [InlineData("/tbot", "is a directory. Name the file in it: /tbot/identity.")]
    [InlineData("/data/other", "does not exist. Create it, or correct the path.")]
    public void Read_WrongPathOfASecret_HasItsCure(string path, string words)
    {
        var source = new FakeConfigSource { Directories = { "/data", "/tbot" } };
        source.AddFile("/data/token", "xoxb-1");
        source.AddFile("/tbot/identity", "");
        var toml = string.Join('\n', Good).Replace("xoxb-1", path, StringComparison.Ordinal);

        Assert.Contains(words, Assert.Single(source.ReadConfig(toml).Problems).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_CredentialWithoutSystemd_TellsTheCure()
    {
        var problem = Assert.Single(
            FakeConfigSource
                .Read(string.Join('\n', Good).Replace("xoxb-1", "credential:token", StringComparison.Ordinal))
                .Problems
        );
        Assert.Contains("LoadCredential=", problem.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[teleport]\nidentity")]
    [InlineData("[teleport]\nclient_key")]
    [InlineData("[http]\nhttps_key_file")]
    public void Read_KeyInPlaceOfItsPath_IsAProblemThatDoesNotRepeatIt(string key)
    {
        const string Pem = "-----BEGIN PRIVATE KEY-----\nverysecret\n-----END PRIVATE KEY-----";

        var result = FakeConfigSource.Read($"[slack]\n{SecretLine}{key} = \"\"\"{Pem}\"\"\"");
        var problems = CredentialCheck.AllProblems(result, TimeProvider.System);

        Assert.Contains(problems, problem => problem.Message == "This is the content of a file, not its path.");
        Assert.DoesNotContain(problems, problem => $"{problem}".Contains("verysecret", StringComparison.Ordinal));
    }

    /// <summary>A secret in the wrong place must not get into a log or a ticket.</summary>
    [Fact]
    public void Read_SecretAnywhere_IsInNoProblem()
    {
        const string Secret = "xoxp-very-secret-value-0123456789";
        string[] forms =
        [
            $"'{Secret}'",
            $"['{Secret}', 5]",
            $"{{a = '{Secret}'}}",
            Secret,
            $"'env:{Secret}'",
            $"'credential:{Secret}'",
            $"'{Secret} x'",
            $"'''{Secret}",
        ];
        foreach (var form in forms)
        {
            foreach (
                var key in AcceptedKeys
                    .All.Append("users.U01ABCDEF23")
                    .Append("role_to_recipients.dba")
                    .Append("slack")
                    .Append("approvals.rules")
                    .Append("http.basic_auth")
            )
            {
                var result = FakeConfigSource.Read($"{key} = {form}");
                Assert.NotEmpty(result.Problems);
                Assert.DoesNotContain(result.Problems, problem =>
                    problem.ToString().Contains("secret-value", StringComparison.Ordinal)
                );
            }
        }
    }
}
