using System.Net;
using AccessSlack.Slack;
using AccessSlack.Slack.Calls;
using SlackApi;

namespace AccessSlack.Tests.Slack.Calls;

public class SlackFailuresTests
{
    [Theory]
    [InlineData(
        "TryLater",
        "service_unavailable request_timeout message_limit_exceeded team_added_to_org org_login_required " +
        "update_failed external_channel_migrating fetch_members_failed invalid_cursor"
    )]
    [InlineData("Ambiguous", "internal_error fatal_error")]
    [InlineData(
        "Credentials",
        "not_authed invalid_auth account_inactive token_revoked token_expired not_allowed_token_type no_permission " +
        "missing_scope access_denied accesslimited two_factor_setup_required team_access_not_granted"
    )]
    [InlineData(
        "Destination",
        "channel_not_found not_in_channel is_archived restricted_action restricted_action_read_only_channel " +
        "user_not_found users_not_found user_disabled user_not_visible user_not_in_channel messages_tab_disabled " +
        "ekm_access_denied app_access_restricted is_inactive team_not_found too_many_members no_such_subteam " +
        "plan_upgrade_required"
    )]
    [InlineData(
        "Payload",
        "invalid_blocks invalid_blocks_format msg_too_long msg_blocks_too_long no_text metadata_too_large " +
        "invalid_metadata_format invalid_metadata_schema invalid_arguments invalid_arg_name invalid_json " +
        "view_too_large duplicate_external_id"
    )]
    [InlineData(
        "Gone",
        "message_not_found cant_update_message edit_window_closed thread_not_found cannot_reply_to_message " +
        "expired_trigger_id exchanged_trigger_id invalid_trigger_id"
    )]
    [InlineData("Destination", "something_new unknown_error")]
    public void Classify_Code_HasTheClassOfTheContract(string kind, string codes) =>
        Assert.All(codes.Split(' '), code =>
        {
            var failure = SlackFailures.Classify(new SlackException("chat.postMessage", code), repeatable: false)!;
            Assert.Equal((kind, code), (failure.Kind.ToString(), failure.Code));
            Assert.Equal(
                failure.Kind == SlackFailureKind.TryLater ? SlackFailures.DefaultWait : TimeSpan.Zero,
                failure.RetryAfter
            );
            Assert.NotEmpty(failure.Remedy);
        });

    [Theory]
    [InlineData("channel_not_found", "private")]
    [InlineData("not_in_channel", "/invite")]
    [InlineData("not_allowed_token_type", "xoxb-")]
    [InlineData("missing_scope", "chat:write")]
    public void Classify_Code_NamesItsRemedy(string code, string word) =>
        Assert.Contains(
            word,
            SlackFailures.Classify(new SlackException("m", code) { Needed = "chat:write" }, repeatable: false)!.Remedy,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(500, "http_500", "Ambiguous", "TryLater")]
    [InlineData(502, "http_502", "Ambiguous", "TryLater")]
    [InlineData(504, "http_504", "Ambiguous", "TryLater")]
    [InlineData(503, "http_503", "TryLater", "TryLater")]
    [InlineData(407, "http_407", "TryLater", "TryLater")]
    [InlineData(302, "http_302", "TryLater", "TryLater")]
    [InlineData(200, "not_json", "Ambiguous", "TryLater")]
    [InlineData(200, "too_large", "Ambiguous", "TryLater")]
    [InlineData(200, "no_error_code", "Ambiguous", "TryLater")]
    public void Classify_HttpFailure_DependsOnWhetherItMayBeRepeated(
        int status,
        string code,
        string once,
        string repeatable
    )
    {
        var failure = new SlackHttpException("m", (HttpStatusCode)status, code);
        Assert.Equal((once, code), (SlackFailures.Classify(failure, repeatable: false)!.Kind.ToString(), code));
        Assert.Equal((repeatable, code), (SlackFailures.Classify(failure, repeatable: true)!.Kind.ToString(), code));
    }

    [Theory]
    [InlineData(HttpRequestError.NameResolutionError, "TryLater", "unreachable")]
    [InlineData(HttpRequestError.ConnectionError, "TryLater", "unreachable")]
    [InlineData(HttpRequestError.ProxyTunnelError, "TryLater", "unreachable")]
    [InlineData(HttpRequestError.SecureConnectionError, "TryLater", "tls_failed")]
    [InlineData(HttpRequestError.ResponseEnded, "Ambiguous", "connection_lost")]
    [InlineData(HttpRequestError.Unknown, "Ambiguous", "connection_lost")]
    public void Classify_NetworkFailure_KnowsWhatWasNeverSent(HttpRequestError error, string kind, string code)
    {
        var failure = SlackFailures.Classify(new HttpRequestException(error), repeatable: false)!;
        Assert.Equal((kind, code), (failure.Kind.ToString(), failure.Code));
        Assert.Equal(
            SlackFailureKind.TryLater,
            SlackFailures.Classify(new HttpRequestException(error), repeatable: true)!.Kind
        );
    }

    [Theory]
    [InlineData(
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]",
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]"
    )]
    [InlineData(
        "[ERROR] missing required field: why I need it [json-pointer:/blocks/1]",
        "[ERROR] missing required field … [json-pointer:/blocks/1]"
    )]
    [InlineData("[ERROR] \"why I need it\" is no text [json-pointer:/blocks/1]", "[ERROR] … [json-pointer:/blocks/1]")]
    [InlineData("[ERROR] why [json-pointer:/blocks/why I need it!]", "[ERROR] why")]
    [InlineData("no more than 50 items allowed", "no more than 50 items allowed")]
    [InlineData("", "")]
    public void Classify_WordsOfSlack_AreToldWithoutWhatTheyQuote(string words, string told) =>
        Assert.Equal(
            $"Slack says: {told}",
            SlackFailures
                .Classify(new SlackException("m", "invalid_blocks") { ErrorMessages = [words] }, repeatable: false)!
                .Remedy
        );

    [Theory]
    [InlineData("metadata_too_large", "", true)]
    [InlineData("invalid_metadata_schema", "", true)]
    [InlineData("invalid_arguments", "[ERROR] must be an object [json-pointer:/metadata/event_payload]", true)]
    [InlineData("invalid_arguments", "[ERROR] must be an array [json-pointer:/blocks]", false)]
    public void IsAboutMetadata_CodeOrPointer_Tells(string code, string words, bool expected) =>
        Assert.Equal(
            expected,
            SlackFailures.IsAboutMetadata(
                SlackFailures.Classify(new SlackException("m", code) { ErrorMessages = [words] }, repeatable: false)!
            )
        );

    [Fact]
    public void Classify_Defect_IsNotHidden() =>
        Assert.Null(SlackFailures.Classify(new InvalidOperationException(), repeatable: false));
}
