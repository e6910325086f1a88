using AccessSlack.Approvals;
using AccessSlack.Configuration;
using AccessSlack.Decisions;
using AccessSlack.Hosting.Checks.Partial;
using AccessSlack.Hosting.Checks.Person;
using AccessSlack.Requests;
using AccessSlack.Requests.Serialization;
using AccessSlack.Teleport;
using AccessSlack.Tracking;

namespace AccessSlack.Hosting.Checks;

/// <summary>
/// Checks that the auth server can be reached and grants what we need. Permissions are tested by real calls that change
/// nothing: about a request that does not exist, or with a condition that cannot hold.
/// </summary>
internal sealed class TeleportChecks(ITeleport teleport, Settings settings, VisibilityChecks visibility)
{
    /// <summary>
    /// No request has this id: calls with it test permissions without changing anything.
    /// </summary>
    public const string ProbeId = "00000000-0000-4000-8000-000000000000";

    private const string Watching =
        "Give the plugin's user a role with the rules access_request: [list, read, update] and access_plugin_data: " +
        $"[list, read, update], for example {PluginRole.Deciding} {PluginRole.HowToGive}.";

    public async Task RunAsync(CheckReport report, CancellationToken cancel)
    {
        if (await TryAsync(() => teleport.PingAsync(cancel)) is { } unreachable)
        {
            report.Findings.Add(Unreached(unreachable));
            return; // nothing else can be checked
        }

        var server = await teleport.PingAsync(cancel);
        report.Facts.Add(
            ("Teleport cluster", $"{server.Cluster}, version {server.Version}, at {settings.Teleport.Address}")
        );
        if (await TryAsync(() => BeginWatchAsync(cancel)) is { } unwatched)
            report.Findings.Add(Unseen("watch_refused", unwatched));
        else if (await TryAsync(() => visibility.RunAsync(report, server.Cluster, cancel)) is { } unlisted)
            report.Findings.Add(Unseen("list_refused", unlisted));
        if (await TryAsync(() => ProbePluginDataAsync(cancel)) is { Failure: TeleportFailure.NotPermitted } unwritten)
            report.Findings.Add(PluginData(unwritten));
        if (PartialSupport.IsMissing(settings, server)) report.Findings.Add(PartialSupport.Finding(server));
        if (PolicySnapshot.PolicyOf(settings).CanDecide)
        {
            await CheckDecidingAsync(report, server, cancel);
            await CheckIdentityAsync(report, cancel);
        }
    }

    private async Task CheckDecidingAsync(CheckReport report, TeleportServer server, CancellationToken cancel)
    {
        var (via, probe) = (
            settings.Approvals.Via,
            new AccessRequest
            {
                Id = ProbeId,
                User = "",
                Roles = [],
                State = RequestState.Pending,
            }
        );
        if (
            via is not (Via.Review or Via.Person)
            && await TryAsync(() =>
                teleport.SetStateAsync(probe, RequestState.Denied, "slack:check", reason: "", cancel)
            )
                is { Refusal: { } undecided }
                    and not { Refusal: TeleportRefusal.Gone }
        )
            report.Findings.Add(
                Finding.Fault(
                    "decision_refused",
                    "teleport",
                    "Teleport would not let us decide a request.",
                    DecisionFailureAdvice.Of(undecided).Remedy + "."
                )
            );
        if (
            (via == Via.Review || (via == Via.Auto && server.HasReviews))
            && await TryAsync(() => teleport.SubmitReviewAsync(probe, RequestState.Denied, reason: "", cancel))
                is { Refusal: TeleportRefusal.NoReviewRule or TeleportRefusal.ReviewsUnknown } unreviewed
        )
            report.Findings.Add(Review(via, RemedyOf(server, unreviewed.Refusal.Value)));
        await new PersonReviewCheck(teleport, PolicySnapshot.PolicyOf(settings), server).RunAsync(report, cancel);
    }

    /// <summary>Without any of these, a requester with another address cannot be told from other people.</summary>
    private async Task CheckIdentityAsync(CheckReport report, CancellationToken cancel)
    {
        var approvals = settings.Approvals;
        if (approvals.AllowSelf || await TraitAccess.TestAsync(teleport, cancel)) return;
        if (approvals.StrictIdentity)
            report.Findings.Add(
                Finding.Fault(
                    "strict_identity",
                    "approvals",
                    TraitAccess.Needed(approvals.SlackIdTrait).Message + ".",
                    ""
                )
            );
        else if (approvals.Users.IsEmpty)
            report.Findings.Add(
                Finding.Warning(
                    "requester_unrecognized",
                    "users",
                    "The requester is recognized only if the Teleport user name is the e-mail address in Slack, or " +
                    "has the same name before the @: [users] is empty, and Teleport does not let us read users.",
                    "List people under [users], or give the plugin's user a role with the rule user: [read]."
                )
            );
    }

    private static Finding Unreached(TeleportException failed) => failed.Route is { } route
        ? Finding.Fault(route.Code, "teleport.addr", Capital(route.What) + ".", Capital(route.Remedy) + ".")
        : Finding.Fault(Code(failed), "teleport.addr", Sentence(failed), Remedy(failed.Failure));

    private static string Capital(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..]}";

    private static Finding Unseen(string code, TeleportException refused) =>
        Finding.Fault(
            code,
            "teleport",
            Sentence(refused),
            refused.Failure == TeleportFailure.NotPermitted ? Watching : Remedy(refused.Failure)
        );

    private static string RemedyOf(TeleportServer server, TeleportRefusal unreviewed) => server.HasReviews
        ? DecisionFailureAdvice.Of(unreviewed).Remedy + "."
        : "This Teleport has no reviews, which need the Enterprise edition: set via = \"auto\" under [approvals].";

    /// <summary>With <c>via = "auto"</c>, only requests with their own thresholds are reviewed.</summary>
    private static Finding Review(Via via, string cure) => via == Via.Review
            ? Finding.Fault("review_refused", "teleport", "Teleport would not let us review a request.", cure)
            : Finding.Warning(
                "review_refused",
                "teleport",
                "Teleport would not let us review a request, so those with thresholds of their own cannot be decided " +
                "in Slack.",
                cure
            );

    private Finding PluginData(TeleportException refused) => settings.Slack.NotifyOnly
            ? Finding.Warning(
                "plugin_data_refused",
                "teleport",
                Sentence(refused) +
                    " With notify_only the daemon keeps its state in memory and announces only requests made while " +
                    "it runs.",
                Watching
            )
            : Finding.Fault("plugin_data_refused", "teleport", Sentence(refused), Watching);

    private async Task<bool> BeginWatchAsync(CancellationToken cancel)
    {
        await foreach (var first in teleport.WatchAsync(WatchScope.Requests, cancel))
            return first is TeleportEvent.Watching;
        return false;
    }

    private Task ProbePluginDataAsync(CancellationToken cancel) =>
        teleport.WritePluginDataAsync(
            ProbeId,
            new Dictionary<string, string>(),
            new Dictionary<string, string> { [LedgerCodec.RevKey] = "never" },
            cancel
        );

    private static async Task<TeleportException?> TryAsync(Func<Task> attempt)
    {
        try
        {
            await attempt();
            return null;
        }
        catch (TeleportException e)
        {
            return e;
        }
    }

    private static string Sentence(TeleportException e) => e.Message.TrimEnd(' ', '.') + ".";

    private static string Code(TeleportException e) =>
        e.Failure == TeleportFailure.CredentialsRefused ? "teleport_credentials_refused" : "teleport_unreachable";

    private static string Remedy(TeleportFailure failure) => failure switch
    {
        TeleportFailure.CredentialsRefused =>
            "First make sure that addr is the auth server or the proxy's web address, then do what the line says.",
        TeleportFailure.Busy => "Teleport is rate limiting this identity: check which other clients use it.",
        TeleportFailure.Unreachable =>
            "Check that Teleport is running, that addr is its auth server or its proxy's web address, and that no " +
            "firewall blocks the way.",
        _ => "See the auth server's log for this time.",
    };
}
