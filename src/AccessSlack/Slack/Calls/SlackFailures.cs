using AccessSlack.Slack.Proxy;
using SlackApi;

namespace AccessSlack.Slack.Calls;

/// <summary>How to react to a failed call, and what a person can do about it (docs/protocols/slack.md 4).</summary>
internal static class SlackFailures
{
    /// <summary>The wait if Slack sends no Retry-After.</summary>
    internal static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(3);

    /// <summary>A longer Retry-After is cut to this.</summary>
    internal static readonly TimeSpan MaxWait = TimeSpan.FromHours(1);

    /// <summary>
    /// The failure that an exception of a call means; null if its cause is neither Slack nor the network, but a defect
    /// of this program.
    /// </summary>
    /// <param name="e">The exception.</param>
    /// <param name="repeatable">
    /// The call may be repeated safely, so an unknown outcome counts as <see cref="SlackFailureKind.TryLater"/>.
    /// </param>
    public static SlackFailure? Classify(Exception e, bool repeatable) => e switch
    {
        SlackRateLimitException limit => TryLater(limit.ErrorCode, RateLimited, limit.RetryAfter),
        SlackHttpException http => FromHttp((int)http.StatusCode, http.ErrorCode, repeatable),
        SlackException refusal => FromCode(refusal.ErrorCode, refusal, repeatable),
        SlackProxyException proxy => TryLater("proxy_failed", proxy.Remedy),
        HttpRequestException network => FromNetwork(network, repeatable),
        IOException => Ambiguous("connection_lost", repeatable),
        OperationCanceledException { InnerException: TimeoutException } => TryLater("connect_timeout", Unreachable(e)),
        OperationCanceledException => Ambiguous("timeout", repeatable),
        ArgumentException limit => new(
            SlackFailureKind.Payload,
            "invalid_message",
            $"This message breaks a limit of Slack: {limit.Message}"
        ),
        _ => null,
    };

    /// <summary>A call that is not made, because of an earlier answer.</summary>
    public static SlackFailure Paused(TimeSpan pause) =>
        new(SlackFailureKind.TryLater, "ratelimited", RateLimited, pause);

    /// <summary>Slack rejected the content, so a simpler format may be accepted.</summary>
    public static bool IsAboutContent(SlackFailure failure) => failure.Kind == SlackFailureKind.Payload;

    /// <summary>Slack rejected the metadata, so the same message may be accepted without it.</summary>
    public static bool IsAboutMetadata(SlackFailure failure) =>
        failure.Code is "metadata_too_large" or "metadata_must_be_sent_from_app"
        || failure.Code.StartsWith("invalid_metadata", StringComparison.Ordinal)
        || failure.Remedy.Contains("[json-pointer:/metadata", StringComparison.Ordinal);

    /// <summary>For the person who clicked: another click brings a new trigger.</summary>
    internal const string PressAgain =
        "Press the button again: Slack opens a dialog only within three seconds of a click.";

    internal const string NoSuchGroup = "Slack has no user group with this handle: check the spelling, without @.";

    private const string RateLimited = "Slack asks for a pause, because the app makes many calls.";

    private const string NewToken =
        "Install the Slack app again and put its new bot token (xoxb-) into the configuration.";
    private const string OtherDestination =
        "Name another destination in the configuration, or ask a Slack administrator.";

    private static SlackFailure FromCode(string code, SlackException refusal, bool repeatable) => code switch
    {
        "service_unavailable"
        or "request_timeout"
        or "team_added_to_org"
        or "update_failed"
        or "external_channel_migrating"
        or "fetch_members_failed"
        or "invalid_cursor" => TryLater(code),
        "message_limit_exceeded" => TryLater(code, "The workspace has reached the message limit of its plan."),
        "org_login_required" => TryLater(code, "The workspace is being moved into an organisation."),
        "internal_error" or "fatal_error" => Ambiguous(code, repeatable),

        "missing_scope" => Credentials(
            code,
            $"Give the Slack app the scope {NameOf(refusal.Needed)} and install it again."
        ),
        "not_allowed_token_type" => Credentials(code, "Use the bot token of the Slack app; it begins with xoxb-."),
        "accesslimited" => Credentials(
            code,
            "Add this machine's address to the allowed addresses of the Slack app."
        ),
        "two_factor_setup_required" => Credentials(
            code,
            "The bot's owner must set up two-factor authentication in Slack."
        ),
        "team_access_not_granted" or "no_permission" or "access_denied" => Credentials(
            code,
            "A Slack administrator must allow the app in this workspace."
        ),
        "not_authed"
        or "invalid_auth"
        or "account_inactive"
        or "token_revoked"
        or "token_expired"
        or "team_disabled"
        or "user_removed_from_team" => Credentials(code, NewToken),

        "channel_not_found" => Destination(
            code,
            "There is no such channel, or it is private and the bot was not invited: check the name, or type " +
            "/invite and the bot's name there."
        ),
        "not_in_channel" => Destination(code, "Type /invite and the bot's name in that channel, or set auto_join."),
        "is_archived" or "is_inactive" => Destination(code, "The channel is archived: name another one."),
        "team_not_found" => Destination(code, "Give the channel by its id instead of its name."),
        "user_not_found" or "users_not_found" => Destination(
            code,
            "Slack has no such active user: check the id or the e-mail address."
        ),
        "user_disabled" or "user_not_visible" or "user_not_in_channel" => Destination(
            code,
            "The user cannot be reached there."
        ),
        "messages_tab_disabled" => Destination(
            code,
            "Enable the messages tab of the Slack app (App Home); without it direct messages cannot be sent."
        ),
        ISlackHome.NotEnabled => Destination(
            code,
            "On the app's page in Slack, under App Home, turn on the Home Tab, or set home = false under [slack]."
        ),
        ISlackHome.HashConflict => new(SlackFailureKind.Gone, code, "Someone else has published this tab since."),
        "method_not_supported_for_channel_type" => Destination(
            code,
            "The bot cannot join a channel of this kind by itself: type /invite and the bot's name there."
        ),

        "too_many_members" => Destination(
            code,
            "The channel has too many members: name another one, or a user group."
        ),
        "no_such_subteam" => Destination(code, NoSuchGroup),
        "plan_upgrade_required" => Destination(
            code,
            "User groups need a paid plan of Slack: name people or a channel instead."
        ),

        "message_not_found"
        or "cant_update_message"
        or "edit_window_closed"
        or "thread_not_found"
        or "cannot_reply_to_message" => new(
            SlackFailureKind.Gone,
            code,
            "The message was deleted, or another Slack app posted it."
        ),
        "expired_trigger_id" or "exchanged_trigger_id" or "invalid_trigger_id" => new(
            SlackFailureKind.Gone,
            code,
            PressAgain
        ),

        "msg_too_long"
        or "msg_blocks_too_long"
        or "no_text"
        or "metadata_too_large"
        or "metadata_must_be_sent_from_app" => Payload(code, refusal),
        "invalid_arguments"
        or "invalid_arg_name"
        or "invalid_json"
        or "json_not_object"
        or "block_mismatch"
        or "markdown_text_conflict"
        or "view_too_large"
        or "duplicate_external_id" => Payload(code, refusal),
        _ when code.StartsWith("invalid_blocks", StringComparison.Ordinal)
                || code.StartsWith("invalid_metadata", StringComparison.Ordinal) => Payload(code, refusal),

        // Also restricted_action*, ekm_access_denied, app_access_restricted, and codes that Slack adds later: an
        // unknown code must not stop the other destinations.
        _ => Destination(code, OtherDestination),
    };

    private static SlackFailure FromHttp(int status, string code, bool repeatable) => status switch
    {
        // Refused before processing; the other server errors may come after the message was stored.
        503 => TryLater(code),
        >= 500 => Ambiguous(code, repeatable),
        >= 300 => TryLater(
            code,
            $"Something between this machine and Slack answers HTTP {status}: check api_url and HTTPS_PROXY."
        ),
        _ => Ambiguous(code, repeatable),
    };

    private static SlackFailure FromNetwork(HttpRequestException network, bool repeatable) =>
        network.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError
            or HttpRequestError.ConnectionError
            or HttpRequestError.ProxyTunnelError => TryLater("unreachable", Unreachable(network)),
            HttpRequestError.SecureConnectionError => TryLater(
                "tls_failed",
                $"TLS with Slack failed ({Reason(network)}): check the clock, the CA certificates, and whether a " +
                "proxy intercepts TLS."
            ),
            _ => Ambiguous("connection_lost", repeatable),
        };

    private static string Unreachable(Exception e) =>
        $"There is no connection ({Reason(e)}): check name resolution, the firewall and HTTPS_PROXY.";

    private static string Reason(Exception e) => NetworkReason.Of(e) ?? "no reason given";

    private static SlackFailure TryLater(
        string code,
        string remedy = SlackFailure.OnSlacksSide,
        TimeSpan? wait = null
    ) =>
        new(
            SlackFailureKind.TryLater,
            code,
            remedy,
            (wait ?? DefaultWait) < MaxWait ? wait ?? DefaultWait : MaxWait
        );

    private static SlackFailure Ambiguous(string code, bool repeatable) =>
        (repeatable ? TryLater(code) : new(SlackFailureKind.Ambiguous, code, SlackFailure.OnSlacksSide)) with
        {
            MayTakeEffect = true,
        };

    private static SlackFailure Credentials(string code, string remedy) =>
        new(SlackFailureKind.Credentials, code, remedy);

    private static SlackFailure Destination(string code, string remedy) =>
        new(SlackFailureKind.Destination, code, remedy);

    private static SlackFailure Payload(string code, SlackException refusal) =>
        new(
            SlackFailureKind.Payload,
            code,
            refusal.ErrorMessages.Count == 0
                ? "Slack does not say what is wrong with the message; please report this."
                : $"Slack says: {string.Join("; ", refusal.ErrorMessages.Select(SlackExplanation.WithoutQuotes))}"
        );

    private static string NameOf(string scope) => scope.Length == 0 ? "that the manifest lists" : scope;
}
