using AccessSlack.Decisions;
using AccessSlack.Logging;
using AccessSlack.Messages;
using AccessSlack.Requests;
using AccessSlack.Requests.Slack;
using AccessSlack.Requests.Text;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Interactions;

/// <summary>
/// Answers the slash command from what this process already knows; only the user is looked up.
/// </summary>
internal sealed class SlashCommandHandler(VisibleRequests requests, ILogger<SlashCommandHandler> logger)
{
    /// <returns>In mrkdwn, for the user alone.</returns>
    public async Task<string> AnswerAsync(SlashCommand slash, CancellationToken cancel)
    {
        var intent = SlashCommands.Parse(slash.Text);
        if (intent is SlashCommandIntent.Help help) return Say(slash, "help", SlashCommands.Help(slash.Name, help.Why));

        var identity = await requests.IdentifyAsync(slash.Actor, cancel);
        return await identity.Match(
            // Slack lets only members of a channel use the command there.
            async actor => Answer(slash, intent, await requests.FindViewerAsync(actor, slash.Channel, cancel)),
            refusal => Task.FromResult(Say(slash, refusal.Code, SlackText.Escape(refusal.Sentence)))
        );
    }

    private string Answer(SlashCommand slash, SlashCommandIntent intent, Viewer asker) =>
        intent is SlashCommandIntent.Show show
            ? Say(slash, "show", Show(asker, show.RequestId))
            : Say(slash, "list", List(asker));

    private string List(Viewer asker)
    {
        var all = requests.All.ToList();
        return SlashCommands.List(
            all.Where(known => IsMyPending(asker, known)).Select(Listed),
            all.Where(known => requests.MayDecide(asker, known)).Select(Listed),
            asker.IsPartlyKnown
        );
    }

    /// <summary>One that was approved may stay tracked until the access ends.</summary>
    private static bool IsMyPending(Viewer asker, KnownRequest known) =>
        known.Request.State == RequestState.Pending && VisibleRequests.IsMine(asker.Who.Actor, known.Request);

    private ListedRequest Listed(KnownRequest known) => new(requests.View(known), known.Request.Created);

    private string Show(Viewer asker, string id) =>
        requests.All.FirstOrDefault(known => known.Tracked.Id == id) is { } known && requests.MaySee(asker, known)
            ? SlashCommands.Show(requests.View(known))
            : SlashCommands.NotFound(id, asker.IsPartlyKnown);

    private string Say(SlashCommand slash, string outcome, string text)
    {
        logger.Event(LogLevel.Information, "Command", ("user_id", slash.UserId), ("outcome", outcome));
        return text;
    }
}
