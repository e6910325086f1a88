using AccessSlack.Approvals;
using AccessSlack.Approvals.Person;
using AccessSlack.Decisions;
using AccessSlack.Teleport;

namespace AccessSlack.Hosting.Checks.Person;

/// <summary>
/// What <c>check</c> says of reviews in the name of the person who clicks: whether they work, and if not, what is
/// missing. With <c>auto</c>, that is no fault: reviews are submitted as the plugin's user then.
/// </summary>
internal sealed class PersonReviewCheck(ITeleport teleport, ApprovalPolicy policy, TeleportServer server)
{
    private const string Name = "Reviews";
    private const string AsPerson = "in the name of the person who clicks";

    /// <summary>The first major release of which some can do it (docs/protocols/teleport.md 4.8).</summary>
    private const int FirstMajor = 18;

    private bool IsDemanded => policy.Settings.Via == Via.Person;

    /// <summary>These rules collect votes here, whatever Teleport can do.</summary>
    private bool HasRulesForSeveral => policy.Settings.Rules.Any(rule => rule.Required > 1 || rule.DenyRequired > 1);

    private static string Role => $"for example {PluginRole.Submitting} {PluginRole.HowToGive}";

    public async Task RunAsync(CheckReport report, CancellationToken cancel)
    {
        if (!PersonReviewAccess.Matters(policy, server)) return;
        if (await PersonReviewAccess.ProbeAsync(teleport, cancel) is not { } answer) return;
        switch (PersonReviewAccess.Of(answer))
        {
            case PersonReviews.Possible:
                report.Facts.Add((Name, IsDemanded ? AsPerson : AutoFact()));
                await CheckUsersAsync(report, cancel);
                break;
            case PersonReviews.Refused when IsDemanded:
                report.Findings.Add(Refused());
                break;
            case PersonReviews.Refused:
                report.Facts.Add((Name, $"as the plugin's user, because {Cause()}"));
                break;
            case PersonReviews.Unknown when answer.Refusal is { } refusal && IsDemanded:
                report.Findings.Add(Unclear(answer, DecisionFailureAdvice.Of(refusal).Remedy + "."));
                break;
        }
    }

    private string AutoFact() =>
        $"{AsPerson}, if the request has thresholds of its own" +
        (HasRulesForSeveral
            ? "; as the plugin's user where a rule needs several people, because their votes are collected in Slack"
            : "");

    private Finding Refused() => Finding.Fault(
        "person_reviews_refused",
        "approvals.via",
        $"Teleport would not let us submit a review {AsPerson}, because {Cause()}.",
        IsTooOld
            ? "Upgrade Teleport, or set via = \"review\", which reviews as the plugin's user."
            : $"Give the plugin's user a role with submit_for_users, {Role}. Or set via = \"review\", which reviews " +
                "as the plugin's user."
    );

    private static Finding Unclear(TeleportException answer, string remedy) => Finding.Fault(
        "person_reviews_refused",
        "approvals.via",
        $"Teleport would not let us submit a review {AsPerson}: {answer.Message.TrimEnd(' ', '.')}.",
        remedy
    );

    private bool IsTooOld => server.Major < FirstMajor;

    /// <summary>Of 18, later releases can do it, and the answers of the others are the same.</summary>
    private string Cause() => server.Major switch
    {
        < FirstMajor => $"Teleport {server.Version} takes no reviews for other users; 18.11 and newer do",
        FirstMajor => "the plugin's role lacks submit_for_users, or Teleport is older than 18.11",
        _ => "the plugin's role lacks submit_for_users",
    };

    /// <summary>Without a right to list users, only people in [users] can review.</summary>
    private async Task CheckUsersAsync(CheckReport report, CancellationToken cancel)
    {
        try
        {
            await teleport.FindUsersByTraitAsync(policy.Settings.SlackIdTrait, TraitAccess.NoUser, cancel);
        }
        catch (TeleportException e) when (e.Failure is TeleportFailure.NotPermitted or TeleportFailure.Unsupported)
        {
            report.Findings.Add(
                new Finding(
                    IsFault: policy.Settings.Users.IsEmpty && IsDemanded,
                    "teleport_users_hidden",
                    "approvals.via",
                    "Teleport does not let us list users, so only people under [users] can review in Slack.",
                    $"Give the plugin's user a role with the rule user: [list, read], {Role}."
                )
            );
        }
    }
}
