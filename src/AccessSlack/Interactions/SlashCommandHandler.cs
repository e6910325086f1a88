using System.Collections.Immutable;
using AccessSlack.Decisions;
using AccessSlack.Logging;
using AccessSlack.Messages;
using AccessSlack.Reconciliation.Home;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Requests.Text;
using AccessSlack.Simulation.Explaining;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Interactions;

/// <summary>
/// Answers the slash command from what this process already knows; only the user is looked up, and links to messages.
/// </summary>
internal sealed class SlashCommandHandler(
    VisibleRequests requests,
    MessageLinks links,
    CurrentPolicy policy,
    TimeProvider time,
    ILogger<SlashCommandHandler> logger
)
{
    /// <summary>A list without links is better than a late one.</summary>
    private static readonly TimeSpan LinkLimit = TimeSpan.FromSeconds(1);

    /// <returns>In mrkdwn, for the user alone.</returns>
    public async Task<string> AnswerAsync(SlashCommand slash, CancellationToken cancel)
    {
        var intent = SlashCommands.Parse(slash.Text);
        if (intent is SlashCommandIntent.Help help) return Say(slash, "help", SlashCommands.Help(slash.Name, help.Why));

        var identity = await requests.IdentifyAsync(slash.Actor, cancel);
        return await identity.Match(
            // Slack lets only members of a channel use the command there.
            async actor =>
                await AnswerAsync(slash, intent, await requests.FindViewerAsync(actor, slash.Channel, cancel), cancel),
            refusal => Task.FromResult(Say(slash, refusal.Code, SlackText.Escape(refusal.Sentence)))
        );
    }

    private async Task<string> AnswerAsync(
        SlashCommand slash,
        SlashCommandIntent intent,
        Viewer asker,
        CancellationToken cancel
    ) => intent switch
    {
        SlashCommandIntent.Show show => Say(slash, "show", About(asker, show.RequestId, Show)),
        SlashCommandIntent.Who who => Say(slash, "who", About(asker, who.RequestId, known => Who(asker, known))),
        _ => Say(slash, "list", await ListAsync(asker, cancel)),
    };

    private async Task<string> ListAsync(Viewer asker, CancellationToken cancel)
    {
        var all = requests.All.ToList();
        var lists = RequestLists.Of(
            all.Where(known => IsMyPending(asker, known)).Select(Listed),
            all.Where(known => requests.MayDecide(asker, known)).Select(Listed)
        );
        var found = await FindLinksAsync(asker, [.. all.Where(known => lists.Shows(known.Tracked.Id))], cancel);
        return SlashCommands.List(lists.With(found), time.GetUtcNow(), asker.IsPartlyKnown);
    }

    private async Task<ImmutableDictionary<string, Uri>> FindLinksAsync(
        Viewer asker,
        ImmutableArray<KnownRequest> shown,
        CancellationToken cancel
    )
    {
        using var limit = new CancellationTokenSource(LinkLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            return await links.FindAsync(asker, shown, either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return ImmutableDictionary<string, Uri>.Empty;
        }
    }

    /// <summary>One that was approved may stay tracked until the access ends.</summary>
    private static bool IsMyPending(Viewer asker, KnownRequest known) =>
        known.Request.State == RequestState.Pending && VisibleRequests.IsMine(asker.Who.Actor, known.Request);

    private ListedRequest Listed(KnownRequest known) => new(requests.View(known), known.Request.Created);

    /// <summary>Of a request that the person may not see, the answer is that of one that does not exist.</summary>
    private string About(Viewer asker, string id, Func<KnownRequest, string> compose) =>
        requests.All.FirstOrDefault(known => known.Tracked.Id == id) is { } known && requests.MaySee(asker, known)
            ? compose(known)
            : SlashCommands.NotFound(id, asker.IsPartlyKnown);

    private string Show(KnownRequest known) => SlashCommands.Show(requests.View(known));

    private string Who(Viewer asker, KnownRequest known) => WhoText.Of(
        requests.View(known),
        policy.Now.Policy,
        known.Request,
        known.Tracked.Ledger,
        requests.MayDecide(asker, known)
    );

    private string Say(SlashCommand slash, string outcome, string text)
    {
        logger.Event(LogLevel.Information, "Command", ("user_id", slash.UserId), ("outcome", outcome));
        return text;
    }
}
