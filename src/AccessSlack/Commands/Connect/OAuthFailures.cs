using AccessSlack.Slack.Calls;
using SlackApi;

namespace AccessSlack.Commands.Connect;

/// <summary>What to do about an error of Slack's (docs/protocols/slack.md 16).</summary>
internal static class OAuthFailures
{
    private const string Title = "Slack refused the installation";

    /// <summary>An error that the browser brought, or the answer of the exchange.</summary>
    public static ConnectEnd Of(string code, ConnectPlan plan) => code switch
    {
        "access_denied" => ConnectEnd.Ended(
            "Declined",
            "The installation was declined in Slack. Run connect again, and press Allow."
        ),
        "invalid_code" or "code_already_used" or "code_expired" => Refused(
            code,
            "The code that the browser brought is not valid any more: it can be used once, within ten minutes. Run " +
            "connect again."
        ),
        "bad_redirect_uri" => Refused(
            code,
            $"The app does not name the redirect URL {plan.Callback}. Paste the output of teleport-slack manifest on " +
            "the app's page App Manifest, save, and run connect again."
        ),
        "invalid_client_id" => Refused(code, "Copy the Client ID from the app's page Basic Information to client_id."),
        "bad_client_secret" => Refused(
            code,
            "Copy the Client Secret from the app's page Basic Information to client_secret. It must be of the same " +
            "app as client_id."
        ),
        "cannot_install_an_org_installed_app" => Refused(
            code,
            "The app is already installed for the whole organization. Create one of its own for this workspace."
        ),
        "no_scopes" or "invalid_scope" or "unapproved_scope" or "scope_not_allowed_on_enterprise" => Refused(
            code,
            "Paste the output of teleport-slack manifest on the app's page App Manifest, save, and run connect again."
        ),
        "invalid_team_for_non_distributed_app" => Refused(
            code,
            "The app belongs to another workspace. Sign in there in the browser, or correct team under [slack]."
        ),
        "user_email_unverified" => Refused(code, "Confirm the e-mail address of your Slack account first."),
        _ => Refused(code, "Run connect again; if that does not help, paste the token (docs/slack-app.md, step 4)."),
    };

    /// <summary>Null for a defect of this program.</summary>
    public static ConnectEnd? Of(Exception fault, ConnectPlan plan) => fault switch
    {
        SlackRateLimitException or SlackHttpException => Unreachable(fault),
        SlackException refusal => Of(refusal.ErrorCode, plan),
        _ => Unreachable(fault),
    };

    private static ConnectEnd? Unreachable(Exception fault) =>
        SlackFailures.Classify(fault, repeatable: false) is { } failure
            ? new(
                ExitCode.Unavailable,
                "Slack did not answer",
                $"Slack did not exchange the code for a token ({failure.Code}). {failure.Remedy} Then run connect " +
                $"again. {ConnectEnd.NothingWritten}"
            )
            : null;

    private static ConnectEnd Refused(string code, string remedy) => ConnectEnd.Refused(Title, $"{code}: {remedy}");
}
