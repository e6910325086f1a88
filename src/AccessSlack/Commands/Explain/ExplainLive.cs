using AccessSlack.Configuration;
using AccessSlack.Hosting;
using AccessSlack.Hosting.Checks;
using AccessSlack.Requests;
using AccessSlack.Requests.Serialization;
using AccessSlack.Simulation;
using AccessSlack.Simulation.Explaining;
using AccessSlack.Slack;
using AccessSlack.Teleport;
using AccessSlack.Teleport.Credentials;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging.Abstractions;

namespace AccessSlack.Commands.Explain;

/// <summary>
/// Explains a request with what Teleport and Slack say now, by calls that only read. The watch of the daemon is its own
/// connection, which this one does not touch.
/// </summary>
internal static class ExplainLive
{
    /// <exception cref="StartException">A side did not answer or refused, or there is no such request.</exception>
    public static async Task<Explained> ExplainAsync(
        Settings settings,
        ExplainOptions options,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        try
        {
            using var http = SlackConnection.Create();
            var api = new SlackOptions(settings.Slack.ApiUrl, () => settings.Slack.Token, () => false);
            var slack = SlackClient.Create(api, http, time, new Random(), NullLogger<SlackClient>.Instance);
            using var teleport = new TeleportClient(
                SettingsMapping.OptionsOf(settings.Teleport),
                time,
                NullLogger<TeleportClient>.Instance
            );
            return await ExplainAsync(settings, options, new Services(teleport, slack.Directory, time), cancel);
        }
        catch (CredentialException e)
        {
            throw new StartException(ExitCode.NotPermitted, e.Message, e);
        }
        catch (TeleportException e)
        {
            throw new StartException(CodeOf(e.Failure), e.Message, e);
        }
    }

    private static int CodeOf(TeleportFailure failure) =>
        failure is TeleportFailure.NotPermitted or TeleportFailure.CredentialsRefused
            ? ExitCode.NotPermitted
            : ExitCode.Unavailable;

    private static async Task<Explained> ExplainAsync(
        Settings settings,
        ExplainOptions options,
        Services services,
        CancellationToken cancel
    )
    {
        var (teleport, slack, time) = services;
        var app = await SlackIntroduction.StartAsync(slack, settings, cancel);
        var server = await teleport.PingAsync(cancel);
        var principals = await new PrincipalResolver(slack, time, NullLogger<PrincipalResolver>.Instance)
            .ResolveAsync(PolicySnapshot.PolicyOf(settings), app, cancel);
        var mayReadUsers = await TraitAccess.TestAsync(teleport, cancel);
        var facts = new StartupFacts(app, server, MayWritePluginData: true, mayReadUsers, time.GetUtcNow());
        var snapshot = PolicySnapshot.Of(settings, facts, "").With(principals);
        var policy = snapshot.Policy with { Cluster = options.Cluster ?? server.Cluster };
        var current = new CurrentPolicy { Now = snapshot with { Policy = policy } };
        var details = new LiveDetails(teleport, slack, settings, current, time);
        var (request, ledger, isAnnounced) = options.Id is { } id
            ? await FindAsync(teleport, id, snapshot.Seal, cancel)
            : (options.Describe(time.GetUtcNow()), null, false);
        if (ledger is null) request = request with { Details = await details.FindAsync(policy, request, cancel) };
        var people = new LivePeople(teleport, slack, snapshot.Home, mayReadUsers);
        ledger ??= Announcement.Of(policy, new Population { Home = snapshot.Home }, request);
        var asked = options.As is { } person ? await people.FindAsync(person, cancel) : null;
        var scene = new Scene(
            policy,
            await people.OfAsync(policy, request, ledger, asked, cancel),
            request,
            ledger,
            time.GetUtcNow()
        )
        {
            Others = await details.FindOthersAsync(policy, request, cancel),
            IsSettled = isAnnounced || request.State != RequestState.Pending,
        };
        return new(
            Explainer.Explain(scene) with { Clicks = asked is null ? [] : Explainer.ClicksOf(scene, asked.Id) },
            [.. details.Notes, .. people.Notes]
        )
        {
            Id = options.Id,
            As = options.As,
        };
    }

    private sealed record Services(TeleportClient Teleport, ISlackDirectory Slack, TimeProvider Time);

    /// <summary>Any entry means that the daemon has seen it, and that rules have had their turn.</summary>
    private static async Task<(AccessRequest Request, Ledger? Ledger, bool HasEntry)> FindAsync(
        TeleportClient teleport,
        string id,
        Seal seal,
        CancellationToken cancel
    )
    {
        if (await teleport.FindAsync(id, cancel) is not { } request)
            throw new StartException(
                ExitCode.Faults,
                $"Teleport shows no request {id} to the plugin's user: it may have expired, or have another ID"
            );
        var data = await teleport.ReadPluginDataAsync(id, cancel);
        if (data is null || LedgerCodec.Read(data, id, seal) is not { Origin: EntryOrigin.Ours, Ledger: var ledger })
            return (request, null, data is not null);
        var isSame = request.State != RequestState.Pending || request.Digest == ledger.Digest;
        return (request with { Details = isSame ? ledger.Facts.Details : request.Details }, ledger.For(request), true);
    }
}
